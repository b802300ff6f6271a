"""The documents of `bahe depend --json`: of a buyer or a pair, and of an item."""

from __future__ import annotations

from bahe.desk.web.answers.fields import Wide, of
from bahe.desk.web.answers.items import Bite, Share, ShareYear
from bahe.desk.web.answers.leverage import LossRange
from bahe.desk.web.answers.origins import Source
from bahe.desk.web.answers.texts import Text
from bahe.desk.web.models import Shape

LOSS = {
    "loss_pct": "real income that the buyer loses when the supplier stops, per cent; positive is a loss",
    "own_loss_pct": "real income that the supplier itself loses by doing so, per cent",
    "loss_usd_mn": "loss of the buyer, USD million a year",
    "own_loss_usd_mn": "loss of the supplier, USD million a year",
}
HORIZON = "(short|long|medium|long-bln|shock)"


class LensRow(LossRange):
    """A loss seen through one lens: what is withheld, in which table, and who earns the scarcity."""

    target: str = of("who is cut off")
    holder: str = of("who cuts off")
    lens: str = of("industries, carved, items, items-rent or items-whole")
    horizon: str = of("the horizon")
    sigma: float | None = of("elasticity of substitution between origins of what is withheld, median")
    leakage: float | None = of("share of what is denied that still arrives, 0..1")
    loss_pct: float | None = of(LOSS["loss_pct"] + "; null where not solved")
    loss_usd_mn: float | None = of(LOSS["loss_usd_mn"])
    own_loss_pct: float | None = of(LOSS["own_loss_pct"])
    own_loss_usd_mn: float | None = of(LOSS["own_loss_usd_mn"])
    solved: bool = of("true where an equilibrium was found")


class InputRow(Shape):
    """The share of a supplier in what manufacturing of the buyer uses, directly and through chains."""

    buyer: str = of("code of the economy that buys")
    supplier: str = of("code of the economy that sells")
    face_value_pct: float | None = of("share in the inputs that manufacturing buys, per cent")
    look_through_pct: float | None = of("the same in all inputs, and inputs of inputs, per cent")
    one_pct: float | None = of("part of the look-through that arrives by one purchase, points of per cent")
    two_pct: float | None = of("part that arrives by two purchases")
    three_pct: float | None = of("part that arrives by three purchases")
    longer_pct: float | None = of("part that arrives by longer chains")
    abroad: str = of("the largest route that crosses a third economy")
    abroad_share: float | None = of("part of all inputs that moves along it, 0..1")


class SupplierRow(Wide):
    """A supplier of the buyer; losses stand under `loss_pct_short`, `own_loss_usd_mn_long`, ...: measure and horizon."""

    columns = {f"{k}_{HORIZON}": (float | None, v) for k, v in LOSS.items()}

    supplier: str = of("code of the supplier")
    face_value_pct: float | None = of("share in the inputs that manufacturing of the buyer buys, per cent")
    look_through_pct: float | None = of("the same in all inputs, and inputs of inputs, per cent")


class ItemShareRow(Share, Wide):
    """An item that the supplier sells to the buyer; of a pair also losses, as in `loss_pct_short`, `whole_loss_pct_long`."""

    columns = {
        **SupplierRow.columns,
        f"sigma_{HORIZON}": (float | None, "elasticity of substitution between origins of the item"),
        f"whole_loss_pct_{HORIZON}": (float | None, "loss of the buyer if nothing of the item arrives, per cent"),
        f"whole_own_loss_pct_{HORIZON}": (float | None, "loss of the holder if it lets nothing through, per cent"),
    }

    item: str = of("key of the item")
    supplier: str = of("code of the economy that sells it")
    criticality: str = of("essential, important or not: what users can make without it")


class RouteRow(Shape):
    """A chain of inputs from a product of the supplier to an industry of the buyer."""

    buyer: str = of("code of the economy that buys")
    supplier: str = of("code of the economy that sells")
    route: str = of("economies and industries along the chain")
    share: float | None = of("part of all inputs that moves along it, 0..1")
    purchases: int = of("purchases along the route", ge=1)


class ScreenRow(Wide):
    """A product that a screen on raw materials looked at; with threshold and margin of every measure of the screen."""

    columns = {
        r"[a-z_]+_threshold": (float | None, "value that the measure must exceed for its condition to fire"),
        r"[a-z_]+_margin": (float | None, "by how much it is passed, value less threshold; below zero it is missed"),
        r"[a-z]+_hhi": (float | None, "Herfindahl index of imports over foreign suppliers, or of world exports, 0..1"),
        r"top_share|foreign_share": (float | None, "share of the largest foreign supplier, or of all of them, 0..1"),
        r"import_export_ratio": (float | None, "foreign imports over exports; 9999 where nothing is exported"),
        r"outdegree_sd|clustering": (float | None, "how concentrated the world network of the product is"),
    }

    buyer: str = of("code of the economy that buys")
    code: str = of("product, HS six digits")
    product: str = of("its name")
    verdict: str = of("flagged, not flagged or undecided")
    imports_usd_mn: float | None = of("imports of the product, USD million a year")
    largest: str = of("the supplier that sells most of it")
    largest_share: float | None = of("its share, 0..1")


