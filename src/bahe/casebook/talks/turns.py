"""On what it turns: causes switched off, break-even shares of pledges, the zone of agreement, where a threat gets a signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.casebook.talks.clock import three
from bahe.casebook.talks.draws import Draw, draws, share
from bahe.casebook.talks.settling import TERMS, changed, settle
from bahe.scenario.talks import Table
from bahe.talks.bargain import Bargain, Kind, Settlement
from bahe.talks.possible import frontier, zone
from bahe.talks.protocols.truce import PRIVATE, RISING, TRUCE

if TYPE_CHECKING:
    import pandas as pd

    from bahe.report import Run

#: Causes of delay of a truce clock, in the order of the tables.
CAUSES = (PRIVATE, TRUCE, RISING)


def causes(run: Run, table: Table, every: Sequence[Draw], made: Sequence[tuple[Draw, Settlement]]) -> pd.DataFrame:
    """Each cause switched off, by horizon: how it ends then, and what that changes for each party (medians over draws).

    `turns` is the mean over draws of how much of the chances of the three ends moves (0: nothing, 1: all).
    """
    import pandas as pd

    rows = []
    for c in table.causes:
        less = table if c.without.security is None else table.model_copy(update={"security": c.without.security})
        other = every if less is table else draws(run, less)
        then = [changed(less, d, c.without) for d in other]
        for h in dict.fromkeys(d.horizon for d in every):
            at = [n for n, d in enumerate(every) if d.horizon == h]
            was, now = [made[n][1] for n in at], [then[n] for n in at]
            rows.append({"cause": c.id, "what": c.what, "horizon": h, **without(table, was, now)})
    columns = ["cause", "what", "horizon", "kind_before", "kind", "turns"]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)


def without(table: Table, was: Sequence[Settlement], now: Sequence[Settlement]) -> dict[str, Any]:
    """One cause at one horizon: the settlements of its draws with the cause and without."""
    pairs = list(zip(was, now, strict=True))
    moved = [0.5 * sum(abs(a.chances[k] - b.chances[k]) for k in a.chances) for a, b in pairs]
    out: dict[str, Any] = {
        "kind_before": _mode(was), "kind": _mode(now),
        **{k: float(np.median([s.chances[k] for s in now])) for k in ("deal", "truce", "breakdown")},
        "deal_before": float(np.median([s.chances["deal"] for s in was])),
        "signed": float(np.median([s.when.sum() for s in now])), "turns": float(np.mean(moved)),
        "flips": float(np.mean([a.kind != b.kind for a, b in pairs])),
    }  # fmt: skip
    for p, name in enumerate(table.parties):
        by = np.array([b.payoffs[p] - a.payoffs[p] for a, b in pairs])
        out |= {
            f"change_{name}": float(np.median(by)),
            f"change_low_{name}": float(by.min()),
            f"change_high_{name}": float(by.max()),
        }
    for x in table.pledges:
        out |= {f"pledge_before_{x.name}": _pledged_level(was, x.name), f"pledge_{x.name}": _pledged_level(now, x.name)}
    return out


def _pledged_level(found: Sequence[Settlement], name: str) -> float:
    """Median of what is pledged in the terms; zero where the pledge is off the table, NaN where nothing is signed."""
    levels = [
        dict(zip((i.name for i in s.bargain.issues), s.levels, strict=True)).get(name, 0.0)
        for s in found
        if s.kind == "deal" and s.mix.sum() > 0
    ]
    return float(np.median(levels)) if levels else float("nan")


def _mode(found: Sequence[Settlement]) -> str:
    """The likeliest end over the draws."""
    kinds: tuple[Kind, ...] = ("deal", "truce", "breakdown")
    return max(kinds, key=lambda k: sum(s.chances[k] for s in found))


def delay(table: Table, made: Sequence[tuple[Draw, Settlement]]) -> pd.DataFrame:
    """Why a truce clock is not signed on the first day: each cause of delay that is there in some draw, by horizon.

    `there` part of the draws that have it; `first` and `first_without`: chance of signing at the first deadline, with it and without
    it, means over those draws. Empty for other protocols, and where every draw is signed at once.
    """
    import pandas as pd

    rows = []
    for h in dict.fromkeys(d.horizon for d, _ in made):
        here = [s for d, s in made if d.horizon == h]
        for cause in CAUSES:
            has = [(s.chances["deal"], s.facts["causes"][cause]) for s in here if cause in s.facts.get("causes", {})]
            if has:
                first, without = np.mean(has, axis=0)
                rows.append({"horizon": h, "cause": cause, "there": len(has) / len(here), "first": float(first),
                             "first_without": float(without)})  # fmt: skip
    return pd.DataFrame(rows, columns=["horizon", "cause", "there", "first", "first_without"])


def break_even(table: Table, every: Sequence[Draw]) -> pd.DataFrame:
    """The delivered share at which a pledge stops paying, by the chance that the threat is carried out.

    `giver`      the most that may be delivered for the first terms of `sign`, with the pledge in full, to be better for the giver than
                 refusing: (signed - expected)/(amount x cost); above one: even all of it; below zero: no pledge at all is worth it
    `receiver`   the least that must be delivered for the receiver to sign: (expected - signed)/(amount x worth); zero or below: none

    Refusing gives the first variant of `unless` with that chance and `while` otherwise. NaN where the pledge costs, or is worth, nothing.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    if not table.sign:
        return pd.DataFrame(rows)
    for p in table.pledges:
        g, r = table.parties.index(p.giver), table.parties.index(p.receiver)
        for h in dict.fromkeys(d.horizon for d in every):
            here = [d for d in every if d.horizon == h]
            for q in table.carried_out:
                ends = {"giver": [], "receiver": []}  # type: dict[str, list[float]]
                for d in here:
                    refuse = q * d.states[next(iter(table.unless))] + (1 - q) * d.mean(table.meanwhile or table.unless)
                    gain = d.states[table.sign[0]] - refuse
                    cost, worth = p.amount * share(p.cost, d.end), p.amount * share(p.worth, d.end)
                    ends["giver"].append(float(gain[g]) / cost if cost > 0 else float("nan"))
                    ends["receiver"].append(-float(gain[r]) / worth if worth > 0 else float("nan"))
                rows.append({"pledge": p.name, "horizon": h, "carried_out": q, "delivered_low": p.delivered[0],
                             "delivered_high": p.delivered[1], **three("giver", np.array(ends["giver"])),
                             **three("receiver", np.array(ends["receiver"]))})  # fmt: skip
    return pd.DataFrame(rows)


