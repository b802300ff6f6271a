"""The bargaining episodes of 2025: what the United States threatened each partner with, what was agreed, what was conceded.

`data/episodes/episodes_2025.csv`: one row a partner (the European Union as one), 65 rows, window 2 April to 31 December 2025.
Rates of the file are percentage points; the fields of an `Episode` are fractions. An empty cell is unknown or none and becomes None.

How to read them (the traps of the compilation):

1. The threat is the letter of July (`rate_letter`). Without a letter it is the rate of 2 April, and says so (`threat_source`).
2. From 7 August every deficit partner without a letter or a better deal got 15, conceding or not. The fall from April to December
   is therefore no measure of a concession; `relief` is known for partners with a letter alone.
3. A ceiling of 15 with the normal duty inside is worth more than 15 on top: `basis_end` tells them apart, and rates by product
   (`casebook.talks.episodes`) count the difference.
4. Pledges mix loans, private plans, stocks and yearly flows over 3 to 10 years; they are never added up.
5. Brazil, China, Canada, Mexico and India (25 more) have motives outside trade balances: `other_motives`.
6. The outcome has a second defensible coding in 15 rows (`outcome_other`): run every score with both.
7. `own_tariff_cut` and `retaliated` say "no" where nothing was found (rows of grade C).

`python -m bahe.atlas.episodes --sources DIR` builds the file again, byte for byte.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from bahe.atlas.entry import rebuilt
from bahe.faults import BadFile, BadValue, MissingData, UnknownName

if TYPE_CHECKING:
    import pandas as pd

FILE = "episodes_2025.csv"
#: Columns of the raw compilation, all kept.
COLUMNS = (
    "partner_iso3", "partner", "in_2apr_annex", "rate_2apr", "rate_2apr_first_annex", "date_letter", "rate_letter",
    "rate_7aug", "addon_7aug", "rate_end_2025", "addon_end_2025", "rate_basis_end_2025", "additional_rate_note",
    "eff_stat_rate_7aug", "eff_stat_rate_4dec", "us_imports_2024_usd_bn", "retaliated", "retaliation_detail", "deal",
    "deal_date", "deal_formal_date", "pledge_investment_usd_bn", "pledge_purchase_usd_bn", "own_tariff_cut",
    "other_concessions", "outcome_class", "alt_outcome_class", "sources", "grade_rates", "grade", "note",
)  # fmt: skip
#: Words of the coded columns.
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "in_2apr_annex": ("yes", "no"),
        "rate_basis_end_2025": ("additive", "ceiling", "none"),
        "retaliated": ("no", "announced", "executed", "suspended"),
        "deal": ("none", "framework", "signed", "unilateral"),
        "own_tariff_cut": ("yes", "no", "partly"),
        "outcome_class": ("concede_fast", "concede_late", "retaliate", "stand", "exempt"),
        "grade": ("A", "B", "C", "D"),
    }
)
#: Partners whose rate has motives outside trade balances (trap 5).
OTHER_MOTIVES = ("BRA", "CHN", "CAN", "MEX", "IND")

ThreatSource = Literal["letter", "april", "none"]


@dataclass(frozen=True)
class Episode:
    """One partner's round of 2025. Rates are fractions (0.30 = 30 points), dates are days, money is USD bn.

    code, name            ISO3 (EU27 for the union) and English name
    rate_april            announced on 2 April (corrected annex); 0 outside the order
    rate_letter           letter of July, in force from 1 August; None without a letter
    rate_august, rate_end reciprocal rate on 7 August and on 31 December 2025
    addon_august, addon_end   country-specific emergency duty on top
    basis_end             additive, ceiling (a total with the normal duty) or none
    deal                  none, framework, signed or unilateral, at the end of 2025
    pledge_investment, pledge_purchases   as stated, of different kinds: never added up
    outcome, outcome_other    the coding, and the other defensible one where there is one
    """

    code: str
    name: str
    in_annex: bool
    rate_april: float
    rate_letter: float | None
    date_letter: dt.date | None
    rate_august: float
    addon_august: float
    rate_end: float
    addon_end: float
    basis_end: str
    imports: float | None
    retaliated: str
    deal: str
    deal_date: dt.date | None
    deal_formal_date: dt.date | None
    pledge_investment: float | None
    pledge_purchases: float | None
    own_tariff_cut: str
    other_concessions: str
    outcome: str
    outcome_other: str | None
    grade: str
    note: str

    @property
    def threat_source(self) -> ThreatSource:
        """Where the threatened rate comes from: the letter, the annex of 2 April, or no threat at all."""
        if self.rate_letter is not None:
            return "letter"
        return "april" if self.rate_april > 0 else "none"

    @property
    def threat(self) -> float | None:
        """The threatened rate: that of the letter, else that of 2 April; None where neither was announced."""
        if self.rate_letter is not None:
            return self.rate_letter
        return self.rate_april if self.rate_april > 0 else None

    @property
    def general_end(self) -> float:
        """Reciprocal rate and country-specific duty on 31 December 2025, together, as announced."""
        return self.rate_end + self.addon_end

    @property
    def relief(self) -> float | None:
        """Letter rate less the rate at the end of 2025; None without a letter (trap 2). Motives beside trade: `other_motives`."""
        return None if self.rate_letter is None else self.rate_letter - self.general_end

    @property
    def other_motives(self) -> bool:
        """Whether the rate has motives outside trade balances."""
        return self.code in OTHER_MOTIVES

    @property
    def conceded(self) -> bool:
        """Whether the coding says that terms were come to in 2025."""
        return self.outcome.startswith("concede")

    @property
    def concession(self) -> str:
        """What was given, in words: own tariff cut, pledges as stated, and the rest; empty where nothing is on record."""
        parts = [f"own tariff cut: {self.own_tariff_cut}"] if self.own_tariff_cut != "no" else []
        pledges = (("investment", self.pledge_investment), ("purchases", self.pledge_purchases))
        parts += [f"{what} pledged: USD {amount:g} bn" for what, amount in pledges if amount is not None]
        return "; ".join([*parts, *filter(None, [self.other_concessions])])


def _points(row: Mapping[str, str], column: str) -> float | None:
    """Percentage points of a cell as a fraction; None where it is empty."""
    value = _number(row, column)
    return None if value is None else value / 100.0


def _number(row: Mapping[str, str], column: str) -> float | None:
    text = row[column].strip()
    try:
        return float(text) if text else None
    except ValueError:
        raise BadValue("not a number", field=column, where=f"{FILE}: {row['partner_iso3']}", got=text) from None


def _needed(row: Mapping[str, str], column: str) -> float:
    value = _points(row, column)
    if value is None:
        raise MissingData("a rate is missing", field=column, where=f"{FILE}: {row['partner_iso3']}",
                          remedy="Missing is not zero: write 0 where there is none.")  # fmt: skip
    return value


def _day(row: Mapping[str, str], column: str) -> dt.date | None:
    return dt.date.fromisoformat(row[column]) if row[column] else None


def read_episode(row: Mapping[str, str]) -> Episode:
    """One row of the file as an Episode; a coded word that is not on its list is refused."""
    for column, words in WORDS.items():
        if row[column] not in words:
            raise UnknownName(column, row[column], words, where=f"{FILE}: {row['partner_iso3']}", field=column)
    return Episode(
        code=row["partner_iso3"],
        name=row["partner"],
        in_annex=row["in_2apr_annex"] == "yes",
        rate_april=_needed(row, "rate_2apr"),
        rate_letter=_points(row, "rate_letter"),
        date_letter=_day(row, "date_letter"),
        rate_august=_needed(row, "rate_7aug"),
        addon_august=_needed(row, "addon_7aug"),
        rate_end=_needed(row, "rate_end_2025"),
        addon_end=_needed(row, "addon_end_2025"),
        basis_end=row["rate_basis_end_2025"],
        imports=_number(row, "us_imports_2024_usd_bn"),
        retaliated=row["retaliated"],
        deal=row["deal"],
        deal_date=_day(row, "deal_date"),
        deal_formal_date=_day(row, "deal_formal_date"),
        pledge_investment=_number(row, "pledge_investment_usd_bn"),
        pledge_purchases=_number(row, "pledge_purchase_usd_bn"),
        own_tariff_cut=row["own_tariff_cut"],
        other_concessions=row["other_concessions"],
        outcome=row["outcome_class"],
        outcome_other=row["alt_outcome_class"] or None,
        grade=row["grade"],
        note=row["note"],
    )


@cache
def load_episodes() -> tuple[Episode, ...]:
    """The 65 episodes that ship with bahe, in the order of the compilation."""
    text = files("bahe.atlas").joinpath(f"data/episodes/{FILE}").read_text("utf-8")
    return tuple(read_episode(row) for row in csv.DictReader(io.StringIO(text)))


def episode(code: str) -> Episode:
    """The episode of one partner by its code (EU27 for the union)."""
    found = {e.code: e for e in load_episodes()}
    if code not in found:
        raise UnknownName("partner", code, found, field="partner")
    return found[code]


def episodes_table() -> pd.DataFrame:
    """The compilation as it stands, rates in percentage points, one row a partner, all columns of the source."""
    import pandas as pd

    text = files("bahe.atlas").joinpath(f"data/episodes/{FILE}").read_text("utf-8")
    return pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=[""])


def build(sources: Path) -> str:
    """The packaged file as text: the rows of cases/us_tariff_episodes_2025.csv, read once to see that they hold."""
    path = sources / "cases" / "us_tariff_episodes_2025.csv"
    if not path.is_file():
        raise BadFile("no such file", where=str(path))
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    if not rows or tuple(rows[0]) != COLUMNS:
        raise BadFile("the columns are not those of the compilation", where=str(path), got=list(rows[0]) if rows else None,
                      allowed=COLUMNS)  # fmt: skip
    for row in rows:
        read_episode(row)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m bahe.atlas.episodes --sources DIR`: build the packaged file again from raw sources."""
    return rebuilt(
        "python -m bahe.atlas.episodes",
        main.__doc__,
        build,
        Path(__file__).parent / "data" / "episodes",
        FILE,
        arguments,
    )


if __name__ == "__main__":
    from bahe.atlas.entry import ended

    raise SystemExit(ended(main))
