"""The documents of `bahe case show --json`: of a scenario, of a tug, and of a case of conditions alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bahe.casebook.ten.files import Conditions
from bahe.desk.web.answers.fields import of
from bahe.desk.web.answers.mirrored import mirrored
from bahe.desk.web.answers.texts import Text
from bahe.desk.web.answers.tug_file import TugFile
from bahe.desk.web.models import Shape
from bahe.scenario import Scenario

if TYPE_CHECKING:
    from bahe.casebook.ten.files import Conditions as ConditionsFile
    from bahe.scenario import Scenario as ScenarioFile
else:
    ScenarioFile, ConditionsFile = mirrored(Scenario, "Scenario"), mirrored(Conditions, "Conditions")


class CaseHead(Shape):
    """What every case shows."""

    name: str = of("name of the case")
    command: str = of("the command line that runs it")
    story: Text = of("what happened, Markdown")


class ScenarioCase(CaseHead):
    """A case that is a scenario."""

    kind: Literal["scenario", "talks"] = of("talks where it is bargained over")
    scenario: ScenarioFile = of("the scenario with every default")


class TugCase(CaseHead):
    """A case that is a tug."""

    kind: Literal["tug"] = of("its kind")
    tug: TugFile = of("its file")


class ConditionsCase(CaseHead):
    """A case that has conditions and neither scenario nor tug."""

    conditions: ConditionsFile = of("its conditions, fixed beforehand")


#: By kind of case.
CaseAnswers = ScenarioCase | TugCase | ConditionsCase
