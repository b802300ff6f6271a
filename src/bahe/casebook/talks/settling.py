"""One table on one draw: the Bargain that it is, what its protocol makes of it, and what is left without one cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from bahe.casebook.talks.draws import Draw, Floats, share
from bahe.faults import MissingData
from bahe.scenario.talks import Table
from bahe.scenario.talks_parts import Part, Pledge, Without
from bahe.talks.bargain import Bargain, Issue, Settlement
from bahe.talks.possible import zone
from bahe.talks.protocols import protocols

#: The end of the terms issue: a deal without a pledge is a level of it.
TERMS = "terms"


def bargain(table: Table, draw: Draw) -> Bargain:
    """The table as a Bargain: packages of terms and pledges, over what walking away gives."""
    outside = walked_away(table, draw)
    impasse = outside if table.meanwhile is None else draw.mean(table.meanwhile)
    issues: list[Issue] = []
    if table.sign:
        worth = np.array([draw.states[v] - outside for v in table.sign])
        issues.append(Issue(TERMS, "variant", np.arange(len(table.sign), dtype=float), worth, source="the engine"))
    issues += [pledge_issue(table, p, draw.end) for p in table.pledges]
    if not issues:
        raise MissingData("nothing can be signed", field="sign", where=f"talks.{table.id}")
    yearly = np.array(table.of(table.discount))
    return Bargain.over(
        issues, outside, table.parties, impasse=impasse, transfers=table.payments, discount=yearly ** (table.months / 12),
        rounds=table.rounds, first=table.first,
    )  # fmt: skip


def walked_away(table: Table, draw: Draw) -> Floats:
    """What each has when talks end [p]: `unless`; or `while`, where the sender would be worse off by carrying its threat out.

    A threat is believed where the sender's payoff carried out is not below its payoff otherwise less what backing down costs it.
    """
    carried = draw.mean(table.unless)
    if not table.sender or table.meanwhile is None:
        return carried
    s, otherwise = table.parties.index(table.sender), draw.mean(table.meanwhile)
    return carried if carried[s] >= otherwise[s] - table.audience else otherwise


def bluff_price(table: Table, draw: Draw) -> float:
    """What backing down must cost the sender for its threat to be believed, USD bn a year; NaN where nobody threatens."""
    if not table.sender or table.meanwhile is None:
        return float("nan")
    s = table.parties.index(table.sender)
    return max(0.0, float((draw.mean(table.meanwhile) - draw.mean(table.unless))[s]))


def pledge_issue(table: Table, p: Pledge, end: str) -> Issue:
    """Nothing or all of a pledge: what is delivered is worth something to its receiver and costs its giver."""
    slope = [0.0] * len(table.parties)
    slope[table.parties.index(p.receiver)] += share(p.worth, end)
    slope[table.parties.index(p.giver)] -= share(p.cost, end)
    return Issue.linear(p.name, p.unit, 0.0, p.amount, slope, delivered=share(p.delivered, end), source=p.source)


def settle(table: Table, draw: Draw) -> Settlement:
    """What the protocol of the table makes of one draw."""
    b = bargain(table, draw)
    more = _SETTINGS.get(table.protocol, lambda table, draw, b: {})(table, draw, b)
    made: Settlement = protocols[table.protocol].call(b, **more)
    return made


def _truce(table: Table, draw: Draw, b: Bargain) -> dict[str, Any]:
    """A lapse at each deadline leads to `unless` at the first, then to each of `later`; the last one stays."""
    states = [table.unless, *table.later][: table.rounds]
    rows = [walked_away(table.model_copy(update={"unless": s}), draw) for s in states]
    rows += rows[-1:] * (table.rounds - len(rows))
    return {"noise": table.noise, "extension_cost": np.array(table.of(table.extension_cost)), "outside": np.array(rows)}


def _reputation(table: Table, draw: Draw, b: Bargain) -> dict[str, Any]:
    end = np.inf if table.deadline == "never" else float(table.deadline) / table.months
    return {"stubborn": table.stubborn, "demand": table.demand, "deadline": end}


def _ultimatum(table: Table, draw: Draw, b: Bargain) -> dict[str, Any]:
    """What the proposer thinks the other has by walking away: this much either way, or as the other draws of the engine have it.

    By a draw, the other has what the first of `sign` gives it here, and what walking away is worth more than signing there.
    """
    j = 1 - b.proposer
    here = float(b.outside[j])
    if table.doubt != "engine":
        return {"spread": (here - table.doubt, here + table.doubt)} if table.doubt > 0 else {"draws": [here]}
    keen = [_walking_over_signing(table, replace(draw, states=s))[j] for s in draw.band or (draw.states,)]
    return {"draws": np.array(keen) - _walking_over_signing(table, draw)[j] + here}


def _walking_over_signing(table: Table, draw: Draw) -> Floats:
    """What walking away is worth over the first of `sign` [p]; over the state while talks go on where nothing but pledges is signed."""
    base = draw.states[table.sign[0]] if table.sign else draw.mean(table.meanwhile or table.unless)
    return walked_away(table, draw) - base


_SETTINGS: Mapping[str, Callable[[Table, Draw, Bargain], dict[str, Any]]] = {
    "truce": _truce, "reputation": _reputation, "ultimatum": _ultimatum,
}  # fmt: skip


def changed(table: Table, draw: Draw, change: Without) -> Settlement:
    """What becomes of it without one cause."""
    less = table.without(change)
    return apart(less, draw, change.apart) if change.apart else settle(less, draw)


def apart(table: Table, draw: Draw, parts: Sequence[Part]) -> Settlement:
    """Tables that are not linked, each signed on its own: gains add up, and the whole ends as its least likely signature does."""
    made = []
    for part in parts:
        kept = tuple(p for p in table.pledges if p.name in part.pledges)
        one = table.model_copy(update={"sign": part.sign, "unless": part.unless or table.unless, "pledges": kept,
                                       "meanwhile": table.meanwhile if part.unless is None else part.unless,
                                       "later": table.later if part.unless is None else ()})  # fmt: skip
        made.append((part, settle(one, draw)))
    whole = bargain(table, draw)
    gains = np.sum([s.gains for _, s in made], axis=0)
    least = min((s for part, s in made if part.sign), key=lambda s: s.chances["deal"], default=made[0][1])
    nothing = np.zeros(len(whole.outcomes))
    return Settlement(
        whole, "apart", least.kind, whole.outside + gains, np.full(len(table.parties), np.nan), nothing,
        np.zeros(len(table.parties)), least.when, least.chances, least.cause,
    )  # fmt: skip


def row(table: Table, d: Draw, s: Settlement) -> dict[str, Any]:
    """One draw as a row: how the first deadline ends, whether it is ever signed, when, on what terms, and what each gets."""
    b = s.bargain
    held = protocols[table.protocol].facts["delay"] != ""
    out: dict[str, Any] = {
        "horizon": d.horizon, "elasticities": d.elasticities, "end": d.end, "central": d.central, "kind": s.kind,
        **{k: s.chances[k] for k in ("deal", "truce", "breakdown")},
        "signed": float(s.when.sum()) if held or s.kind == "deal" else 0.0,
        "months": (s.expected_round - 1) * table.months, "cause": s.cause,
        "surplus_usd_bn": float(np.nansum(s.signed - b.outside)) if np.isfinite(s.signed).all() else 0.0,
        "zone": len(b.parties) > 2 or zone(b) is not None, "believed": float(np.array_equal(b.outside, d.mean(table.unless))),
        "bluff_price_usd_bn": bluff_price(table, d),
    }  # fmt: skip
    figures_ = {
        "gain": s.gains,
        "signed": s.signed,
        "outside": b.outside,
        "impasse": b.impasse,
        "payoff": s.payoffs,
        "paid": s.paid,
    }
    for p, name in enumerate(table.parties):
        out |= {f"{what}_{name}": float(v[p]) for what, v in figures_.items()}
    signed = s.mix.sum() > 0
    if table.sign:
        place = b.levels[:, 0].astype(int)
        for v, variant in enumerate(table.sign):
            out[f"terms_{variant}"] = float(s.mix[place == v].sum()) if signed else float("nan")
    for x in table.issues:
        out[f"issue_{x.name}"] = sum(out[f"terms_{v}"] * level for v, level in x.levels.items())
    for m, issue in enumerate(b.issues):
        if issue.name != TERMS:
            out[f"pledge_{issue.name}"] = float(s.levels[m])
    return out
