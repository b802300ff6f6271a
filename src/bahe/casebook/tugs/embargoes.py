"""What embargoes did, good by good: Korea 2019, rare earths 2010 and 2025, AI chips 2022-2025.

    from bahe.casebook.tugs.embargoes import effects
    effects().phases          one row a good, definition and phase: change of log-odds a year with its 90 % interval
    effects().channels        where the fall went, as far as figures say; `None` is unknown, never zero

The share is that of the holder (for AI chips: of foreigners), so a fall is a negative number. A good with too few figures borrows its
noise from the yearly shares of China in rare-earth imports of four economies, and its row says `borrowed`. A phase without two
figures of one definition is unknown. Goods that were not controlled, and bands by date, are in `event_studies`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bahe.atlas.localisation import Figure, figures
from bahe.atlas.panel import History, rare_earth_history
from bahe.faults import BadFile
from bahe.substitution.effects import Change, Channels, change, channels, yearly_noise

#: Rare earths: last year before the squeeze of September 2010, last year of export quotas (ended January 2015), last of the file.
BEFORE, UNDER, AFTER = (2000.0, 2010.0), (2010.0, 2015.0), (2015.0, 2024.0)
IMPORTERS = ("JPN", "USA", "DEU", "KOR")


@dataclass(frozen=True)
class Phase:
    """One good in one phase. change: None where it is unknown, with the reason in `note`. noise: own | borrowed | none."""

    good: str
    definition: str
    phase: str
    first: tuple[float, float] | None
    last: tuple[float, float] | None
    change: Change | None
    noise: str
    note: str
    to_verify: str = ""

    def row(self) -> dict[str, Any]:
        """Plain values."""
        c = self.change
        return {
            "good": self.good, "definition": self.definition, "phase": self.phase, "first": self.first, "last": self.last,
            "log_odds_a_year": c and c.rate, "low": c and c.low, "high": c and c.high, "told": c and c.told, "noise": self.noise,
            "note": self.note, "to_verify": self.to_verify,
        }  # fmt: skip


@dataclass(frozen=True)
class Channel:
    """One way out of a squeeze, for one good. part: fraction of the fall of the holder's sales, None where no figure says."""

    good: str
    channel: str
    part: float | None
    note: str


@dataclass(frozen=True)
class Effects:
    """All phases and channels, the noise that is borrowed, and the change of each targeted buyer less that of the others."""

    phases: tuple[Phase, ...]
    channels: tuple[Channel, ...]
    borrowed: float
    fluoride: dict[str, Channels]

    def of(self, good: str, phase: str, definition: str = "") -> Phase:
        """One phase; the first definition unless one is named."""
        found = [p for p in self.phases if p.good == good and p.phase == phase and p.definition.startswith(definition)]
        if not found:
            raise BadFile("no such phase", where="embargoes", got=(good, phase, definition))
        return found[0]


def effects() -> Effects:
    """Worked out from the packaged figures."""
    sigma = borrowed_noise()
    fluoride = fluoride_channels()
    phases = (*_korea(sigma), *_rare_earths(), *_chips(sigma))
    return Effects(phases, _channels(fluoride), sigma, fluoride)


def borrowed_noise() -> float:
    """Root mean square over the four importers of the s.d. of a year's change of log-odds, phases parted at 2010 and 2015."""
    found = [yearly_noise(_odds(h), h.years, (BEFORE[1], UNDER[1])) for h in (_chinese(n, "value") for n in IMPORTERS)]
    freedom = sum(f for _, f in found)
    return float(np.sqrt(sum(s**2 * f for s, f in found) / freedom))


