"""A run set against what was observed, by a rule fixed beforehand."""

from __future__ import annotations

from bahe.desk.web.answers.fields import of
from bahe.desk.web.models import Shape


class ScoreRule(Shape):
    """The rule of a score, to the byte."""

    file: str = of("file of the rule")
    fixed: str = of("the day it was fixed, ISO 8601")
    sha256: str = of("digest of the file")


class ScoreKeys(Shape):
    """Which solve and which comparison a row belongs to."""

    variant: str = of("the variant")
    horizon: str = of("the horizon")
    elasticities: str = of("the elasticity set, or theta and its value")
    window: str = of("months that are compared with those of the year before")
    partners: str = of("set of partners: all, without-electronics, without-gold-and-medicines")


class ScoreRow(ScoreKeys):
    """How well one predictor did."""

    predictor: str = of("model, own-tariff, headline, last-growth or zero")
    count: int = of("partners compared", ge=0)
    hits: float | None = of("share of partners whose signs agree, 0..1")
    spearman: float | None = of("rank correlation, -1..1; null where it is not defined")
    spearman_low: float | None = of("lowest when any one partner is left out")
    spearman_high: float | None = of("highest when any one partner is left out")
    slope: float | None = of("slope of observed on predicted, least squares")
    slope_se: float | None = of("its standard error")
    error: float | None = of("mean absolute distance, log points")


class ScorePartner(ScoreKeys):
    """Observed and predicted changes of one partner's share, log points."""

    partner: str = of("code of the partner")
    before_usd_mn: float = of("observed imports in the window of the year before, USD million")
    after_usd_mn: float = of("observed imports in the window, USD million")
    observed: float | None = of("observed change of the share, log points")
    model: float | None = of("change that the model predicts, log points")
    own_tariff: float | None = of("predicted from the partner's own tariff alone, log points", alias="own-tariff")
    headline: float | None = of("predicted from the headline rate alone, log points")
    last_growth: float | None = of("growth of the half-year before, repeated, log points", alias="last-growth")
    zero: float | None = of("no change, log points")
    duty_before: float | None = of("average duty before, a fraction")
    duty_after: float | None = of("average duty after, a fraction")
    electronics: float | None = of("share of imports of 2024 on the list of exempt electronics, 0..1")
    electronic: bool = of("true where that is more than twice the average")


class Score(Shape):
    """A run against what was observed."""

    rule: ScoreRule = of("the rule, fixed beforehand")
    verdict: str = of("supported, contradicted, mixed, untestable or unknown, by the rule")
    main: ScoreKeys = of("keys of the main score")
    least_rank: float | None = of("rank correlation that the rule asks for: chance alone passes it once in twenty")
    left_out: dict[str, str] = of("partner -> why it is not compared")
    scores: list[ScoreRow] = of("one row a predictor, solve, window and set of partners")
    partners: list[ScorePartner] = of("partners of the main score")
