"""From equilibria to the tidy tables of a Run. Arrays until the last step, one DataFrame at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

    from bahe.casebook.tariffs.diversion import Imports
    from bahe.trade.equilibrium import Equilibrium
    from bahe.world import World

Floats = NDArray[np.float64]

#: Measures of a group that are the sum over its members; all others are means with base weights.
ADDED = frozenset(("welfare_usd_mn", "income_usd_mn", "revenue_usd_mn", "trade_balance_usd_mn"))

#: What a group's mean of a measure weighs its members by; final spending for all others.
WEIGHTS = {
    "exports_pct": "exports",
    "imports_pct": "imports",
    "real_wage_pct": "value_added",
    "gdp_real_pct": "value_added",
}


def abroad(world: World) -> tuple[Floats, Floats]:
    """Exports and imports [n] of the base year at basic prices."""
    total = world.trade.sum(2)
    home = np.diag(total)
    return total.sum(0) - home, total.sum(1) - home


def with_groups(world: World, table: pd.DataFrame) -> tuple[list[str], Floats]:
    """Names and figures [economy or group, measure] of an equilibrium's table with the world's groups below it."""
    exports, imports = abroad(world)
    bases = {"exports": exports, "imports": imports, "value_added": world.value_added}
    values = table.to_numpy(dtype=np.float64)
    names, rows = list(table.index), [values]
    for group, members in world.axes.economy_groups.items():
        at = world.axes.economy_index(members)
        row = np.empty(len(table.columns))
        for m, measure in enumerate(table.columns):
            weight = bases.get(WEIGHTS.get(measure, ""), world.income)[at]
            row[m] = values[at, m].sum() if measure in ADDED else np.average(values[at, m], weights=weight)
        names.append(group)
        rows.append(row[None])
    return names, np.concatenate(rows)


@dataclass
class Ledger:
    """Collects the results of solves; `tables()` makes the frames of a Run."""

    world: World
    welfare: list[tuple[str, str, str, list[str], list[str], Floats]] = field(default_factory=list)
    sectors: list[tuple[str, str, dict[str, Floats]]] = field(default_factory=list)
    flows: list[tuple[str, str, Floats, Floats]] = field(default_factory=list)
    tariffs: dict[str, Floats] = field(default_factory=dict)
    solves: list[dict[str, Any]] = field(default_factory=list)
    imports: list[Imports] = field(default_factory=list)

    def note(self, variant: str, horizon: str, elasticities: str, info: Mapping[str, Any]) -> None:
        """How one solve ended."""
        kept = {k: info.get(k) for k in ("outcome", "iterations", "residual", "seconds", "method", "dose")}
        head = {"variant": variant, "horizon": horizon, "elasticities": elasticities}
        self.solves.append(head | kept | {"advice": info.get("advice", "")})

    def add(self, variant: str, horizon: str, elasticities: str, eq: Equilibrium) -> None:
        """Welfare and its companions of one converged solve."""
        table = eq.table()
        names, values = with_groups(eq.world, table)
        self.welfare.append((variant, horizon, elasticities, names, list(table.columns), values))

    def add_detail(self, variant: str, horizon: str, eq: Equilibrium) -> None:
        """Industries, flows and tariffs of one converged solve at the central elasticities."""
        self.sectors.append((variant, horizon, industries(eq)))
        base, new = np.moveaxis(eq.world.trade, 2, 0), np.moveaxis(eq.trade_new, 2, 0)
        self.flows.append((variant, horizon, base, new.astype(np.float32)))
        self.tariffs.setdefault(variant, eq.tariff_new)

    def join(self, other: Ledger) -> None:
        """Everything that another ledger of the same world holds, behind what is here."""
        self.welfare += other.welfare
        self.sectors += other.sectors
        self.flows += other.flows
        self.solves += other.solves
        self.imports += other.imports
        for variant, new in other.tariffs.items():
            self.tariffs.setdefault(variant, new)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The five frames of a Run: welfare, sectors, flows, solves, tariffs."""
        import pandas as pd

        return {
            "welfare": self._welfare(),
            "sectors": self._sectors(),
            "flows": self._flows(),
            "solves": pd.DataFrame(self.solves, columns=_SOLVES),
            "tariffs": self._tariffs(),
        }

    def _welfare(self) -> pd.DataFrame:
        import pandas as pd

        if not self.welfare:
            return pd.DataFrame({c: [] for c in ("variant", "horizon", "elasticities", "economy", "measure", "value")})
        names, measures = self.welfare[0][3], self.welfare[0][4]
        keys = [(v, h, e) for v, h, e, *_ in self.welfare]
        shape = (len(keys), len(names), len(measures))
        at = np.indices(shape).reshape(3, -1)
        columns = {
            name: _repeated([k[c] for k in keys], at[0])
            for c, name in enumerate(("variant", "horizon", "elasticities"))
        }
        columns["economy"] = _repeated(names, at[1])
        columns["measure"] = _repeated(measures, at[2])
        return pd.DataFrame({**columns, "value": np.stack([w[5] for w in self.welfare]).ravel()})

    def _sectors(self) -> pd.DataFrame:
        w = self.world
        i, k = np.indices((len(w.economies), len(w.sectors))).reshape(2, -1)
        parts = [
            _block(
                v,
                h,
                economy=(w.economies, i),
                sector=(w.sectors, k),
                **{name: a.ravel() for name, a in figures.items()},
            )
            for v, h, figures in self.sectors
        ]
        return _stacked(parts, ("variant", "horizon", "economy", "sector", *_INDUSTRY))

    def _flows(self) -> pd.DataFrame:
        """Bilateral flows abroad: one row `all` a pair, and one an industry for the pairs whose tariffs change.

        Flows below USD 10 000 before and after are left out.
        """
        w = self.world
        pairs = self.changed_pairs()
        names = [*w.sectors, "all"]
        parts = []
        for v, h, base, new in self.flows:
            total = base.sum(0)
            k, n, i = np.nonzero(pairs[None] & ((base >= LEAST_FLOW) | (new >= LEAST_FLOW)))
            whole = new.sum(0, dtype=np.float64)
            N, I = np.nonzero(~np.eye(len(w.economies), dtype=bool) & ((total >= LEAST_FLOW) | (whole >= LEAST_FLOW)))
            parts.append(
                _block(
                    v, h, exporter=(w.economies, np.r_[I, i]), importer=(w.economies, np.r_[N, n]),
                    sector=(names, np.r_[np.full(N.size, len(w.sectors)), k]),
                    base_usd_mn=np.r_[total[N, I], base[k, n, i]], new_usd_mn=np.r_[whole[N, I], new[k, n, i]],
                )
            )  # fmt: skip
        return _stacked(parts, ("variant", "horizon", "exporter", "importer", "sector", "base_usd_mn", "new_usd_mn"))

    def changed_pairs(self) -> NDArray[np.bool_]:
        """[n,i] True where some tariff of n on i changes in some variant; both directions of such a pair."""
        out = np.zeros((len(self.world.economies),) * 2, dtype=bool)
        for new in self.tariffs.values():
            out |= (np.abs(new - self.world.tariff) > 1e-12).any(2)
        return out | out.T

    def _tariffs(self) -> pd.DataFrame:
        w, parts = self.world, []
        for variant, new in self.tariffs.items():
            n, i, k = np.nonzero(np.abs(new - w.tariff) > 1e-12)
            parts.append(
                _block(
                    variant, None, importer=(w.economies, n), exporter=(w.economies, i), sector=(w.sectors, k),
                    base=w.tariff[n, i, k], new=new[n, i, k],
                )
            )  # fmt: skip
        return _stacked(parts, ("variant", "importer", "exporter", "sector", "base", "new"))


