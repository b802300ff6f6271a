"""The generated pages say what the code says, and every page of the manual can be reached."""

from __future__ import annotations

import re
from pathlib import Path

from manual.test_examples import load

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

generate = load("generate")


def test_generated_pages_are_up_to_date() -> None:
    """Otherwise: python docs/generate.py."""
    assert generate.stale() == []


def test_every_command_and_option_is_documented() -> None:
    import typer

    from bahe.desk.cli import app

    page = (DOCS / "reference/cli.md").read_text("utf-8")
    for name, command in generate.commands(typer.main.get_command(app)):
        assert f"## {name}\n" in page
        for parameter in command.params:
            assert parameter.name == "help" or any(option in page for option in parameter.opts), (name, parameter.name)


def test_every_public_name_is_in_the_reference() -> None:
    import bahe

    page = (DOCS / "reference/api.md").read_text("utf-8")
    hidden = {"__version__", "Effect"}
    assert {name for name in bahe.__all__ if not re.search(rf"\b{name}\b", page)} <= hidden


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "README.zh.md"]
    for page in pages:
        if "_build" in page.parts:
            continue
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if not re.match(r"[a-z]+:", target):
                assert (page.parent / target).exists(), f"{page.relative_to(ROOT)}: {target}"


def test_every_page_is_in_a_table_of_contents() -> None:
    named = {DOCS / "index.md"}
    for page in DOCS.rglob("*.md"):
        for body in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            entries = [line.strip() for line in body.splitlines() if line.strip() and not line.startswith(":")]
            named |= {(page.parent / f"{entry}.md").resolve() for entry in entries}
    assert {p.resolve() for p in DOCS.rglob("*.md") if "_build" not in p.parts} == {p.resolve() for p in named}
