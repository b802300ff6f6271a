"""One item: who makes it, who uses it, what is on file and on what ground; and what a named buyer loses if a holder withholds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from bahe.dependence.indices.cutoff import months_covered
from bahe.dependence.indices.vulnerability import remaining_supply
from bahe.dependence.leverage import solved
from bahe.report.dependence.lenses import sigma
from bahe.report.dependence.made import Made
from bahe.report.dependence.words import FIELDS, grounded, head, months, pct, share
from bahe.report.wording.texts import of
from bahe.world.carve import demand, origin_shares
from bahe.world.item import Item
from bahe.world.world import World

Step = Callable[[int, int, str], None] | None

#: A supplier below this share of an item is no holder of it.
HOLDER = 0.05
#: How many buyers are shown where none is named, and how many holders of one buyer.
MOST = 6


@dataclass(frozen=True)
class Sheet:
    """The answer on one item."""

    facts: dict[str, Any]
    """what `item_sheet` gives: every figure with range, kind, grade, year and source; what is missing is named"""
    buyer: str | None
    holders: pd.DataFrame
    """one row a buyer and holder: the share with its ground, that of the holder in the parent industry, and losses where solved"""
    left: pd.DataFrame
    """item (here the buyer), removed, left: what remains after the largest foreign origins drop out"""
    horizons: tuple[str, ...]
    bites: dict[str, float]
    """months until a cut bites, low and high end (`BITES`); NaN where no stock is on file"""
    made: Made
    """the world, its tariffs and elasticities, and their sources"""

    def label(self, lang: str) -> str:
        """The name of the item."""
        return str(self.facts["label"].get(lang) or self.facts["item"])

    def sentences(self, lang: str) -> list[str]:
        """Who holds it; what the buyer loses, with and without leakage, and its elasticity."""
        from bahe.atlas import names

        label, zh, out = names(lang), lang == "zh", []
        for r in self.holders.head(3).to_dict("records"):
            b, h = label.get(r["buyer"], r["buyer"]), label.get(r["holder"], r["holder"])
            ground = grounded(r, lang)
            parent = f"{100 * r['parent_share']:.1f} %"
            said = (
                f"{b}所用的{self.label(lang)}有 {share(r['share'])} 来自{h}（{ground}）；整个行业中{h}占 {parent}。"
                if zh
                else f"{h} makes {share(r['share'])} of the {self.label(lang)} that {b} uses ({ground}); of all its industry {parent}."
            )
            for x in self.horizons:
                if f"loss_pct_{x}" in r:
                    when = head(x, r[f"sigma_{x}"], lang)
                    lost, whole, own = (pct(r[f"{c}_{x}"]) for c in ("loss_pct", "whole_loss_pct", "own_loss_pct"))
                    said += (
                        f"{when}断供：{b}损失 {lost} %（留有泄漏）至 {whole} %（完全断供，上限），{h}损失 {own} %。"
                        if zh
                        else f" {when}, withheld: {b} loses {lost} % with what leaks and {whole} % with nothing (an upper end), {h} {own} %."
                    )
            out.append(said)
        out += self._cover(lang)
        gone = [of(FIELDS, x, lang).split(",")[0].split("，")[0] for x in self.facts["missing"]]
        if gone:
            out.append(f"缺失：{'、'.join(gone)}。" if zh else f"Missing, and left missing: {', '.join(gone)}.")
        return out

    def _cover(self, lang: str) -> list[str]:
        """How long the stock covers a cut; nothing where no stock is on file (the sentence on what is missing says so)."""
        said = months(self.bites, lang)
        if not said:
            return []
        return [
            f"供应方完全断供后，用户库存可覆盖缺口 {said}，此后损失才显现。"
            if lang == "zh"
            else f"If a holder withholds it, the stock of its users covers what is missing for {said}; only then does it bite."
        ]

    def document(self) -> dict[str, Any]:
        """One JSON document: the facts, the holders, what is left."""
        return {
            **self.facts,
            "buyer": self.buyer,
            **self.bites,
            **{k: v for k, v in self.made.facts().items() if k != "sources"},
            "holders": self.holders.to_dict("records"),
            "left": self.left.to_dict("records"),
        }

    def tables(self) -> dict[str, pd.DataFrame]:
        """What is written beside a report."""
        return {"figures": pd.DataFrame(self.facts["figures"]), "holders": self.holders, "left": self.left}


def sheet(
    facts: dict[str, Any], item: Item, buyer: str | None, horizons: tuple[str, ...], world: World, made: Made, step: Step = None
) -> Sheet:  # fmt: skip
    """Holders of an item by buyer (the six largest users where none is named); losses are solved for a named buyer only."""
    where = "bahe depend --buyer"
    if buyer is not None:
        world.axes.economy(buyer, where)
    users = [buyer] if buyer is not None else _largest_users(world, item)
    rows, left = [], []
    shares = origin_shares(world, item)
    for b in users:
        n = world.axes.economy(b, where)
        foreign = shares[n].copy()
        foreign[n] = 0.0
        holders = [int(i) for i in np.argsort(-foreign)[: MOST if buyer else 1] if foreign[i] >= HOLDER]
        rows += [share_row(world, item, b, world.economies[i], float(shares[n, i])) for i in holders]
        left += what_is_left(foreign, b)
    frame = pd.DataFrame(rows, columns=COLUMNS)
    if buyer is not None and item.market is not None and rows:
        frame = _with_losses(frame, world.carve([item]), item, horizons, step)
    return Sheet(
        facts, buyer, frame, pd.DataFrame(left, columns=["item", "removed", "left"]), horizons, bites(item), made
    )


#: Months until a cut of an item bites, with its range; NaN where no source states a stock.
BITES = ("bites_months", "bites_months_low", "bites_months_high")

COLUMNS = ["buyer", "holder", "share", "low", "high", "kind", "grade", "source", "parent", "parent_share", *BITES]


def bites(item: Item) -> dict[str, float]:
    """Months for which the stock covers a full denial of one origin, and the range: low ends together, high ends together.

    NaN where no source states a stock: missing is not zero. Where none states a leakage, nothing is taken to arrive, as in the loss.
    """
    B, lk = item.stock, item.leakage
    if B is None:
        return dict.fromkeys(BITES, float("nan"))
    ends = ("value", "low", "high")
    return {
        c: float(months_covered(B.at(e), lk.at(e) if lk is not None else 0.0)) for c, e in zip(BITES, ends, strict=True)
    }


def stock_rows(items: Iterable[Item]) -> pd.DataFrame:
    """One row an item: stock and leakage as on file, with ranges and ground, and months until a cut bites; NaN where missing."""
    rows = []
    for i in items:
        B, lk = i.stock, i.leakage
        rows.append({
            "item": i.name, "criticality": i.criticality,
            "stock_months": B.value if B else np.nan, "stock_source": B.source if B else "", "stock_grade": B.grade if B else "",
            "leakage": lk.value if lk else np.nan, "leakage_kind": lk.kind if lk else "missing", **bites(i),
        })  # fmt: skip
    return pd.DataFrame(rows)


def share_row(world: World, item: Item, buyer: str, holder: str, value: float) -> dict[str, Any]:
    """The share of a holder in what a buyer uses, its range and ground, and its share of the parent industry."""
    own = any(s.buyer == buyer for s in item.shares)
    f = {(s.origin, s.buyer): s.figure for s in item.shares}.get((holder, buyer if own else "world"))
    n, i = world.axes.economy(buyer), world.axes.economy(holder)
    return {
        "buyer": buyer, "holder": holder, "share": value, "low": f.low if f else 0.0, "high": f.high if f else 1.0,
        "kind": f.kind if f else "as the parent", "grade": f.grade if f else "", "source": f.source if f else item.sector,
        "parent": item.sector, "parent_share": float(world.trade_share[n, i, world.sectors.index(item.sector)]), **bites(item),
    }  # fmt: skip


def what_is_left(foreign: Any, name: str, most: int = 5) -> list[dict[str, Any]]:
    """Rows of the curve: part of the supply left after the k largest foreign origins drop out, k = 0 to `most`."""
    curve = remaining_supply(foreign)[: most + 1]
    return [{"item": name, "removed": k, "left": float(v)} for k, v in enumerate(curve)]


def _largest_users(world: World, item: Item) -> list[str]:
    if item.market is None:
        return list(dict.fromkeys(s.buyer for s in item.shares if s.buyer != "world"))[:MOST]
    used = demand(world, item)
    return [world.economies[int(n)] for n in np.argsort(-used)[:MOST] if world.economies[int(n)] != "ROW"]


def _with_losses(frame: pd.DataFrame, carved: World, item: Item, horizons: tuple[str, ...], step: Step) -> pd.DataFrame:
    out, done = frame.copy(), 0
    leak = item.leakage.value if item.leakage is not None else 0.0
    for h in horizons:
        found: dict[str, list[float]] = {
            c: [] for c in ("sigma", "loss_pct", "own_loss_pct", "whole_loss_pct", "whole_own_loss_pct")
        }
        for r in frame.to_dict("records"):
            how: dict[str, Any] = {
                "horizon": h,
                "buyers": [r["buyer"]],
                "suppliers": [r["holder"]],
                "sectors": [item.name],
            }
            some, whole = solved(carved, leakage=leak, **how), solved(carved, **how)
            values = (sigma(carved, h, [item.name]), some.loss[0, 0], some.own[0, 0], whole.loss[0, 0], whole.own[0, 0])
            for c, v in zip(found, values, strict=True):
                found[c].append(float(v))
            done += 1
            if step is not None:
                step(min(done, len(frame) * len(horizons) - 1), len(frame) * len(horizons), h)
        for c, column in found.items():
            out[f"{c}_{h}"] = column
    return out
