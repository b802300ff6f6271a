"""The verbs of the command line as questions of the web, read off the command line itself, so that neither can know more.

A body has the long names of a verb's options (hyphens as underscores) and of its arguments. A verb, its body, its words of a command
line and its help are one record; what names a place on the disk is never taken from a body.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, create_model, model_validator

from bahe.faults import BadValue, Conflict, MissingData, UnknownName

#: Options that say how a terminal shows an answer, or where on the disk something lies.
NOT_ASKED = frozenset({"out", "pdf", "force", "json", "top", "lang", "no_report", "workers", "store"})
#: Ceilings of numbers that cost time and memory: verb, key -> the largest.
CEILINGS = {("tug", "draws"): 65536, ("ensemble", "draws"): 4096, ("war", "scan"): 64}
#: Verbs that take a scenario of one's own as text, in place of a case.
OWN = frozenset({"run", "talks", "ensemble"})
TEXT, SCENARIO, MANY = 2_000, 200_000, 64
#: Letters of a key of a question.
KEY = 100


def sized(said: Any) -> Any:
    """Refuse a question out of all proportion before its parts are looked at one by one: a fault a part takes longer than an answer."""
    if isinstance(said, dict):
        _most("too many keys", len(said), MANY)
        for key, value in said.items():
            _most("too many letters in a key", len(key), KEY)
            if isinstance(value, list | dict):
                _most("too many values", len(value), MANY, key)
    return said


def _most(what: str, found: int, most: int, field: str | None = None) -> None:
    if found > most:
        raise BadValue(what, field=field, got=found, allowed=f"up to {most}")


#: For every model of a question (`create_model`): first its size.
SIZED: dict[str, Any] = {"sized": model_validator(mode="before")(sized)}


def _sayable(text: str) -> str:
    """Text that can be a word of a command line: no control signs, no half signs."""
    if any(ord(c) < 32 and c not in "\n\t" or 0xD800 <= ord(c) <= 0xDFFF or ord(c) == 127 for c in text):
        raise ValueError("control signs are no words")
    return text


Said = Annotated[str, StringConstraints(max_length=TEXT), AfterValidator(_sayable)]
OwnText = Annotated[str, StringConstraints(max_length=SCENARIO), AfterValidator(_sayable)]
TableId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True)
class Option:
    """One option or argument: its key in a body, its word on the command line (None: an argument), its kind and its help."""

    key: str
    word: str | None
    off: str | None
    kind: type
    many: bool
    needed: bool
    default: Any
    help: str
    metavar: str
    low: float | None
    high: float | None

    def field(self) -> tuple[Any, Any]:
        """Type and Field of the body."""
        kind: Any = Said if self.kind is str else self.kind
        about: dict[str, Any] = {
            "description": self.help or self.metavar or self.key,
            "json_schema_extra": {"metavar": self.metavar} if self.metavar else None,
        }
        limits: dict[str, Any] = {k: v for k, v in (("ge", self.low), ("le", self.high)) if v is not None}
        if self.many:
            return Annotated[list[kind], Field(max_length=MANY)] | None, Field(None, **about)
        if limits:
            kind = Annotated[kind, Field(**limits)]
        if self.needed:
            return kind, Field(..., **about)
        return (kind | None if self.default is None else kind), Field(self.default, **about)

    def words(self, value: Any) -> list[str]:
        """As words of the command line; a value can never become an option."""
        if self.kind is bool:
            return (
                [] if value is None or self.word is None else [self.word] if value else [self.off] if self.off else []
            )
        values = value if self.many else [value]
        return [f"{self.word}={v}" for v in values]

    def as_dict(self) -> dict[str, Any]:
        """For menus."""
        return {"name": self.key, "help": self.help, "metavar": self.metavar, "default": self.default, "repeated": self.many,
                "type": self.kind.__name__, "needed": self.needed, "low": self.low, "high": self.high}  # fmt: skip


@dataclass(frozen=True)
class Verb:
    """A verb: its words on the command line, one sentence, options, and whether `--out` writes a report."""

    name: str
    path: tuple[str, ...]
    summary: str
    options: tuple[Option, ...]
    reports: bool
    quiet: bool

    @cached_property
    def body(self) -> type[BaseModel]:
        """The model of a question."""
        fields: dict[str, Any] = {o.key: o.field() for o in self.options if o.key != "tariff_table"}
        if self.name in OWN:
            about = "A scenario of one's own, in YAML, in place of `case`."
            fields |= {"scenario": (OwnText | None, Field(None, description=about))}
            fields["case"] = (Said | None, Field(None, description="A built-in case."))
        if any(o.key == "tariff_table" for o in self.options):
            about = "The id that POST /api/v1/tables gave with keep=true."
            fields["tariff_table"] = (TableId | None, Field(None, description=about))
        config = ConfigDict(extra="forbid", allow_inf_nan=False, title=f"{self.name.capitalize()}Question")
        return create_model(
            f"{self.name.capitalize()}Question", __config__=config, __doc__=self.summary, __validators__=SIZED, **fields
        )

    def argv(self, said: Mapping[str, Any], case: str | None = None) -> list[str]:
        """The words of the command line; `case` stands for a scenario or a name that was checked."""
        words, names = list(self.path), []
        for o in self.options:
            value = said.get(o.key) if o.key != "case" or case is None else case
            if value is None or value == o.default:
                continue
            if o.word is None:
                names.append(str(value))
            else:
                words += o.words(value)
        return words + (["--", *names] if any(n.startswith("-") for n in names) else names)


@cache
def verbs() -> dict[str, Verb]:
    """All verbs that the web offers, by name."""
    from bahe.desk import cli

    asked = (
        "shock",
        "run",
        "depend",
        "leverage",
        "war",
        "deal",
        "threat",
        "tug",
        "talks",
        "assure",
        "world",
        "ensemble",
    )
    found = {_name(c): c.callback for c in cli.app.registered_commands if c.callback is not None}
    inner = {_name(c): c.callback for c in cli.case_app.registered_commands if c.callback is not None}
    out = {name: _verb(name, (name,), found[name]) for name in asked}
    out["case"] = _verb("case", ("case", "show"), inner["show"])
    out["judge"] = replace(_verb("judge", ("case", "run"), inner["run"]), reports=False)
    out["verdicts"] = _verb("verdicts", ("case", "verdicts"), inner["verdicts"])
    return out


def verb(name: str) -> Verb:
    """One verb; UnknownName with the nearest otherwise."""
    if name not in verbs():
        raise UnknownName("verb", name, verbs())
    return verbs()[name]


def _name(command: Any) -> str:
    return str(command.name or command.callback.__name__)


def _verb(name: str, path: tuple[str, ...], function: Callable[..., Any]) -> Verb:
    hints = get_type_hints(function, include_extras=True)
    options = [_option(name, p, hints[p.name]) for p in inspect.signature(function).parameters.values()]
    keys, chosen = set(NOT_ASKED), []
    for o in options:
        if o.key not in keys and o.kind in (str, int, float, bool):
            chosen.append(o)
            keys.add(o.key)
    known = {o.key for o in options}
    return Verb(
        name,
        path,
        (inspect.getdoc(function) or "").split("\n\n")[0],
        tuple(chosen),
        "out" in known,
        "no_report" in known,
    )


def _option(verb: str, parameter: inspect.Parameter, hint: Any) -> Option:
    """One parameter of a function of the command line."""
    bare, info = (get_args(hint)[0], get_args(hint)[1]) if get_origin(hint) is Annotated else (hint, None)
    kind, many = _kind(bare)
    first = getattr(info, "default", None)  # in Annotated, the first word given takes the place of a default
    told = [d for d in (first, *(getattr(info, "param_decls", None) or ())) if isinstance(d, str)]
    words = [w for d in told for w in d.split("/")]
    long = next((w for w in words if w.startswith("--")), None)
    argument = type(info).__name__ == "ArgumentInfo"
    word = None if argument else long or f"--{parameter.name.replace('_', '-')}"
    key = (word or parameter.name).lstrip("-").replace("-", "_")
    off = next((w for w in words if w.startswith("--no-") and w != word), None)
    needed = parameter.default is inspect.Parameter.empty
    default = None if needed else parameter.default
    if key == "tariff_table":
        kind = str
    high = CEILINGS.get((verb, key), getattr(info, "max", None))
    return Option(key, word, off, kind, many, needed, default, getattr(info, "help", None) or "",
                  getattr(info, "metavar", None) or "", getattr(info, "min", None), high)  # fmt: skip


def _kind(bare: Any) -> tuple[type, bool]:
    """The plain type, and whether it may be repeated."""
    parts = [a for a in get_args(bare) if a is not type(None)]
    if get_origin(bare) is list:
        return parts[0], True
    return _kind(parts[0]) if parts else (bare, False)


# -- what may be asked -----------------------------------------------------------------------------------------------------
def checked(name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from the defaults, once every name that could be a place on the disk is one of a list."""
    from bahe.atlas import WORLDS
    from bahe.casebook import case

    asked = {k: v for k, v in said.items() if v is not None and v != []}
    defaults = {o.key: o.default for o in verb(name).options}
    asked = {k: v for k, v in asked.items() if k not in defaults or v != defaults[k]}
    key = "name" if name == "world" else "world"
    if asked.get(key) is not None and asked[key] not in WORLDS:
        raise UnknownName("world", asked[key], WORLDS, field=key)
    if name == "tug" and asked.get("case") is not None:
        from bahe.casebook.tugs.files import tug_names

        if asked["case"] not in tug_names():
            raise UnknownName("case", asked["case"], tug_names(), field="case")
    elif not asked.get("regime") and ("case" in defaults or name in ("case", "judge")):
        _case(name, asked, case)
    _placeless(asked)
    return asked