class CliffRow(Shape):
    """How near products are to the threshold of a measure."""

    buyer: str = of("code of the economy that buys")
    preset: str = of("name of the screen")
    screened: int = of("products looked at", ge=0)
    flagged: int = of("products flagged", ge=0)
    measure: str = of("the measure whose threshold is moved")
    threshold: float = of("the threshold")
    looser: int = of("products flagged with the threshold a tenth lower", ge=0)
    stricter: int = of("products flagged with the threshold a tenth higher", ge=0)


class LeftRow(Shape):
    """What is left of the supply of an item after its largest foreign origins drop out."""

    item: str = of("key of the item, or of an item's page the buyer")
    removed: int = of("foreign origins lost, the largest first", ge=0)
    left: float | None = of("share of the supply that is left, 0..1")


class DependAnswer(Shape):
    """On whom a buyer depends; with `on` one supplier, in both directions."""

    buyer: str = of("code of the economy or group")
    on: str | None = of("the one supplier that was asked about; null: all")
    theta_median: dict[str, float] = of("horizon -> median trade elasticity")
    world: str = of("name of the world that was solved")
    elasticities: str = of("the set of trade elasticities")
    tariffs: str = of("base tariffs: all, us-collected or none")
    answer: list[LensRow] = of("losses of a pair, lens by lens; empty without `on`")
    inputs: list[InputRow] = of("shares in inputs, directly and through chains")
    suppliers: list[SupplierRow] = of("suppliers with what their stopping would cost both sides")
    items: dict[str, list[ItemShareRow]] = of("`BUYER: items`, or of a pair `HOLDER → TARGET` -> items that are bought")
    items_together: dict[str, dict[str, float | None]] = of(
        "`HOLDER → TARGET` -> horizon -> loss of real income when all items stop, per cent; of a pair"
    )
    routes: list[RouteRow] = of("largest routes of inputs")
    screen: str = of("name of the screen on raw materials")
    screens: list[ScreenRow] = of("products that it flags or cannot decide")
    cliffs: list[CliffRow] = of("how near products are to its thresholds")
    explain: list[str] = of("why a product is flagged, in sentences")
    history: list[ShareYear] = of("shares over the years")
    grounds: dict[str, int] = of("kind of figure -> number of shares of items that rest on it")
    left: list[LeftRow] = of("what is left of items after origins drop out")
    sources: list[Source] = of("sources of the data")


class ItemFigure(Shape):
    """A figure on file about an item."""

    what: str = of("what it is, in words, with its unit")
    field: str = of("what it sets: market, share, theta, stock, ...")
    names: list[str] = of("economies that it is about")
    value: float | None = of("the figure, in the unit that `what` says")
    low: float | None = of("lower end of its range")
    high: float | None = of("upper end of its range")
    kind: str | None = of("measured, quoted or assumed; null where it is not on file")
    grade: str | None = of("grade of the evidence, A to D; empty where nothing is cited; null where it is not on file")
    year: int | None = of("the year it is about; null where it is about none")
    source: str | None = of("key of the source; null where it is not on file")


class ItemHolder(Share, Wide):
    """Who holds an item over whom; of one buyer also losses, as in `loss_pct_short`, `whole_loss_pct_long`."""

    columns = {k: v for k, v in ItemShareRow.columns.items() if "usd_mn" not in k}

    holder: str = of("code of the economy that makes it")


class ItemAnswer(Bite):
    """Everything on file about one item."""

    item: str = of("key of the item")
    buyer: str | None = of("the buyer that was asked about; null: all that are on file")
    label: Text = of("its name")
    sector: str = of("industry that it belongs to")
    hs: list[str] = of("products of the customs tariff that hold it, HS six digits")
    users: list[str] = of("industries that buy it as an input")
    criticality: str = of("essential, important or not: what users can make without it")
    note: str = of("what should be known about it")
    world: str = of("name of the world")
    elasticities: str = of("the set of trade elasticities")
    tariffs: str = of("base tariffs: all, us-collected or none")
    figures: list[ItemFigure] = of("every figure on file")
    missing: list[str] = of("what is not on file")
    holders: list[ItemHolder] = of("who holds it over whom")
    left: list[LeftRow] = of("what is left of the supply of each buyer after origins drop out")
    sources: list[Source] = of("sources of the figures")


#: A buyer or a pair, or an item.
DependAnswers = DependAnswer | ItemAnswer