def pictures(table: Table, made: Sequence[tuple[Draw, Settlement]]) -> dict[str, dict[str, Any]]:
    """The zone of agreement of the central draw of each horizon, for two parties: payoffs of every package, the frontier, its ends.

    Pledges stand at the high end of what is typed in of them, where they reach furthest.
    """
    out: dict[str, dict[str, Any]] = {}
    if len(table.parties) != 2:
        return out
    for h in dict.fromkeys(d.horizon for d, _ in made):
        here = [(d, s) for d, s in made if d.horizon == h]
        central = [(d, s) for d, s in here if d.central] or here[:1]
        d, s = central[-1]
        b = s.bargain
        ends = zone(b)
        out[h] = {
            "elasticities": d.elasticities, "payments": table.payments, "outside": b.outside.tolist(), "impasse": b.impasse.tolist(),
            "packages": [{"name": _package(table, b, o), "at": b.payoffs[o].tolist()} for o in range(len(b.outcomes))],
            "frontier": frontier(b).corners.tolist(), "zone": None if ends is None else ends.tolist(),
            "signed": s.signed.tolist() if np.isfinite(s.signed).all() else None,
        }  # fmt: skip
    return out


def _package(table: Table, b: Bargain, o: int) -> str:
    """Name of a package: the variant, and what is pledged with it."""
    words = []
    for m, issue in enumerate(b.issues):
        level = float(b.levels[o, m])
        if issue.name == TERMS:
            words.append(table.sign[int(level)])
        elif level > 0:
            words.append(issue.name)
    return " + ".join(words) or "nothing"


#: Costs of backing down, and of what the target gives up beside what the engine sees, that a region is drawn over, USD bn a year.
SHAME = (0.0, 1.0, 2.0, 5.0, 10.0, 50.0, 100.0, 200.0)
GIVEN_UP = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0)


def region(table: Table, every: Sequence[Draw]) -> pd.DataFrame:
    """Where linkage works: chance of a signature over what backing down costs the sender and what stopping costs the target besides.

    The second is what the engine does not see of the first of `sign`, such as a discount that is lost. Empty where nobody threatens.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    if not table.sender or len(table.parties) != 2:
        return pd.DataFrame(rows)
    target = 1 - table.parties.index(table.sender)
    for h in dict.fromkeys(d.horizon for d in every):
        here = [d for d in every if d.horizon == h]
        for shame in SHAME:
            one = table.model_copy(update={"audience": shame})
            for lost in GIVEN_UP:
                signed = [settle(one, dearer(table, d, target, lost)).chances["deal"] for d in here]
                rows.append({"horizon": h, "backing_down": shame, "given_up": lost, "signed": float(np.mean(signed))})
    return pd.DataFrame(rows)


def dearer(table: Table, draw: Draw, target: int, lost: float) -> Draw:
    """The draw where what can be signed costs the target `lost` more."""
    less = -lost * np.eye(len(table.parties))[target]
    cut = lambda states: {v: u + less if v in table.sign else u for v, u in states.items()}
    return replace(draw, states=cut(draw.states), band=tuple(map(cut, draw.band)))
