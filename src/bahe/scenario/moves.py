"""Moves: what a government does, one class an instrument, each turned into a Shock of the core.

The keys of a move are the arguments of the library's verb of the same name, so that what a file can say and what
Python can say are the same.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, model_validator

from bahe.faults import BadFile
from bahe.scenario.words import Frozen, Names, Rate, Share, wrong

if TYPE_CHECKING:
    from bahe.world import Shock


def _above_minus_one(value: float) -> float:
    if value <= -1:
        raise wrong("a rate of -100 % or less has no meaning", "above -1")
    return value


def _level(value: float) -> float:
    if value < 0:
        raise wrong(
            "a tariff level cannot be negative", "0 or more", "To lower a tariff say `add` with a negative number."
        )
    return value


def _cost_share(value: float) -> float:
    if not -5 <= value <= 0.94:
        raise wrong("a share of the cost is needed", "-5 to 0.94; below zero it is a tax on output")
    return value


def _factor(value: float) -> float:
    if not 0.01 <= value <= 100:
        raise wrong("a factor is needed", "0.01 to 100; 1 is no change, 1.1 is 10 % more")
    return value


Taxed = TypeVar("Taxed", bound="Tariff | ExportTax")


def _add_or_rate(move: Taxed) -> Taxed:
    if (move.add is None) == (move.rate is None):
        raise wrong(
            "exactly one of `add` and `rate` is needed",
            remedy="`add: 0.30` adds 30 points, `rate: 0.30` sets the level.",
        )
    return move


Points = Annotated[Rate, AfterValidator(_above_minus_one)]
Level = Annotated[Rate, AfterValidator(_level)]
Factor = Annotated[float, AfterValidator(_factor)]


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise wrong(f"not a day: {value!r}", "YYYY-MM-DD, such as 2025-08-07") from None


class Tariff(Frozen):
    """Import duty of `by` on goods from `on`: `add` points on the base, or the new level `rate`."""

    instrument: Literal["tariff"]
    by: Names = Field(description="importers that levy it")
    on: Names = Field(description="origins that pay it")
    sectors: Names = ("goods",)
    add: Points | None = Field(None, description="points added to the base rate, as a fraction")
    rate: Level | None = Field(None, description="the new level, as a fraction")

    @model_validator(mode="after")
    def _one_of_two(self) -> Tariff:
        return _add_or_rate(self)

    def shock(self, folder: Path | None = None) -> Shock:
        """The Shock of the core."""
        from bahe.statecraft.instruments import tariff

        made: Shock = tariff(
            by=list(self.by), on=list(self.on), sectors=list(self.sectors), add=self.add, rate=self.rate
        )
        return made


class ExportTax(Frozen):
    """Tax of the exporter `by` on sales to `on`; the revenue is the exporter's."""

    instrument: Literal["export_tax"]
    by: Names = Field(description="exporters that levy it")
    on: Names = Field(description="buyers that pay it")
    sectors: Names = ("goods",)
    add: Points | None = Field(None, description="points added, as a fraction; below zero: a subsidy to exports")
    rate: Points | None = Field(None, description="the level, as a fraction")

    @model_validator(mode="after")
    def _one_of_two(self) -> ExportTax:
        return _add_or_rate(self)

    def shock(self, folder: Path | None = None) -> Shock:
        """The Shock of the core."""
        from bahe.statecraft.instruments import export_tax

        made: Shock = export_tax(
            by=list(self.by), on=list(self.on), sectors=list(self.sectors), add=self.add, rate=self.rate
        )
        return made


class ExportControl(Frozen):
    """Quantity that `by` withholds from `on`: `deny` is the share of base sales refused; the price wedge is endogenous."""

    instrument: Literal["export_control"]
    by: Names = Field(description="exporters that withhold")
    on: Names = Field(description="buyers that go without")
    sectors: Names = ("goods",)
    deny: Share = Field(description="share of the base quantity refused")
    rent: Literal["exporter", "importer", "nobody"] = Field("exporter", description="who earns the price wedge")

    def shock(self, folder: Path | None = None) -> Shock:
        """The Shock of the core."""
        from bahe.statecraft.instruments import export_control

        made: Shock = export_control(
            by=list(self.by), on=list(self.on), sectors=list(self.sectors), deny=self.deny, rent=self.rent
        )
        return made


