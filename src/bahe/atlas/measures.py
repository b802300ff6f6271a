"""The law by date: rates of each measure on each partner, what they do not reach, and inputs that are not law.

`data/policy/measures.csv` has one row per measure, partner (ISO3, EU27, or * for every partner without a row of its own)
and interval from `start` to the day before `end`: `rate` as a fraction, `basis` additive or ceiling (a total with the
base duty), `beside_232` (stacks on Section 232), source and note. `exemptions.csv` names the lists of products that a
measure does not reach, `usmca_shares.csv` the goods that enter under USMCA.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from bahe.atlas.scopes import BIT, packaged_cells, policy_rows
from bahe.atlas.stacking import ORDER, RULES
from bahe.axes import ECONOMY_GROUPS
from bahe.faults import BadValue, UnknownName

#: The economies of the ICIO tables that the duties are asked for, without the United States.
EXPORTERS: tuple[str, ...] = tuple(
    "AGO ARE ARG AUS AUT BEL BGD BGR BLR BRA BRN CAN CHE CHL CHN CIV CMR COD COL CRI CYP CZE DEU DNK EGY ESP EST FIN FRA "
    "GBR GRC HKG HRV HUN IDN IND IRL ISL ISR ITA JOR JPN KAZ KHM KOR LAO LTU LUX LVA MAR MEX MLT MMR MYS NGA NLD NOR NZL "
    "PAK PER PHL POL PRT ROU RUS SAU SEN SGP STP SVK SVN SWE THA TUN TUR TWN UKR VNM ZAF ROW".split()
)
Override = float | int | str


USMCA_LEVELS = ("low", "central", "high")


@dataclass(frozen=True)
class Inputs:
    """What the law does not say and a rate by industry needs. Shares lie in [0, 1].

    usmca_share          share of goods of Canada and Mexico that enter under USMCA; None: the table usmca_shares.csv by
                         partner and date (0.38 and 0.50 in 2024, 0.87 in the second half of 2025); range 0.38-0.88
    usmca_level          which column of that table: low, central or high
    us_content           US content of vehicles under USMCA; 0.40, range 0.3-0.5 (0.40: Budget Lab at Yale)
    metal_content        metal in the value of goods taxed on their content; 0.25, range 0.10-0.50 (0.25: the low group
                         of the Congressional Budget Office; 0.10: US input-output shares, 0.07 for steel and 0.04 for
                         aluminium on average over the lists; 0.50: Tax Policy Center; all as used by Budget Lab)
    copper_content       copper in the value of goods taxed on their copper; 0.90, range 0.50-1 (0.90: Congressional Budget
                         Office, as used by Budget Lab)
    packaging_content    metal in the value of goods that come in cans; 0.01, range 0-0.05 (0.001-0.02: US input-output
                         shares by chapter)
    semiconductor_share  share of the headings of Proclamation 11002 that holds the chips taxed, after its end-use
                         exemptions; 0, range 0-1: no figure located
    """

    usmca_share: float | Mapping[str, float] | None = None
    usmca_level: Literal["low", "central", "high"] = "central"
    us_content: float = 0.40
    metal_content: float = 0.25
    copper_content: float = 0.90
    packaging_content: float = 0.01
    semiconductor_share: float = 0.0

    def __post_init__(self) -> None:
        given = self.usmca_share
        if self.usmca_level not in USMCA_LEVELS:
            raise UnknownName("level", self.usmca_level, USMCA_LEVELS, field="usmca_level")
        shares: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("us_content", "metal_content", "copper_content", "packaging_content", "semiconductor_share")
        }
        if isinstance(given, Mapping):
            for partner, share in given.items():
                if partner not in ("CAN", "MEX"):
                    raise UnknownName("partner", partner, ["CAN", "MEX"], field="usmca_share")
                shares[f"usmca_share[{partner}]"] = share
        elif given is not None:
            shares["usmca_share"] = given
        for name, share in shares.items():
            if not isinstance(share, int | float) or not 0.0 <= share <= 1.0:
                raise BadValue("a share must lie between 0 and 1", field=name, got=share, allowed="0 to 1")

    @property
    def content(self) -> Mapping[str, float]:
        """Share of the value that a rule on content reaches (the keys of `stacking.Content`)."""
        return {
            "value": 1.0, "metal": self.metal_content, "copper": self.copper_content, "packaging": self.packaging_content,
        }  # fmt: skip


#: Ends of the stated ranges that make US duties lightest and heaviest on most days (while the reciprocal duty on China is
#: above that on metals, metal content works the other way); the share of chips taxed stays at 0.
LIGHTEST = Inputs(usmca_level="high", us_content=0.5, metal_content=0.10, copper_content=0.5, packaging_content=0.0)
HEAVIEST = Inputs(usmca_level="low", us_content=0.3, metal_content=0.50, copper_content=1.0, packaging_content=0.05)


@dataclass(frozen=True)
class Rate:
    """A rate of one measure on one partner: a fraction, and whether it is a ceiling and stacks beside Section 232."""

    rate: float
    ceiling: bool = False
    beside: bool = False


@dataclass(frozen=True)
class Row:
    """One row of measures.csv."""

    measure: str
    partner: str
    start: dt.date
    end: dt.date
    rate: Rate


# -------------------------------------------------------------------------------------------------------- dates, tables


def as_date(date: str | dt.date) -> dt.date:
    """A day: a date, or text such as "2025-08-07"."""
    if isinstance(date, dt.datetime):
        return date.date()
    if isinstance(date, dt.date):
        return date
    try:
        return dt.date.fromisoformat(date)
    except (ValueError, TypeError):
        raise BadValue("not a day", field="date", got=date, allowed="YYYY-MM-DD",
                       remedy="Write for example '2025-08-07'.") from None  # fmt: skip


def told(what: str, date: str | dt.date, overrides: Mapping[str, Override] | None = None) -> str:
    """The duties of a day in words: `what` of 7 August 2025, and the measures that are changed by hand."""
    day = as_date(date)
    changed = "; ".join(f"{k} at {v}" for k, v in sorted((overrides or {}).items()))
    return f"{what} of {day.day} {day:%B %Y}" + (f", with {changed}" if changed else "")


def span(row: Mapping[str, str]) -> tuple[dt.date, dt.date]:
    """First day and the day after the last of a row; open ends are the ends of the calendar."""
    return (
        dt.date.fromisoformat(row["start"]) if row["start"] else dt.date.min,
        dt.date.fromisoformat(row["end"]) if row["end"] else dt.date.max,
    )


@cache
def rows_of_law() -> tuple[Row, ...]:
    """All rows of measures.csv."""
    out = []
    for row in policy_rows("measures.csv"):
        start, end = span(row)
        rate = Rate(float(row["rate"]), row["basis"] == "ceiling", row["beside_232"] == "yes")
        out.append(Row(row["measure"], row["partner"], start, end, rate))
    return tuple(out)


def measures() -> tuple[str, ...]:
    """Names of the measures, in stacking order."""
    return tuple(rule.measure for rule in ORDER)


def partners() -> tuple[str, ...]:
    """Names that may stand behind a measure in an override: economies, EU27, and partners inside ROW."""
    known = {row.partner for row in rows_of_law()} | set(packaged_cells().partners) | set(EXPORTERS)
    return tuple(sorted(known - {"*"}))


@cache
def chain(partner: str) -> tuple[str, ...]:
    """Whose rows hold for a partner: its own, those of the union or aggregate it belongs to, those for everyone."""
    if partner in ECONOMY_GROUPS["EU27"]:
        return (partner, "EU27", "*")
    if partner not in EXPORTERS and partner != "EU27":
        return (partner, "ROW", "*")
    return (partner, "*")


@cache
def in_force(date: dt.date) -> Mapping[tuple[str, str], Rate]:
    """(measure, partner) -> rate of all rows that hold on a day; `*` is every partner without a row of its own."""
    return MappingProxyType({(r.measure, r.partner): r.rate for r in rows_of_law() if r.start <= date < r.end})


def read_overrides(overrides: Mapping[str, Override] | None) -> dict[tuple[str, str], Rate]:
    """Overrides as (measure, partner) -> rate.

    Keys: "measure" (every partner) or "measure:PARTNER". Values: points added as a fraction (0.34), or "ceiling 0.15"
    for a total with the base duty; 0 switches a measure off, so that its goods fall to the measures that come after it
    (steel without the duty of 2025 pays neither that of 2018 nor nothing, but the general duties).
    """
    out: dict[tuple[str, str], Rate] = {}
    for key, value in (overrides or {}).items():
        measure, _, partner = key.partition(":")
        if measure not in RULES:
            raise UnknownName("measure", measure, measures(), field="overrides", where=key)
        if partner and partner not in partners():
            raise UnknownName("partner", partner, partners(), field="overrides", where=key)
        rate, ceiling = _read_rate(key, value)
        out[measure, partner or "*"] = Rate(rate, ceiling)
    return out


def _read_rate(key: str, value: Override) -> tuple[float, bool]:
    text = str(value).strip()
    ceiling = text.startswith("ceiling")
    try:
        rate = float(text.removeprefix("ceiling").strip()) if not isinstance(value, bool) else float("nan")
    except ValueError:
        rate = float("nan")
    if not 0.0 <= rate <= 10.0:
        raise BadValue("not a rate", field="overrides", where=key, got=value,
                       allowed="a fraction from 0 to 10, or 'ceiling 0.15'",
                       remedy="Write 0.25 for 25 points, 'ceiling 0.15' for 15 % with the base duty.")  # fmt: skip
    return rate, ceiling


@cache
def beside_pairs() -> frozenset[tuple[str, str]]:
    """(measure, partner) of the duties that stack on Section 232, on any day: an override keeps that nature."""
    return frozenset((row.measure, row.partner) for row in rows_of_law() if row.rate.beside)


def rate_on(
    measure: str, partner: str, law: Mapping[tuple[str, str], Rate], changed: Mapping[tuple[str, str], Rate]
) -> Rate | None:
    """Rate of a measure on a partner: overrides from the finest to the widest, then the law in the same order.

    None where it is not in force; a rate of 0 is the same: the goods fall to the measures that come after.
    """
    own = next((law[measure, name] for name in chain(partner) if (measure, name) in law), None)
    for name in chain(partner):
        if (measure, name) in changed:
            found = changed[measure, name]
            own = Rate(found.rate, found.ceiling, any((measure, n) in beside_pairs() for n in chain(partner)))
            break
    return own if own and own.rate > 0 else None


@cache
def exempt_bits(date: dt.date) -> Mapping[tuple[str, str], int]:
    """(measure, partner) -> bits of the lists that a measure does not reach on a day."""
    out: dict[tuple[str, str], int] = {}
    for row in policy_rows("exemptions.csv"):
        start, end = span(row)
        if start <= date < end:
            key = (row["measure"], row["partner"])
            out[key] = out.get(key, 0) | (1 << BIT[row["scope"]])
    return out


def usmca_shares(date: str | dt.date) -> dict[tuple[str, str], tuple[float, float, float]]:
    """(partner, industry or *) -> (low, central, high) share of goods that enter under USMCA on a day."""
    day = as_date(date)
    out: dict[tuple[str, str], tuple[float, float, float]] = {}
    rows = sorted(policy_rows("usmca_shares.csv"), key=lambda r: r["start"])
    for row in rows:
        if dt.date.fromisoformat(row["start"]) <= day or (row["partner"], row["sector"]) not in out:
            out[row["partner"], row["sector"]] = (float(row["low"]), float(row["central"]), float(row["high"]))
    return out
