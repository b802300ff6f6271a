"""A good of a tug: fans, clocks, what the change is made of, parameters, figures, and how accurate it is."""

from __future__ import annotations

from bahe.desk.web.answers.fans import Fan, Happening, Years
from bahe.desk.web.answers.fields import may, of
from bahe.desk.web.answers.intervals import Three
from bahe.desk.web.answers.origins import Source
from bahe.desk.web.answers.texts import Text, TextOrNothing
from bahe.desk.web.models import Shape


class Parameter(Shape):
    """A parameter that is not known: where it may lie, and where the figures put it."""

    name: str = of("name of the parameter")
    low: float = of("lower end of the prior")
    high: float = of("upper end of the prior")
    ground: str = of("what the prior rests on: case, literature or judgement")
    source: str = of("the source, in words")
    fitted_low: float | None = of("5 per cent of the weighted draws lie below")
    fitted_median: float | None = of("median of the weighted draws")
    fitted_high: float | None = of("95 per cent lie below")
    narrowed: float | None = of("part of the spread of the prior that the figures took away, 0..1")


class Squeeze(Shape):
    """The good under a policy, at the last year."""

    policy: str = of("free, embargo or embargo-then-lift")
    year: float = of("the last year")
    half_life: Three = of("half-life of dependence, years; null where not reached")
    left: Three = of("dependence left, of that at the start")
    gap_fall: Three = of("fall of the log cost gap")


class ImportAccounts(Shape):
    """Accounts of a fall of imports: who sells instead; empty of a case without them."""

    holder_before: float | None = may("sales of the holder before, USD million; with accounts")
    holder_after: float | None = may("sales of the holder after, USD million; with accounts")
    others_before: float | None = may("sales of others before, USD million; with accounts")
    others_after: float | None = may("sales of others after, USD million; with accounts")
    third: float | None = may("part of the fall that others sell more, 0..1; with accounts")
    not_imported: float | None = may("part of the fall that is not imported at all, 0..1; with accounts")


class Accuracy(Shape):
    """How the yearly worlds were solved, and how far interpolation is from solving."""

    method: str = of("grid, or no world where losses are not solved")
    solves: int = of("equilibria solved", ge=0)
    compared: int = of("states at which both were done", ge=0)
    worst_welfare: float | None = of("largest difference of real income, per cent; null without a world")
    worst_leverage: float | None = of("largest difference of a leverage, points of per cent; null without a world")
    typical_leverage: float | None = of("size of leverage where both were solved, per cent; null without a world")
    outside: float = of("part of the states that lie beyond the grid, held at its edge, 0..1")
    seconds: float = of("time it took, seconds", ge=0)


class Counterfactual(Shape):
    """What would have been without a rule; quantiles 5, 50 and 95 per cent."""

    id: str = of("id of the variant")
    en: str = of("what is different, in English")
    zh: str = of("what is different, in Chinese")
    share: dict[str, Three] = of("year -> home share, 0..1")
    change: dict[str, Three] = of("year -> difference from the case itself")
    private: Three = of("home share of buyers without a floor at the end, 0..1")
    dates: dict[str, Three] = of(
        "level in per cent -> year in which it is reached; null where not within the years played"
    )
    chance_of_last_level: float | None = of("chance that the highest level is reached at the end, 0..1")


class DefinedFigure(Shape):
    """A figure under one definition of the share."""

    period: str = of("period of the figure")
    year: float = of("its middle, years with fractions")
    value: float = of("the share, 0..1")
    grade: str = of("grade of the evidence, A to D")
    to_verify: str = of("what is still to be checked, separated by semicolons; empty where nothing is")


class ShareDefinition(Shape):
    """A definition of the share, with its figures; definitions are never fitted together."""

    en: str = of("the definition in English")
    zh: str = of("the definition in Chinese")
    kind: str = of("observed, forecast or policy")
    figures: list[DefinedFigure] = of("its figures")


class OtherForecast(Shape):
    """A forecast of others beside ours at the same date."""

    year: float = of("the date, years with fractions")
    period: str = of("the period")
    source: str = of("who forecasts")
    grade: str = of("grade of the evidence, A to D")
    theirs: float = of("their share, 0..1")
    theirs_low: float | None = of("lower end of theirs; null where none is given")
    theirs_high: float | None = of("upper end of theirs; null where none is given")
    low: float | None = of("5 per cent of our draws lie below; null beyond the years played")
    median: float | None = of("our median")
    high: float | None = of("95 per cent of our draws lie below")