class Embargo(Frozen):
    """No trade between `by` and `on`, but for `leakage`."""

    instrument: Literal["embargo"]
    by: Names = Field(description="economies that declare it")
    on: Names = Field(description="economies it is declared against")
    direction: Literal["both", "exports", "imports"] = Field(
        "both", description="exports of `by`, its imports, or both"
    )
    sectors: Names = ("goods",)
    leakage: Share = Field(0.0, description="share of the base quantity that still arrives through others")

    def shock(self, folder: Path | None = None) -> Shock:
        """The Shock of the core."""
        from bahe.statecraft.instruments import embargo

        made: Shock = embargo(
            by=list(self.by),
            on=list(self.on),
            direction=self.direction,
            sectors=list(self.sectors),
            leakage=self.leakage,
        )
        return made


class TradeCost(Frozen):
    """Delivered cost of sales of `on` to `by` times `factor`; resources are used up, no one earns revenue."""

    instrument: Literal["trade_cost"]
    by: Names = Field(description="importers")
    on: Names = Field(description="origins")
    sectors: Names = ("goods",)
    factor: Factor = Field(description="1.1 is 10 % dearer")

    def shock(self, folder: Path | None = None) -> Shock:
        """The Shock of the core."""
        from bahe.statecraft.instruments import trade_cost

        made: Shock = trade_cost(by=list(self.by), on=list(self.on), sectors=list(self.sectors), factor=self.factor)
        return made


class Productivity(Frozen):
    """Productivity of `sectors` in `of` times `factor`."""

    instrument: Literal["productivity"]
    of: Names = Field(description="economies whose industries change")
    sectors: Names = ("all",)
    factor: Factor = Field(description="1.05 is 5 % more productive")

    def shock(self, folder: Path | None = None) -> Shock:
        """The Shock of the core."""
        from bahe.statecraft.instruments import productivity

        made: Shock = productivity(of=list(self.of), sectors=list(self.sectors), factor=self.factor)
        return made


class Subsidy(Frozen):
    """Subsidy of `by` to the output of its own `sectors`, financed from income."""

    instrument: Literal["subsidy"]
    by: Names = Field(description="economies that pay it to their own industries")
    sectors: Names
    rate: Annotated[Rate, AfterValidator(_cost_share)] = Field(description="share of the cost")

    def shock(self, folder: Path | None = None) -> Shock:
        """The Shock of the core."""
        from bahe.statecraft.instruments import subsidy

        made: Shock = subsidy(by=list(self.by), sectors=list(self.sectors), rate=self.rate)
        return made


class Transfer(Frozen):
    """A yearly transfer of income from `by` to `to`, USD million."""

    instrument: Literal["transfer"]
    by: Names = Field(description="who pays")
    to: Names = Field(description="who receives")
    usd_mn: float = Field(ge=0, le=1e8, description="USD million a year")

    def shock(self, folder: Path | None = None) -> Shock:
        """The Shock of the core."""
        from bahe.statecraft.instruments import transfer

        made: Shock = transfer(by=list(self.by), to=list(self.to), usd_mn=self.usd_mn)
        return made


class TariffTable(Frozen):
    """Rates from a CSV or Parquet file: columns importer, exporter, sector or hs6, add or rate."""

    instrument: Literal["tariff_table"]
    file: str = Field(min_length=1, description="path relative to the scenario file, inside its folder")

    def shock(self, folder: Path | None = None) -> Shock:
        """The Shock of the core."""
        from bahe.atlas import tariff_table

        return tariff_table(confined(self.file, folder))


