"""The document of `bahe leverage --json`."""

from __future__ import annotations

from bahe.desk.web.answers.fields import may, of
from bahe.desk.web.answers.items import Bite
from bahe.desk.web.models import Shape


class LossRange(Shape):
    """Ranges of both losses over elasticity sets and shares of items; with `bands` alone."""

    loss_pct_low: float | None = may("lowest loss of the buyer, per cent; with bands")
    loss_pct_high: float | None = may("highest loss of the buyer, per cent; with bands")
    own_loss_pct_low: float | None = may("lowest loss of the supplier, per cent; with bands")
    own_loss_pct_high: float | None = may("highest loss of the supplier, per cent; with bands")


class LeveragePair(LossRange):
    """What it costs both sides when a supplier stops."""

    buyer: str = of("who is cut off: code of an economy, a group or a coalition")
    supplier: str = of("who cuts off")
    horizon: str = of("long, long-bln, medium, short or shock")
    loss_pct: float | None = of("real income that the buyer loses, per cent; positive is a loss; null where not solved")
    own_loss_pct: float | None = of("real income that the supplier itself loses, per cent")
    loss_usd_mn: float | None = of("loss of the buyer, USD million a year")
    own_loss_usd_mn: float | None = of("loss of the supplier, USD million a year")
    net_usd_mn: float | None = of("what the buyer loses less what the supplier loses, USD million a year")
    solved: bool = of("true where an equilibrium was found")


class LeverageHorizon(Shape):
    """All pairs at one horizon."""

    unit: str = of("unit of the losses, in words")
    closure: str = of("what holds trade balances")
    elasticities: str = of("the set of trade elasticities")
    theta_median: float = of("median trade elasticity of what is withheld")
    leakage: float = of("share of what is denied that still arrives, 0..1")
    solved: int = of("pairs that were solved", ge=0)
    pairs: list[LeveragePair] = of("one row a pair")


class WithheldItem(Bite):
    """An item that is withheld: how vital, how long the stock lasts, what leaks."""

    item: str = of("key of the item")
    criticality: str = of("essential, important or not: what users can make without it")
    stock_months: float | None = of("stock that users hold, months of use; null where none is on file")
    stock_source: str = of("key of the source of the stock; empty where there is none")
    stock_grade: str = of("grade of that evidence, A to D; empty where there is none")
    leakage: float = of("share of a denied quantity that still arrives, 0..1")
    leakage_kind: str = of("measured, quoted or assumed")


class LeverageAnswer(Shape):
    """What it costs both sides when suppliers stop: one table a horizon."""

    world: str = of("name of the world that was solved")
    elasticities: str = of("the set of trade elasticities")
    tariffs: str = of("base tariffs: all, us-collected or none")
    withheld: list[str] = of("industries or items that are withheld")
    mutual: bool = of("true where both directions stop at once")
    coalitions: dict[str, list[str]] = of("coalition -> economies that act as one")
    horizons: dict[str, LeverageHorizon] = of("horizon -> its pairs")
    items: list[WithheldItem] = of("items that are withheld; empty where whole industries are")
