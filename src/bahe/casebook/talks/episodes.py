"""What each partner stood to lose in the round of 2025: from the threat, and from answering it; beside what it conceded.

`episodes(world, horizon)` is a table with one row a partner. Four states differ in the duties between the United States and that
partner alone; all other duties are those of `DAY` in every state:

before     the law of `BEFORE` on the partner (10 points for most, 25 on cars)
threat     the same with the threatened rate (the letter of July, else the rate of 2 April) through the product lists of the law
answered   the threat, and the partner levies on all US goods the average points that the threatened duties add over those of 2024
agreed     the law of `DAY` on the partner, whatever it conceded for it

What the law of `DAY` frees for a partner beside these rates (aircraft, timber) stays in every state.

Partners with a letter have a prediction, by `casebook.talks.concessions`: the most that they would give to be spared, and what they gave as
far as the engine can value it. Without a letter there is no demand that was on the table when the rate was set, and no prediction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.episodes import Episode, load_episodes
from bahe.atlas.measures import Override, Rate, as_date, chain, in_force, rate_on
from bahe.atlas.parts import Prints
from bahe.atlas.policy import us_tariff_shock
from bahe.atlas.retaliation import china_tariff_shock
from bahe.casebook.runs.restoring import plain_kept
from bahe.casebook.talks.concessions import SENDER, cut_cost, income, members, most
from bahe.faults import Conflict, UnknownName
from bahe.numerics.parts import Keep, computed

if TYPE_CHECKING:
    import pandas as pd

    from bahe.trade.equilibrium import Equilibrium
    from bahe.world import Shock, World

#: The law of all others, and of the partner once it had agreed; the law of the partner before.
DAY, BEFORE, IN_FORCE = "2025-12-31", "2025-07-31", "2025-08-07"
#: Measures that were threatened and bargained over.
GENERAL = "ieepa-reciprocal"
SPECIFIC = ("ieepa-fentanyl", "ieepa-brazil", "ieepa-russian-oil")
BARGAINED = (GENERAL, *SPECIFIC, "s232-autos", "s232-auto-parts")
KEYS = ("partner", "horizon")

Answer = Literal["average", "headline"]

#: Columns of `episodes`, in order. `_pct` losses are per cent of real income against the state before: positive is a loss.
COLUMNS = (
    *KEYS, "name", "threat_source", "date_letter", "deal_date", "threat_rate", "rate_august", "rate_end", "basis_end",
    "relief", "duty_before", "duty_threat", "duty_agreed", "answer_points",
    "loss_threat_pct", "loss_answered_pct", "answer_cost_pct", "loss_agreed_pct", "averted_pct", "averted_usd_mn",
    "sender_loss_threat_pct", "sender_loss_answered_pct", "exposure_pct",
    "most_pct", "most_usd_mn", "best_answer", "best_rate", "sender_loss_best_usd_mn", "backing_down_usd_mn", "cut_cost_usd_mn",
    "outcome", "outcome_other", "other_motives", "retaliated", "deal", "own_tariff_cut", "pledge_investment_usd_bn",
    "pledge_purchases_usd_bn", "concession", "grade", "solved", "why",
)  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """The duties of one partner as overrides of the law of `DAY`: before the letter, and as threatened (None: no threat)."""

    before: dict[str, Override]
    threat: dict[str, Override] | None


def terms(found: Episode) -> Terms:
    """What the law of `DAY` must be changed by to stand as it did before, and as it was threatened.

    A letter to a partner with a country-specific duty is carried by that duty, less the general rate (Brazil 50 = 10 + 40); all other
    threats are carried by the general duty.
    """
    then, now = in_force(as_date(BEFORE)), in_force(as_date(DAY))
    before: dict[str, Override] = {}
    for measure in BARGAINED:
        old, new = (rate_on(measure, found.code, law, {}) for law in (then, now))
        if old != new:
            before[f"{measure}:{found.code}"] = _written(old)
    if found.threat is None:
        return Terms(before, None)
    carrier, rate = GENERAL, found.threat
    if found.rate_letter is not None and found.addon_august > 0:
        law = in_force(as_date(IN_FORCE))
        carrier = next((m for m in SPECIFIC if any((m, name) in law for name in chain(found.code))), GENERAL)
        rate = found.threat - (found.rate_august if carrier != GENERAL else 0.0)
    return Terms(before, before | {f"{carrier}:{found.code}": rate})


def _written(rate: Rate | None) -> Override:
    """A rate as an override is written: a fraction, or `ceiling 0.15`; 0 where it is not in force."""
    if rate is None:
        return 0.0
    return f"ceiling {rate.rate}" if rate.ceiling else rate.rate


def episodes(
    world: World, horizon: str = "long", *, partners: Iterable[str] | None = None, answer: Answer = "average",
    closure: str = "transfer", predict: bool = True, keep: Keep = computed,
) -> pd.DataFrame:  # fmt: skip
    """One row a partner of 2025: rates, losses from the threat and from answering it, what was agreed and conceded.

    world      the packaged world with US duties of 2024 as its base (`load_world("icio-2022", tariffs="all")`)
    horizon    short, long, ...
    partners   codes of the compilation (EU27 for the union); None: all 65
    answer     how the partner answers in kind: the `average` points that the threatened duties add on its goods, or the `headline`
               of the threat, on all US goods
    predict    whether to look for the most that partners with a letter would give, which takes as long as all the rest
    keep       keeps the row of each partner (`numerics.parts`)

    Rates and duties are fractions, losses per cent of real income against the state before (positive: a loss), money USD million
    a year. `exposure_pct` needs no model: the points that the threat adds, times what the United States bought, over the partner's
    income. `most_*`, `best_*`, `sender_loss_best_usd_mn`, `backing_down_usd_mn` and `cut_cost_usd_mn` are those of
    `casebook.talks.concessions`, for partners with a letter. Where a figure is missing (the partner stands inside ROW, no threat, a
    solve did not converge) it is NaN and `why` says so.
    """
    import pandas as pd

    if answer not in ("average", "headline"):
        raise UnknownName("answer", answer, ("average", "headline"), field="answer")
    listed = {e.code: e for e in load_episodes()}
    for code in partners or ():
        if code not in listed:
            raise UnknownName("partner", code, listed, field="partners")
    if SENDER not in world.economies:
        raise Conflict(f"the episodes need {SENDER} among the economies", field="world", got=world.name)
    chosen = [listed[c] for c in partners] if partners is not None else list(listed.values())
    answers = china_tariff_shock(DAY)
    agreed = _solved(world, horizon, closure, {}, answers, None)  # the same for every partner
    mark = {"part": "episode", "horizon": horizon, "closure": closure, "answer": answer, "predict": predict}
    mark |= {} if keep is computed else {"world": Prints().of(world, horizon)}
    more = (answer, closure, answers, agreed, predict)
    rows = [
        plain_kept(keep, partial(dict, mark, partner=e.code), partial(_row, world, horizon, e, *more)) for e in chosen
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(
    world: World,
    horizon: str,
    found: Episode,
    answer: Answer,
    closure: str,
    answers: Shock,
    agreed: Equilibrium | None,
    predict: bool,
) -> dict[str, Any]:
    """One row of the table."""
    nan = float("nan")
    row: dict[str, Any] = dict.fromkeys(COLUMNS, nan) | {
        "partner": found.code, "horizon": horizon, "name": found.name, "threat_source": found.threat_source,
        "date_letter": found.date_letter, "deal_date": found.deal_date, "threat_rate": _or_nan(found.threat),
        "rate_august": found.rate_august + found.addon_august, "rate_end": found.general_end, "basis_end": found.basis_end,
        "relief": _or_nan(found.relief), "outcome": found.outcome, "outcome_other": found.outcome_other,
        "other_motives": found.other_motives, "retaliated": found.retaliated, "deal": found.deal,
        "own_tariff_cut": found.own_tariff_cut, "pledge_investment_usd_bn": _or_nan(found.pledge_investment),
        "pledge_purchases_usd_bn": _or_nan(found.pledge_purchases), "concession": found.concession, "grade": found.grade,
        "best_answer": "", "solved": False, "why": "",
    }  # fmt: skip
    if found.code not in world.economies and found.code not in world.axes.economy_groups:
        return row | {"why": "inside the rest of the world"}
    law = terms(found)
    before = _solved(world, horizon, closure, law.before, answers, agreed)
    if before is None or agreed is None:
        return row | {"why": "a solve did not converge"}
    row |= {
        "duty_before": duty(before, found.code), "duty_agreed": duty(agreed, found.code),
        "loss_agreed_pct": loss(before, agreed, found.code), "solved": True,
    }  # fmt: skip
    if law.threat is None or found.threat is None:
        return row | {"why": "no threat on record"}
    threat = _solved(world, horizon, closure, law.threat, answers, before)
    if threat is None:
        return row | {"why": "a solve did not converge", "solved": False}
    points = found.threat if answer == "headline" else duty(threat, found.code) - base_duty(world, found.code)
    answered = _solved(world, horizon, closure, law.threat, answers & _in_kind(found.code, points), threat)
    row |= {
        "duty_threat": duty(threat, found.code), "answer_points": points,
        "loss_threat_pct": loss(before, threat, found.code), "averted_pct": loss(agreed, threat, found.code),
        "averted_usd_mn": income(agreed, found.code) - income(threat, found.code),
        "sender_loss_threat_pct": loss(before, threat, SENDER),
        "exposure_pct": 100.0 * (duty(threat, found.code) - duty(before, found.code)) * bought(world, found.code),
    }  # fmt: skip
    if answered is None:
        return row | {"why": "the answered threat did not converge", "solved": False}
    row |= {
        "loss_answered_pct": loss(before, answered, found.code), "answer_cost_pct": loss(threat, answered, found.code),
        "sender_loss_answered_pct": loss(before, answered, SENDER),
    }  # fmt: skip
    if found.rate_letter is None or not predict:
        return row
    made = cut_cost(agreed, found.code) if found.own_tariff_cut != "no" else float("nan")
    return row | most(before, threat, found.code) | {"cut_cost_usd_mn": made}


def _solved(
    world: World, horizon: str, closure: str, overrides: dict[str, Override], more: Shock, start: Equilibrium | None
) -> Equilibrium | None:
    """The law of `DAY` with overrides, and duties of others; None where the solve did not converge."""
    from bahe.trade.solve import solve

    shock = _law(tuple(sorted(overrides.items()))) & more
    eq = solve(world, shock, closure=closure, horizon=horizon, start=start, on_fail="return")
    return eq if eq.info.ok else None


@lru_cache(maxsize=256)
def _law(overrides: tuple[tuple[str, Override], ...]) -> Shock:
    """The law of `DAY` with overrides; kept, since every horizon asks for the same ones."""
    return us_tariff_shock(DAY, overrides=dict(overrides))


def _in_kind(partner: str, points: float) -> Shock:
    """The partner's answer: so many points on all US goods."""
    from bahe.statecraft.instruments import tariff

    return tariff(by=partner, on=SENDER, add=max(points, 0.0))


def loss(old: Equilibrium, new: Equilibrium, name: str) -> float:
    """Fall of real income from one state to another, per cent; positive is a loss."""
    return 100.0 * (1.0 - income(new, name) / income(old, name))


def _average(world: World, rates: NDArray[np.float64], name: str) -> float:
    goods, at = world.axes.sector_index("goods"), members(world, name)
    n = world.axes.economy(SENDER)
    trade = world.trade[n][at][:, goods]
    return float((rates[n][at][:, goods] * trade).sum() / trade.sum())


def bought(world: World, name: str) -> float:
    """US purchases of its goods over the income of an economy or group, at the base (a fraction)."""
    goods, at = world.axes.sector_index("goods"), members(world, name)
    return float(world.trade[world.axes.economy(SENDER)][at][:, goods].sum() / world.income[at].sum())


def duty(eq: Equilibrium, name: str) -> float:
    """Average US duty on the goods of an economy or group, weighted by base trade (a fraction)."""
    return _average(eq.world, eq.tariff_new, name)


def base_duty(world: World, name: str) -> float:
    """The same at the base: duty collected in 2024."""
    return _average(world, world.tariff, name)


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