class UsMeasures(Frozen):
    """US duties of one day by partner and industry, from the law and its product lists; `overrides` change single measures.

    The rates replace those of the base, they do not add to them: over the duties collected in 2024, or over the
    `us_measures` of the scenario's base where it has some.
    """

    instrument: Literal["us_measures"]
    date: Annotated[str, AfterValidator(_day)] = Field(description="the day whose law holds, YYYY-MM-DD")
    on: Names = Field(("world",), description="partners that pay the duties of that day; the others stay at the base")
    overrides: dict[str, float | str] = Field(
        {}, description='such as {"ieepa-reciprocal:CHN": 0.34, "s232-autos": "ceiling 0.15"}'
    )
    usmca_share: Share | None = Field(
        None, description="share of Canadian and Mexican goods under USMCA; default: the cited table"
    )

    def shock(self, folder: Path | None = None) -> Shock:
        """The Shock of the core, over the duties collected in 2024."""
        from bahe.atlas.policy import Inputs, us_tariff_shock

        inputs = Inputs(usmca_share=self.usmca_share)
        return us_tariff_shock(self.date, overrides=dict(self.overrides), on=list(self.on), inputs=inputs)

    def over(self, base: UsMeasures) -> Shock:
        """The Shock over a base that holds the duties of another day."""
        kept = base.model_copy(update={"on": self.on}) if base.on == ("world",) else base
        return difference(self.shock(), kept.shock())


class ChinaMeasures(Frozen):
    """Chinese duties of one day on US goods over those of January 2025; `overrides` change single measures.

    The rates replace those of the base, they do not add to them, as with `us_measures`.
    """

    instrument: Literal["china_measures"]
    date: Annotated[str, AfterValidator(_day)] = Field(description="the day whose law holds, YYYY-MM-DD")
    overrides: dict[str, float] = Field({}, description='such as {"retaliation": 0.34}')
    lists: Literal["left-out", "upper"] = Field(
        "left-out",
        description="the lists of March 2025 on farm goods: left out, or at their share of product codes (an upper figure)",
    )

    def shock(self, folder: Path | None = None) -> Shock:
        """The Shock of the core, over the duties of January 2025."""
        from bahe.atlas.retaliation import china_tariff_shock

        column = "added" if self.lists == "left-out" else "high"
        return china_tariff_shock(self.date, overrides=dict(self.overrides), column=column)

    def over(self, base: ChinaMeasures) -> Shock:
        """The Shock over a base that holds the duties of another day."""
        return difference(self.shock(), base.shock())


def difference(new: Shock, old: Shock) -> Shock:
    """Points added by `new` less those of `old`, cell by cell; both are tables of additions."""
    from bahe.world import Effect, Shock

    cells: dict[tuple[str, str, str], float] = {}
    for sign, shock in ((1.0, new), (-1.0, old)):
        for effect in shock.effects:
            for importer, exporter, sector, value in effect.cells or ():
                cells[importer, exporter, sector] = cells.get((importer, exporter, sector), 0.0) + sign * value
    kept = tuple((*cell, value) for cell, value in cells.items() if abs(value) > 1e-12)
    why = "; ".join(dict.fromkeys(new.why)) or "duties of the base taken away"
    return (
        Shock((Effect(lever="tariff", how="add", cells=kept, why=f"{why}, relative to the base"),)) if kept else Shock()
    )


def confined(file: str, folder: Path | None) -> Path:
    """The path of `file` inside `folder`; a file elsewhere is refused."""
    root = (folder or Path.cwd()).resolve()
    path = (root / file).resolve()
    if Path(file).is_absolute() or not path.is_relative_to(root):
        raise BadFile(
            "a table must stand in the folder of the scenario or below it", field="file", got=file,
            remedy="Copy it beside the scenario file and name it without `..` or a leading slash.",
        )  # fmt: skip
    if not path.is_file():
        raise BadFile(
            "there is no such file", field="file", got=file, remedy="The path is relative to the scenario file."
        )
    return path


Move = Annotated[
    Tariff
    | ExportTax
    | ExportControl
    | Embargo
    | TradeCost
    | Productivity
    | Subsidy
    | Transfer
    | TariffTable
    | UsMeasures
    | ChinaMeasures,
    Field(discriminator="instrument"),
]
