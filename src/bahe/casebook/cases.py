"""The built-in cases of every kind by name. A name is looked up in the list, never joined to a path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bahe.faults import BadFile, BadValue, Conflict, UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bahe.casebook.tugs.files import TugCase
    from bahe.scenario import Scenario

_HOME = Path(__file__).resolve().parent

#: kind -> the verb of the command line that runs it.
VERBS: Mapping[str, str] = MappingProxyType({"scenario": "run", "talks": "talks", "tug": "tug"})


@dataclass(frozen=True)
class Case:
    """A built-in case: its name, its folder of files, and its kind, which says what verb runs it.

    kind    scenario | talks | tug: variants solved; variants bargained over; a rope over years
    """

    name: str
    folder: Path
    kind: str = "scenario"

    @property
    def verb(self) -> str:
        """The verb that runs it, as in `bahe tug korea-2019`."""
        return VERBS[self.kind]

    @property
    def command(self) -> str:
        """The line that runs it."""
        return f"bahe {self.verb} {self.name}"

    @property
    def file(self) -> Path:
        """The scenario or tug file."""
        return self.folder / ("tug.yaml" if self.kind == "tug" else "scenario.yaml")

    @cached_property
    def _head(self) -> dict[str, Any]:
        """Title and question as they stand in the file; nothing else of it is read."""
        import yaml

        text = self.file.read_text(encoding="utf-8")
        parts = re.findall(r"^(?:title|question):.*(?:\n[ ]+.*)*", text, re.MULTILINE)
        return dict(yaml.safe_load("\n".join(parts)))

    @property
    def title(self) -> dict[str, str]:
        """In one line, by language."""
        return _both(self._head["title"])

    @property
    def question(self) -> dict[str, str]:
        """What the case asks, by language."""
        return _both(self._head["question"])

    def scenario(self, sets: Iterable[str] = ()) -> Scenario:
        """The scenario, with `KEY=VALUE` settings applied; Conflict for a tug, which has none."""
        from bahe.scenario import read

        if self.kind == "tug":
            raise Conflict("a tug is no scenario", field="case", got=self.name, remedy=f"Run it as `{self.command}`.")
        return read(self.file, sets=sets, name=f"{self.name}/scenario.yaml")

    def tug(self) -> TugCase:
        """The ropes of a tug; Conflict for a scenario, which has none."""
        from bahe.casebook.tugs.files import tug_case

        if self.kind != "tug":
            raise Conflict("a scenario is no tug", field="case", got=self.name, remedy=f"Run it as `{self.command}`.")
        return tug_case(self.name)

    def story(self, lang: str = "en") -> str:
        """What happened and how the case reads it, in Markdown."""
        path = self.folder / ("story.zh.md" if lang == "zh" else "story.md")
        return path.read_text(encoding="utf-8")


def _both(text: Any) -> dict[str, str]:
    return dict(text) if isinstance(text, dict) else {"en": str(text), "zh": str(text)}


def cases(*kinds: str) -> tuple[Case, ...]:
    """All built-in cases by name, or those of some kinds; UnknownName for a kind that there is not."""
    for kind in kinds:
        if kind not in VERBS:
            raise UnknownName("kind of case", kind, VERBS)
    found = (
        Case(f.parent.name, f.parent, _kind(f))
        for pattern in ("scenario", "tug")
        for f in _HOME.glob(f"*/{pattern}.yaml")
    )
    return tuple(sorted((c for c in found if not kinds or c.kind in kinds), key=lambda c: c.name))


def _kind(file: Path) -> str:
    if file.name == "tug.yaml":
        return "tug"
    return "talks" if re.search(r"^talks:", file.read_text(encoding="utf-8"), re.MULTILINE) else "scenario"


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
    if not isinstance(source, str | PathLike):
        raise BadValue("a name or a path is needed", field="source", where="run", got=source, allowed=known)
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
