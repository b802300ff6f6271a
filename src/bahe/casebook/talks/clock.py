"""When: the chances of every deadline, what one more month is worth, and what happened, scored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.casebook.talks.draws import Draw, Floats
from bahe.casebook.talks.settling import settle
from bahe.scenario.talks import Table
from bahe.talks.bargain import Settlement

if TYPE_CHECKING:
    import pandas as pd


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
            at = np.array([at_deadline(s, t) for s in here])
            rows.append({
                "horizon": h, "deadline": t + 1, "date": day(table, t), "month": t * table.months,
                **three("signed", signed), **three("signs", at[:, 0]), **three("extends", at[:, 1]), **three("lapses", at[:, 2]),
            })  # fmt: skip
    return pd.DataFrame(rows)


def at_deadline(s: Settlement, t: int) -> Floats:
    """(sign, extend, lapse) at a deadline that is reached; NaN where the protocol has no such thing."""
    if "signs" in s.facts:
        q, e = float(s.facts["signs"][t]), float(s.facts["extends"][t])
        return np.array([q, (1 - q) * e, (1 - q) * (1 - e)])
    return np.array([s.chances[k] for k in ("deal", "truce", "breakdown")]) if t == 0 else np.full(3, np.nan)


def three(name: str, values: Floats) -> dict[str, float]:
    """Median, lowest and highest of what is known, under `name`, `name_low`, `name_high`; NaN where nothing is."""
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
            rows.append({"horizon": h, "party": name, **three("month", wait), **three("deadline", more)})
    return pd.DataFrame(rows)


def scores(table: Table, made: Sequence[tuple[Draw, Settlement]]) -> pd.DataFrame:
    """Each observed end against the chances of its deadline: mean over draws, Brier score and log score, beside even chances.

    Brier is the sum of squares over the three ends (0 best, 2 worst); the log score is -ln of the chance of what happened. What is open
    has its chances on record and no score.
    """
    import pandas as pd

    rows = []
    kinds = ("deal", "truce", "breakdown")
    for seen in table.observed:
        t = seen.deadline - 1
        for h in dict.fromkeys(d.horizon for d, _ in made):
            at = np.array([at_deadline(s, t) for d, s in made if d.horizon == h])
            if not np.isfinite(at).all():
                continue
            chance, hit = at.mean(axis=0), np.array([k == seen.kind for k in kinds], dtype=float)
            off = np.nan if seen.kind == "open" else 1.0
            rows.append({
                "date": seen.date, "deadline": seen.deadline, "horizon": h, "observed": seen.kind,
                **dict(zip(kinds, map(float, chance), strict=True)), "brier": off * float(((chance - hit) ** 2).sum()),
                "log_score": off * float(-np.log(max(float(chance @ hit), 1e-12))), "brier_even": 2 / 3, "log_even": float(np.log(3)),
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
