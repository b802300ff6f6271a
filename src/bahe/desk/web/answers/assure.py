"""The document of `bahe assure --json`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bahe.desk.web.answers.fields import Wide, of
from bahe.desk.web.answers.intervals import Point
from bahe.desk.web.answers.texts import Sentences
from bahe.desk.web.models import Shape

Chance = Annotated[float, Field(ge=0, le=1)]


class InspectionGame(Shape):
    """What the inspection game is played for, in one unit of account."""

    gain: float = of("of an undetected violation, to who builds")
    penalty: float = of("of a detected violation, to who builds")
    loss: float = of("of an undetected violation, to who looks")
    caught: float = of("of a detected violation, to who looks")
    cost: float = of("of an inspection")
    miss: Chance = of("chance that an inspection misses a violation, 0..1")
    false_alarm: Chance = of("chance that an inspection accuses the innocent, 0..1")
    falsely_accused: float = of("cost of a false accusation to who builds")
    falsely_accusing: float = of("cost of a false accusation to who looks")


class AssureAsked(Shape):
    """The question with every default said aloud."""

    fleet: int = of("chips in the fleet", ge=1)
    altered: int = of("how many of them may be altered", ge=0)
    confidence: Chance = of("chance of meeting an altered chip that is wanted, 0..1")
    opened: int | None = of("chips opened as asked; null: as many as it takes")
    price: float = of("of a chip, USD")
    loss: float = of("if an alteration were used, USD a chip")
    cells: float = of("cells on a die")
    implant: int = of("cells that were altered", ge=0)
    fraction: Chance = of("share of a die that is imaged, 0..1")
    trial: Annotated[list[int], Field(min_length=2, max_length=2)] = of("seen and tried in the imaging trial")
    false_alarms: float = of("chance of a false alarm a cell")
    minutes: float = of("to review an alarm, minutes")
    prior: Chance = of("belief in an alteration before looking, 0..1")
    area: float = of("of the die, square millimetres")
    pixel: float = of("of the image, nanometres")
    rate: float = of("pixels a second")
    layers: int = of("layers imaged", ge=1)
    game: InspectionGame = of("pay-offs of the inspection game")
    coverage: dict[str, dict[str, Chance]] = of("check -> stage -> what it sees, 0..1, where that was asked for")


class Clustering(Shape):
    """A chance for two ways in which altered cells lie."""

    clustered: Chance = of("where altered cells lie together, 0..1")
    scattered: Chance = of("where they lie apart, 0..1")


class FoundChance(Clustering):
    """Chance that the sample finds an alteration."""

    perfect_eyes: Chance = of("if every altered chip that is opened were recognised, 0..1")


class Sensitivity(Shape):
    """Chance that imaging sees an altered cell, from the trial."""

    mean: Chance = of("mean of the posterior, 0..1")
    low: Chance = of("lower end of its 95 per cent range, 0..1")
    high: Chance = of("upper end of its 95 per cent range, 0..1")


class Alarms(Shape):
    """False alarms of a clean die, and what an alarm is worth."""

    false: float = of("false alarms expected on a clean die", ge=0)
    predictive_value: Chance = of("chance that an alarm is real, 0..1")
    review_hours: float = of("to review the false alarms of a die, hours", ge=0)


class SequentialTest(Shape):
    """Opening chips one by one until the matter is settled (Wald)."""

    p0: Chance = of("share of altered chips that is accepted, 0..1")
    p1: Chance = of("share of altered chips that is rejected, 0..1")
    accept_at: float = of("log likelihood ratio at which the fleet is accepted")
    reject_at: float = of("log likelihood ratio at which it is rejected")
    accept_after: int = of("clean chips in a row after which the fleet is accepted", ge=0)
    exact: float = of("the same before rounding up")


class GameSolution(Shape):
    """Strategies and values of the inspection game."""

    inspect: Chance = of("chance of an inspection, 0..1")
    violate: Chance = of("chance of a violation, 0..1")
    looker: float = of("value to who looks, in the unit of the game")
    builder: float = of("value to who builds, in the unit of the game")


class InspectionAnswer(Shape):
    """How often to look."""

    deterring_rate: float | None = of(
        "rate of inspections from which a violation does not pay; null where none is enough"
    )
    deters: bool = of("true where that rate is at most 1")
    violation_rate: Chance = of("chance of a violation where both move at once, 0..1")
    simultaneous: GameSolution = of("both move at once")
    leader: GameSolution = of("who looks commits first")


class FleetRow(Wide):
    """How many chips to open; also `open_` and the confidence in per cent, where that is neither 95 nor 99."""

    columns = {r"open_[0-9.]+": (int, "chips to open for a chance of so many per cent of meeting an altered one")}

    altered: int = of("altered chips in the fleet", ge=0)
    share: Chance = of("the same as a share of the fleet, 0..1")
    open_95: int = of("chips to open for a chance of 95 per cent of meeting one", ge=0)
    open_99: int = of("chips to open for a chance of 99 per cent of meeting one", ge=0)
    cost_usd_mn: float = of("price of the chips opened at the confidence that is wanted, USD million")


class DieRow(Shape):
    """How much of a die to image."""

    implant: int = of("altered cells", ge=0)
    fraction: Chance = of("share of the die to image for the confidence that is wanted, 0..1")
    days: float = of("machine time, days", ge=0)


class BeliefRow(Shape):
    """Belief after a clean look, and what it does to the price."""

    look: str = of("none, clustered, scattered or perfect: how the look sees")
    would_find: Chance = of("chance that this look finds an alteration that is there, 0..1")
    belief: Chance = of("belief in an alteration after nothing was found, 0..1")
    price_usd: float = of("price of a chip with the loss that is expected, USD")


class StageRow(Shape):
    """A stage of the supply chain and the checks that see it."""

    stage: str = of("the stage")
    checks: list[str] = of("checks that see it without the design")
    needs_design: list[str] = of("checks that need the design")
    undetected_without: Chance = of("chance that a change here stays undetected without the design, 0..1")
    undetected_with: Chance = of("the same with the design, 0..1")


class AssureCurves(Shape):
    """Curves for drawing."""

    fleet: dict[str, list[Point]] = of("number altered -> points: log10 of chips opened, chance of meeting one, 0..1")
    belief: dict[str, list[Point]] = of("prior -> points: chance of a finding, belief after a clean look, both 0..1")


class AssureAnswer(Shape):
    """Whether a chip can be trusted: what opening, imaging and inspecting can find out."""

    asked: AssureAsked = of("the question with every default")
    opened: int = of("chips opened", ge=0)
    cost_usd_mn: float = of("price of the chips opened, USD million")
    found: FoundChance = of("chance that the sample finds an alteration")
    on_a_chip: Clustering = of(
        "chance that imaging shows the alteration of a chip that is opened, sensitivity included"
    )
    sensitivity: Sensitivity = of("chance that imaging sees an altered cell")
    alarms: Alarms = of("false alarms")
    imaging_days: float = of("machine time for one chip, days")
    share_bound_after_clean: Chance = of("share of altered chips that stays possible after a clean sample, 0..1")
    sequential: SequentialTest = of("one chip after the other")
    inspection: InspectionAnswer = of("the inspection game")
    fleet: list[FleetRow] = of("chips to open, by number altered")
    die: list[DieRow] = of("share of a die to image, by size of the implant")
    belief: list[BeliefRow] = of("belief after a clean look")
    chain: list[StageRow] = of("stages of the supply chain")
    curves: AssureCurves = of("for drawing")
    answer: Sentences = of("the answer in sentences")
