"""Who depends on whom, for what, and who could cut whom off."""

from typing import Annotated

import typer

from bahe.desk.cli.options import Bands, Base, Force, Json, Lang, OneOrBoth, Out, Top, argument, flag, option

_BETWEEN = "Both sides at once. Economies and groups with commas: USA,CHN,EU27."
_ITEMS = "Items with commas, or all: goods finer than an industry, carved out; only they are withheld."
_PRESETS = "Screen on raw materials: geodep, ec-2021, imf-2017 or merics."


def leverage(
    between: Annotated[str | None, option("NAMES", _BETWEEN)] = None,
    buyers: Annotated[str | None, option("NAMES", "Who is cut off (default: everybody).")] = None,
    suppliers: Annotated[str | None, option("NAMES", "Who cuts off (default: everybody).")] = None,
    items: Annotated[str | None, option("NAMES|all", _ITEMS)] = None,
    sectors: Annotated[str | None, option("NAMES", "What is withheld (default: all goods).")] = None,
    horizon: OneOrBoth = "both",
    mutual: Annotated[bool, flag("--mutual", "Both directions stop at once.")] = False,
    leakage: Annotated[str | None, option("SHARE", "What still arrives, as in 10%.")] = None,
    coalition: Annotated[list[str] | None, option("NAME=A+B", "Suppliers (or buyers) that act as one.")] = None,
    bands: Bands = False, tariffs: Base = "all",
    out: Out = None, force: Force = False, top: Top = 12, lang: Lang = "en", json: Json = False,
) -> None:  # fmt: skip
    """Who loses what if who cuts whom off: the solved matrix, both directions."""
    from bahe.desk.depending import leverage as ask

    raise typer.Exit(ask(between, buyers, suppliers, items, sectors, horizon, mutual, leakage, coalition or [], bands, tariffs,
                         out, force, top, lang, json))  # fmt: skip


def depend(
    buyer: Annotated[str | None, argument("[BUYER]", "An economy.")] = None,
    on: Annotated[str | None, option("SUPPLIER", "One supplier, in both directions.")] = None,
    item: Annotated[str | None, option("NAME", "Everything on file about one item.")] = None,
    buyer_: Annotated[str | None, option("BUYER", "The buyer, as the argument.", "--buyer")] = None,
    items: Annotated[str | None, option("NAMES|all", "Items to look at (default: all).")] = None,
    horizon: OneOrBoth = "both", bands: Bands = False,
    preset: Annotated[str, option("PRESET", _PRESETS, "--screen")] = "geodep",
    tariffs: Base = "all",
    out: Out = None, force: Force = False, top: Top = 12, lang: Lang = "en", json: Json = False,
) -> None:  # fmt: skip
    """On whom an economy depends, for what, and how badly it would hurt."""
    from bahe.desk.depending import depend as ask

    raise typer.Exit(ask(buyer, buyer_, on, item, items, horizon, bands, preset, tariffs, out, force, top, lang, json))
