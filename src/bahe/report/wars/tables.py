"""A trade war as labelled tables: who sets what, what it does to every economy, and why each rate is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bahe.faults import UnknownName
from bahe.statecraft import explain as why
from bahe.statecraft.policy import Block

if TYPE_CHECKING:
    from bahe.statecraft.war import War

#: What `War.explain(by=...)` may tell apart.
BY = ("all", "partner", "sector", "rate")


def war_table(war: War, of: str = "economies") -> pd.DataFrame:
    """What the war does, relative to the benchmark: one row an economy, in the order of the world, or one row a player.

    of      "economies": player (empty where it does not play), welfare_pct (exact), tariff_pct and tariff_applied_pct (means with
            benchmark imports as weights, over the sectors that anybody taxes; a member of a union: imports from outside it), and
            columns of `Equilibrium.table()`
            "players": value_pct (of the objective), the same for the members together, lowest, median and highest rate set, and
            gain_pct, the largest gain by deviating that the certificate found (NaN without one)

    Raises UnknownName for another word.
    """
    if of not in ("economies", "players"):
        raise UnknownName("table", of, ("economies", "players"), field="of", where="War.table")
    return _economies(war) if of == "economies" else _players(war)


#: Columns of `Equilibrium.table()` that the war's tables repeat.
_KEPT = ("terms_of_trade_pct", "real_wage_pct", "cpi_pct", "exports_pct", "imports_pct", "revenue_usd_mn")


def _economies(war: War) -> pd.DataFrame:
    out, names = war.equilibrium.table(), {m: p.name for p in war.game.players for m in p.members}
    now, before = (_means(war, t) for t in (war.point.levers.tariff, war.world.tariff))
    head = {
        "player": [names.get(n, "") for n in range(len(out))], "welfare_pct": out["welfare_pct"],
        "welfare_usd_mn": out["welfare_usd_mn"], "tariff_pct": 100 * now, "tariff_applied_pct": 100 * before,
    }  # fmt: skip
    return pd.DataFrame(head | {c: out[c] for c in _KEPT}, index=out.index)


def covered(war: War) -> Any:
    """Sectors that anybody's tariffs are set on [index]; all goods where nobody sets tariffs."""
    taxed = [b.k for b in war.game.blocks if b.lever == "tariff"]
    return np.unique(np.concatenate(taxed)) if taxed else war.world.axes.sector_index("goods", "War.table")


def foreign(war: War) -> Any:
    """Benchmark imports at basic prices [n,i,k] over the sectors covered; nothing inside a player."""
    w, k = war.world, covered(war)
    flows = np.zeros_like(w.trade)
    flows[:, :, k] = w.trade[:, :, k]
    for members in [[n] for n in range(len(w.economies))] + [list(p.members) for p in war.game.players]:
        flows[np.ix_(members, members)] = 0.0
    return flows


def _means(war: War, tariff: Any) -> Any:
    flows = foreign(war)
    total, duty = flows.sum((1, 2)), (flows * tariff).sum((1, 2))
    return np.divide(duty, total, out=np.full_like(duty, np.nan), where=total > 0)


def _players(war: War) -> pd.DataFrame:
    eq, w, rows = war.equilibrium, war.world, []
    each, rates, flows = eq.table(), rates_table(war), foreign(war)
    outside, outside_new = flows, np.where(flows > 0, eq.trade_new, 0.0)
    for p, player in enumerate(war.game.players):
        m = list(player.members)
        income = w.income[m]
        gained, cell = float(each["welfare_usd_mn"].iloc[m].sum()), flows[m]
        mine = rates[(rates["player"] == player.name) & (rates["lever"] == "tariff")]
        sold, sold_new = (x[:, m].sum() for x in (outside, outside_new))
        bought, bought_new = (x[m].sum() for x in (outside, outside_new))
        rows.append({
            "welfare_pct": 100 * gained / income.sum(), "value_pct": 100 * float(war.values[p]), "welfare_usd_mn": gained,
            "tariff_pct": 100 * _mean(mine["rate"], mine["imports_usd_mn"]),
            "tariff_median_pct": 100 * mine["rate"].median(), "tariff_min_pct": 100 * mine["rate"].min(),
            "tariff_max_pct": 100 * mine["rate"].max(),
            "tariff_applied_pct": 100 * float((cell * w.tariff[m]).sum() / cell.sum()) if cell.sum() > 0 else np.nan,
            "terms_of_trade_pct": float((each["terms_of_trade_pct"].iloc[m] * income).sum() / income.sum()),
            "exports_pct": 100 * (sold_new / sold - 1) if sold > 0 else np.nan,
            "imports_pct": 100 * (bought_new / bought - 1) if bought > 0 else np.nan,
            "revenue_usd_mn": float(each["revenue_usd_mn"].iloc[m].sum()),
            "gain_pct": np.nan if war.certificate is None else 100 * max(float(war.certificate.gains[p]), float(war.certificate.slope[p])),
        })  # fmt: skip
    return pd.DataFrame(rows, index=pd.Index(war.players, name="player"))


