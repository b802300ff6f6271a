"""The built-in tugs: one `tug.yaml` a case, read into frozen records; every message names file and key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from bahe.faults import BadFile, BadValue, MissingData, UnknownName

_HOME = Path(__file__).resolve().parents[1]

#: What a series of figures is of: home share, holder's part of imports, holder's part of all use, the same of users that are left.
SHOWN = ("home", "imports", "market", "users")
FACTORS = ("control", "floor", "learning", "lock-in", "third countries", "technology switch", "distrust", "under way")
#: fit: in the forecast that is scored; score: held back from it; late: neither. All three are in the fan that is shown.
USES = ("fit", "score", "late")
#: Keys of a good that hold a list.
LISTS = ("world", "figures", "factors", "weights", "levels", "events", "variants", "looked_at", "definitions")


@dataclass(frozen=True)
class Good:
    """One rope of a case: who holds what over whom, what is known of it, and the ranges of what is not. Keys as in tug.yaml.

    item      of the table of items;  carve: whether its market is known, so that the world can be solved with it
    shown     what the figures are of (`SHOWN`);  figures: which are fitted and which is held back
    priors    on top of `tugging.PRIORS`: [low, high], {log: [low, high]} or a number
    weights, floors   buyer segments, and their procurement floors from a year on
    events    marked on the rope: year, en, zh, url
    variants  of what was done (`counterfactuals`), the first of them nothing changed;  looked_at: dates of their shares
    definitions   of the share, side by side: words, series and beginning of the source; never fitted together
    accounts  series of imports in money and of the holder's part, and the two years to compare
    """

    id: str
    item: str
    holder: str
    target: str
    start: float
    years: int
    shown: str
    policy: str
    carve: bool = False
    world: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    priors: Mapping[str, Any] = field(default_factory=dict)
    figures: tuple[Mapping[str, str], ...] = ()
    factors: tuple[str, ...] = ("control", "learning")
    weights: tuple[float, ...] = (1.0,)
    floors: Mapping[float, tuple[float, ...]] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    horizon: float | None = None
    levels: tuple[float, ...] = ()
    variants: tuple[Mapping[str, Any], ...] = ()
    looked_at: tuple[float, ...] = ()
    definitions: tuple[Mapping[str, Any], ...] = ()
    events: tuple[Mapping[str, Any], ...] = ()
    note: Mapping[str, str] = field(default_factory=dict)

    @property
    def times(self) -> list[float]:
        """Start of every year, and the end of the last."""
        return [self.start + t for t in range(self.years + 1)]

    @property
    def since(self) -> int:
        """First year of control; the first year where there is none."""
        return int(self.given.get("start", 0))

    @property
    def ends(self) -> int:
        """Year at which the answer is taken apart: the case's own horizon, or the last."""
        return self.years if self.horizon is None else round(self.horizon - self.start)


@dataclass(frozen=True)
class TugCase:
    """A case: its goods and the conditions that were fixed before the run; story: what stands in story.md beside the file.

    event    a dated control to study (`event_studies`): holder, target, date, lifted, and goods with series, base and codes
    pooled   technologies to fit together (`pooling`), by definition of the segment
    """

    id: str
    title: Mapping[str, str]
    question: Mapping[str, str]
    goods: tuple[Good, ...]
    checks: tuple[Mapping[str, Any], ...] = ()
    story: Mapping[str, str] = field(default_factory=dict)
    event: Mapping[str, Any] = field(default_factory=dict)
    pooled: Mapping[str, Any] = field(default_factory=dict)


def tug_names() -> tuple[str, ...]:
    """Names of the built-in tugs."""
    return tuple(p.parent.name for p in sorted(_HOME.glob("*/tug.yaml")))


def tug_case(source: str) -> TugCase:
    """A built-in tug by name, or a .yaml file; UnknownName, BadFile or BadValue otherwise."""
    if source in tug_names():
        return read(_HOME / source / "tug.yaml")
    path = Path(source)
    if path.suffix.lower() in (".yaml", ".yml"):
        return read(path)
    raise UnknownName("tug", source, tug_names())


def read(path: Path) -> TugCase:
    """A tug file, checked."""
    import yaml

    name = "/".join(path.parts[-2:])
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadFile("cannot be read", where=name, got=str(error).split("\n")[0]) from None
    if not isinstance(data, dict):
        raise BadFile("not a tug: keys and values are needed", where=name)
    goods = tuple(_good(g, f"{name}: goods[{i}]") for i, g in enumerate(_needed(data, "goods", name)))
    told = {"en": path.with_name("story.md"), "zh": path.with_name("story.zh.md")}
    story = {lang: p.read_text(encoding="utf-8") for lang, p in told.items() if p.is_file()}
    case = _record(TugCase, {**data, "goods": goods, "checks": tuple(data.get("checks", ())), "story": story}, name)
    if len({g.id for g in goods}) < len(goods) or not goods:
        raise BadValue(
            "goods are named once, and there is one at the least", where=name, field="goods", got=[g.id for g in goods]
        )
    return case


def _good(data: Any, where: str) -> Good:
    if not isinstance(data, dict):
        raise BadFile("keys and values are needed", where=where)
    floors = {float(y): tuple(float(v) for v in f) for y, f in data.get("floors", {}).items()}
    tuples = {k: tuple(data[k]) for k in LISTS if k in data}
    good = _record(Good, {**data, **tuples, "floors": floors}, where)
    for key, allowed, found in (
        ("shown", SHOWN, [good.shown]),
        ("factors", FACTORS, good.factors),
        ("figures.use", USES, [f["use"] for f in good.figures]),
    ):
        for value in found:
            if value not in allowed:
                raise UnknownName(key, value, allowed, where=where)
    for year, f in floors.items():
        if len(f) != len(good.weights):
            raise BadValue(
                "one floor a segment",
                where=where,
                field=f"floors.{year:g}",
                got=f,
                allowed=f"{len(good.weights)} numbers",
            )
    return good


def _record(kind: Any, data: Mapping[str, Any], where: str) -> Any:
    known = [f.name for f in fields(kind)]
    for key in data:
        if key not in known:
            raise UnknownName("key", str(key), known, where=where)
    try:
        return kind(**data)
    except TypeError as error:
        raise MissingData("a key is missing", where=where, field=str(error).split(":")[-1].strip()) from None


def _needed(data: Mapping[str, Any], key: str, where: str) -> list[Any]:
    if not isinstance(data.get(key), list):
        raise MissingData("a list is needed", where=where, field=key)
    return list(data[key])
