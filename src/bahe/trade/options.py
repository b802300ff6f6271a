"""What a solve is asked to assume: the closure of deficits, and labour supply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bahe.faults import BadValue, UnknownName
from bahe.world.world import World

#: name -> what happens to the deficit of each economy. World value added at factor cost is the numeraire in all of them.
CLOSURES = {
    "transfer": "D' = D: the deficit keeps its share of world value added",
    "balanced": "the benchmark is first re-solved with D = 0 at unchanged tariffs; changes are relative to that",
    "proportional": "D'_n = (d_n - dbar) I'_n: the deficit keeps its share of the economy's own income, up to a common shift",
    "nominal": "D' = D p with p a named price: the world's consumer price index, or `nominal:USA` for one economy's",
}


@dataclass(frozen=True)
class Closure:
    """A closure by name, with the economy whose consumer prices deflate deficits under `nominal:XXX`."""

    name: str
    deflator: int | None = None

    @classmethod
    def read(cls, text: str, world: World) -> Closure:
        """Parse `transfer`, `balanced`, `proportional`, `nominal` or `nominal:USA`."""
        name, _, economy = str(text).partition(":")
        if name not in CLOSURES or (economy and name != "nominal"):
            raise UnknownName("closure", text, [*CLOSURES, "nominal:ISO3"], field="closure")
        return cls(name, world.axes.economy(economy, "closure") if economy else None)


@dataclass(frozen=True)
class LabourSupply:
    """Elastic labour: `L_hat = ((1-a')/(1-a) w/Pfin)^elasticity`.

    elasticity   eta >= 0, with respect to the real after-tax wage
    income_tax   a in [0, 0.95], the base rate of the tax on factor income
    revenue      "rebate": tariff revenue is paid out lump-sum, a' = a; "cut": it lowers a', so that the government's
                 real outlay `(a VA + R) Pfin` is met by `a' w L VA + R'`
    """

    elasticity: float
    income_tax: float = 0.0
    revenue: Literal["rebate", "cut"] = "rebate"

    def __post_init__(self) -> None:
        for name in ("elasticity", "income_tax"):
            if isinstance(getattr(self, name), bool) or not isinstance(getattr(self, name), int | float):
                raise BadValue("a number is needed", field=name, where="LabourSupply", got=getattr(self, name))
        if not 0 <= self.elasticity <= 10:
            raise BadValue(
                "out of range", field="elasticity", where="LabourSupply", got=self.elasticity, allowed="0 to 10"
            )
        if not 0 <= self.income_tax <= 0.95:
            raise BadValue(
                "out of range", field="income_tax", where="LabourSupply", got=self.income_tax, allowed="0 to 0.95"
            )
        if self.revenue == "cut" and self.income_tax * (1 + self.elasticity) >= 1:
            raise BadValue("beyond the peak of the tax's yield, where two tax rates pay for the same outlay", field="income_tax",
                           where="LabourSupply", got=self.income_tax,
                           allowed=f"below {1 / (1 + self.elasticity):.3g} at this elasticity")  # fmt: skip
        if self.revenue not in ("rebate", "cut"):
            raise BadValue("unknown use of revenue", field="revenue", where="LabourSupply", got=self.revenue,
                           allowed=("rebate", "cut"))  # fmt: skip
