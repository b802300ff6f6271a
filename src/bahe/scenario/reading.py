"""Safe YAML with a line number for every key.

Only plain data is built: no tags, no objects. Words are the words of YAML 1.2, so that the key `on` and the text `no`
stay text. Size, depth, repeated keys and aliases are checked while the document is built, before anything is done with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from bahe.faults import BadFile, Conflict

#: A scenario file may not be larger than this.
MAX_BYTES = 1_000_000
#: Nor hold more values than this once aliases are spread out, nor nest deeper.
MAX_VALUES = 50_000
MAX_DEPTH = 32

Path = tuple[str | int, ...]

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_SPECIAL = {".inf": float("inf"), "-.inf": float("-inf"), "+.inf": float("inf"), ".nan": float("nan")}
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq"))


@dataclass(frozen=True)
class Document:
    """Plain data of a YAML text, the name it is known by, and where each value stands (path -> place in words)."""

    data: Any
    places: dict[Path, str]
    name: str

    def place(self, path: Path) -> str:
        """Where the value at `path`, or its nearest parent, stands: `my.yaml line 12`."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        return self.name


def dotted(path: Path) -> str:
    """The path as users write it: `variants[2].moves[0].add`."""
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else str(step)
    return out


def named(path: Path, place: str) -> str | None:
    """How a message names the key at `path`: in full in a file; by its last word where an option of the command line said it."""
    if not place.startswith("--"):
        return dotted(path) or None
    last = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    return None if not last or re.search(rf"[ .-]{re.escape(last)}s?$", place) else last


def read_text(path: FilePath) -> str:
    """The text of a YAML file; `BadFile` where it is absent, too large or not UTF-8."""
    name = path.name
    if not path.exists():
        raise BadFile(
            "there is no such file",
            where=str(path),
            remedy="Check the path; `bahe case list` names the built-in cases.",
        )
    if not path.is_file():
        raise BadFile("a folder, not a scenario file", where=name, remedy="Name the .yaml file in it.")
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise BadFile("a scenario file ends in .yaml or .yml", where=name, got=path.suffix)
    try:
        size = path.stat().st_size
        raw = b"" if size > MAX_BYTES else path.read_bytes()
    except OSError as error:
        raise BadFile(f"cannot be read ({error.strerror or 'input/output error'})", where=name) from None
    if size > MAX_BYTES:
        raise BadFile(
            f"{size:,} bytes are too many for a scenario", where=name, allowed=f"up to {MAX_BYTES:,} bytes",
            remedy="Put tables into a CSV file and name it with the instrument tariff_table.",
        )  # fmt: skip
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadFile(
            f"not UTF-8 text (byte {error.start}, line {line})",
            where=name,
            remedy="Save the file with the encoding UTF-8.",
        ) from None


def parse(text: str, name: str = "scenario") -> Document:
    """Plain data of one YAML document; every fault names the line."""
    import yaml

    if len(text) > MAX_BYTES:
        raise BadFile(
            f"{len(text):,} characters are too many for a scenario", where=name, allowed=f"up to {MAX_BYTES:,}"
        )
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        builder = _Builder(yaml, yaml.parse(text, Loader=loader), name)
        return Document(builder.document(), builder.places, name)
    except yaml.YAMLError as error:
        raise BadFile(
            f"not valid YAML: {_problem(error)}", where=_where(name, error), remedy=_advice(text, error)
        ) from None
    except (RecursionError, ValueError):
        raise BadFile("not valid YAML", where=name) from None


def scalar(text: str) -> Any:
    """The value of a plain word by the rules of YAML 1.2: null, true/false, numbers; all else is text."""
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if text.lower() in _SPECIAL:
        return _SPECIAL[text.lower()]
    if _INT.match(text):
        return int(text) if len(text) < 20 else float(text)
    if _FLOAT.match(text) and not re.match(r"[-+]?0[0-9]", text):  # 010121 is a product code, not a number
        return float(text)
    return text


