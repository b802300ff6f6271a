"""The documents of `bahe talks --json`: a scenario bargained over, the calibration, the back-test."""

from __future__ import annotations

from bahe.desk.web.answers.backtest import BacktestAnswer
from bahe.desk.web.answers.calibration import CalibrationAnswer
from bahe.desk.web.answers.conditions import CaseMetric, TalksCondition
from bahe.desk.web.answers.fields import of
from bahe.desk.web.answers.origins import Provenance, Source
from bahe.desk.web.answers.talks_tables import TalksTable
from bahe.desk.web.answers.texts import Sentences, Text
from bahe.desk.web.models import Shape


class Unsolved(Shape):
    """A solve that did not converge; it gives no figure."""

    variant: str = of("the variant")
    horizon: str = of("the horizon")
    elasticities: str = of("the elasticity set")
    outcome: str = of("how it broke off")


class TalksAnswer(Shape):
    """A scenario bargained over: what is signed, when, and what each party gets. Money is USD billion a year."""

    scenario: str = of("id of the scenario")
    title: Text = of("its title")
    question: Text = of("its question")
    world: str = of("name of the world that was solved")
    closure: str = of("what holds trade balances")
    horizons: list[str] = of("horizons that were solved")
    unit: str = of("unit of amounts, in words")
    variants: dict[str, Text] = of("variant -> its label")
    verdict: str = of("supported, contradicted, mixed or unknown, by the conditions")
    conditions: list[TalksCondition] = of("conditions fixed beforehand, each with what came out")
    metrics: dict[str, CaseMetric] = of("name -> figure that the conditions are about")
    tables: list[TalksTable] = of("the tables")
    answer: Sentences = of("the answer in sentences")
    not_converged: list[Unsolved] = of("solves that gave no figure")
    provenance: Provenance = of("what the answer follows from")
    sources: list[Source] = of("sources of the data")


#: A scenario, the calibration (`calibration`), or the back-test (`backtest`).
TalksAnswers = TalksAnswer | CalibrationAnswer | BacktestAnswer