#: USD million; smaller flows are left out of the table of flows.
LEAST_FLOW = 0.01
_SOLVES = [
    "variant",
    "horizon",
    "elasticities",
    "outcome",
    "iterations",
    "residual",
    "seconds",
    "method",
    "dose",
    "advice",
]
_INDUSTRY = ("output_pct", "price_pct", "employment_pct", "output_usd_mn", "output_new_usd_mn")


def industries(eq: Equilibrium) -> dict[str, Floats]:
    """Output, price and employment of each industry [i,k]; per cent changes and USD million.

    An industry without output in the base year has no per cent change (NaN).
    """
    frame = eq.by_sector()
    shape = (len(eq.world.economies), len(eq.world.sectors))
    return {name: frame[name].to_numpy(dtype=np.float64).reshape(shape) for name in _INDUSTRY}


def _repeated(names: Any, codes: Any) -> Any:
    """A categorical column: `names[codes]`."""
    import pandas as pd

    known: list[str] = [str(name) for name in dict.fromkeys(names)]
    where = {name: c for c, name in enumerate(known)}
    table = np.array([where[name] for name in names], dtype=np.int32)
    return pd.Categorical.from_codes(table[codes], categories=pd.Index(known, dtype=object))


def _block(variant: str, horizon: str | None, **columns: Any) -> dict[str, Any]:
    """Columns of one variant and horizon: figures, or (names, positions) for names."""
    out = {
        name: _repeated(*c) if isinstance(c, tuple) else np.asarray(c, dtype=np.float64) for name, c in columns.items()
    }
    rows = np.zeros(len(next(iter(out.values()))), dtype=np.int32)
    keys = {"variant": variant} | ({"horizon": horizon} if horizon else {})
    return {name: _repeated([word], rows) for name, word in keys.items()} | out


def _stacked(parts: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    if not parts:
        return pd.DataFrame({c: [] for c in columns})
    named = [c for c in columns if isinstance(parts[0][c], pd.Categorical)]
    return pd.DataFrame(
        {
            c: pd.api.types.union_categoricals([p[c] for p in parts])
            if c in named
            else np.concatenate([p[c] for p in parts])
            for c in columns
        }
    )
