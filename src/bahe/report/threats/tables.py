"""A threat as labelled tables: how the target may answer, what is demanded, what stands in reserve; and why it works or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from bahe.faults import UnknownName
from bahe.statecraft.threat import LINKAGE, NOTHING, ROLES

if TYPE_CHECKING:
    from bahe.statecraft.threat import Threat

#: What `Threat.table(of=)` may show.
OF = ("answers", "demands", "packages", "reserve")


def threat_table(t: Threat, of: str = "answers") -> pd.DataFrame:
    """What a threat is made of, USD million a year of real income.

    of      "answers": one row an answer of the target to the executed threat: target_usd_mn, sender_usd_mn, others_usd_mn (changes
            against the world in force), target_pct and sender_pct of their real incomes, needs_usd_mn (what using it must be worth
            to the target to be chosen), rate_pct of its best tariffs, chosen, solved
            "demands": one row a demand: cost_usd_mn to the target, value_usd_mn to the sender, source, taken alone
            "packages": one row a set of demands: demands, cost_usd_mn, value_usd_mn, taken, best
            "reserve": one row an armed answer, and `disarmed` for none at all: role, and outcome, answer, credible, most_usd_mn,
            bluff_usd_mn of the game without it

    Raises UnknownName for another word.
    """
    if of not in OF:
        raise UnknownName("table", of, OF, field="of", where="Threat.table")
    return {"answers": _answers, "demands": _demands, "packages": _packages, "reserve": _reserve}[of](t)


def _answers(t: Threat) -> pd.DataFrame:
    sender, target = t.income
    rows = [
        {"answer": a.name, "target_usd_mn": a.target, "sender_usd_mn": a.sender, "others_usd_mn": a.others,
         "target_pct": 100 * a.target / target, "sender_pct": 100 * a.sender / sender, "needs_usd_mn": a.needs,
         "rate_pct": float("nan") if a.rate is None else 100 * a.rate, "chosen": a.name == t.answer.name, "solved": a.solved}
        for a in t.answers
    ]  # fmt: skip
    return pd.DataFrame(rows).set_index("answer")


def _demands(t: Threat) -> pd.DataFrame:
    alone = {p.demands[0]: p.taken for p in t.packages if len(p.demands) == 1}
    rows = [
        {
            "demand": d.name,
            "cost_usd_mn": d.cost,
            "value_usd_mn": d.value,
            "source": d.source,
            "taken_alone": alone[d.name],
        }
        for d in t.demands
    ]
    columns = ["demand", "cost_usd_mn", "value_usd_mn", "source", "taken_alone"]
    return pd.DataFrame(rows, columns=columns).set_index("demand")


def _packages(t: Threat) -> pd.DataFrame:
    best = None if t.linked is None else t.linked.demands
    rows = [
        {"demands": " + ".join(p.demands), "issues": len(p.demands), "cost_usd_mn": p.cost, "value_usd_mn": p.value,
         "taken": p.taken, "best": p.demands == best}
        for p in t.packages
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["demands", "issues", "cost_usd_mn", "value_usd_mn", "taken", "best"])


def _reserve(t: Threat) -> pd.DataFrame:
    rows = [
        {"countermeasure": r.name, "role": r.role, "outcome": r.outcome, "answer": r.answer, "credible": r.credible,
         "most_usd_mn": r.most, "bluff_usd_mn": r.bluff_price}
        for r in (*t.reserve.values(), t.disarmed)
    ]  # fmt: skip
    return pd.DataFrame(rows).set_index("countermeasure")


def threat_explained(t: Threat) -> pd.Series:
    """The figures that decide, USD million a year, and what follows from them.

    loss (unanswered), at_stake (after the best answer), most (zero where not credible), least, concession (half-way), own_cost of
    the sender, bluff_price, audience, answer, credible, outcome, assured, linkage and its reason, and what each countermeasure does
    """
    unanswered = next(a for a in t.answers if a.name == NOTHING)
    return pd.Series({
        "loss": t.loss, "at_stake": t.at_stake, "most": t.most, "least": t.least, "concession": t.concession(),
        "own_cost_unanswered": -unanswered.sender, "own_cost": t.own_cost, "bluff_price": t.bluff_price, "audience": t.audience,
        "answer": t.answer.name, "credible": t.credible, "outcome": t.outcome, "assured": t.assured, "linkage": t.linkage,
        "linkage_because": LINKAGE[t.linkage_because], **{f"reserve: {n}": ROLES[r.role] for n, r in t.reserve.items()},
    }, name=f"{t.sender} on {t.target}")  # fmt: skip
