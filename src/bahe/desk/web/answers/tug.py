"""The documents of `bahe tug --json`: a case, a policy of one's own, and the map of regimes."""

from __future__ import annotations

from bahe.desk.web.answers.conditions import Check
from bahe.desk.web.answers.fans import Fan, Happening
from bahe.desk.web.answers.fields import of
from bahe.desk.web.answers.intervals import Three
from bahe.desk.web.answers.regimes import RegimeAnswer
from bahe.desk.web.answers.texts import Sentences, Text
from bahe.desk.web.answers.tug_evidence import Evidence, Metric
from bahe.desk.web.answers.tug_goods import GoodAnswer
from bahe.desk.web.models import Shape


class TugAnswer(Shape):
    """A case: how fast dependence wears off under control and without, good by good, and its conditions judged."""

    case: str = of("name of the case")
    title: Text = of("its title")
    question: Text = of("its question")
    draws: int = of("draws of what is not known", ge=1)
    seed: int = of("seed of the draws")
    seconds: float = of("time it took, seconds", ge=0)
    verdict: str = of("supported, contradicted, mixed or unknown, by the conditions")
    checks: list[Check] = of("conditions fixed beforehand, each with what came out")
    answer: Sentences = of("the answer in sentences")
    metrics: dict[str, Metric] = of("name -> figure that the conditions of the ten cases are about")
    evidence: Evidence = of("what figures say without the mechanism")
    goods: list[GoodAnswer] = of("the goods")


class CourseFans(Shape):
    """Fans of a course over its years."""

    control: Fan = of("control, 0..1, one number a year played")
    position: Fan = of(
        "place of the rope: 0 at the start, 1 where the holder holds nothing any more, below 0 where it gains"
    )
    dependence: Fan = of("dependence on the holder, 0..1")
    leverage: Fan = of("loss of the target by a full stop, per cent of real income; null where no market is on file")
    own: Fan = of("loss of the holder by it, per cent of real income; null where no market is on file")
    home_share: Fan = of("share of home makers in the target's use, 0..1")


class Course(Shape):
    """A policy played; clocks are quantiles 5, 50 and 95 per cent, null where not reached within the years played."""

    policy: str = of("name of the policy")
    fans: CourseFans = of("over the years")
    half_life: Three = of("half-life of dependence, years")
    bites: Three = of("until the squeeze bites, months")
    stops: Three = of("until it stops biting, months")
    left: Three = of("dependence left in the last year, of that at the start")


class PulledAnswer(Shape):
    """A policy of one's own on one good, beside the policy of the case and free sale (`good`, `intensity`, `start`, `lift`)."""

    case: str = of("name of the case")
    title: Text = of("its title")
    good: str = of("id of the good")
    name: Text = of("name of the good")
    holder: str = of("who makes it and withholds it")
    target: str = of("from whom")
    times: list[float] = of("years of the fans")
    intensity: float = of("share that is withheld, 0..1", ge=0, le=1)
    start: float = of("from when on, as played")
    lift: float | None = of("until when, as played; null: for good")
    draws: int = of("draws of what is not known", ge=1)
    seed: int = of("seed of the draws")
    stops_by: str = of("what `stops` is read from: leverage, or dependence where no market is on file")
    events: list[Happening] = of("what happened")
    answer: Sentences = of("the answer in sentences")
    asked: Course = of("the policy that was asked for")
    case_policy: Course = of("the policy of the case")
    free: Course = of("free sale")


#: A case, a policy of one's own, or the map of regimes.
TugAnswers = TugAnswer | PulledAnswer | RegimeAnswer
