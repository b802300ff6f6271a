"""Dependence and leverage as answers: tables with both directions, sentences, one document, one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bahe.dependence.indices.paths import top_paths
from bahe.dependence.indices.reliance import face_value, look_through
from bahe.dependence.leverage import Leverage, solved
from bahe.dependence.network import Network
from bahe.faults import BaheError, UnknownName
from bahe.report.leveraging import bands, table, with_items
from bahe.world.item import Item
from bahe.world.world import World

Step = Callable[[int, int, str], None] | None


@dataclass(frozen=True)
class Asked:
    """A question on leverage, as the command line and the library say it."""

    buyers: tuple[str, ...] | None = None
    suppliers: tuple[str, ...] | None = None
    items: str | tuple[str, ...] | None = None
    sectors: tuple[str, ...] | None = None
    horizons: tuple[str, ...] = ("short", "long")
    mutual: bool = False
    leakage: float | None = None
    coalitions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bands: bool = False
    tariffs: str = "all"


@dataclass(frozen=True)
class Block:
    """The matrix at one horizon, and its table of pairs."""

    found: Leverage
    table: pd.DataFrame
    theta: float
    """median trade elasticity at the horizon"""

    def title(self, lang: str) -> str:
        """Horizon, unit and what stops."""
        h = HORIZONS.get(self.found.horizon, (self.found.horizon, self.found.horizon))[lang == "zh"]
        return f"{h}：实际收入损失，%" if lang == "zh" else f"{h}: loss of real income, per cent"

    def caption(self, lang: str) -> str:
        """Elasticity, closure, leakage and the number of solved cells: no loss is printed without them."""
        L = self.found
        pairs = L.solved.size - sum(b == s for b in L.buyers for s in L.suppliers)
        leak = f"{100 * L.leakage:g} %"
        if lang == "zh":
            how = f"σ（中位数）{1 + self.theta:.3g}，弹性组 {L.elasticity_set}，闭合 {L.closure}，泄漏 {leak}"
            return f"{how}；{pairs} 格中解出 {int(L.solved.sum())} 格；负数为收益"
        return (f"sigma {1 + self.theta:.3g} (median), elasticities {L.elasticity_set}, closure {L.closure}, leakage {leak}; "
                f"{int(L.solved.sum())} of {pairs} pairs solved; minus: gains")  # fmt: skip


HORIZONS = {
    "short": ("Within about a year", "一年之内"), "long": ("Long run (about ten years)", "长期（约十年）"),
    "medium": ("Some years", "数年"), "long-bln": ("Long run, low elasticities", "长期（低弹性）"), "shock": ("Within months", "数月之内"),
}  # fmt: skip


@dataclass(frozen=True)
class Levers:
    """The answer to `Asked`: one block a horizon."""

    asked: Asked
    world: World
    withheld: tuple[str, ...]
    blocks: tuple[Block, ...]

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
            h = HORIZONS.get(b.found.horizon, (b.found.horizon,) * 2)[lang == "zh"]
            n = [label.get(x, x) for x in (top["buyer"], top["supplier"], net["supplier"], net["buyer"])]
            lost, own, lead = (
                f"{top['loss_pct']:.2f} %",
                f"{top['own_loss_pct']:.2f} %",
                f"{net['net_usd_mn'] / 1e3:,.0f}",
            )
            out.append(
                f"{h}：{n[0]}被{n[1]}断供损失最大，为实际收入的 {lost}（断供方 {own}）；最不对称的是{n[2]}对{n[3]}，净差每年 {lead} 十亿美元。"
                if lang == "zh"
                else f"{h}: {n[0]} loses most, {lost} of real income if {n[1]} cuts it off ({n[1]} itself {own}); most lopsided is "
                f"{n[2]} over {n[3]}, by USD {lead} bn a year."
            )
        return out

    def document(self) -> dict[str, Any]:
        """One JSON document: matrix by buyer and supplier, both directions, USD, bands where asked."""
        return {
            "world": self.world.name, "withheld": list(self.withheld), "mutual": self.asked.mutual,
            "horizons": {
                b.found.horizon: {
                    "unit": "per cent of real income; positive is a loss", "closure": b.found.closure,
                    "elasticities": b.found.elasticity_set, "theta_median": b.theta, "leakage": b.found.leakage,
                    "solved": int(b.found.solved.sum()), "pairs": b.table.to_dict("records"),
                }
                for b in self.blocks
            },
        }  # fmt: skip

    def tables(self) -> dict[str, pd.DataFrame]:
        """What is written beside a report."""
        return {f"leverage-{b.found.horizon}": b.table for b in self.blocks}


def levers(asked: Asked, step: Step = None, world: World | None = None) -> Levers:
    """Solve what is asked, one horizon after the other."""
    from bahe.atlas import load_world

    base = world if world is not None else load_world("icio-2022", tariffs=asked.tariffs)
    base, sectors, own = with_items(base, asked.items, asked.sectors)
    actors: dict[str, Any] = {}
    for side, names in (("buyers", asked.buyers), ("suppliers", asked.suppliers)):
        chosen: Any = names
        if side == "suppliers" and asked.coalitions:
            chosen = {n: (n,) for n in names or ()} | dict(asked.coalitions)
        actors[side] = chosen
    leakage: Any = own if asked.leakage is None else asked.leakage
    blocks = []
    for h in asked.horizons:
        how = {"mutual": asked.mutual, "leakage": leakage, **actors, "progress": _told(step, h)}
        found = solved(base, horizon=h, sectors=sectors, **how)
        rows = bands(base, h, sectors, **how) if asked.bands else table(found)
        blocks.append(Block(found, rows, float(np.median(base.horizon(h).trade_elasticity))))
    withheld = (sectors,) if isinstance(sectors, str) else tuple(sectors)
    return Levers(asked, base, withheld, tuple(blocks))


def _told(step: Step, what: str) -> Callable[[int, int], None] | None:
    return None if step is None else lambda done, total: step(min(done, total - 1) if total > 1 else 0, total, what)


# -- who depends on whom -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Dependence:
    """One buyer through three lenses: shares of its inputs, solved losses in both directions, items; and the routes."""

    buyer: str
    on: str | None
    horizons: tuple[str, ...]
    suppliers: pd.DataFrame
    items: Mapping[str, pd.DataFrame]
    """title -> one row an item: the share of the supplier in what the buyer uses, its ground, and the loss if it is withheld"""
    paths: pd.DataFrame
    screens: pd.DataFrame
    """raw materials that the default screen flags: which conditions fired, by how much (empty where the file has no such buyer)"""
    history: pd.DataFrame
    """year, series, share: what the supplier made of the buyer's use over time (empty where no panel has the pair)"""
    totals: Mapping[str, Mapping[str, float]]
    """title -> loss of the buyer by horizon if all items of that direction are withheld together"""
    theta: Mapping[str, float]

    def sentences(self, lang: str) -> list[str]:
        """What the buyer loses, what it costs the other side, and why the lenses differ."""
        from bahe.atlas import names

        label, zh = names(lang), lang == "zh"
        me, top = label.get(self.buyer, self.buyer), self.suppliers.iloc[0]
        other, out = label.get(top["supplier"], top["supplier"]), []
        for h in self.horizons:
            head, sigma = HORIZONS.get(h, (h, h))[zh], f"{1 + self.theta[h]:.3g}"
            lost, own = f"{top[f'loss_pct_{h}']:.2f} %", f"{top[f'own_loss_pct_{h}']:.2f} %"
            out.append(
                f"{head}：若{other}停止对{me}出口货物，{me}损失实际收入的 {lost}，{other}自身损失 {own}（σ 中位数 {sigma}）。"
                if zh
                else f"{head}: if {other} stops its exports of goods to {me}, {me} loses {lost} of real income and {other} {own} "
                f"(median sigma {sigma})."
            )
        for title, losses in self.totals.items():
            each = [f"{HORIZONS.get(h, (h, h))[zh]} {v:.2f} %" for h, v in losses.items()]
            out.append(
                f"{title}，全部列举商品一并断供（留有泄漏）：{'，'.join(each)}。"
                if zh
                else f"{title}, all items of the list withheld together (what leaks still arrives): {'; '.join(each)} of the buyer's real income."
            )
        if self.totals:
            out.append(
                "两种读法不同：行业表把少数厂商生产、下游离不开的商品平均掉了；商品层面显示它们，长期则因来源可替代而缩小。"
                if zh
                else "The two readings differ because a table of industries averages away goods that few make and that their users "
                "cannot do without; items show them, and the gap closes in the long run, when origins replace each other."
            )
        return out

    def caption(self, lang: str) -> str:
        """How to read the columns."""
        if lang == "zh":
            return "投入份额：制造业（C10T12–C31T33）的中间投入，按产出加权，不含 ROW；损失：全部货物断供，无泄漏；负数为收益"
        return "inputs: those of manufacturing, weighted by output, ROW left out; losses: all goods withheld, nothing leaks; minus: gains"

    def item_tables(self, lang: str) -> list[tuple[str, pd.DataFrame]]:
        """Items by direction."""
        return [(t, f) for t, f in self.items.items() if len(f)]

    def document(self) -> dict[str, Any]:
        """One JSON document."""
        return {
            "buyer": self.buyer, "on": self.on, "theta_median": dict(self.theta),
            "suppliers": self.suppliers.to_dict("records"), "items": {t: f.to_dict("records") for t, f in self.items.items()},
            "items_together": {t: dict(v) for t, v in self.totals.items()}, "routes": self.paths.to_dict("records"),
            "screens": self.screens.to_dict("records"), "history": self.history.to_dict("records"),
        }  # fmt: skip

    def tables(self) -> dict[str, pd.DataFrame]:
        """What is written beside a report."""
        parts = {f"items-{n}": f for n, f in enumerate(self.items.values())}
        extra = {"screens": self.screens, "history": self.history}
        return {
            "suppliers": self.suppliers,
            "routes": self.paths,
            **{n: f for n, f in extra.items() if len(f)},
            **parts,
        }