def _placeless(asked: Mapping[str, Any]) -> None:
    """No draw and no setting may name a file."""
    for option in ("over", "set"):
        for text in asked.get(option, ()):
            key = text.partition("=")[0].strip()
            if (option == "over" and key in ("world", "world.name")) or key.rpartition(".")[2] in ("file", "rule"):
                raise BadValue("the web names no files", field=option, got=key, remedy="The command line does.")


def _case(name: str, asked: dict[str, Any], case: Callable[[str], Any]) -> None:
    """A built-in case, or a scenario of one's own: one of both."""
    named = asked.get("name" if name in ("case", "judge") else "case")
    if named is not None and asked.get("scenario") is not None:
        raise Conflict("a case and a scenario", field="scenario", got=named, remedy="Leave one of them out.")
    if named is not None:
        if not (name in ("case", "judge") and named in _own()):
            case(named)
    elif asked.get("scenario") is None and not (asked.get("calibration") or asked.get("backtest")):
        raise MissingData("a case is needed", field="case", remedy="As in stockholm-2025; or a scenario of your own.")
    if asked.get("scenario") is not None:
        plain_yaml(asked["scenario"])


def _own() -> tuple[str, ...]:
    """Cases that are neither scenarios nor tugs."""
    from bahe.desk.casing_all import OWN

    return tuple(OWN)


#: A text in which more is repeated by reference than this is a bomb, not a scenario.
ALIASES = 200


def plain_yaml(text: str) -> None:
    """Refuse a YAML text that would unfold into something larger than itself, before anything is built from it."""
    import yaml

    try:
        count = 0
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the other takes minutes over "[[["
        for event in yaml.parse(text, Loader=loader):
            count += isinstance(event, yaml.AliasEvent)
            if count > ALIASES:
                raise BadValue(
                    "too many references (*name)", field="scenario", allowed=f"{ALIASES}", remedy="Write values out."
                )
    except (yaml.YAMLError, RecursionError):
        return  # the reader of scenarios says what is wrong, with line and column
