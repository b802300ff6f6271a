"""Leverage as an answer: the solved matrix by horizon, in words, tables and one document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bahe.atlas.parts import Prints
from bahe.axes import Axes
from bahe.dependence.leverage import Leverage, solved
from bahe.faults import Conflict
from bahe.numerics.parts import Keep, computed, under
from bahe.report.dependence.items import stock_rows
from bahe.report.dependence.lenses import sigma
from bahe.report.dependence.made import Made, loaded
from bahe.report.dependence.matrix import bands, table, with_items
from bahe.report.dependence.words import bn, head, pct
from bahe.report.wording.terms import HORIZONS
from bahe.world.world import World

Step = Callable[[int, int, str], None] | None
Coalitions = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Asked:
    """A question on leverage, as the command line and the library say it.

    buyers, suppliers   economies, groups (one actor each) or names of coalitions; None: everybody
    coalitions          name -> members that act as one: as a buyer where `buyers` lists the name, as a supplier where `suppliers`
                        does, and as a supplier where neither does
    items | sectors     what is withheld; default: all goods
    leakage             share that still arrives; None: what the table of items says, nothing of goods
    bands               ranges over elasticity sets and over the ends of item shares
    """

    buyers: tuple[str, ...] | None = None
    suppliers: tuple[str, ...] | None = None
    items: str | tuple[str, ...] | None = None
    sectors: tuple[str, ...] | None = None
    horizons: tuple[str, ...] = ("short", "long")
    mutual: bool = False
    leakage: float | None = None
    coalitions: Coalitions = field(default_factory=dict)
    bands: bool = False
    tariffs: str = "all"


@dataclass(frozen=True)
class Block:
    """The matrix at one horizon, and its table of pairs."""

    found: Leverage
    table: pd.DataFrame
    theta: float
    """median trade elasticity of what is withheld, at the horizon"""

    def title(self, lang: str) -> str:
        """Horizon, unit and what stops."""
        h = HORIZONS.get(self.found.horizon, (self.found.horizon, self.found.horizon))[lang == "zh"]
        return f"{h}：实际收入损失，%" if lang == "zh" else f"{h}: loss of real income, per cent"

    def caption(self, lang: str) -> str:
        """Elasticity, closure, leakage and the number of solved cells: no loss is printed without them."""
        L = self.found
        pairs = int((~L.overlap).sum())
        leak = f"{100 * L.leakage:g} %"
        if lang == "zh":
            how = f"σ（中位数）{1 + self.theta:.3g}，弹性组 {L.elasticity_set}，闭合 {L.closure}，泄漏 {leak}"
            return f"{how}；{pairs} 格中解出 {int(L.solved.sum())} 格；负数为收益"
        return (f"sigma {1 + self.theta:.3g} (median), elasticities {L.elasticity_set}, closure {L.closure}, leakage {leak}; "
                f"{int(L.solved.sum())} of {pairs} pairs solved; minus: gains")  # fmt: skip


@dataclass(frozen=True)
class Levers:
    """The answer to `Asked`: one block a horizon."""

    asked: Asked
    made: Made
    withheld: tuple[str, ...]
    blocks: tuple[Block, ...]
    stocks: pd.DataFrame = field(default_factory=pd.DataFrame)
    """items only: stock, leakage and months until a cut bites, one row an item (`items.stock_rows`)"""

    @property
    def complete(self) -> bool:
        """True where at least one pair of each horizon was solved."""
        return all(b.found.solved.any() for b in self.blocks)

    def sentences(self, lang: str) -> list[str]:
        """The answer in words: the largest loss, and the most lopsided pair, by horizon."""
        from bahe.atlas import names

        label, out = names(lang), []
        for b in self.blocks:
            rows = b.table.dropna(subset=["loss_pct"])
            if rows.empty:
                continue
            top, net = rows.iloc[0], rows.iloc[int(rows["net_usd_mn"].to_numpy().argmax())]
            h = head(b.found.horizon, 1 + b.theta, lang)
            n = [label.get(x, x) for x in (top["buyer"], top["supplier"], net["supplier"], net["buyer"])]
            lost, own, lead = f"{pct(top['loss_pct'])} %", f"{pct(top['own_loss_pct'])} %", bn(net["net_usd_mn"], lang)
            out.append(
                f"{h}：{n[0]}被{n[1]}断供损失最大，为实际收入的 {lost}（断供方 {own}）；最不对称的是{n[2]}对{n[3]}，净差每年 {lead} 亿美元。"
                if lang == "zh"
                else f"{h}: {n[0]} loses most, {lost} of real income if {n[1]} cuts it off ({n[1]} itself {own}); most lopsided is "
                f"{n[2]} over {n[3]}, by USD {lead} bn a year."
            )
        return out + self._members(label, lang)

    def _members(self, label: Mapping[str, str], lang: str) -> list[str]:
        """Who acts as one."""
        zh = lang == "zh"
        said = [
            f"{n} = {('、' if zh else ', ').join(label.get(m, m) for m in members)}"
            for n, members in self.asked.coalitions.items()
        ]
        if not said:
            return []
        return ["一致行动：" + "；".join(said) + "。" if zh else "Acting as one: " + "; ".join(said) + "."]

    def document(self) -> dict[str, Any]:
        """One JSON document: matrix by buyer and supplier, both directions, USD, bands where asked."""
        return {
            **{k: v for k, v in self.made.facts().items() if k != "sources"}, "withheld": list(self.withheld),
            "mutual": self.asked.mutual, "coalitions": {n: list(m) for n, m in self.asked.coalitions.items()},
            "horizons": {
                b.found.horizon: {
                    "unit": "per cent of real income; positive is a loss", "closure": b.found.closure,
                    "elasticities": b.found.elasticity_set, "theta_median": b.theta, "leakage": b.found.leakage,
                    "solved": int(b.found.solved.sum()), "pairs": b.table.to_dict("records"),
                }
                for b in self.blocks
            },
            "items": self.stocks.to_dict("records"),
        }  # fmt: skip

    def tables(self) -> dict[str, pd.DataFrame]:
        """What is written beside a report."""
        stocks = {"stocks": self.stocks} if len(self.stocks) else {}
        return {f"leverage-{b.found.horizon}": b.table for b in self.blocks} | stocks


def levers(asked: Asked, step: Step = None, world: World | None = None, keep: Keep = computed) -> Levers:
    """Solve what is asked, one horizon after the other.

    step    told (done, total, horizon) after each solve;  world  instead of the packaged one with the tariffs asked for
    keep    keeps solves (`numerics.parts`), but for bands
    Raises UnknownName, BadValue or Conflict for words that cannot hold; a pair without an equilibrium is NaN, never a number.
    """
    plain, made = loaded(world, asked.tariffs)
    base, sectors, own = with_items(plain, asked.items, asked.sectors)
    sides = actors_asked(asked, plain.axes)
    leakage: Any = own if asked.leakage is None else asked.leakage
    blocks = []
    for h in asked.horizons:
        how: dict[str, Any] = {"mutual": asked.mutual, "leakage": leakage, **sides, "progress": told(step, h)}
        kept = keep if keep is computed else under(keep, {"world": Prints().of(base, h)})
        found = solved(base, horizon=h, sectors=sectors, keep=kept, **how)
        what: dict[str, Any] = {"sectors": sectors} if asked.items is None else {"items": asked.items}
        rows = bands(plain, h, **what, **how) if asked.bands else table(found)
        blocks.append(Block(found, rows, sigma(base, h, sectors) - 1))
    withheld = (sectors,) if isinstance(sectors, str) else tuple(sectors)
    return Levers(asked, made, withheld, tuple(blocks), _stocks(asked.items))


def actors_asked(asked: Asked, axes: Axes) -> dict[str, Any]:
    """`buyers` and `suppliers` for `solved`: names, or a mapping of actors where a coalition stands on that side.

    Raises Conflict where a coalition takes the name of an economy or of a group.
    """
    for name in asked.coalitions:
        if name in axes.economies or name in axes.economy_groups:
            raise Conflict("a coalition cannot take the name of an economy or of a group", field="--coalition", got=name,
                           remedy="Choose another name.")  # fmt: skip
    named = {*(asked.buyers or ()), *(asked.suppliers or ())}
    unsided = {n: m for n, m in asked.coalitions.items() if n not in named}
    return {
        "buyers": _side(asked.buyers, asked.coalitions, {}, axes),
        "suppliers": _side(asked.suppliers, asked.coalitions, unsided, axes),
    }


def _side(names: tuple[str, ...] | None, coalitions: Coalitions, more: Coalitions, axes: Axes) -> Any:
    """One side: the names as they are, or actors by name where a coalition is among them or `more` are added."""
    if not more and not any(n in coalitions for n in names or ()):
        return names
    out: dict[str, tuple[str, ...]] = {}
    for n in names or ():
        if n in ("world", "others"):  # everybody for himself, not everybody as one
            out |= {axes.economies[int(v)]: (axes.economies[int(v)],) for v in axes.economy_index(n)}
        else:
            out[n] = tuple(coalitions.get(n, (n,)))
    return out | dict(more)


def _stocks(items: str | tuple[str, ...] | None) -> pd.DataFrame:
    """Stock, leakage and months until a cut bites of the items asked about."""
    from bahe.atlas.items import chosen

    return stock_rows(chosen(items)) if items is not None else pd.DataFrame()


def told(step: Step, what: str) -> Callable[[int, int], None] | None:
    """A `progress` for the solver that tells `step`, and never that all is done before it is."""
    return None if step is None else lambda done, total: step(min(done, total - 1) if total > 1 else 0, total, what)