def rates_table(war: War) -> pd.DataFrame:
    """One row a rate: player, lever, partner, sector, rate, applied_rate, imports_usd_mn.

    partner and sector are empty where a rate does not tell them apart. Rates are fractions; applied_rate is the mean over the same flows in the benchmark with imports as weights, NaN of levers that a
    benchmark does not have. imports_usd_mn is what the rate falls on in the benchmark at basic prices (of an export tax the exports,
    of a subsidy the output).
    """
    w, parts = war.world, []
    for b in war.game.blocks:
        value, applied = _on(war, b)
        parts.append(pd.DataFrame({
            "player": war.players[b.player], "lever": b.lever, "partner": [x[0] for x in b.labels], "sector": [x[1] for x in b.labels],
            "rate": b.to_rate(war.point.x), "applied_rate": applied, "imports_usd_mn": value,
        }))  # fmt: skip
    out = pd.concat(parts, ignore_index=True)
    places = {
        "sector": {s: k for k, s in enumerate(("", *w.sectors))},
        "player": {p: n for n, p in enumerate(war.players)},
    }
    by = ["player", "lever", "partner", "sector"]
    return out.sort_values(by, ignore_index=True, key=lambda c: c.map(places[c.name]) if c.name in places else c)


def _on(war: War, b: Block) -> tuple[Any, Any]:
    """What each rate of a block falls on, USD million, and the mean rate in force on it."""
    w, own = war.world, b.floor == -np.inf
    n, i, k, place = b.n[own], b.i[own], b.k[own], b.at[own] - b.first  # noqa: PD008
    flow = w.output[n, k] if b.lever == "subsidy" else w.trade[n, i, k]
    zero = np.zeros(len(b.labels))  # a count of nothing is of whole numbers
    value = zero + np.bincount(place, flow, minlength=zero.size)
    if b.lever != "tariff":
        return value, np.full(value.size, np.nan)
    duty = zero + np.bincount(place, flow * w.tariff[n, i, k], minlength=zero.size)
    return value, np.divide(duty, value, out=np.full_like(duty, np.nan), where=value > 0)


def _mean(rate: pd.Series, weight: pd.Series) -> float:
    total = float(weight.sum())
    return float((rate * weight).sum() / total) if total > 0 else float("nan")


# -- why -----------------------------------------------------------------------------------------------------------------
def war_explained(war: War, by: str = "all") -> pd.DataFrame:
    """Why each tariff is what it is: what one more percentage point would do to its player, by part, everybody else's rates held.

    by      "all": one row a player and lever, the point on everything; "partner", "sector": where rates differ by them; "rate"

    Columns `PART_pct` (per cent of base real income) and `PART_usd_mn` (a year) for each of `bahe.statecraft.explain.PARTS`; they
    add up to slope_pct, zero where the rate is the best reply and within its bounds. monopoly_rate is 1/theta, imports as weights;
    foreign_share: what foreigners bear of the added duty; import_response: by how many per cent taxed imports fall for one per
    cent of price; their ratio is rate/(1+rate) where nothing else counts. input_share: of those imports used as inputs.
    Raises UnknownName for another word, Conflict where players hold export controls.
    """
    if by not in BY:
        raise UnknownName("grouping", by, BY, field="by", where="War.explain")
    found, groups = why.explain(war.game, war.point), _groups(war, by)
    rates = pd.concat([_labelled(war, b) for b in war.game.blocks])
    rows = []
    for key, at in groups.items():
        player = war.game.players[war.players.index(key[0])]
        income = float(war.game.base[list(player.members)].sum())
        rows.append(dict(zip(("player", "lever", "partner", "sector"), key, strict=True)) | _row(found, at, income)
                    | {"rate": _mean(rates["rate"].iloc[at], rates["value"].iloc[at])})  # fmt: skip
    first = ["player", "lever", "partner", "sector", "rate"]
    out = pd.DataFrame(rows)
    out = out[first + [c for c in out.columns if c not in first]]
    out.attrs |= {"gap_pct": 100 * found.gap, "unit": "per cent of base real income for one percentage point more"}
    return out


def _labelled(war: War, b: Block) -> pd.DataFrame:
    return pd.DataFrame({"rate": b.to_rate(war.point.x), "value": _on(war, b)[0]})


def _groups(war: War, by: str) -> dict[tuple[str, str, str, str], Any]:
    """(player, lever, partner, sector) -> numbers of the parameters."""
    out: dict[tuple[str, str, str, str], list[int]] = {}
    for b in war.game.blocks:
        for c, (partner, sector) in enumerate(b.labels):
            key = (war.players[b.player], b.lever, partner if by in ("partner", "rate") else "",
                   sector if by in ("sector", "rate") else "")  # fmt: skip
            out.setdefault(key, []).append(b.first + c)
    return {k: np.array(v) for k, v in out.items()}


def _row(e: why.Explanation, at: Any, income: float) -> dict[str, float]:
    """One group of rates, all one point higher. A slope by a rate in fractions is per cent for a point."""
    part = {name: float(e.part(name)[at].sum()) for name in why.PARTS}
    duty, cost, imports = (float(x[at].sum()) for x in (e.duty, e.cost_base, e.imports))
    pull = float((e.imports[at] / e.monopoly[at])[e.imports[at] > 0].sum()) if imports > 0 else float("nan")
    volume = part["volume_final"] + part["volume_inputs"]
    paid = cost / duty if duty > 0 else float("nan")
    return {
        "monopoly_rate": imports / pull if imports > 0 else float("nan"),
        **{f"{name}_pct": v for name, v in part.items()}, "slope_pct": float(e.slope[at].sum()),
        **{f"{name}_usd_mn": 0.01 * v * income for name, v in part.items()},
        "foreign_share": part["terms_of_trade"] / duty if duty > 0 else float("nan"),
        "import_response": -volume * (1 + paid) / cost if cost > 0 else float("nan"),
        "input_share": float(e.inputs[at].sum()) / duty if duty > 0 else float("nan"),
        "imports_new_usd_mn": imports,
    }  # fmt: skip
