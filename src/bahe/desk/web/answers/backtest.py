"""The document of `bahe talks --backtest --json`: the partners of the tariff round of 2025 predicted and scored."""

from __future__ import annotations

from bahe.desk.web.answers.fields import of
from bahe.desk.web.models import Shape


class BacktestScore(Shape):
    """How well a predictor did."""

    predictor: str = of("loss, size, exports, base rates or base rates by letter")
    levels: str = of("none fitted, or left one out: levels moved to the frequencies of the others")
    coding: str = of("first or other coding of outcomes that can be read in two ways")
    group: str = of("all, letter or no letter")
    partners: int = of("partners scored", ge=0)
    brier: float | None = of("mean sum of squares of chances less what happened, 0..2; 0 is best")
    log_score: float | None = of("mean minus logarithm of the chance of what happened; 0 is best")
    balanced_accuracy: float | None = of("mean over classes of the share predicted right, 0..1")
    rank_conceding: float | None = of("rank correlation of the chance of conceding with having conceded, -1..1")
    rank_relief: float | None = of("rank correlation of the chance of conceding with relief, -1..1")


class BacktestPartner(Shape):
    """A partner: what was known, what was predicted, what happened. Chances are 0..1."""

    partner: str = of("code of the partner")
    name: str = of("its name")
    threat_pct: float | None = of("rate threatened, per cent")
    letter: bool = of("true where it had a letter in July 2025")
    loss_pct: float | None = of(
        "real income lost if the threat is carried out, per cent; null inside the rest of the world"
    )
    sender_usd_bn: float | None = of("what carrying out brings the sender, USD billion a year")
    answer_partner_usd_bn: float | None = of(
        "what an answer in kind costs the partner, USD billion a year; below zero it pays"
    )
    answer_sender_usd_bn: float | None = of("what that answer costs the sender, USD billion a year")
    raw_concede_fast: float | None = of("chance of conceding fast, no level fitted")
    raw_concede_late: float | None = of("chance of conceding late, no level fitted")
    raw_retaliate: float | None = of("chance of retaliating, no level fitted")
    raw_stand: float | None = of("chance of standing, no level fitted")
    concede_fast: float | None = of("chance of conceding fast, levels left one out")
    concede_late: float | None = of("chance of conceding late, levels left one out")
    retaliate: float | None = of("chance of retaliating, levels left one out")
    stand: float | None = of("chance of standing, levels left one out")
    predicted: str = of("the likeliest class; empty where nothing can be predicted")
    happened: str = of("what happened: concede_fast, concede_late, retaliate or stand")
    other_coding: str = of("how else that can be read; empty where it cannot")
    grade: str = of("grade of the evidence, A to D")
    miss: bool = of("true where the prediction was wrong")
    chance_of_what_happened: float | None = of("chance that was given to what happened, 0..1")
    concession_usd_bn: float | None = of("size of the concession that is predicted, USD billion a year")
    own_tariff_cut: str = of("whether it cut its own tariffs: yes, no or partly")
    relief_points: float | None = of("rate threatened less rate at the end of 2025, points")
    pledge_purchase_usd_bn: float | None = of("purchases pledged, USD billion, as stated")
    pledge_investment_usd_bn: float | None = of("investment pledged, USD billion, as stated")


class SizeScore(Shape):
    """How well a predictor ranks the size of what was given."""

    measure: str = of("relief, own cut, purchases, investment or pledged")
    predictor: str = of("concession, loss, size or exports")
    partners: int = of("partners ranked", ge=0)
    rank: float | None = of("rank correlation, -1..1")
    low: float | None = of("lower end of its interval")
    high: float | None = of("upper end of its interval")


class BacktestAnswer(Shape):
    """The partners of 2025 predicted from what was known before, and scored."""

    horizon: str = of("the horizon")
    classes: list[str] = of("the four classes of outcome")
    inputs: list[str] = of("columns that the predictor may read")
    scores: list[BacktestScore] = of("one row a predictor, levels, coding and group")
    partners: list[BacktestPartner] = of("one row a partner")
    sizes: list[SizeScore] = of("one row a measure and predictor")
    measures: dict[str, str] = of("measure -> what it is")