def dependence(
    buyer: str, on: str | None = None, *, items: str | tuple[str, ...] | None = None, horizons: tuple[str, ...] = ("short", "long"),
    tariffs: str = "all", progress: Step = None, world: World | None = None,
) -> Dependence:  # fmt: skip
    """What `buyer` depends on: every supplier, or one (`on`) with items in both directions.

    Without `on`, items are listed by the share of their largest supplier and not solved; with `on`, each item of either direction
    whose share is above a twentieth is solved alone, and all together, with the leakage of its table.
    """
    from bahe.atlas import load_world
    from bahe.atlas.items import chosen

    w = world if world is not None else load_world("icio-2022", tariffs=tariffs)
    w.axes.economy(buyer, "bahe depend")
    suppliers = [on] if on is not None else [e for e in w.economies if e != buyer]
    if on is not None:
        w.axes.economy(on, "bahe depend --on")
        if on == buyer:
            raise UnknownName("other economy", on, [e for e in w.economies if e != buyer], where="bahe depend --on")
    net = Network.of(w, without=("ROW",) if "ROW" in w.economies and "ROW" not in (buyer, on) else ())
    using = w.axes.sector_index("manufacturing" if "manufacturing" in w.axes.sector_groups else "goods")
    n = net.economies.index(buyer)
    face, look = face_value(net, using)[n], look_through(net, using)[n]
    place = {e: p for p, e in enumerate(net.economies)}
    found = {
        h: solved(w, horizon=h, buyers=[buyer], suppliers=suppliers, progress=_told(progress, h)) for h in horizons
    }
    rows = [
        {
            "supplier": s, "face_value_pct": 100 * face[place[s]] if s in place else np.nan,
            "look_through_pct": 100 * look[place[s]] if s in place else np.nan,
            **{f"loss_pct_{h}": L.loss[0, c] for h, L in found.items()}, **{f"own_loss_pct_{h}": L.own[0, c] for h, L in found.items()},
            **{f"loss_usd_mn_{h}": L.loss_usd[0, c] for h, L in found.items()},
            **{f"own_loss_usd_mn_{h}": L.own_usd[0, c] for h, L in found.items()},
        }
        for c, s in enumerate(suppliers)
    ]  # fmt: skip
    table_ = pd.DataFrame(rows).sort_values(f"loss_pct_{horizons[0]}", ascending=False, ignore_index=True)
    first = on or str(table_["supplier"][0])
    routes = top_paths(net, n, place[first], 8, using) if first in place else ()
    paths = pd.DataFrame(
        [{"route": " → ".join(f"{e} {s}" for e, s in p.nodes), "share": p.share} for p in routes],
        columns=["route", "share"],
    )
    wanted = chosen(items if items is not None else "all")
    frames: dict[str, pd.DataFrame] = {}
    totals: dict[str, dict[str, float]] = {}
    if on is None:
        frames[f"{buyer}: items"] = _by_largest(w, buyer, wanted)
    else:
        carved = w.carve(wanted)
        for target, holder in ((buyer, on), (on, buyer)):
            title = f"{holder} → {target}"
            frame = _shares(w, target, holder, wanted)
            held = [i for i in wanted if i.name in set(frame["item"])]
            for h in horizons if held else ():
                leaks = {i.name: i.leakage.value for i in held if i.leakage is not None}
                alone = {i.name: _alone(carved, target, holder, (i.name,), leaks, h) for i in held}
                frame[f"loss_pct_{h}"] = [alone[x] for x in frame["item"]]
                totals.setdefault(title, {})[h] = _alone(carved, target, holder, tuple(leaks), leaks, h)
            frames[title] = frame
    theta = {h: float(np.median(w.horizon(h).trade_elasticity)) for h in horizons}
    return Dependence(
        buyer, on, horizons, table_, frames, paths, _screens(buyer, on), _history(buyer, first), totals, theta
    )


