"""The documents of `bahe case run --json`: one of the ten judged by its conditions, or the document of the verb of the case."""

from __future__ import annotations

from bahe.desk.web.answers.conditions import CaseMetric, JudgedCondition
from bahe.desk.web.answers.fields import of
from bahe.desk.web.answers.run import RunAnswer
from bahe.desk.web.answers.talks import TalksAnswer
from bahe.desk.web.answers.texts import Sentences, Text, TextOrNothing
from bahe.desk.web.answers.tug import TugAnswer
from bahe.desk.web.models import Shape


class Columns(Shape):
    """Heads of a table."""

    en: list[str] = of("in English")
    zh: list[str] = of("in Chinese")


class Cells(Shape):
    """Rows of a table, as they are printed."""

    en: list[list[str]] = of("in English")
    zh: list[list[str]] = of("in Chinese")


class Exhibit(Shape):
    """A table of the result, ready for a page."""

    title: Text = of("its title")
    heads: Columns = of("heads of the columns")
    rows: Cells = of("rows of cells")
    words: int = of("how many of the first columns hold words", ge=0)
    note: TextOrNothing = of("what stands below it")


class JudgedAnswer(Shape):
    """One of the ten cases judged by the conditions that were fixed beforehand."""

    case: str = of("name of the case")
    kind: str = of("assurance, levers or mirror")
    command: str = of("the command line that answers it")
    scenario: str = of("name of the scenario in which the conditions were fixed")
    fixed: str = of("the day they were fixed, ISO 8601")
    version: int = of("version of the conditions", ge=1)
    question: Text = of("the question")
    verdict: str = of("supported, contradicted, mixed or unknown, by the conditions")
    conditions: list[JudgedCondition] = of("the conditions with their figures")
    metrics: dict[str, CaseMetric] = of("name -> figure")
    answer: Sentences = of("the answer in sentences")
    exhibits: list[Exhibit] = of("tables of the result")
    seconds: float = of("time it took, seconds", ge=0)
    fault: str = of("why there is no answer; empty where there is one")


#: By kind of case: judged here, or the document of `bahe tug`, `bahe talks` or `bahe run`.
JudgeAnswers = JudgedAnswer | TugAnswer | TalksAnswer | RunAnswer
