"""The types of the page, read far enough to be held against the document of the API: interfaces, aliases, records, lists, unions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAIRS = {"{": "}", "(": ")", "[": "]", "<": ">"}
#: Names that stand for kinds of a schema.
PLAIN = {"string": {"string"}, "number": {"number", "integer"}, "boolean": {"boolean"}, "Maybe": {"number", "integer"},
         "Lang": {"string"}, "Verb": {"string"}, "JobState": {"string"}}  # fmt: skip
NOTHING = {"null", "undefined"}
ANYTHING = {"unknown", "T", "object", "never"}


@dataclass
class Types:
    """Interfaces (name -> what they extend, their body) and aliases (name -> their type) of some files."""

    interfaces: dict[str, tuple[list[str], str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)

    def read(self, path: Path) -> Types:
        """The same with a file more; a name of a file goes before that of an earlier one."""
        text = re.sub(r"/\*.*?\*/|(?<![:\"])//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for m in re.finditer(r"(?:export )?interface (\w+)(?:<\w+>)?(?: extends ([^{]+))? \{", text):
            self.interfaces[m[1]] = (split(m[2] or "", ","), inside(text, m.end() - 1))
        for m in re.finditer(r"(?:export )?type (\w+) =\s*", text):
            self.aliases[m[1]] = text[m.end() : _end(text, m.end())].strip()
        return self


def _end(text: str, start: int) -> int:
    """Where a type ends: at a semicolon outside of brackets."""
    depth = 0
    for at in range(start, len(text)):
        depth += text[at] in PAIRS
        depth -= text[at] in PAIRS.values() and text[at - 1] != "="
        if text[at] == ";" and depth == 0:
            return at
    return len(text)


def inside(text: str, start: int) -> str:
    """What stands between the bracket at `start` and its partner."""
    depth = 0
    for at in range(start, len(text)):
        depth += text[at] in PAIRS
        depth -= text[at] in PAIRS.values() and text[at - 1] != "="
        if depth == 0:
            return text[start + 1 : at]
    raise ValueError(text[start : start + 60])


def split(text: str, mark: str) -> list[str]:
    """Parts between marks that stand outside of brackets and quotes."""
    parts, depth, last, quoted = [], 0, 0, False
    for at, sign in enumerate(text):
        quoted ^= sign == '"'
        depth += sign in PAIRS and not quoted
        depth -= sign in PAIRS.values() and not quoted and text[at - 1 : at] != "="
        if sign == mark and depth == 0 and not quoted:
            parts.append(text[last:at])
            last = at + 1
    return [p.strip() for p in [*parts, text[last:]] if p.strip()]


def fields(body: str) -> dict[str, str]:
    """Name -> type of the fields of a record; functions are left out."""
    found = {}
    for part in split(body, ";"):
        m = re.match(r'(?:readonly )?"?([\w-]+)"?\??:\s*(.+)$', part, re.DOTALL)
        if m and "=>" not in m[2]:
            found[m[1]] = m[2].strip()
    return found


@dataclass
class Held:
    """Types held against the schemas of a document; `wrong` says where they differ."""

    types: Types
    schemas: dict[str, Any]
    wrong: list[str] = field(default_factory=list)

    def named(self, name: str, schema: Any, where: str) -> None:
        """An interface or alias by name."""
        if name in self.types.interfaces:
            parents, body = self.types.interfaces[name]
            for parent in parents:
                self.kind(parent, schema, where)
            self.record(body, schema, where)
        elif name in self.types.aliases:
            self.kind(self.types.aliases[name], schema, where)
        else:
            self.wrong.append(f"{where}: no type {name}")

    def record(self, body: str, schema: Any, where: str) -> None:
        """Every field of a record is a property, of a kind that fits."""
        objects = [s for s in self.forms(schema) if s.get("type") == "object"]
        if not objects:
            self.wrong.append(f"{where}: not a record")
        for name, kind in fields(body).items():
            held = [p for p in (property_of(s, name) for s in objects) if p is not None]
            if objects and not held:
                self.wrong.append(f"{where}.{name}: the answer has no such field")
            elif objects:
                self.kind(kind, {"anyOf": held}, f"{where}.{name}")

    def kind(self, kind: str, schema: Any, where: str) -> None:
        """A type against a schema."""
        kind = kind.strip().removeprefix("readonly ").strip()
        parts = [p for p in split(kind, "|") if p not in NOTHING] or ["unknown"]
        kind = parts[0]
        if len(parts) > 1 and not all(p.startswith('"') for p in parts):
            self.either(parts, schema, where)
        elif len(both := split(kind, "&")) > 1:
            for part in both:
                self.kind(part, schema, where)
        elif kind.startswith("(") and kind.endswith(")"):
            self.kind(kind[1:-1], schema, where)
        elif kind.endswith("[]"):
            self.items(kind[:-2], schema, where)
        elif kind.startswith("["):
            self.items(split(kind[1:-1], ",")[0], schema, where)
        elif kind.startswith("{"):
            self.record(kind[1:-1], schema, where)
        elif kind.startswith('"'):
            self.plain("string", {"string"}, schema, where)
        elif kind in PLAIN:
            self.plain(kind, PLAIN[kind], schema, where)
        elif kind not in ANYTHING:
            self.made(kind, schema, where)

    def made(self, kind: str, schema: Any, where: str) -> None:
        """A type that is made of others: Partial<X>, Record<K, V>, a name."""
        head, bracket, _ = kind.partition("<")
        within = split(inside(kind, len(head)), ",") if bracket else []
        if head in ("Partial", "Readonly"):
            self.kind(within[0], schema, where)
        elif head == "Record":
            self.mapping(*within, schema, where)
        else:
            self.named(head, schema, where)

    def either(self, parts: list[str], schema: Any, where: str) -> None:
        """One of several types: one of them fits."""
        tried = [Held(self.types, self.schemas) for _ in parts]
        for part, one in zip(parts, tried, strict=True):
            one.kind(part, schema, where)
        if all(one.wrong for one in tried):
            self.wrong += tried[0].wrong

    def plain(self, name: str, kinds: set[str], schema: Any, where: str) -> None:
        """A text, a number or a truth."""
        found = {k for s in self.forms(schema) for k in _kinds(s)}
        if not found & kinds:
            self.wrong.append(f"{where}: {name}, but the answer has {', '.join(sorted(found))}")

    def items(self, kind: str, schema: Any, where: str) -> None:
        """A list: its items fit those of the lists that stand there."""
        lists = [s for s in self.forms(schema) if s.get("type") == "array"]
        if not lists:
            self.wrong.append(f"{where}: no list")
        held = [i for s in lists for i in ([s["items"]] if "items" in s else s["prefixItems"])]
        if lists:
            self.kind(kind, {"anyOf": held}, f"{where}[]")

    def mapping(self, key: str, value: str, schema: Any, where: str) -> None:
        """Record<K, V>: of any key, or of keys that are named."""
        key = '"en" | "zh"' if key == "Lang" else self.types.aliases.get(key, key)
        named = [k.strip('"') for k in split(key, "|") if k.startswith('"')]
        objects = [s for s in self.forms(schema) if s.get("type") == "object"]
        if not objects:
            self.wrong.append(f"{where}: not a record")
        of_any = [s["additionalProperties"] for s in objects if isinstance(s.get("additionalProperties"), dict)]
        if of_any:
            self.kind(value, {"anyOf": of_any}, f"{where}[...]")
        for k in [] if of_any else named:
            held = [p for p in (property_of(s, k) for s in objects) if p is not None]
            if held:
                self.kind(value, {"anyOf": held}, f"{where}.{k}")
            else:
                self.wrong.append(f"{where}.{k}: the answer has no such field")

    def forms(self, schema: Any) -> list[Any]:
        """The schemas that a schema may stand for, without what is null."""
        if "$ref" in schema:
            return self.forms(self.schemas[schema["$ref"].rpartition("/")[2]])
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return [f for s in schema[key] for f in self.forms(s)]
        return [] if schema.get("type") == "null" else [schema]


def property_of(schema: Any, name: str) -> Any:
    """The schema of a field of a record; None where there is none."""
    if name in schema.get("properties", {}):
        return schema["properties"][name]
    return next((s for p, s in schema.get("patternProperties", {}).items() if re.search(p, name)), None)


def _kinds(schema: Any) -> list[str]:
    if "type" in schema:
        return [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    return ["string" if isinstance(v, str) else "number" for v in schema.get("enum", [schema.get("const")])]