#: Years of the default screen on raw materials.
SCREENED = (2020, 2021, 2022, 2023, 2024)


def _screens(buyer: str, on: str | None) -> pd.DataFrame:
    """Raw materials flagged for `buyer` by the default screen, largest imports first; with `on`, those it supplies most of."""
    from bahe.atlas.products import labels, load_products

    table_ = load_products("minerals", years=SCREENED)
    if buyer not in table_.recorded:
        return pd.DataFrame()
    named = labels()
    rows = [
        {"code": r["code"], "product": named.get(r["code"], r["code"]), **{k: v for k, v in r.items() if k != "code"}}
        for r in table_.findings(buyer)
        if r["verdict"] == "flagged" and on in (None, r["largest"])
    ]
    return pd.DataFrame(rows)


def _history(buyer: str, supplier: str) -> pd.DataFrame:
    """Share of the supplier over the years: rare earths 2000-2024 and industries 2011-2022, where the panels have the pair."""
    from bahe.atlas.panel import load_panel, rare_earth_history

    panel, out = load_panel(), []
    found = []
    if supplier == "CHN":
        with suppress(BaheError):
            found.append(("rare-earth compounds and metals, value", rare_earth_history(buyer).share("CHN", by="value")))
            found.append(
                ("rare-earth compounds and metals, tonnage", rare_earth_history(buyer).share("CHN", by="tonnage"))
            )
    for sector in ("C20", "C26", "C28"):
        with suppress(BaheError):
            found.append((sector, panel.history(buyer, sector, supplier)))
    for series, h in found:
        out += [
            {"year": int(y), "series": series, "share": float(v)}
            for y, v in zip(h.years, h.share, strict=True)
            if v == v
        ]
    return pd.DataFrame(out, columns=["year", "series", "share"])


