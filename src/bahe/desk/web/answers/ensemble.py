"""The documents of `bahe ensemble --json`: of a scenario, and of a tug."""

from __future__ import annotations

from typing import Literal

from bahe.desk.web.answers.fields import may, of
from bahe.desk.web.models import Shape

Shares = Literal["none", "sobol", "shapley"]


class EnsembleProvenance(Shape):
    """What an ensemble follows from."""

    bahe: str = of("version of bahe")
    seed: int = of("seed of the points")
    draws: int = of("points asked for", ge=1)
    runs: int = of("runs that the design has", ge=1)
    computed: int = of("runs or blocks computed now; the others were kept", ge=0)
    versions: dict[str, str] = of("library -> its version")
    command: str = of("the command line that gives the same answer")
    made: str = of("when, UTC, ISO 8601")


class ScenarioEnsembleProvenance(EnsembleProvenance):
    """What an ensemble of a scenario follows from."""

    world: str = of("SHA-256 digest of the world")


class TugEnsembleProvenance(EnsembleProvenance):
    """What an ensemble of a tug follows from."""

    blocks: int = of("blocks of runs", ge=1)
    groups: dict[str, list[str]] = of("input -> parameters that move together")


class EnsembleInput(Shape):
    """An uncertain input."""

    name: str = of("key of the scenario, or elasticities")
    law: str = of("uniform, choice, normal, triangular, log-uniform, ...")
    figures: list[float | str] = of("parameters of the law, in the unit of the input; of a choice: the alternatives")


class SpreadShare(Shape):
    """What part of the spread an input makes; indices of one kind, by `shares`."""

    input: str = of("the input")
    first: float | None = may("first Sobol index; with sobol")
    first_low: float | None = may("lower end of its interval; with sobol")
    first_high: float | None = may("upper end of its interval; with sobol")
    total: float | None = may("total Sobol index; with sobol")
    total_low: float | None = may("lower end of its interval; with sobol")
    total_high: float | None = may("upper end of its interval; with sobol")
    shapley: float | None = may("Shapley share; the shares add up to 1; with shapley")


class WelfareShare(SpreadShare):
    """What part of the spread of real income an input makes."""

    variant: str = of("the variant")
    horizon: str = of("the horizon")
    economy: str = of("code of the economy or group")


class WelfareBand(Shape):
    """Real income of an economy over draws: 5 per cent, median, 95 per cent."""

    variant: str = of("the variant")
    horizon: str = of("the horizon")
    economy: str = of("code of the economy or group")
    welfare_pct_low: float | None = of("5 per cent of the draws lie below, per cent")
    welfare_pct_median: float | None = of("median change of real income, per cent")
    welfare_pct_high: float | None = of("95 per cent of the draws lie below, per cent")
    welfare_usd_mn_low: float | None = of("5 per cent of the draws lie below, USD million a year")
    welfare_usd_mn_median: float | None = of("median, USD million a year")
    welfare_usd_mn_high: float | None = of("95 per cent of the draws lie below, USD million a year")
    loses_in: float | None = of("share of the draws in which it loses, 0..1")
    draws: int = of("draws behind the band", ge=0)


class ScenarioEnsembleAnswer(Shape):
    """A scenario over uncertain inputs."""

    scenario: str = of("id of the scenario")
    inputs: list[EnsembleInput] = of("what is uncertain")
    shares: Shares = of("whether and how the spread is taken apart")
    failed: int = of("draws in which some figure is missing", ge=0)
    bands: list[WelfareBand] = of("one row a variant, horizon and economy")
    made_of: list[WelfareShare] = of("what the spread is made of; empty without shares")
    provenance: ScenarioEnsembleProvenance = of("what the answer follows from")


class FigureBand(Shape):
    """A figure of a good over draws."""

    good: str = of("id of the good")
    figure: str = of("the figure: half_life, bites, stops, left, home_at_end, ...")
    unit: str = of("its unit: years, months, ratio, share, percent (of real income) or log")
    low: float | None = of("5 per cent of the draws lie below; null where not reached")
    median: float | None = of("the median; null where not reached")
    high: float | None = of("95 per cent lie below; null where not reached")
    fitted_low: float | None = of(
        "the same of draws weighted by the figures on file; null where these hardly allow any"
    )
    fitted_median: float | None = of("weighted median; null where the figures hardly allow any")
    fitted_high: float | None = of("weighted upper end; null where the figures hardly allow any")
    reached: float | None = of("share of the draws in which it is reached, 0..1")
    effective: float | None = of("how many equal draws the weighted ones are worth")
    draws: int = of("draws behind the band", ge=0)


class FigureShare(SpreadShare):
    """What part of the spread of a figure an input makes."""

    good: str = of("id of the good")
    figure: str = of("the figure")


class TugEnsembleAnswer(Shape):
    """The figures of a tug over groups of parameters."""

    tug: str = of("name of the case")
    inputs: list[str] = of("groups of parameters")
    shares: Shares = of("whether and how the spread is taken apart")
    draws: int = of("points asked for", ge=1)
    bands: list[FigureBand] = of("one row a good and figure")
    made_of: list[FigureShare] = of("what the spread is made of; empty without shares")
    provenance: TugEnsembleProvenance = of("what the answer follows from")


#: A scenario, or a tug.
EnsembleAnswers = ScenarioEnsembleAnswer | TugEnsembleAnswer
