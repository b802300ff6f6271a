"""The built-in cases by name. A name is looked up in the list, never joined to a path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bahe.faults import BadFile, UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bahe.scenario import Scenario

_HOME = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Case:
    """A built-in case: its name and its folder of files."""

    name: str
    folder: Path

    @property
    def file(self) -> Path:
        """The scenario file."""
        return self.folder / "scenario.yaml"

    def scenario(self, sets: Iterable[str] = ()) -> Scenario:
        """The scenario, with `KEY=VALUE` settings applied."""
        from bahe.scenario import read

        return read(self.file, sets=sets, name=f"{self.name}/scenario.yaml")

    def story(self, lang: str = "en") -> str:
        """What happened and how the case reads it, in Markdown."""
        path = self.folder / ("story.zh.md" if lang == "zh" else "story.md")
        return path.read_text(encoding="utf-8")


def cases() -> tuple[Case, ...]:
    """All built-in cases, by name."""
    return tuple(Case(p.parent.name, p.parent) for p in sorted(_HOME.glob("*/scenario.yaml")))


def case(name: str) -> Case:
    """A built-in case; `UnknownName` with the nearest names otherwise."""
    found = {c.name: c for c in cases()}
    if name not in found:
        raise UnknownName("case", name, found)
    return found[name]


def scenario_for(source: str | Path, sets: Iterable[str] = ()) -> Scenario:
    """The Scenario of a built-in case or of a YAML file that exists."""
    from bahe.scenario import read

    known = {c.name: c for c in cases()}
    text = str(source)
    if text in known:
        return known[text].scenario(sets)
    path = Path(source)
    if path.suffix.lower() in (".yaml", ".yml"):
        return read(path, sets=sets)
    if path.exists() or "/" in text or "\\" in text:
        raise BadFile(
            "neither a built-in case nor a scenario file", got=text, allowed=["a path that ends in .yaml or .yml", *known],
            remedy="Name a case of `bahe case list`, or the .yaml file itself.",
        )  # fmt: skip
    raise UnknownName("case", text, known)