#: A supplier below this share of an item is no holder of it.
HOLDER = 0.05


def _alone(
    world: World, buyer: str, supplier: str, names: tuple[str, ...], leaks: Mapping[str, float], horizon: str
) -> float:
    part = {n: leaks.get(n, 0.0) for n in names}
    return float(
        solved(world, horizon=horizon, buyers=[buyer], suppliers=[supplier], sectors=names, leakage=part).loss[0, 0]
    )


def _shares(world: World, buyer: str, supplier: str, wanted: list[Item]) -> pd.DataFrame:
    """Items of which `supplier` makes a twentieth or more of what `buyer` uses, with the ground of the share."""
    from bahe.world.carve import origin_shares

    n, i = world.axes.economy(buyer), world.axes.economy(supplier)
    rows = []
    for item in wanted:
        value = float(origin_shares(world, item)[n, i])
        if value < HOLDER:
            continue
        stated = {(s.origin, s.buyer): s.figure for s in item.shares}
        own = any(s.buyer == buyer for s in item.shares)
        f = stated.get((supplier, buyer)) if own else stated.get((supplier, "world"))
        rows.append({
            "item": item.name, "share": value, "low": f.low if f else 0.0, "high": f.high if f else 1.0,
            "kind": f.kind if f else "as the parent", "grade": f.grade if f else "", "source": f.source if f else item.sector,
            "supplier": supplier, "criticality": item.criticality,
        })  # fmt: skip
    columns = ["item", "share", "low", "high", "kind", "grade", "source", "supplier", "criticality"]
    return pd.DataFrame(rows, columns=columns).sort_values("share", ascending=False, ignore_index=True)


