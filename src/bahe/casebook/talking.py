"""`bahe talks`: from a played Run to what is signed, when, on what terms, and on what it turns.

The variants of a scenario are the states that talks may end in; what each is worth to a party is its real income there, by horizon and
elasticity set, so that every answer is a band. One draw is one horizon, one set and one end of what pledges deliver. Money is USD bn a
year throughout, relative to the base of the scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import Conflict, MissingData, UnknownName
from bahe.report.talking import Answer, Told
from bahe.scenario.talks import Condition, Figure, Part, Pledge, Table, Without
from bahe.talks.bargain import Bargain, Issue, Kind, Settlement
from bahe.talks.possible import frontier, zone
from bahe.talks.protocols import protocols

if TYPE_CHECKING:
    import pandas as pd

    from bahe.report import Run
    from bahe.scenario import Scenario

Floats = NDArray[np.float64]
#: Variant -> what it is worth to each party [p], USD bn a year.
States = Mapping[str, Floats]
#: Called after every solve: done, in all, what was solved.
Progress = Callable[[int, int, str], None]

#: The end of the terms issue: a deal without a pledge is a level of it.
TERMS = "terms"


@dataclass(frozen=True)
class Draw:
    """One horizon, one elasticity set, and one end of what pledges deliver and are worth: what every variant gives the parties."""

    horizon: str
    elasticities: str
    end: str
    central: bool
    states: States

    def mean(self, chances: Mapping[str, float]) -> Floats:
        """What a variant, or a lottery over variants, is worth [p]."""
        return np.asarray(sum(q * self.states[v] for v, q in chances.items()))


def talks(
    source: str | Path,
    *,
    sets: Iterable[str] = (),
    horizons: Iterable[str] | None = None,
    progress: Progress | None = None,
    run: Run | None = None,
) -> Answer:
    """Settle every table of a built-in case or scenario file.

    sets       `KEY=VALUE` settings, as in `talks.tables[0].noise=0`
    horizons   only these
    run        a Run of the same scenario that was played before; None: play it

    Raises MissingData where the scenario has no talks, and the errors of `bahe.run`.
    """
    from bahe.casebook.cases import scenario_for
    from bahe.casebook.playing import command, narrowed, play

    sets, horizons = list(sets), list(horizons or ())
    scenario = narrowed(scenario_for(source, sets), (), horizons)
    checked(scenario)
    said = command(source, sets, [], horizons, "en").replace("bahe run", "bahe talks", 1)
    played = run if run is not None else play(scenario, progress=progress, command=said)
    return told(played)


def checked(scenario: Scenario) -> None:
    """Refuse a scenario without talks, and protocols that the table does not fit."""
    if scenario.talks is None:
        raise MissingData("the scenario says nothing of talks", field="talks", where=scenario.id,
                          remedy="Add a section `talks:` with parties, sign and unless; see docs/howto/talks.md.")  # fmt: skip
    for t in scenario.talks.tables:
        most = protocols[t.protocol].facts["parties"]
        if most is not None and len(t.parties) > most:
            raise Conflict(f"{t.protocol} is for {most} parties", field="protocol", where=f"talks.{t.id}", got=len(t.parties),
                           remedy="nash and kalai-smorodinsky take more.")  # fmt: skip


def told(run: Run) -> Answer:
    """The answer of a played Run: every table settled on every draw, causes switched off, conditions judged."""
    scenario = run.scenario
    checked(scenario)
    assert scenario.talks is not None
    tables = tuple(_told(run, t) for t in scenario.talks.tables)
    judged = [judge(c, run, tables) for c in scenario.talks.conditions]
    return Answer(run, tables, tuple(judged), verdict(judged))


# -- what every state is worth -----------------------------------------------------------------------------------------------
def draws(run: Run, table: Table) -> list[Draw]:
    """Every draw of a table: real income of its parties by variant; a draw in which a solve did not converge is left out.

    A party with a `security` weight counts that part of what its rivals lose as its own gain.
    """
    w = run.welfare
    rivals = [r for given in table.security.values() for r in given]
    names = [*dict.fromkeys((*table.parties, *rivals))]
    known = {str(e) for e in w["economy"].unique()}
    for name in names:
        if name not in known:
            raise UnknownName("economy", name, sorted(known), where=f"talks.{table.id}", field="parties")
    needed = [*dict.fromkeys(table.variants())]
    kept = w[(w["measure"] == "welfare_usd_mn") & w["economy"].isin(names) & w["variant"].isin(needed)]
    out: list[Draw] = []
    central = _central(run)
    for (h, e), part in kept.groupby(["horizon", "elasticities"], sort=False, observed=True):
        usd = part.pivot_table(index="variant", columns="economy", values="value", observed=True) / 1000.0
        if not set(needed) <= set(usd.index):
            continue
        states = {v: _worth(table, dict(zip(names, usd[names].loc[v].to_numpy(), strict=True))) for v in needed}
        ends = ("low", "high") if table.pledges and any(_open(p) for p in table.pledges) else ("all",)
        out += [Draw(str(h), str(e), end, central.get(str(h)) == str(e), states) for end in ends]
    if not out:
        raise MissingData("no draw has every variant of the table", where=f"talks.{table.id}",
                          remedy="Run the scenario with `bahe run` and look at its solves.")  # fmt: skip
    return out


def _worth(table: Table, usd: Mapping[str, float]) -> Floats:
    """Own real income, less the weighted income of rivals [p]."""
    return np.array([usd[p] - sum(b * usd[r] for r, b in table.security.get(p, {}).items()) for p in table.parties])


def _central(run: Run) -> dict[str, str]:
    """The label of the central elasticities at each horizon."""
    from bahe.casebook.playing import central_label

    return {h: central_label(run.world, h) for h in run.scenario.horizons}


def _open(p: Pledge) -> bool:
    return any(low != high for low, high in (p.delivered, p.worth, p.cost))


def share(ends: tuple[float, float], end: str) -> float:
    """One end of a range, or its middle."""
    return {"low": ends[0], "high": ends[1]}.get(end, sum(ends) / 2)


# -- one table ---------------------------------------------------------------------------------------------------------------
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
    more: dict[str, Any] = {}
    if table.protocol == "truce":
        more = {"noise": table.noise, "extension_cost": np.array(table.of(table.extension_cost))}
    elif table.protocol == "reputation":
        more = {"stubborn": table.stubborn, "demand": table.demand}
    made: Settlement = protocols[table.protocol].call(b, **more)
    return made


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
                                       "meanwhile": table.meanwhile if part.unless is None else part.unless})  # fmt: skip
        made.append((part, settle(one, draw)))
    whole = bargain(table, draw)
    gains = np.sum([s.gains for _, s in made], axis=0)
    least = min((s for part, s in made if part.sign), key=lambda s: s.chances["deal"], default=made[0][1])
    nothing = np.zeros(len(whole.outcomes))
    return Settlement(
        whole, "apart", least.kind, whole.outside + gains, np.full(len(table.parties), np.nan), nothing,
        np.zeros(len(table.parties)), least.when, least.chances, least.cause,
    )  # fmt: skip


def _told(run: Run, table: Table) -> Told:
    """Every draw settled, and settled again without each cause."""
    import pandas as pd

    every = draws(run, table)
    made = [(d, settle(table, d)) for d in every]
    rows = pd.DataFrame([row(table, d, s) for d, s in made])
    return Told(
        table, rows, clock(table, made), causes(run, table, every, made), months(table, every, made), break_even(table, every),
        pictures(table, made), scores(table, made), region(table, every),
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
    for m, issue in enumerate(b.issues):
        if issue.name != TERMS:
            out[f"pledge_{issue.name}"] = float(s.levels[m])
    return out


def clock(table: Table, made: Sequence[tuple[Draw, Settlement]]) -> pd.DataFrame:
    """Chance that it is signed at each deadline, prolonged, or lapses: median and ends over the draws of each horizon.

    `signs`, `extends`, `lapses` are chances at the deadline if it is reached; `signed` counts from the first day.
    """
    import pandas as pd

    rows = []
    for h in dict.fromkeys(d.horizon for d, _ in made):
        here = [s for d, s in made if d.horizon == h]
        most = max(s.when.size for s in here)
        T = min(max(most, table.rounds if table.protocol == "truce" else 1), 60)
        for t in range(T):
            signed = np.array([s.when[t] if t < s.when.size else 0.0 for s in here])
            at = np.array([_deadline(s, t) for s in here])
            rows.append({
                "horizon": h, "deadline": t + 1, "date": day(table, t), "month": t * table.months,
                **_three("signed", signed), **_three("signs", at[:, 0]), **_three("extends", at[:, 1]), **_three("lapses", at[:, 2]),
            })  # fmt: skip
    return pd.DataFrame(rows)


def _deadline(s: Settlement, t: int) -> Floats:
    """(sign, extend, lapse) at a deadline that is reached; NaN where the protocol has no such thing."""
    if "signs" in s.facts:
        q, e = float(s.facts["signs"][t]), float(s.facts["extends"][t])
        return np.array([q, (1 - q) * e, (1 - q) * (1 - e)])
    return np.array([s.chances[k] for k in ("deal", "truce", "breakdown")]) if t == 0 else np.full(3, np.nan)


def _three(name: str, values: Floats) -> dict[str, float]:
    known = values[np.isfinite(values)]
    if not known.size:
        return {name: float("nan"), f"{name}_low": float("nan"), f"{name}_high": float("nan")}
    return {name: float(np.median(known)), f"{name}_low": float(known.min()), f"{name}_high": float(known.max())}


def day(table: Table, t: int) -> str:
    """Date of the deadline t, counted from zero; empty where the first day is not said."""
    if table.begins is None:
        return ""
    start = date.fromisoformat(table.begins)
    months = round(t * table.months)
    y, m = divmod(start.month - 1 + months, 12)
    return date(start.year + y, m + 1, min(start.day, 28)).isoformat() if months else start.isoformat()


# -- on what it turns --------------------------------------------------------------------------------------------------------
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
            moved = [
                0.5 * sum(abs(a.chances[k] - b.chances[k]) for k in a.chances) for a, b in zip(was, now, strict=True)
            ]
            row: dict[str, Any] = {
                "cause": c.id, "what": c.what, "horizon": h, "kind_before": _mode(was), "kind": _mode(now),
                **{k: float(np.median([s.chances[k] for s in now])) for k in ("deal", "truce", "breakdown")},
                "deal_before": float(np.median([s.chances["deal"] for s in was])),
                "signed": float(np.median([s.when.sum() for s in now])), "turns": float(np.mean(moved)),
                "flips": float(np.mean([a.kind != b.kind for a, b in zip(was, now, strict=True)])),
            }  # fmt: skip
            for p, name in enumerate(table.parties):
                by = np.array([b.payoffs[p] - a.payoffs[p] for a, b in zip(was, now, strict=True)])
                row |= {f"change_{name}": float(np.median(by)), f"change_low_{name}": float(by.min()),
                        f"change_high_{name}": float(by.max())}  # fmt: skip
            for x in table.pledges:
                row |= {
                    f"pledge_before_{x.name}": _pledged_level(was, x.name),
                    f"pledge_{x.name}": _pledged_level(now, x.name),
                }
            rows.append(row)
    columns = ["cause", "what", "horizon", "kind_before", "kind", "turns"]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)


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


def months(table: Table, every: Sequence[Draw], made: Sequence[tuple[Draw, Settlement]]) -> pd.DataFrame:
    """What one more month before the signature gives each party, and what one more deadline would change, USD bn.

    `month`      (income while talks go on - income as signed)/12: above zero, the party gains by waiting
    `deadline`   what it expects with one deadline more, less what it expects (truce clocks and deadlines), USD bn a year
    """
    import pandas as pd

    clocked = table.protocol in ("truce", "deadline")
    longer = table.model_copy(update={"rounds": table.rounds + 1})
    extra = [settle(longer, d).payoffs - s.payoffs if clocked else np.full(len(table.parties), np.nan) for d, s in made]
    rows = []
    for h in dict.fromkeys(d.horizon for d in every):
        at = [n for n, d in enumerate(every) if d.horizon == h]
        for p, name in enumerate(table.parties):
            wait = np.array([(made[n][1].bargain.impasse[p] - made[n][1].signed[p]) / 12 for n in at])
            more = np.array([extra[n][p] for n in at])
            rows.append({"horizon": h, "party": name, **_three("month", wait), **_three("deadline", more)})
    return pd.DataFrame(rows)


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
                             "delivered_high": p.delivered[1], **_three("giver", np.array(ends["giver"])),
                             **_three("receiver", np.array(ends["receiver"]))})  # fmt: skip
    return pd.DataFrame(rows)


def pictures(table: Table, made: Sequence[tuple[Draw, Settlement]]) -> dict[str, dict[str, Any]]:
    """The zone of agreement of the central draw of each horizon, for two parties: payoffs of every package, the frontier, its ends."""
    out: dict[str, dict[str, Any]] = {}
    if len(table.parties) != 2:
        return out
    for h in dict.fromkeys(d.horizon for d, _ in made):
        here = [(d, s) for d, s in made if d.horizon == h]
        d, s = next(((d, s) for d, s in here if d.central), here[0])
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


# -- what was observed -------------------------------------------------------------------------------------------------------
def scores(table: Table, made: Sequence[tuple[Draw, Settlement]]) -> pd.DataFrame:
    """Each observed end against the chances of its deadline: mean over draws, Brier score and log score, beside even chances.

    Brier is the sum of squares over the three ends (0 best, 2 worst); the log score is -ln of the chance of what happened.
    """
    import pandas as pd

    rows = []
    kinds = ("deal", "truce", "breakdown")
    for seen in table.observed:
        t = seen.deadline - 1
        for h in dict.fromkeys(d.horizon for d, _ in made):
            at = np.array([_deadline(s, t) for d, s in made if d.horizon == h])
            if not np.isfinite(at).all():
                continue
            chance, hit = at.mean(axis=0), np.array([k == seen.kind for k in kinds], dtype=float)
            rows.append({
                "date": seen.date, "deadline": seen.deadline, "horizon": h, "observed": seen.kind,
                **dict(zip(kinds, map(float, chance), strict=True)), "brier": float(((chance - hit) ** 2).sum()),
                "log_score": float(-np.log(max(float(chance @ hit), 1e-12))), "brier_even": 2 / 3, "log_even": float(np.log(3)),
                **_carried(table, made, h, seen.carried_out), "source": seen.source,
            })  # fmt: skip
    return pd.DataFrame(rows)


def _carried(table: Table, made: Sequence[tuple[Draw, Settlement]], h: str, seen: bool | None) -> dict[str, Any]:
    """Chance that talks end with the threat carried out, mean over draws, and its Brier score (0 best, 1 worst)."""
    here = [(d, s) for d, s in made if d.horizon == h]
    chance = float(
        np.mean([s.chances["breakdown"] * np.array_equal(s.bargain.outside, d.mean(table.unless)) for d, s in here])
    )
    off = seen is None or not table.sender
    return {"carried_out": float("nan") if off else chance, "carried_out_seen": None if off else seen,
            "brier_carried_out": float("nan") if off else (chance - float(bool(seen))) ** 2}  # fmt: skip


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
    return replace(draw, states={v: u + less if v in table.sign else u for v, u in draw.states.items()})


# -- conditions --------------------------------------------------------------------------------------------------------------
def judge(c: Condition, run: Run, tables: Sequence[Told]) -> dict[str, Any]:
    """One condition with its figure at each horizon: holds, does not hold, mixed over horizons, or unknown with what is missing."""
    head = {"id": c.id, "side": c.side, "statement": {"en": c.statement.en, "zh": c.statement.zh}, "metric": c.metric, "op": c.op,
            "value": c.value}  # fmt: skip
    if c.figure is None:
        missing = {"en": c.missing.en, "zh": c.missing.zh} if c.missing else None
        return head | {"figures": {}, "holds": "unknown", "missing": missing}
    found = figures(c.figure, run, tables)
    holds = {h: compared(v, c.op, c.value) for h, v in found.items()}
    said = "yes" if all(holds.values()) else "no" if not any(holds.values()) else "mixed"
    return head | {"figures": found, "holds": said, "by_horizon": holds, "missing": None}


def compared(found: Any, op: str, value: Any) -> bool:
    """The comparison of a condition."""
    if op == "==":
        return bool(found == value)
    return bool({">": found > value, "<": found < value, ">=": found >= value, "<=": found <= value}[op])


def verdict(judged: Sequence[Mapping[str, Any]]) -> str:
    """supported | contradicted | mixed | unknown: of the conditions that have a figure and hold; a mixed one speaks for both sides."""
    held = {c["side"] for c in judged if c["holds"] == "yes"}
    if any(c["holds"] == "mixed" for c in judged) or len(held) > 1:
        return "mixed"
    if not held:
        return "unknown"
    return "supported" if held == {"supports"} else "contradicted"


def figures(f: Figure, run: Run, tables: Sequence[Told]) -> dict[str, Any]:
    """The figure of a condition at each horizon: a median over draws, or the likeliest end.

    What rests on a pledge is taken at both ends of what is typed in of it, so that a verdict does not hang on the middle of a guess.
    """
    told = next((t for t in tables if not f.table or t.table.id == f.table), tables[0])
    if f.what in _PLEDGED:
        return {
            f"{h}, {end}": _PLEDGED[f.what](f, run, told, h, end)
            for h in run.scenario.horizons
            for end in ("low", "high")
        }
    return {h: _FIGURES[f.what](f, run, told, h) for h in run.scenario.horizons}


def _cause(f: Figure, told: Told, h: str) -> Any:
    c = told.causes
    return c[(c["cause"] == f.cause) & (c["horizon"] == h)].iloc[0]


def _outcome(f: Figure, run: Run, told: Told, h: str) -> str:
    if f.cause:
        return str(_cause(f, told, h)["kind"])
    mean = told.draws[told.draws["horizon"] == h][["deal", "truce", "breakdown"]].mean()
    return str(mean.idxmax())


def _same(f: Figure, run: Run, told: Told, h: str) -> bool:
    c = told.causes
    kinds = [*c[c["horizon"] == h]["kind"], _outcome(replaced(f, cause=""), run, told, h)]
    return all(k == f.like for k in kinds)


def _payoff(f: Figure, run: Run, told: Told, h: str) -> float:
    return -float(_cause(f, told, h)[f"change_{f.party}"])


def _losses(f: Figure, run: Run, told: Told, h: str) -> float:
    w = run.welfare
    w = w[(w["measure"] == "welfare_pct") & (w["variant"] == f.variant) & (w["horizon"] == h)]
    one, other = (w[w["economy"] == e].set_index("elasticities")["value"] for e in (f.party, f.against))
    return float((other - one).median())


def _pledged(told: Told, end: str) -> tuple[str, float]:
    """Who gives, and what the pledges cost it a year at one end of what is delivered and of its cost."""
    t = told.table
    if not t.pledges:
        raise MissingData("the table has no pledge", where=f"talks.{t.id}", field="pledges")
    return t.pledges[0].giver, sum(p.amount * share(p.delivered, end) * share(p.cost, end) for p in t.pledges)


def _pledge_loss(f: Figure, run: Run, told: Told, h: str, end: str) -> float:
    """Cost of the pledges less `chance` times (income as agreed - income as threatened); the threat is the first of `unless`."""
    giver, cost = _pledged(told, end)
    t = told.table
    w = run.welfare
    w = w[(w["measure"] == "welfare_usd_mn") & (w["horizon"] == h) & (w["economy"] == giver)]
    usd = w.pivot_table(index="elasticities", columns="variant", values="value", observed=True) / 1000.0
    lost = usd[t.sign[0]] - usd[next(iter(t.unless))]
    return f.sign * (cost - f.chance * float(lost.median()))


def _pledge_share(f: Figure, run: Run, told: Told, h: str, end: str) -> float:
    """Cost of the pledges, per cent of the giver's income."""
    giver, cost = _pledged(told, end)
    w = run.world
    names = w.axes.economy_groups.get(giver, (giver,))
    return 100.0 * cost * 1000.0 / float(sum(w.income[w.axes.economy(n)] for n in names))


def replaced(f: Figure, **changes: Any) -> Figure:
    """The figure with some things changed."""
    return f.model_copy(update=changes)


_FIGURES: Mapping[str, Callable[[Figure, Any, Told, str], Any]] = {
    "outcome": _outcome, "same-outcome": _same, "payoff-change": _payoff, "loss-difference": _losses,
}  # fmt: skip
_PLEDGED: Mapping[str, Callable[[Figure, Any, Told, str, str], float]] = {
    "pledge-less-loss": _pledge_loss, "pledge-share": _pledge_share,
}  # fmt: skip
