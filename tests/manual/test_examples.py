"""Every example of the manual and of the README is run, and prints what the page says it prints."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def load(name: str) -> ModuleType:
    """A module of docs/, which is no package."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


examples = load("examples")


@pytest.mark.parametrize("page", examples.pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_page(page: Path, tmp_path: Path) -> None:
    examples.run(page, tmp_path)


def test_a_wrong_output_is_noticed(tmp_path: Path) -> None:
    """The harness itself fails where it should."""
    page = tmp_path / "page.md"
    page.write_text("```python\nprint(1)\n```\n\n```text\n2\n```\n", "utf-8")
    with pytest.raises(AssertionError, match=r"page\.md:5"):
        examples.run(page, tmp_path)


def test_a_failing_command_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ bahe no-such-verb\n```\n", "utf-8")
    with pytest.raises(AssertionError, match="ended with"):
        examples.run(page, tmp_path)


def test_dots_stand_for_lines() -> None:
    assert examples.matches("a\n...\nd\n", "a\nb\nc\nd\n")
    assert not examples.matches("a\n...\nd\n", "a\nb\nc\n")