def _by_largest(world: World, buyer: str, wanted: list[Item]) -> pd.DataFrame:
    """For each item the largest foreign supplier of the buyer."""
    from bahe.world.carve import origin_shares

    n, frames = world.axes.economy(buyer), []
    for item in wanted:
        shares = origin_shares(world, item)[n].copy()
        shares[n] = 0.0
        frames.append(_shares(world, buyer, world.economies[int(shares.argmax())], [item]))
    return pd.concat([f for f in frames if len(f)], ignore_index=True).sort_values(
        "share", ascending=False, ignore_index=True
    )


def item_sheet(name: str, buyer: str | None = None) -> dict[str, Any]:
    """Everything on file about an item: figures with ranges, kinds, years, grades and sources; what is missing is named."""
    from bahe.atlas.items import item as found
    from bahe.atlas.items import item_sources, missing

    it = found(name)
    figures: list[dict[str, Any]] = []
    entries: list[tuple[str, Any]] = [("market, USD mn", it.market)]
    entries += [
        (f"share of {s.origin} in {s.buyer}", s.figure)
        for s in it.shares
        if buyer in (None, s.buyer) or s.buyer == "world"
    ]
    entries += [(f"use of {b}, USD mn", f) for b, f in it.demand.items()] + [
        (f"theta, {h}", f) for h, f in it.theta.items()
    ]
    entries += [("stock, months", it.stock), ("qualification, months", it.qualification), ("leakage", it.leakage)]
    for what, f in entries:
        row = {
            k: getattr(f, k) if f is not None else None
            for k in ("value", "low", "high", "kind", "grade", "year", "source")
        }
        figures.append({"what": what, **row})
    return {
        "item": it.name, "label": dict(it.label), "sector": it.sector, "hs": list(it.hs), "users": list(it.users),
        "criticality": it.criticality, "note": it.note, "figures": figures, "missing": list(missing(it)),
        "sources": [vars(s) for s in item_sources(it)],
    }  # fmt: skip


def publish(found: Levers | Dependence, out: Path, lang: str) -> Path:
    """Write report.html, the tables as CSV and answer.json into `out`, all at once; returns the page."""
    from bahe.report.dependence_page import write

    return write(found, out, lang)