# -- Korea 2019 ------------------------------------------------------------------------------------------------------------------
def _korea(sigma: float) -> tuple[Phase, ...]:
    hf, resist, film, hundred = "hydrogen fluoride", "photoresist", "fluorinated polyimide", "100 key items"
    series = "hydrogen_fluoride_hs281111"
    none = "no figure of the same definition from before 2019"
    return (
        _unknown(hf, "value", "before", none),
        _phase(hf, "first half 2019 to 2020", "under", _at(series, "2019H1"), _at(series, "2020"), sigma),
        _phase(hf, "year 2019 to 2020", "under", _at(series, "2019"), _at(series, "2020"), sigma,
               "the first figure is dated 2018 elsewhere: then half as fast; imports of all origins fell by 35 %, which fits 2019"),
        _phase(hf, "January to May, 2019 to 2022", "under", _at(series, "2019-01/2019-05"), _at(series, "2022-01/2022-05"), sigma,
               "the year of the last figure is inferred"),
        _phase(hf, "January to May, 2022 to 2023", "after", _at(series, "2022-01/2022-05"), _at(series, "2023-01/2023-05"), sigma,
               "conflicts with the monthly figures below"),
        _phase(hf, "end of 2022 to May 2023, monthly", "after", _at(series, "2022-end"), _at(series, "2023-05"), sigma,
               "value or weight not stated; 21 to 29 %"),
        _unknown(resist, "value, January to May", "before", none),
        _phase(resist, "January to May, 2019 to 2021", "under", _at("photoresist", "2019-01/2019-05"),
               _at("photoresist", "2021-01/2021-05"), sigma,
               "Japanese makers also ship from Belgium: origin of dispatch is not origin of the firm"),
        _unknown(resist, "value, January to May", "after", "no figure after the lift of March 2023"),
        _unknown(film, "value", "before", none),
        _unknown(film, "93.7 % (2019) to about 0 (2021)", "under",
                 "buyers went over to ultra-thin glass: the share ended with the good, and log-odds do not measure that"),
        _unknown(film, "value", "after", "the good is no longer bought"),
        _unknown(hundred, "value", "before", none),
        _phase(hundred, "middle of 2019 to middle of 2021", "under", _at("hundred_key_items", "2019-mid"),
               _at("hundred_key_items", "2021-mid"), sigma, "most of the 100 were not controlled"),
        _unknown(hundred, "value", "after", "no figure after the lift of March 2023"),
    )  # fmt: skip


def fluoride_channels() -> dict[str, Channels]:
    """Korean imports of hydrogen fluoride, USD million, under either date of the share of 32.2 %."""
    sales = {f.period: f.value for f in figures("hydrogen_fluoride_imports_usd_mn")}
    share = _at("hydrogen_fluoride_hs281111", "2019").value, _at("hydrogen_fluoride_hs281111", "2020").value
    return {year: channels((sales[year], sales["2020"]), share) for year in ("2019", "2018")}


def _channels(fluoride: dict[str, Channels]) -> tuple[Channel, ...]:
    hf, resist, film = "hydrogen fluoride", "photoresist", "fluorinated polyimide"
    c = fluoride["2019"]
    sum_up = "home output, less use, lower prices and stocks together: no series tells them apart"
    return (
        Channel(
            hf,
            "third countries",
            c.third_part,
            f"others sold {c.third[0]:.1f}, then {c.third[1]:.1f} USD million: less, too",
        ),
        Channel(hf, "no longer imported", c.not_imported, sum_up),
        Channel(hf, "re-routing", None, "no figure by origin of the firm"),
        Channel(hf, "technology switch", None, "none reported"),
        Channel(resist, "third countries", None, "no figure by origin"),
        Channel(resist, "re-routing", None, "shipments from Belgium by Japanese makers: no figure"),
        Channel(resist, "no longer imported", None, "no figure of home output"),
        Channel(film, "technology switch", 1.0, "replaced by ultra-thin glass (ministry): the whole fall"),
        Channel("AI accelerators", "re-routing", None, "grey imports: no figure of the same definition"),
        Channel(
            "AI accelerators",
            "home output",
            None,
            "the share is of cards sold: control, floor and learning are parted in the case",
        ),
        Channel("rare earths", "re-routing", None, "Malaysian and Vietnamese shares hold material of other origin"),
    )


# -- rare earths -----------------------------------------------------------------------------------------------------------------
def _rare_earths() -> tuple[Phase, ...]:
    out: list[Phase] = []
    for by in ("value", "tonnage"):
        for n in IMPORTERS if by == "value" else ("JPN",):
            h = _chinese(n, by)
            sigma, freedom = yearly_noise(_odds(h), h.years, (BEFORE[1], UNDER[1]))
            for phase, (a, b) in (("before", BEFORE), ("under", UNDER), ("after", AFTER)):
                moved = change(h.at(int(a)), h.at(int(b)), b - a, sigma, freedom)
                note = "" if n == "JPN" else "not the target of September 2010, under the same quotas"
                out.append(
                    Phase(f"rare earths, {n}", by, phase, (a, h.at(int(a))), (b, h.at(int(b))), moved, "own", note)
                )
    out += [_placebo(out, phase) for phase in ("before", "under", "after")]
    out += [_turn(out, a, b) for a, b in (("before", "under"), ("under", "after"))]
    out.append(_unknown("rare earths 2025", "share", "under", "no share after 2024; exports of magnets: see `magnets`"))
    return tuple(out)


