"""How much was given, as far as the columns of the 65 episodes say it, against what the bargain over a threat predicts.

Nothing is fitted: each measure of what was given is set beside each predictor by rank correlation, over the partners that have a
figure. What is empty in a column of pledges is not known (none or unknown), so it is left out and never counted as zero; pledges that
the compilation says were not tied to tariffs are left out too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

if TYPE_CHECKING:
    import pandas as pd

    from bahe.casebook.talks.backtest import Known

Floats = NDArray[np.float64]

#: Steps of the column own_tariff_cut.
CUT = {"no": 0.0, "partly": 1.0, "yes": 2.0}
#: How the compilation marks a pledge that was not tied to tariffs.
UNTIED = "do not score the pledge"
#: Measure of what was given -> what it is.
MEASURES = {
    "relief": "letter rate less the rate at the end of 2025, points; partners with a letter",
    "own cut": "cut of the partner's own tariffs, made or promised: no, partly, yes",
    "purchases": "purchases pledged, as stated, over the partner's income",
    "investment": "investment pledged, as stated, over the partner's income",
    "pledged": "the larger of the two pledges, as stated, USD bn",
}
#: Predictor -> what it is.
PREDICTED = {
    "concession": "half of what the threat costs the partner and brings the sender, less what an answer that pays would cost the sender",
    "loss": "what the threat costs the partner", "size": "US imports of 2024", "exports": "US purchases over the partner's income",
}  # fmt: skip


def concession(k: Known) -> float:
    """What splits the difference over a threat, USD bn a year: max(0, (L + G - K)/2); NaN where the engine does not know the partner.

    L what the threat costs the partner, G what it brings the sender, K what an answer in kind costs the sender where answering pays the
    partner (otherwise none is believed). Equal weights.  [Nash bargain over a threat; with L = 4, G = 1, K = 2: 1.5]
    """
    lost = k.loss / 100 * k.income
    answer = k.answer_sender if k.answer_partner < 0 else 0.0
    return max(0.0, (lost + k.gain_sender - answer) / 2) if np.isfinite(lost) else float("nan")


def given(table: pd.DataFrame, partners: Sequence[Known]) -> dict[str, Floats]:
    """Each measure [n]; NaN where a partner has no figure."""
    t = table.set_index("partner_iso3").loc[[k.code for k in partners]]
    income = np.array([k.income for k in partners])
    untied = t["note"].astype(str).str.contains(UNTIED, regex=False).to_numpy()
    column = lambda name: np.where(untied, np.nan, t[name].astype(float))
    buy, invest = column("pledge_purchase_usd_bn"), column("pledge_investment_usd_bn")
    return {"relief": relieved(table, partners), "own cut": np.array([CUT[str(v)] for v in t["own_tariff_cut"]]),
            "purchases": buy / income, "investment": invest / income, "pledged": np.fmax(buy, invest)}  # fmt: skip


def predicted(partners: Sequence[Known], usd: bool) -> dict[str, Floats]:
    """Each predictor [n], over the partner's income or in USD bn."""
    own = np.ones(len(partners)) if usd else np.array([k.income for k in partners])
    loss = np.array([k.loss / 100 * k.income for k in partners])
    return {"concession": np.array([concession(k) for k in partners]) / own, "loss": loss / own,
            "size": np.array([k.imports for k in partners]), "exports": np.array([k.exports for k in partners])}  # fmt: skip


def sizes(table: pd.DataFrame, partners: Sequence[Known]) -> pd.DataFrame:
    """Rank correlation of every measure with every predictor, over the partners that have both, with its 95 per cent interval."""
    import pandas as pd

    rows = []
    for measure, y in given(table, partners).items():
        for by, x in predicted(partners, usd=measure == "pledged").items():
            ok = np.isfinite(x) & np.isfinite(y)
            rho = rank(x[ok], y[ok])
            low, high = interval(rho, int(ok.sum()))
            rows.append(
                {"measure": measure, "predictor": by, "partners": int(ok.sum()), "rank": rho, "low": low, "high": high}
            )
    return pd.DataFrame(rows)


def rank(x: Floats, y: Floats) -> float:
    """Spearman's rank correlation over what is known of y; NaN with fewer than three, or where one of them does not vary."""
    ok = np.isfinite(y)
    varies = ok.sum() > 2 and np.ptp(x[ok]) > 1e-12 and np.ptp(y[ok]) > 0
    return float(spearmanr(x[ok], y[ok])[0]) if varies else float("nan")


def interval(rho: float, n: int) -> tuple[float, float]:
    """95 per cent of a rank correlation: atanh(rho) +- 1.96 sqrt(1.06/(n - 3))  [Fieller, Hartley and Pearson 1957]; NaN below four."""
    if n < 4 or not abs(rho) < 1:
        return float("nan"), float("nan")
    half = 1.96 * np.sqrt(1.06 / (n - 3))
    return float(np.tanh(np.arctanh(rho) - half)), float(np.tanh(np.arctanh(rho) + half))


def relieved(table: pd.DataFrame, partners: Sequence[Known]) -> Floats:
    """Letter rate less the rate at the end of 2025, points; NaN without a letter: falls from April to December measure no concession."""
    t = table.set_index("partner_iso3")
    end = (t["rate_end_2025"] + t["addon_end_2025"]).astype(float)
    return np.array([100 * k.rate - end[k.code] if k.letter else np.nan for k in partners])


def row(table: pd.DataFrame, k: Known) -> Mapping[str, Any]:
    """What one partner was predicted to give and what is on file of it."""
    t = table.set_index("partner_iso3").loc[[k.code]]
    figures = ("pledge_purchase_usd_bn", "pledge_investment_usd_bn")
    return {
        "concession_usd_bn": concession(k), "own_tariff_cut": str(t["own_tariff_cut"].iloc[0]),
        "relief_points": float(relieved(table, [k])[0]), **{name: float(t[name].iloc[0]) for name in figures},
    }  # fmt: skip
