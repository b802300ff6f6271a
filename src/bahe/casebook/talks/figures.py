"""The figures that conditions and metrics are about, by horizon: words and truths as they are, amounts as one value a draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.casebook.talks.draws import Floats, share
from bahe.faults import MissingData
from bahe.report.talks.answer import Told
from bahe.scenario.talks import Figure

if TYPE_CHECKING:
    from bahe.report import Run

#: Kind of figure -> its unit.
UNITS = {
    "outcome": "deal | truce | breakdown, or what the claim calls it", "same-outcome": "true | false", "payoff-change": "USD bn a year",
    "loss-difference": "per cent of real income", "pledge-less-loss": "USD bn a year", "pledge-share": "per cent of real income",
}  # fmt: skip


def found(f: Figure, run: Run, tables: Sequence[Told]) -> dict[str, Any]:
    """The figure of every horizon: a word, True or False, or one amount a draw [s].

    What rests on a pledge is taken at both ends of what is typed in of it (`long, low`), so that no verdict hangs on the middle of a
    guess.
    """
    told = next((t for t in tables if not f.table or t.table.id == f.table), tables[0])
    horizons = run.scenario.horizons
    if f.what in _PLEDGED:
        return {f"{h}, {end}": _PLEDGED[f.what](f, run, told, h, end) for h in horizons for end in ("low", "high")}
    return {h: _FIGURES[f.what](f, run, told, h) for h in horizons}


def figures(f: Figure, run: Run, tables: Sequence[Told]) -> dict[str, Any]:
    """The same with the median over draws in place of the amounts."""
    return {k: float(np.median(v)) if isinstance(v, np.ndarray) else v for k, v in found(f, run, tables).items()}


def _cause(f: Figure, told: Told, h: str) -> Any:
    c = told.causes
    return c[(c["cause"] == f.cause) & (c["horizon"] == h)].iloc[0]


def _end(f: Figure, told: Told, h: str) -> Any:
    """The likeliest end with the cause of the figure taken away; with all of them there where it names none."""
    return _cause(f, told, h)["kind"] if f.cause else told.kind(h)


def _outcome(f: Figure, run: Run, told: Told, h: str) -> str:
    end = _end(f, told, h)
    return str(f.called.get(end, end))


def _same(f: Figure, run: Run, told: Told, h: str) -> bool:
    c = told.causes
    kinds = [*c[c["horizon"] == h]["kind"], told.kind(h)]
    return all(k == f.like for k in kinds)


def _payoff(f: Figure, run: Run, told: Told, h: str) -> Floats:
    """Lowest, median and highest: what is kept of the draws once a cause is taken away."""
    row = _cause(f, told, h)
    return -np.array([row[f"change_{end}{f.party}"] for end in ("high_", "", "low_")], dtype=np.float64)


def _losses(f: Figure, run: Run, told: Told, h: str) -> Floats:
    w = run.welfare
    w = w[(w["measure"] == "welfare_pct") & (w["variant"] == f.variant) & (w["horizon"] == h)]
    one, other = (w[w["economy"] == e].set_index("elasticities")["value"] for e in (f.party, f.against))
    return np.asarray(other - one, dtype=np.float64)


def _pledged(told: Told, end: str) -> tuple[str, float]:
    """Who gives, and what the pledges cost it a year at one end of what is delivered and of its cost."""
    t = told.table
    if not t.pledges:
        raise MissingData("the table has no pledge", where=f"talks.{t.id}", field="pledges")
    return t.pledges[0].giver, sum(p.amount * share(p.delivered, end) * share(p.cost, end) for p in t.pledges)


def _pledge_loss(f: Figure, run: Run, told: Told, h: str, end: str) -> Floats:
    """Cost of the pledges less `chance` times (income as agreed - income as threatened); the threat is the first of `unless`."""
    giver, cost = _pledged(told, end)
    t = told.table
    w = run.welfare
    w = w[(w["measure"] == "welfare_usd_mn") & (w["horizon"] == h) & (w["economy"] == giver)]
    usd = w.pivot_table(index="elasticities", columns="variant", values="value", observed=True) / 1000.0
    lost = usd[t.sign[0]] - usd[next(iter(t.unless))]
    return f.sign * (cost - f.chance * np.asarray(lost, dtype=np.float64))


def _pledge_share(f: Figure, run: Run, told: Told, h: str, end: str) -> Floats:
    """Cost of the pledges, per cent of the giver's income."""
    giver, cost = _pledged(told, end)
    w = run.world
    names = w.axes.economy_groups.get(giver, (giver,))
    return np.array([100.0 * cost * 1000.0 / float(sum(w.income[w.axes.economy(n)] for n in names))])


_FIGURES: Mapping[str, Callable[[Figure, Any, Told, str], Any]] = {
    "outcome": _outcome, "same-outcome": _same, "payoff-change": _payoff, "loss-difference": _losses,
}  # fmt: skip
_PLEDGED: Mapping[str, Callable[[Figure, Any, Told, str, str], Floats]] = {
    "pledge-less-loss": _pledge_loss, "pledge-share": _pledge_share,
}  # fmt: skip
