"""Conditions fixed before a run, and what came out."""

from __future__ import annotations

from typing import Literal

from bahe.desk.web.answers.fields import may, of
from bahe.desk.web.answers.texts import Text, TextOrNothing
from bahe.desk.web.models import Shape

#: A figure, a truth or a word.
Value = bool | float | str
Side = Literal["supports", "contradicts"]
Holds = Literal["yes", "no", "split", "unknown"]


class Met(Shape):
    """A figure asked of one horizon, or one end of a range."""

    value: Value | None = of("the figure, in the unit of the metric")
    met: bool = of("whether the condition is met by it")


class JudgedCondition(Shape):
    """A condition of one of the ten cases with its figure."""

    id: str = of("s and a number: supports; c and a number: contradicts")
    side: Side = of("what it does to the claims where it is met")
    metric: str = of("name of the metric it is about")
    operator: Literal[">", ">=", "<", "<=", "=="] = of("how the figure is compared with the threshold")
    threshold: Value = of("the threshold, in the unit of the metric")
    text: Text = of("the condition in words")
    claims: list[str] = of("ids of the claims that it decides")
    holds: Holds = of("whether it is met; split: by horizon or end of the range")
    value: Value | None = of("the figure; null where it is missing")
    low: float | None = of("lower end of its range")
    high: float | None = of("upper end of its range")
    unit: str = of("unit of the metric, in words")
    how: TextOrNothing = of("how the figure is got")
    by: dict[str, Met] = of("horizon or end of a range -> its figure, where they were asked one by one")
    band_crosses: bool = of("true where the range holds values on both sides of the threshold")
    missing: Text | None = of("the datum that is missing; null where none is")


class CaseMetric(Shape):
    """A named figure of a case."""

    value: Value | None = of("the figure in its unit; null where it is missing")
    unit: str | None = of("unit, in words; null where there is no figure")
    how: TextOrNothing | None = of("how it is got; null where there is no figure")
    missing: Text | None = of("the datum that is missing; null where none is")
    low: float | None = may("lower end of its range; where there is one")
    high: float | None = may("upper end of its range; where there is one")
    by: dict[str, Value | None] | None = may("horizon or end of a range -> its figure; where asked one by one")


class TalksCondition(Shape):
    """A condition fixed beforehand, and what came out."""

    id: str = of("s and a number: supports; c and a number: contradicts")
    side: Side = of("what it does to the claim where it is met")
    statement: Text = of("the condition in words")
    metric: str = of("name of the metric it is about")
    op: str = of("operator: <, <=, >, >= or ==")
    value: Value = of("threshold, in the unit of the metric")
    figures: dict[str, Value | None] = of("horizon, or horizon and end -> the figure found")
    holds: str = of("yes, no, mixed or unknown")
    missing: Text | None = of("the datum that is missing; null where none is")
    by_horizon: dict[str, bool] | None = may(
        "horizon, or horizon and end -> whether it is met; where there are figures"
    )


class CheckWords(Shape):
    """A condition fixed beforehand; keys after `statement` say which figure is looked at."""

    id: str = of("s and a number: supports; c and a number: contradicts")
    side: Literal["supports", "contradicts"] = of("what it does to the claim where it is met")
    kind: str = of("what kind of figure is looked at")
    op: str = of("operator: <, <=, >, >= or ==")
    value: float = of("threshold, in the unit of the figure")
    statement: Text = of("the condition in words")
    good: str | None = may("id of the good; where it is of one")
    decides: bool | None = may("false: it is shown and decides nothing; absent: it decides")
    at: float | str | None = may("the year looked at; of shares at a date")
    part: str | None = may("the part of the accounts; of accounts")
    series: str | None = may("series of figures; of observed ones")
    period: str | None = may("period of the figure; of observed ones")
    base: str | None = may("period of the base; of ratios")
    from_: float | None = may("from when; of changes", alias="from")
    to: float | None = may("until when; of changes")
    field: str | None = may("which share; of changes")
    factor: str | None = may("the factor; of effects")
    level: float | None = may("level to be reached, 0..1; of chances")
    by: float | None = may("until when; of chances")
    variant: str | None = may("the variant; of counterfactuals")


class Check(CheckWords):
    """A condition fixed beforehand, and what came out."""

    found: float | None = of("the figure found; null where it is missing")
    met: bool | None = of("whether it is met; null where the figure is missing")


class FigureWords(Shape):
    """How a figure of a condition is read off the answer of talks."""

    what: str = of(
        "which figure: outcome, same-outcome, payoff-change, loss-difference, pledge-less-loss or pledge-share"
    )
    table: str = of("id of the table; empty: all")
    cause: str = of("id of the cause that is switched off; empty: none")
    party: str = of("whose figure it is; empty: of nobody")
    against: str = of("of which it is subtracted; empty: of nothing")
    variant: str = of("the variant; empty: none")
    chance: float = of("chance of the threat, 0..1")
    sign: int = of("1, or -1 where the figure is turned round")
    like: str = of("the end it is compared with: deal, truce or breakdown")
    called: dict[str, str] = of("end -> what the claim calls it, where that is another word")


class WrittenCondition(Shape):
    """A condition of talks as it is written in a scenario."""

    id: str = of("s and a number: supports; c and a number: contradicts")
    side: Side = of("what it does to the claim where it is met")
    statement: Text = of("the condition in words")
    metric: str = of("name of the metric it is about")
    op: str = of("operator: <, <=, >, >= or ==")
    value: Value = of("threshold, in the unit of the metric")
    figure: FigureWords | None = of("how the figure is read off the answer; null where the engine does not give it")
    missing: Text | None = of("the datum that is missing; null where none is")


class PlainCondition(Shape):
    """A condition of a case that has conditions alone."""

    id: str = of("s and a number: supports; c and a number: contradicts")
    statement: Text = of("the condition in words")
    figure: str = of("the condition in signs: metric, operator, threshold")


#: A condition on a card: as written, or with its figure once the case was asked.
CardCondition = JudgedCondition | TalksCondition | Check | CheckWords | WrittenCondition | PlainCondition
