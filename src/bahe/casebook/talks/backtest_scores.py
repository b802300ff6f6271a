"""How the 65 episodes ended, by either coding, and scores of chances against that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bahe.casebook.talks.backtest_sizes import row as sized

if TYPE_CHECKING:
    import pandas as pd

    from bahe.casebook.talks.backtest import Known

Floats = NDArray[np.float64]

CLASSES = ("concede_fast", "concede_late", "retaliate", "stand")
#: Columns that say how it ended, read by the scores alone.
OUTCOMES = (
    "outcome_class", "alt_outcome_class", "rate_end_2025", "addon_end_2025", "deal", "deal_date", "grade", "own_tariff_cut",
    "pledge_purchase_usd_bn", "pledge_investment_usd_bn", "note",
)  # fmt: skip


def coded(table: pd.DataFrame, codes: Sequence[str], other: bool) -> list[str]:
    """How it ended, by the coding or the other defensible one."""
    t = table.set_index("partner_iso3")
    out = []
    for c in codes:
        alt = t["alt_outcome_class"][c]
        out.append(str(alt) if other and isinstance(alt, str) else str(t["outcome_class"][c]))
    return out


def score(p: Floats, hits: Floats) -> dict[str, float]:
    """Brier score (sum over classes), log score, balanced accuracy of the likeliest class (mean recall over the classes that occur)."""
    which = hits.argmax(axis=1)
    guess = p.argmax(axis=1)
    recalls = [float((guess[which == c] == c).mean()) for c in range(p.shape[1]) if (which == c).any()]
    return {
        "brier": float(((p - hits) ** 2).sum(axis=1).mean()),
        "log_score": float(-np.log(np.maximum((p * hits).sum(axis=1), 1e-12)).mean()),
        "balanced_accuracy": float(np.mean(recalls)),
    }  # fmt: skip


def scorable(table: pd.DataFrame, partners: Sequence[Known]) -> list[Known]:
    """Those whose ending is of one of the classes, by the first coding."""
    ends = coded(table, [k.code for k in partners], False)
    return [k for k, e in zip(partners, ends, strict=True) if e in CLASSES]


def groups(partners: Sequence[Known]) -> Mapping[str, NDArray[np.bool_]]:
    """All, those with a letter, those without, and those that the world holds by name."""
    letter = np.array([k.letter for k in partners])
    inside = np.array([np.isfinite(k.loss) for k in partners])
    return {"all": np.ones(len(partners), dtype=bool), "letter": letter, "no letter": ~letter, "in the world": inside}


def misses(table: pd.DataFrame, partners: Sequence[Known], kept: Mapping[str, Floats]) -> pd.DataFrame:
    """Partner by partner: what was known, chances of the rule (nothing fitted, and levels left one out), what happened."""
    import pandas as pd

    first = coded(table, [k.code for k in partners], False)
    second = coded(table, [k.code for k in partners], True)
    grade = table.set_index("partner_iso3")["grade"]
    rows, at = [], 0
    for k, a, b in zip(partners, first, second, strict=True):
        if a not in CLASSES:
            continue
        made, level = kept["loss, none fitted"][at], kept["loss, left one out"][at]
        at += 1
        guess = CLASSES[int(level.argmax())]
        rows.append({
            "partner": k.code, "name": k.name, "threat_pct": 100 * k.rate, "letter": k.letter, "loss_pct": k.loss,
            "sender_usd_bn": k.gain_sender, "answer_partner_usd_bn": k.answer_partner, "answer_sender_usd_bn": k.answer_sender,
            **{f"raw_{c}": float(v) for c, v in zip(CLASSES, made, strict=True)},
            **{c: float(v) for c, v in zip(CLASSES, level, strict=True)}, "predicted": guess, "happened": a,
            "other_coding": b if b != a else "", "grade": str(grade[k.code]), "miss": guess not in (a, b),
            "chance_of_what_happened": float(level[CLASSES.index(a)]), **sized(table, k),
        })  # fmt: skip
    return pd.DataFrame(rows)
