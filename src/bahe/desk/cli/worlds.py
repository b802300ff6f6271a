"""A world, and one question put to it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bahe.desk.cli.options import Base, Closure, Elasticities, Horizon, Json, Lang, Top, World, WorldName, flag, option

Moves = list[str] | None
_TABLE = "CSV or Parquet: importer, exporter, sector or hs6, add or rate."


def _move(example: str) -> Any:
    """An option that takes a move said in words."""
    return option("MOVE", example)


def shock(
    tariff: Annotated[Moves, _move('"USA on CHN +30%", "USA,CAN on CHN C26,C27 =25%"')] = None,
    export_tax: Annotated[Moves, _move('"CHN on USA C26 +25%"')] = None,
    control: Annotated[Moves, _move('"JPN on CHN C26 deny 80% rent importer"')] = None,
    embargo: Annotated[Moves, _move('"USA on CHN", "USA on CHN C26 exports leak 5%"')] = None,
    trade_cost: Annotated[Moves, _move('"USA on CHN +10%"')] = None,
    productivity: Annotated[Moves, _move('"CHN C26 -5%"')] = None,
    subsidy: Annotated[Moves, _move('"USA C26 20%"')] = None,
    transfer: Annotated[Moves, _move('"JPN to USA 50000" (USD million)')] = None,
    table: Annotated[Path | None, option("FILE", _TABLE, "--tariff-table")] = None,
    world: World = "icio-2022", tariffs: Base = "all", horizon: Horizon = "long", closure: Closure = "transfer",
    elasticities: Elasticities = None, top: Top = 15, lang: Lang = "en", json: Json = False,
) -> None:  # fmt: skip
    """Ask one question: moves in, one table out.

    Options with MOVE may be repeated; all moves are solved together.
    """
    from bahe.desk.shocking import ask

    said = {
        "tariff": tariff, "export-tax": export_tax, "control": control, "embargo": embargo, "trade-cost": trade_cost,
        "productivity": productivity, "subsidy": subsidy, "transfer": transfer,
    }  # fmt: skip
    moves = {option: texts or [] for option, texts in said.items()}
    raise typer.Exit(ask(moves, table, world, tariffs, horizon, closure, elasticities, top, lang, json))


def world(
    name: WorldName = "icio-2022",
    audit: Annotated[bool, flag("--audit", "Checks of the data: PASS, WARN, FAIL with figures.")] = False,
    tariffs: Base = "all",
    economies: Annotated[bool, flag("--economies", "A row for each economy.")] = False,
    sectors: Annotated[bool, flag("--sectors", "A row for each industry.")] = False,
    lang: Lang = "en", json: Json = False,
) -> None:  # fmt: skip
    """Show or audit the data of a world."""
    from bahe.desk.worlds import show

    raise typer.Exit(show(name, audit, tariffs, economies, sectors, lang, json))
