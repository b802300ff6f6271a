"""`bahe leverage` and `bahe depend`: who holds whom, by what, and how badly it would hurt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bahe.faults import BadValue, Conflict

if TYPE_CHECKING:
    from bahe.report.dependence.answer import Dependence
    from bahe.report.dependence.items import Sheet


def leverage(
    between: str | None, buyers: str | None, suppliers: str | None, items: str | None, sectors: str | None, horizon: str,
    mutual: bool, leakage: str | None, coalitions: list[str], bands: bool, tariffs: str, out: Path | None, force: bool,
    top: int, lang: str, json: bool,
) -> int:  # fmt: skip
    """Solve the matrix at one horizon or both; print it, and write a report where `out` is given. 1 where a cell has no answer."""
    from bahe.casebook.runs.playing import language
    from bahe.desk.filing import place
    from bahe.desk.spelling import share
    from bahe.desk.tables.leverage import show
    from bahe.desk.terminal import console, dump, keeping, progress
    from bahe.report.dependence.levers import Asked, levers

    language(lang)
    if between and (buyers or suppliers):
        raise Conflict("--between names both sides", field="--between", remedy="Leave --buyers and --suppliers out.")
    asked = Asked(
        buyers=_names(between or buyers, "--between" if between else "--buyers"), items=_items(items),
        suppliers=_names(between or suppliers, "--between" if between else "--suppliers"), sectors=_names(sectors, "--sectors"),
        horizons=("short", "long") if horizon == "both" else (horizon,), mutual=mutual,
        leakage=None if leakage is None else share(leakage, "--leakage", whole=False),
        coalitions=dict(_coalition(c) for c in coalitions), bands=bands, tariffs=tariffs,
    )  # fmt: skip
    place(out, force, "dependence")
    with progress(not json) as step:
        found = levers(asked, step, keep=keeping())
    if json:
        dump(found.document())
    else:
        show(console(), found, top, lang)
    _publish(found, out, lang, json)
    return 0 if found.complete else 1


def depend(
    buyer: str | None, also: str | None, on: str | None, item: str | None, items: str | None, horizon: str, bands: bool, preset: str,
    tariffs: str, out: Path | None, force: bool, top: int, lang: str, json: bool,
) -> int:  # fmt: skip
    """What a buyer depends on, on whom, or who makes an item: the three lenses, both directions. 1 where nothing was solved."""
    from bahe.casebook.runs.playing import language
    from bahe.desk.filing import place
    from bahe.desk.tables.depend import show
    from bahe.desk.tables.items import show as show_item
    from bahe.desk.terminal import console, dump, progress
    from bahe.report.dependence.answer import ask_item, dependence

    language(lang)
    horizons = ("short", "long") if horizon == "both" else (horizon,)
    buyer = _buyer(buyer, also, on, item, items, bands)
    place(out, force, "dependence")
    with progress(not json) as step:
        found: Sheet | Dependence = (
            ask_item(item, buyer, horizons=horizons, tariffs=tariffs, progress=step)
            if item is not None
            else dependence(str(buyer), on, items=_items(items), horizons=horizons, tariffs=tariffs, screen=preset, bands=bands,
                            progress=step)
        )  # fmt: skip
    if json:
        dump(found.document())
    elif item is not None:
        show_item(console(), found, lang)
    else:
        show(console(), found, top, lang)
    _publish(found, out, lang, json)
    return 0 if item is not None or _any_solved(found) else 1


def _buyer(
    buyer: str | None, also: str | None, on: str | None, item: str | None, items: str | None, bands: bool
) -> str | None:
    """The buyer, said once, as an argument or as `--buyer`; refuses what cannot be asked together."""
    if None not in (buyer, also) and buyer != also:
        raise Conflict(
            "one buyer at a time", field="--buyer", where="bahe depend", got=f"{buyer}, {also}", remedy="Name it once."
        )
    buyer = also if buyer is None else buyer
    if on is not None and buyer is None:
        raise BadValue("--on needs a buyer", field="BUYER", where="bahe depend", remedy="bahe depend CHN --on JPN.")
    if item is not None and (on is not None or items is not None):
        raise Conflict("--item asks about one item", field="--item", where="bahe depend", got="--on" if on is not None else "--items",
                       remedy="bahe depend CHN --item photoresist-arf, or bahe depend CHN --on JPN --items photoresist-arf.")  # fmt: skip
    if bands and on is None:
        raise Conflict(
            "ranges are taken over one pair", field="--bands", where="bahe depend", remedy="Add --on SUPPLIER."
        )
    if buyer is None and item is None:
        raise BadValue("somebody or something must be named", field="BUYER", where="bahe depend",
                       remedy="bahe depend CHN, bahe depend CHN --on JPN, or bahe depend --item photoresist-arf.")  # fmt: skip
    return buyer


def _any_solved(found: Any) -> bool:
    """True where at least one loss of each horizon was found."""
    return all(found.suppliers[f"loss_pct_{h}"].notna().any() for h in found.horizons)


def _publish(found: Any, out: Path | None, lang: str, json: bool) -> None:
    """Write the report where one is asked for, with what is needed to make it again."""
    if out is not None:
        from bahe.desk.filing import made_with, told
        from bahe.report.dependence.answer import publish

        told(publish(found, out, lang, made_with()), lang, json)


# -- words of the command line -----------------------------------------------------------------------------------------
def _names(text: str | None, option: str) -> tuple[str, ...] | None:
    """Names with commas; None where nothing is said."""
    from bahe.desk.spelling import names

    return None if text is None else names(text, option, "Names with commas: USA,CHN,EU27.")


def _items(text: str | None) -> str | tuple[str, ...] | None:
    """Items with commas, or all; None where nothing is said."""
    return "all" if text == "all" else _names(text, "--items")


def _coalition(text: str) -> tuple[str, tuple[str, ...]]:
    """NAME=A+B."""
    name, equals, members = text.partition("=")
    found = tuple(m.strip() for m in members.split("+") if m.strip())
    if not equals or not name.strip() or not found:
        raise BadValue("a coalition has a name and members", field="--coalition", got=text,
                       remedy='--coalition "chips=USA+NLD+JPN".')  # fmt: skip
    return name.strip(), found