class _Builder:
    """Builds plain data from parser events, with a budget of values and a limit of depth."""

    def __init__(self, yaml: Any, events: Iterator[Any], name: str) -> None:
        self.yaml, self.events, self.name = yaml, events, name
        self.places: dict[Path, str] = {}
        self.anchors: dict[str, tuple[Any, int] | None] = {}
        self.lines: dict[Path, str] = {}
        self.values = 0

    def document(self) -> Any:
        y = self.yaml
        next(self.events)  # stream start
        event = next(self.events)
        if isinstance(event, y.StreamEndEvent):
            raise BadFile(
                "the file is empty", where=self.name, remedy="A scenario needs at least: id, question, variants."
            )
        data = self.value(next(self.events), (), 0)
        next(self.events)  # document end
        event = next(self.events)
        if not isinstance(event, y.StreamEndEvent):
            raise BadFile(
                "a second document begins here",
                where=self.at(event),
                remedy="One file holds one scenario: remove the `---`.",
            )
        return data

    def at(self, event: Any) -> str:
        return f"{self.name} line {event.start_mark.line + 1}"

    def spend(self, event: Any, values: int = 1) -> None:
        self.values += values
        if self.values > MAX_VALUES:
            raise BadFile(
                "too many values (aliases spread out)", where=self.at(event), allowed=f"up to {MAX_VALUES:,}",
                remedy="Repeat less; put tables into a CSV file.",
            )  # fmt: skip

    def value(self, event: Any, path: Path, depth: int) -> Any:
        y = self.yaml
        self.places.setdefault(path, self.at(event))
        if depth > MAX_DEPTH:
            raise BadFile("nested too deeply", where=self.at(event), allowed=f"up to {MAX_DEPTH} levels")
        if isinstance(event, y.AliasEvent):
            return self.alias(event)
        self.spend(event)
        if event.tag is not None and event.tag != "!" and event.tag not in _PLAIN_TAGS:
            raise BadFile(
                f"the tag {event.tag} is not allowed", where=self.at(event), remedy="A scenario holds plain data only."
            )
        before = self.values - 1
        if event.anchor:
            self.anchors[event.anchor] = None  # open: an alias to it from inside would never end
        if isinstance(event, y.ScalarEvent):
            made = self.word(event)
        elif isinstance(event, y.SequenceStartEvent):
            made = self.sequence(path, depth)
        else:
            made = self.mapping(path, depth)
        if event.anchor:
            self.anchors[event.anchor] = (made, self.values - before)
        return made

    def word(self, event: Any) -> Any:
        plain = event.implicit[0] or event.tag in _PLAIN_TAGS - {"tag:yaml.org,2002:str"}
        return scalar(event.value) if plain else event.value

    def sequence(self, path: Path, depth: int) -> list[Any]:
        out: list[Any] = []
        while not isinstance(event := next(self.events), self.yaml.SequenceEndEvent):
            out.append(self.value(event, (*path, len(out)), depth + 1))
        return out

    def mapping(self, path: Path, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        while not isinstance(event := next(self.events), self.yaml.MappingEndEvent):
            if not isinstance(event, self.yaml.ScalarEvent):
                raise BadFile("a key must be a word", where=self.at(event))
            key = event.value
            self.places[(*path, key)] = self.at(event)
            if key in out:
                first = self.lines.get((*path, key), "above")
                raise Conflict(
                    f"the key {key!r} stands twice here (first: {first})", where=self.at(event), field=dotted((*path, key)),
                    remedy="Keep one of them.",
                )  # fmt: skip
            self.lines[(*path, key)] = f"line {event.start_mark.line + 1}"
            out[key] = None
            out[key] = self.value(next(self.events), (*path, key), depth + 1)
        return out

    def alias(self, event: Any) -> Any:
        import copy

        if event.anchor not in self.anchors:
            raise BadFile(f"the alias *{event.anchor} has no anchor above it", where=self.at(event))
        kept = self.anchors[event.anchor]
        if kept is None:
            raise BadFile(
                f"the alias *{event.anchor} contains itself", where=self.at(event), remedy="Write the values out."
            )
        self.spend(event, kept[1])
        return copy.deepcopy(kept[0])


def _problem(error: Any) -> str:
    text = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed"
    return str(text)


def _where(name: str, error: Any) -> str:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return f"{name} line {mark.line + 1}, column {mark.column + 1}" if mark else name


def _advice(text: str, error: Any) -> str:
    mark = getattr(error, "problem_mark", None)
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if "\t" in line:
        return "Indent with spaces, not with tabs."
    if line.count(": ") > 1:
        return "Put quotes around text that contains a colon."
    return "Check the indentation and the quotes near this line."