class GoodFans(Shape):
    """Fans of a good over its years."""

    fan: Fan = of("the share that the figures are of, 0..1")
    position: Fan = of(
        "place of the rope: 0 at the start, 1 where the holder holds nothing any more, below 0 where it gains"
    )
    leverage: Fan = of("loss of the target by a full stop, per cent of real income; null where not solved")
    own: Fan = of("loss of the holder by it, per cent of real income; null where not solved")


class SeenFigure(Shape):
    """A figure on a fan."""

    year: float = of("its middle, years with fractions")
    value: float = of("the share, 0..1")
    low: float | None = of("lower end of its range; null where none is given")
    high: float | None = of("upper end of its range; null where none is given")
    use: str = of("fit, score, late or other: what it is used for")
    kind: str = of("observed or forecast")
    source: str = of("the source")
    grade: str = of("grade of the evidence, A to D")
    url: str = of("where it lies; empty where it is not on the web")
    period: str = of("period of the figure")
    to_verify: str = of("what is still to be checked, separated by semicolons; empty where nothing is")


class HeldBack(Shape):
    """A figure held back from the fit, and how well it was forecast."""

    year: float = of("its date, years with fractions")
    observed: float = of("the share observed, 0..1")
    low: float = of("5 per cent of the draws lie below")
    median: float = of("median of the draws")
    high: float = of("95 per cent lie below")
    crps: float = of("continuous ranked probability score, points of share; 0 is best")
    log_score: float = of("log score of log-odds; lower is better")
    inside: bool = of("true where the 90 per cent band held it")
    persistence: float | None = of("score of the last fitted figure, repeated; null without one")
    line: float | None = of("score of a straight line in log-odds; null with fewer than two figures")
    reduced: float | None = of("score of a forecast without mechanism; null where not at hand")


class GoodAnswer(Shape):
    """One rope: a good, its holder and its target. Clocks are quantiles 5, 50 and 95 per cent, null where not reached."""

    id: str = of("id of the good")
    name: Text = of("its name")
    holder: str = of("who makes it and could withhold it")
    target: str = of("from whom")
    shown: str = of("what the figures are of: market (the holder's share) or home")
    times: list[float] = of("years of the fans")
    since: int = of("index of the first year under the policy", ge=0)
    policy: str = of("policy of the case: free, embargo, embargo-then-lift, ...")
    control: list[Years] = of("quantiles 5, 25, 50, 75, 95 per cent of the control, 0..1, by year played")
    half_life: Three = of("half-life of dependence, years")
    bites: Three = of("until the squeeze bites, months")
    stops: Three = of("until it stops biting, months")
    stops_by: str = of("what `stops` is read from: leverage or dependence")
    crossings: dict[str, Three] = of("level in per cent -> year in which it is crossed; where the case looks at levels")
    channels: dict[str, float | None] = of("channel -> part of the fall of dependence, adds up to 1")
    fallen: float | None = of("fall of dependence up to the year in `ends`, a fraction of that at the start")
    rerouted: float | None = of("part of what still arrives of the holder's make that comes by a detour, 0..1")
    made_of: dict[str, float | None] = of("factor -> its Shapley part in the change, in the unit of the change")
    made_of_whole: float | None = of("the change that the parts add up to")
    made_of_what: str = of("what changes: position or home share")
    ends: float = of("until when the change is taken, years with fractions")
    fitted: int = of("figures behind the fans", ge=0)
    effective: float = of("how many equal draws the weighted ones are worth")
    refitted: bool = of("true where the figure held back is in the fans; false: the fans are the forecast")
    parameters: list[Parameter] = of("what is not known")
    squeezing: list[Squeeze] = of("the good under other policies")
    accounts: ImportAccounts = of("accounts of a fall of imports; empty of a case without them")
    accuracy: Accuracy = of("how losses were solved, and how far that is off")
    note: TextOrNothing = of("what should be known about the good")
    sources: list[Source] = of("sources of the table of items")
    events: list[Happening] = of("what happened")
    expected: float | None = of(
        "effective draws among as many of the priors alone: how far the priors expected the figures"
    )
    counterfactuals: list[Counterfactual] = of("without a rule; of a case that asks")
    definitions: list[ShareDefinition] = of("definitions of the share side by side; of a case that has several")
    forecasts: list[OtherForecast] = of("forecasts of others beside ours; of a case that has some")
    fans: GoodFans = of("over the years")
    seen: list[SeenFigure] = of("figures on the fans")
    score: HeldBack | None = of("how well the figure held back was forecast; null where none was")
