"""A deal as labelled tables: who sets what before and after, what it does to everybody, what each gives and takes; pairs; frontier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bahe.faults import UnknownName
from bahe.report.wars import tables
from bahe.statecraft.give_and_take import GiveAndTake, give_and_take, tariffs_before
from bahe.statecraft.war import War

if TYPE_CHECKING:
    from bahe.statecraft.deal import Deal
    from bahe.statecraft.frontier import Frontier
    from bahe.statecraft.pairs import Pairs

#: What `Deal.table(of=)` may show.
OF = ("players", "rates", "economies")


def as_war(d: Deal | Pairs) -> War:
    """The same point as tables of a war read it: rates, players and equilibrium, without a certificate."""
    return War(d.game, d.point, "agreed", getattr(d, "grain", "partner"), d.info, None)


def deal_table(deal: Deal, of: str = "players") -> pd.DataFrame:
    """What the deal is and does.

    of      "players": one row a player: gain_pct (of its objective, over what it has without a deal), gain_usd_mn (of real income,
            a year), payment_usd_mn (received), tariff_pct after, tariff_before_pct without the deal, tariff_applied_pct in force (means
            with benchmark imports as weights over what is agreed on), and welfare_pct against the world in force
            "rates": one row a rate: player, partner, sector, rate, rate_before, applied_rate (fractions), imports_usd_mn
            "economies": one row an economy: player, gain_pct, gain_usd_mn over the world without a deal, welfare_pct and the columns
            of `War.table()` against the world in force

    Raises UnknownName for another word.
    """
    if of not in OF:
        raise UnknownName("table", of, OF, field="of", where="Deal.table")
    if of == "rates":
        return deal_rates(deal)
    parts = give_and_take(deal)
    return players_table(deal, parts) if of == "players" else economies_table(deal, parts)


def players_table(deal: Deal, parts: GiveAndTake) -> pd.DataFrame:
    """One row a player."""
    after, rates, w = tables.war_table(as_war(deal), "players"), deal_rates(deal), deal.world
    rows = []
    for p, player in enumerate(deal.game.players):
        mine, m = rates[rates["player"] == player.name], list(player.members)
        had = float(((parts.before.welfare_hat - 1) * w.income)[m].sum() / w.income[m].sum())
        mean = {
            c: 100 * _mean(mine[r], mine["imports_usd_mn"])
            for c, r in (
                ("tariff_pct", "rate"),
                ("tariff_before_pct", "rate_before"),
                ("tariff_applied_pct", "applied_rate"),
            )
        }
        rows.append({
            "gain_pct": 100 * float(deal.gains[p]), "gain_usd_mn": float(parts.total[p]), "payment_usd_mn": float(parts.paid[p]),
            **mean, "welfare_pct": float(after["welfare_pct"].iloc[p]),
            "without_pct": 100 * had,
        })  # fmt: skip
    return pd.DataFrame(rows, index=pd.Index(deal.players, name="player"))


def economies_table(deal: Deal, parts: GiveAndTake) -> pd.DataFrame:
    """One row an economy."""
    out = tables.war_table(as_war(deal))
    had = parts.before.welfare_hat * deal.world.income
    out.insert(1, "gain_pct", 100 * parts.outside / had)
    out.insert(2, "gain_usd_mn", parts.outside)
    return out


def deal_rates(deal: Deal) -> pd.DataFrame:
    """One row a rate that is agreed on."""
    return rates_of(as_war(deal), tariffs_before(deal))


def rates_of(after: War, before: Any) -> pd.DataFrame:
    """`War.rates_table()` of tariffs, with the mean of `before` [n,i,k] on the same flows."""
    w, out = after.world, tables.rates_table(after)
    was = []
    for player, partner, sector in zip(out["player"], out["partner"], out["sector"], strict=True):
        block = next(b for b in after.game.blocks if after.players[b.player] == player and b.lever == "tariff")
        at = block.first + block.labels.index((partner, sector))
        cell = (block.at == at) & (block.floor == -np.inf)
        n, i, k = block.n[cell], block.i[cell], block.k[cell]
        value = w.trade[n, i, k]
        was.append(float(value @ before[n, i, k] / value.sum()) if value.sum() > 0 else np.nan)
    out.insert(list(out.columns).index("rate") + 1, "rate_before", was)
    return out.drop(columns="lever")


def _mean(rate: pd.Series, weight: pd.Series) -> float:
    total = float(weight.sum())
    return float((rate * weight).sum() / total) if total > 0 else float("nan")


def deal_explained(deal: Deal, parts: GiveAndTake | None = None) -> pd.DataFrame:
    """What each player gives and takes, USD million a year of real income over the world without a deal.

    own_usd_mn      what its own new tariffs do to it, all others' held        others_usd_mn  what all others' do to it, its own held
    both_usd_mn     what both at once do beyond that    payment_usd_mn  of side payments     total_usd_mn  their sum
    """
    g = give_and_take(deal) if parts is None else parts
    return pd.DataFrame(
        {"own_usd_mn": g.own, "others_usd_mn": g.others, "both_usd_mn": g.rest, "payment_usd_mn": g.paid, "total_usd_mn": g.total},
        index=pd.Index(deal.players, name="player"),
    )  # fmt: skip


# -- pairs -----------------------------------------------------------------------------------------------------------------
def pairs_table(found: Pairs, of: str = "pairs") -> pd.DataFrame:
    """Agreements pair by pair.

    of      "pairs": one row a pair: first, second, what each would lose if this one agreement broke (first_pct, second_pct,
            first_usd_mn, second_usd_mn), and the mean rates that the two charge each other, after and before
            "players": gain_pct and gain_usd_mn over no agreement at all, tariff_pct, tariff_before_pct, tariff_applied_pct
            "rates": one row a rate

    Raises UnknownName for another word.
    """
    if of not in ("pairs", "players", "rates"):
        raise UnknownName("table", of, ("pairs", "players", "rates"), field="of", where="Pairs.table")
    rates = rates_of(as_war(found), tariffs_without(found))
    if of == "rates":
        return rates
    base = found.game.objective.own @ found.game.base
    if of == "players":
        return _paired_players(found, rates, base)
    rows = []
    for (a, b), surplus in zip(found.pairs, found.surplus, strict=True):
        row: dict[str, Any] = {"first": found.players[a], "second": found.players[b]}
        for side, p, s in (("first", a, surplus[0]), ("second", b, surplus[1])):
            row |= {f"{side}_pct": 100 * s, f"{side}_usd_mn": s * base[p] * (1 + found.point.values[p]) / (1 + s)}
        for side, p, q in (("first", a, b), ("second", b, a)):
            row |= {f"{side}_rate": _bilateral(found, found.point.levers.tariff, p, q),
                    f"{side}_rate_before": _bilateral(found, tariffs_without(found), p, q)}  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows)


def tariffs_without(found: Pairs) -> Any:
    """Rates [n,i,k] without any agreement."""
    return found.broken.levers.tariff


def _bilateral(found: Pairs, tariff: Any, p: int, q: int) -> float:
    """Mean rate of one player on another over what is agreed on."""
    g = found.game
    block = next(b for b in g.blocks if b.player == p)
    cell = np.isin(block.i, g.players[q].members)
    n, i, k = block.n[cell], block.i[cell], block.k[cell]
    value = g.world.trade[n, i, k]
    return float(value @ tariff[n, i, k] / value.sum()) if value.sum() > 0 else float("nan")


def _paired_players(found: Pairs, rates: pd.DataFrame, base: Any) -> pd.DataFrame:
    rows = []
    for p, name in enumerate(found.players):
        mine = rates[rates["player"] == name]
        rows.append({
            "gain_pct": 100 * float(found.gains[p]), "gain_usd_mn": float(base[p] * (found.point.values[p] - found.before[p])),
            "tariff_pct": 100 * _mean(mine["rate"], mine["imports_usd_mn"]),
            "tariff_before_pct": 100 * _mean(mine["rate_before"], mine["imports_usd_mn"]),
            "tariff_applied_pct": 100 * _mean(mine["applied_rate"], mine["imports_usd_mn"]),
        })  # fmt: skip
    return pd.DataFrame(rows, index=pd.Index(found.players, name="player"))


# -- the frontier ----------------------------------------------------------------------------------------------------------
def frontier_table(curve: Frontier) -> pd.DataFrame:
    """One row a point of the curve: weight of the first player, gains of both (per cent, USD million a year), rates on each other
    (per cent), others_usd_mn of everybody else, zone (both prefer it to having no deal), solved."""
    a, b = curve.players
    return pd.DataFrame({
        "weight": curve.weights, f"{a}_gain_pct": 100 * curve.gains[:, 0], f"{b}_gain_pct": 100 * curve.gains[:, 1],
        f"{a}_usd_mn": curve.usd[:, 0], f"{b}_usd_mn": curve.usd[:, 1], f"{a}_tariff_pct": 100 * curve.rates[:, 0],
        f"{b}_tariff_pct": 100 * curve.rates[:, 1], "others_usd_mn": curve.others, "zone": curve.zone, "solved": curve.solved,
    })  # fmt: skip