def _placebo(phases: list[Phase], phase: str) -> Phase:
    """Japan's change less the mean of those of the three others."""
    mine, *others = [p.change for p in phases if p.phase == phase and p.definition == "value" and p.change is not None]
    mean = float(np.mean([c.rate for c in others]))
    error = float(np.sqrt(sum(c.standard_error**2 for c in others)) / len(others))
    rest = Change(mean, error, min(c.freedom for c in others), mine.years)
    note = "Japan less the mean of USA, DEU and KOR: quotas, which all were under, drop out"
    return Phase("rare earths, JPN less others", "value", phase, None, None, mine.less(rest), "own", note)


def magnets() -> list[dict[str, Any]]:
    """Exports of rare-earth magnets of China, tonnes a month, and log change on July 2024: how long the lever of April 2025 was held."""
    found = figures("ree_magnet_exports_t_per_month")
    base = next(f for f in found if f.period == "2024-07").value
    return [
        {"month": f.period, "tonnes": f.value, "log_change": float(np.log(f.value / base)), "note": f.note}
        for f in found
    ]


def _turn(phases: list[Phase], earlier: str, later: str) -> Phase:
    """Japan's change in one phase less that in the phase before it."""
    a, b = (next(p.change for p in phases if p.good == "rare earths, JPN" and p.phase == x) for x in (earlier, later))
    assert a is not None
    assert b is not None
    return Phase("rare earths, JPN", "value", f"{later} less {earlier}", None, None, b.less(a), "own", "")


# -- AI chips --------------------------------------------------------------------------------------------------------------------
def _chips(sigma: float) -> tuple[Phase, ...]:
    good, nvidia = "AI accelerators", "ai_accelerator_nvidia"
    home = [_foreign(_at("ai_accelerator", p, "IDC")) for p in ("2023H1", "2025")]
    note = "controls of October 2022; floors since 2025 push the same way"
    return (
        _unknown(good, "cards (IDC), foreign", "before", "no figure of the same definition from before October 2022"),
        _phase(good, "cards (IDC), foreign", "under", home[0], home[1], sigma, note),
        _phase(good, "Nvidia, press 2021 to IDC 2025", "under", _at(nvidia, "2021"), _at(nvidia, "2025"), sigma,
               "two definitions; the case file dates the first figure 2022: then -0.91"),
        _unknown(good, "cards (IDC), foreign", "after", "controls stand"),
    )  # fmt: skip


# -- pieces ----------------------------------------------------------------------------------------------------------------------
def _phase(good: str, definition: str, phase: str, first: Figure, last: Figure, sigma: float, note: str = "") -> Phase:
    moved = change(first.value, last.value, last.year - first.year, sigma)
    doubts = ";".join(dict.fromkeys(d for f in (first, last) for d in f.to_verify.split(";") if d))
    return Phase(
        good, definition, phase, (first.year, first.value), (last.year, last.value), moved, "borrowed", note, doubts
    )


def _unknown(good: str, definition: str, phase: str, why: str) -> Phase:
    return Phase(good, definition, phase, None, None, None, "none", why)


def _at(series: str, period: str, source: str = "") -> Figure:
    found = [f for f in figures(series) if f.period == period and f.source.startswith(source)]
    if len(found) != 1:
        raise BadFile("not exactly one figure", where="localisation.csv", field=f"{series} {period}", got=len(found))
    return found[0]


def _foreign(f: Figure) -> Figure:
    from dataclasses import replace

    return replace(f, value=1 - f.value, low=None, high=None)


def _chinese(importer: str, by: str) -> History:
    return rare_earth_history(importer).share("CHN", by)


def _odds(h: History) -> Any:
    return np.log(h.share) - np.log1p(-h.share)
