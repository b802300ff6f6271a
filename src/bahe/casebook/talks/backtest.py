"""Back-test on the 65 partners of 2025: who concedes fast, late, retaliates or stands, predicted from what was known before.

What goes in is held to `KNOWN`: the world as it was on 31 March 2025, the rate announced on 2 April and, where there was one, the letter
of July. No column of an outcome is read before the scores. The rule was written down before it was scored:

1  loss      real income that the partner loses if the threatened rate is carried out through the product lists of 5 April, against
             the law of 31 March, per cent; z its logarithm, standardised over the partners (inputs alone)
2  concede   the crisis game that fits 633 threats of 1970-2000 (`calibrating.PUBLISHED`), the target's cost of sanctions moved by z
             spreads: its chance of concession is q. One standard deviation of the logarithm counts as one spread
3  fast      q;   late  (1 - q) k q, k = (5/15)/(40/71): concession once imposed over concession when threatened (Drezner 2003)
4  retaliate of the rest, the chance Phi(x) with x the standardised logarithm of what an answer in kind costs the sender over what it
             costs the partner; an answer that pays has the highest x there is
5  stand     what is left

Nothing in it is fitted to the round of 2025. `levels="left-one-out"` then moves the three levels (not who is likelier than whom) so
that the mean chances over the other partners are their frequencies. Baselines go through the same steps with z of US imports (size), or
of US purchases over income (exports); `base rates` are the frequencies of the others, `by letter` those of the others who had a letter, or
had none, like the partner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from bahe.casebook.talks.backtest_scores import CLASSES, OUTCOMES, coded, groups, misses, scorable, score
from bahe.casebook.talks.backtest_sizes import MEASURES, rank, relieved, sizes
from bahe.casebook.talks.calibrating import IMPOSED, PUBLISHED, THREATENED, tilted
from bahe.faults import UnknownName

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CLASSES", "KNOWN", "OUTCOMES", "PREDICTORS", "Backtest", "Known", "announced", "backtest", "known"]

Floats = NDArray[np.float64]

#: Columns of the compilation that the predictor may read: announced on 2 April, the letters of July, trade of 2024.
KNOWN = (
    "partner_iso3",
    "partner",
    "in_2apr_annex",
    "rate_2apr",
    "date_letter",
    "rate_letter",
    "us_imports_2024_usd_bn",
)
#: The last day before, and the day whose product lists the threat goes through.
BEFORE, LISTS = "2025-03-31", "2025-04-05"
SENDER, GENERAL, SPECIFIC = "USA", "ieepa-reciprocal", "ieepa-fentanyl"
#: Predictor -> what it ranks partners by.
PREDICTORS = ("loss", "size", "exports", "base rates", "base rates by letter")
LEVELS = ("none fitted", "left one out")
#: Those that rank nobody: frequencies of the others, or of the others that are alike in having a letter.
FREQUENCIES = ("base rates", "base rates by letter")


@dataclass(frozen=True)
class Known:
    """What was known of one partner; figures of the engine are NaN where it stands inside the rest of the world.

    loss, gain_sender      from the threat carried out: per cent of the partner's income, USD bn a year of the sender
    answer_partner, answer_sender   what an answer in kind costs each, USD bn a year
    exports                US purchases over income;  imports: USD bn, 2024
    income                 of the partner under the law of March, USD bn a year
    """

    code: str
    name: str
    rate: float
    letter: bool
    imports: float
    loss: float = float("nan")
    gain_sender: float = float("nan")
    answer_partner: float = float("nan")
    answer_sender: float = float("nan")
    exports: float = float("nan")
    income: float = float("nan")


def announced(table: pd.DataFrame) -> list[Known]:
    """Threatened rates from the columns of `KNOWN` alone; partners without any threat are left out."""
    out = []
    for r in table[list(KNOWN)].to_dict("records"):
        letter = float(r["rate_letter"]) / 100 if r["rate_letter"] == r["rate_letter"] else None
        rate = letter if letter is not None else float(r["rate_2apr"]) / 100
        if rate > 0:
            out.append(
                Known(
                    str(r["partner_iso3"]),
                    str(r["partner"]),
                    rate,
                    letter is not None,
                    float(r["us_imports_2024_usd_bn"]),
                )
            )
    return out


# -- the engine --------------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=4)
def known(horizon: str = "short", closure: str = "transfer") -> tuple[Known, ...]:
    """Every threatened partner with the figures of the engine at one horizon."""
    from bahe.atlas import load_world
    from bahe.atlas.episodes import episodes_table
    from bahe.atlas.policy import us_tariff_shock
    from bahe.atlas.retaliation import china_tariff_shock
    from bahe.trade.solve import solve

    start = load_world("icio-2022", tariffs="all")
    law = us_tariff_shock(BEFORE) & china_tariff_shock(BEFORE)
    world = solve(start, law, closure=closure, horizon="long").as_world("31 March 2025")
    calm = solve(world, closure=closure, horizon=horizon)
    return tuple(_solved(start, world, calm, k, horizon, closure) for k in announced(episodes_table()))


def _solved(start: Any, world: Any, calm: Any, k: Known, horizon: str, closure: str) -> Known:
    """One partner: the threat carried out, and answered in kind."""
    from dataclasses import replace

    from bahe.atlas.policy import us_tariff_shock
    from bahe.casebook.talks.concessions import income, members
    from bahe.casebook.talks.episodes import bought, duty
    from bahe.scenario.moves import difference
    from bahe.statecraft.instruments import tariff
    from bahe.trade.solve import solve

    if k.code not in world.economies and k.code not in world.axes.economy_groups:
        return k
    carrier = SPECIFIC if k.code in ("CAN", "MEX") else GENERAL
    shock = difference(
        us_tariff_shock(LISTS, overrides={f"{carrier}:{k.code}": k.rate}, on=[k.code]),
        us_tariff_shock(BEFORE, on=[k.code]),
    )
    hit = solve(world, shock, closure=closure, horizon=horizon, on_fail="return")
    if not hit.info.ok:
        return k
    points = max(duty(hit, k.code) - duty(calm, k.code), 0.0)
    back = solve(
        world,
        shock & tariff(by=k.code, on=SENDER, add=points),
        closure=closure,
        horizon=horizon,
        start=hit,
        on_fail="return",
    )
    at = members(world, k.code)
    own = float(world.income[at].sum())
    made = replace(
        k, loss=100 * (1 - income(hit, k.code) / own), exports=bought(world, k.code), income=own / 1000,
        gain_sender=(income(hit, SENDER) - income(calm, SENDER)) / 1000,
    )  # fmt: skip
    if not back.info.ok:
        return made
    return replace(made, answer_partner=(income(hit, k.code) - income(back, k.code)) / 1000,
                   answer_sender=(income(hit, SENDER) - income(back, SENDER)) / 1000)  # fmt: skip


# -- the rule ----------------------------------------------------------------------------------------------------------------
def standard(values: Floats) -> Floats:
    """Logarithms, standardised over what is known; what is not known counts as the mean, what is not above zero as the least."""
    v = np.array(values, dtype=float)
    above = np.isfinite(v) & (v > 0)
    logs = np.log(np.where(above, v, 1.0))
    least = logs[above].min() if above.any() else 0.0
    logs = np.where(np.isfinite(v), np.where(above, logs, least), np.nan)
    ok = np.isfinite(logs)
    spread = logs[ok].std() or 1.0
    return np.where(ok, (logs - logs[ok].mean()) / spread, 0.0)


def ranked(partners: Sequence[Known], by: str) -> Floats:
    """z of every partner for one predictor."""
    if by not in PREDICTORS:
        raise UnknownName("predictor", by, PREDICTORS)
    column = {"loss": "loss", "size": "imports", "exports": "exports"}.get(by)
    return np.zeros(len(partners)) if column is None else standard(np.array([getattr(k, column) for k in partners]))


def hitting_back(partners: Sequence[Known]) -> Floats:
    """x of every partner: how an answer hurts the sender relative to itself; one that pays has the highest."""
    cost = np.array([k.answer_partner for k in partners])
    hurt = np.maximum([k.answer_sender for k in partners], 1e-9)
    ratio = np.where(cost > 0, hurt / np.where(cost > 0, cost, 1.0), np.where(np.isfinite(cost), np.inf, np.nan))
    top = ratio[np.isfinite(ratio)].max() if np.isfinite(ratio).any() else 1.0
    return standard(np.where(np.isposinf(ratio), top, ratio))


def chances(z: Floats, x: Floats) -> Floats:
    """Chances of the four classes [partner, class] by the rule."""
    q = np.array([tilted(PUBLISHED, float(v)).concede for v in z])
    k = IMPOSED.share / THREATENED.share
    late = (1 - q) * k * q
    rest = 1 - q - late
    back = ndtr(x)
    return np.stack([q, late, rest * back, rest * (1 - back)], axis=1)


def alike(partners: Sequence[Known]) -> NDArray[np.bool_]:
    """[n, m] whether partner m is like n in having a letter."""
    letter = np.array([k.letter for k in partners])
    return np.asarray(letter[:, None] == letter[None, :])


def levelled(p: Floats, hits: Floats, like: NDArray[np.bool_] | None = None) -> Floats:
    """The same with levels from the others: for each partner, factors of the classes so that the mean over the others is their
    frequency (a class that none of the others is in has half a partner). `like` [n, m] says which others count."""
    out = np.empty_like(p)
    for n in range(len(p)):
        others = np.arange(len(p)) != n if like is None else like[n] & (np.arange(len(p)) != n)
        target = np.maximum(hits[others].sum(axis=0), 0.5)
        target = target / target.sum()
        factor = np.ones(p.shape[1])
        for _ in range(500):
            q = p[others] * factor
            q = q / q.sum(axis=1, keepdims=True)
            step = target / q.mean(axis=0)
            factor = factor * step
            if np.abs(step - 1).max() < 1e-10:
                break
        here = p[n] * factor
        out[n] = here / here.sum()
    return out


@dataclass(frozen=True)
class Backtest:
    """Scores and misses at one horizon.

    scores     predictor, levels, coding, group -> Brier, log score, balanced accuracy, rank correlations of the chance of conceding with
               having conceded and, for partners with a letter, with the points that the rate fell by
    partners   one row a partner: what was known, its chances, how it ended, what it gave as far as it is on file
    sizes      measures of what was given against predictors: rank correlations with intervals
    """

    horizon: str
    scores: pd.DataFrame
    partners: pd.DataFrame
    sizes: pd.DataFrame

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "horizon": self.horizon, "classes": list(CLASSES), "inputs": list(KNOWN), "scores": self.scores.to_dict("records"),
            "partners": self.partners.to_dict("records"), "sizes": self.sizes.to_dict("records"), "measures": dict(MEASURES),
        }  # fmt: skip


def backtest(horizon: str = "short") -> Backtest:
    """Predict every partner of 2025 and score it, by both codings, with those who had a letter apart."""
    import pandas as pd

    from bahe.atlas.episodes import episodes_table

    table, partners = episodes_table(), known(horizon)
    rows: list[dict[str, Any]] = []
    kept: dict[str, Floats] = {}
    for other in (False, True):
        ends = coded(table, [k.code for k in partners], other)
        scored = [n for n, e in enumerate(ends) if e in CLASSES]
        here = [partners[n] for n in scored]
        hits = np.array([[ends[n] == c for c in CLASSES] for n in scored], dtype=float)
        relief = relieved(table, here)
        for by in PREDICTORS:
            p = (
                chances(ranked(here, by), hitting_back(here))
                if by not in FREQUENCIES
                else np.full((len(here), 4), 0.25)
            )
            for level in LEVELS[1:] if by in FREQUENCIES else LEVELS:
                made = p if level == "none fitted" else levelled(p, hits, alike(here) if by == FREQUENCIES[1] else None)
                if not other:
                    kept[f"{by}, {level}"] = made
                for group, inside in groups(here).items():
                    if hits[inside].sum() == 0:
                        continue
                    willing = p[inside, :2].sum(
                        axis=1
                    )  # levels left one out lean against the partner itself: ranks are of the rule
                    rows.append({"predictor": by, "levels": level, "coding": "other" if other else "first", "group": group,
                                 "partners": int(inside.sum()), **score(made[inside], hits[inside]),
                                 "rank_conceding": rank(willing, hits[inside, :2].sum(axis=1)),
                                 "rank_relief": rank(willing, relief[inside])})  # fmt: skip
    return Backtest(horizon, pd.DataFrame(rows), misses(table, partners, kept), sizes(table, scorable(table, partners)))
