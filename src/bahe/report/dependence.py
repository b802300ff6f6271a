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
from bahe.dependence.indices.screens import preset
from bahe.dependence.leverage import Leverage, solved
from bahe.dependence.network import Network
from bahe.faults import BaheError, UnknownName
from bahe.report.dependence_items import COLUMNS, HOLDER, Sheet, share_row, sheet, stock_rows, what_is_left
from bahe.report.dependence_lenses import Hold, lenses, sigma, with_ranges
from bahe.report.dependence_screens import screened
from bahe.report.dependence_words import HORIZONS, answers, bn, head, pct
from bahe.report.leveraging import bands, table, with_items
from bahe.world.carve import origin_shares
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
    """median trade elasticity of what is withheld, at the horizon"""

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


@dataclass(frozen=True)
class Levers:
    """The answer to `Asked`: one block a horizon."""

    asked: Asked
    world: World
    withheld: tuple[str, ...]
    blocks: tuple[Block, ...]
    stocks: pd.DataFrame = field(default_factory=pd.DataFrame)
    """items only: stock, leakage and months until a cut bites, one row an item (`dependence_items.stock_rows`)"""

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
            "items": self.stocks.to_dict("records"),
        }  # fmt: skip

    def tables(self) -> dict[str, pd.DataFrame]:
        """What is written beside a report."""
        stocks = {"stocks": self.stocks} if len(self.stocks) else {}
        return {f"leverage-{b.found.horizon}": b.table for b in self.blocks} | stocks


def levers(asked: Asked, step: Step = None, world: World | None = None) -> Levers:
    """Solve what is asked, one horizon after the other."""
    from bahe.atlas import load_world

    base = world if world is not None else load_world("icio-2022", tariffs=asked.tariffs)
    plain = base
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
        if not asked.bands:
            rows = table(found)
        elif asked.items is None:
            rows = bands(plain, h, sectors, **how)
        else:
            rows = bands(plain, h, items=asked.items, **how)
        blocks.append(Block(found, rows, sigma(base, h, sectors) - 1))
    withheld = (sectors,) if isinstance(sectors, str) else tuple(sectors)
    return Levers(asked, base, withheld, tuple(blocks), _stocks(asked.items))


def _stocks(items: str | tuple[str, ...] | None) -> pd.DataFrame:
    """Stock, leakage and months until a cut bites of the items asked about."""
    from bahe.atlas.items import chosen

    return stock_rows(chosen(items)) if items is not None else pd.DataFrame()


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
    cliffs: pd.DataFrame
    """how many raw materials the screen flags, and how many if one threshold is a tenth stricter or looser"""
    history: pd.DataFrame
    """buyer, supplier, year, series, share: what the supplier made of the buyer's use over time (empty where no panel has it)"""
    totals: Mapping[str, Mapping[str, float]]
    """title -> loss of the buyer by horizon if all items of that direction are withheld together"""
    theta: Mapping[str, float]
    answer: pd.DataFrame = field(default_factory=pd.DataFrame)
    """one pair only: losses by direction, lens and horizon (`dependence_lenses.COLUMNS`)"""
    inputs: pd.DataFrame = field(default_factory=pd.DataFrame)
    """one pair only: face value and look-through in both directions"""
    looked: int = 0
    """number of items looked at"""
    screen: str = "geodep"
    elasticities: str = ""
    left: pd.DataFrame = field(default_factory=pd.DataFrame)
    """without `on`: item, removed, left: what remains of the supply after the largest foreign origins drop out"""
    sources: tuple[Mapping[str, Any], ...] = ()
    """sources of the shares of the items shown"""

    def sentences(self, lang: str) -> list[str]:
        """What the buyer loses, what it costs the other side, and why the lenses differ."""
        from bahe.atlas import names

        label, zh = names(lang), lang == "zh"
        if len(self.answer):
            return answers(self.answer, self._pairs(), self.looked, label, lang)
        known = self.suppliers.dropna(subset=["face_value_pct"])
        me, top = label.get(self.buyer, self.buyer), (known if len(known) else self.suppliers).iloc[0]
        other, out = label.get(top["supplier"], top["supplier"]), []
        for h in self.horizons:
            when = head(h, 1 + self.theta[h], lang)
            lost, own = f"{pct(top[f'loss_pct_{h}'])} %", f"{pct(top[f'own_loss_pct_{h}'])} %"
            out.append(
                f"{when}：若{other}停止对{me}出口货物，{me}损失实际收入的 {lost}，{other}自身损失 {own}。"
                if zh
                else f"{when}: if {other} stops its exports of goods to {me}, {me} loses {lost} of real income and {other} {own}."
            )
        for frame in self.items.values():
            half = frame[frame["share"] >= 0.5]
            named = [label.get(x, x) for x in half["item"][:4]]
            out.append(
                f"清单中有 {len(half)} 种商品，单一外国来源占{me}用量的一半以上{'：' + '、'.join(named) if named else ''}。"
                if zh
                else f"Of {len(half)} items of the list a single foreign origin makes half or more of what {me} uses"
                f"{': ' + ', '.join(named) if named else ''}."
            )
        return out

    def _pairs(self) -> dict[tuple[str, str], pd.DataFrame]:
        """(target, holder) -> its items."""
        pairs = ((self.buyer, str(self.on)), (str(self.on), self.buyer))
        return dict(zip(pairs, self.items.values(), strict=False))

    def caption(self, lang: str) -> str:
        """How to read the columns."""
        if lang == "zh":
            return "投入份额：制造业（C10T12–C31T33）的中间投入，按产出加权，不含 ROW；损失：全部货物断供，无泄漏；负数为收益"
        return "inputs: those of manufacturing, weighted by output, ROW left out; losses: all goods withheld, nothing leaks; minus: gains"

    def item_tables(self, lang: str) -> list[tuple[str, pd.DataFrame]]:
        """Items by direction, each with its title."""
        from bahe.atlas import names

        label, zh = names(lang), lang == "zh"
        if self.on is None:
            me = label.get(self.buyer, self.buyer)
            title = f"{me}：每种商品最大的外国来源" if zh else f"{me}: the largest foreign origin of each item"
            return [(title, f) for f in self.items.values() if len(f)]
        said = []
        for (target, holder), f in self._pairs().items():
            t, h = label.get(target, target), label.get(holder, holder)
            said.append((f"{h}可对{t}断供的商品" if zh else f"Items that {h} could withhold from {t}", f))
        return [(t, f) for t, f in said if len(f)]

    def explain(self, lang: str) -> list[str]:
        """Why each raw material is flagged: every condition with its value, threshold and margin; and how near the cliff is."""
        from bahe.report.dependence_screens import explain

        return explain(self.screens, self.cliffs, lang)

    def grounds(self) -> dict[str, int]:
        """How many of the item shares shown are measured, quoted, assumed, or those of the parent industry."""
        kinds = [k for f in self.items.values() for k in f["kind"]]
        return {k: kinds.count(k) for k in ("measured", "quoted", "assumed", "as the parent")}

    def document(self) -> dict[str, Any]:
        """One JSON document."""
        return {
            "buyer": self.buyer, "on": self.on, "theta_median": dict(self.theta), "elasticities": self.elasticities,
            "answer": self.answer.to_dict("records"), "inputs": self.inputs.to_dict("records"),
            "suppliers": self.suppliers.to_dict("records"), "items": {t: f.to_dict("records") for t, f in self.items.items()},
            "items_together": {t: dict(v) for t, v in self.totals.items()}, "routes": self.paths.to_dict("records"),
            "screen": self.screen, "screens": self.screens.to_dict("records"), "cliffs": self.cliffs.to_dict("records"),
            "explain": self.explain("en"), "history": self.history.to_dict("records"), "grounds": self.grounds(),
            "left": self.left.to_dict("records"), "sources": [dict(x) for x in self.sources],
        }  # fmt: skip

    def tables(self) -> dict[str, pd.DataFrame]:
        """What is written beside a report."""
        parts = {f"items-{n}": f for n, f in enumerate(self.items.values())}
        extra = {"answer": self.answer, "inputs": self.inputs, "screens": self.screens, "cliffs": self.cliffs,
                 "history": self.history, "left": self.left}  # fmt: skip
        return {
            "suppliers": self.suppliers,
            "routes": self.paths,
            **{n: f for n, f in extra.items() if len(f)},
            **parts,
        }


def dependence(
    buyer: str, on: str | None = None, *, items: str | tuple[str, ...] | None = None, horizons: tuple[str, ...] = ("short", "long"),
    tariffs: str = "all", screen: str = "geodep", bands: bool = False, progress: Step = None, world: World | None = None,
) -> Dependence:  # fmt: skip
    """What `buyer` depends on: every supplier, or one (`on`) with items in both directions.

    Without `on`, items are listed by the share of their largest supplier and not solved; with `on`, each item of either direction
    whose share is above a twentieth is solved alone, and all together, with the leakage of its table and without any, beside the
    cut of all goods in the plain table of industries and on the carved one.

    screen   preset of the screen on raw materials;  bands  with `on`: ranges over elasticities and over the shares of items
    """
    from bahe.atlas import load_world
    from bahe.atlas.items import chosen

    wanted = chosen(items if items is not None else "all")
    preset(screen)  # words are checked before anything is solved
    w = world if world is not None else load_world("icio-2022", tariffs=tariffs)
    w.axes.economy(buyer, "bahe depend")
    for h in horizons:
        w.horizon(h)
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
    named_ = [s for s in table_["supplier"] if s in place]  # the rest of the world is no supplier that anybody can ask
    first = on or str(named_[0] if named_ else table_["supplier"][0])
    routes = top_paths(net, n, place[first], 8, using) if first in place else ()
    paths = pd.DataFrame(
        [{"route": " → ".join(f"{e} {s}" for e, s in p.nodes), "share": p.share} for p in routes],
        columns=["route", "share"],
    )
    frames: dict[str, pd.DataFrame] = {}
    totals: dict[str, dict[str, float]] = {}
    answer, left = pd.DataFrame(), pd.DataFrame()
    if on is None:
        frames[f"{buyer}: items"] = _by_largest(w, buyer, wanted)
        left = _left(w, buyer, wanted, frames[f"{buyer}: items"])
    else:
        holds = []
        for target, holder in ((buyer, on), (on, buyer)):
            frames[f"{holder} → {target}"] = frame = _shares(w, target, holder, wanted)
            holds.append(Hold(target, holder, tuple(i for i in wanted if i.name in set(frame["item"]))))
        answer, alone = lenses(w, w.carve(wanted), holds, horizons, progress)
        if bands:
            answer = with_ranges(answer, w, holds, wanted, progress)
        for hold, title in zip(holds, list(frames), strict=True):
            frames[title] = frames[title].join(alone[hold.pair], on="item") if hold.items else frames[title]
            mine = answer[(answer["target"] == hold.target) & (answer["lens"] == "items")]
            if len(mine):
                totals[title] = dict(zip(mine["horizon"], mine["loss_pct"], strict=True))
    theta = {h: sigma(w, h, "goods") - 1 for h in horizons}
    both = [(buyer, on), (on, buyer)] if on is not None else [(buyer, first)]
    inputs = _inputs(net, using, [(t, str(h)) for t, h in both]) if on is not None else pd.DataFrame()
    flagged, cliffs = screened([(str(t), h if on is not None else None) for t, h in both], screen)
    told = [_history(str(t), str(h)) for t, h in both]
    history = pd.concat([t for t in told if len(t)], ignore_index=True) if any(map(len, told)) else told[0]
    named = {i.name: i for i in wanted}
    used = [named[x] for f in frames.values() for x in f["item"]]
    return Dependence(
        buyer, on, horizons, table_, frames, paths, flagged, cliffs, history, totals, theta, answer, inputs, len(wanted), screen,
        w.elasticity_set, left, _sources(used, frames),
    )  # fmt: skip


def _inputs(net: Network, using: Any, pairs: list[tuple[str, str]]) -> pd.DataFrame:
    """Face value and look-through of each direction, per cent of the inputs of manufacturing."""
    face, look = face_value(net, using), look_through(net, using)
    place = {e: p for p, e in enumerate(net.economies)}
    rows = [
        {"buyer": t, "supplier": h, "face_value_pct": 100 * face[place[t], place[h]], "look_through_pct": 100 * look[place[t], place[h]]}
        for t, h in pairs
        if t in place and h in place
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["buyer", "supplier", "face_value_pct", "look_through_pct"])


def _sources(used: list[Item], frames: Mapping[str, pd.DataFrame]) -> tuple[Mapping[str, Any], ...]:
    """The sources of the shares shown, once each."""
    from bahe.atlas.items import item_sources

    keys = {k for f in frames.values() for k in f["source"]}
    found = {x.key: vars(x) for i in used for x in item_sources(i) if x.key in keys}
    return tuple(found[k] for k in sorted(found))


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
            {"buyer": buyer, "supplier": supplier, "year": int(y), "series": series, "share": float(v)}
            for y, v in zip(h.years, h.share, strict=True)
            if v == v
        ]
    return pd.DataFrame(out, columns=["buyer", "supplier", "year", "series", "share"])


def _shares(world: World, buyer: str, supplier: str, wanted: list[Item]) -> pd.DataFrame:
    """Items of which `supplier` makes a twentieth or more of what `buyer` uses, with the ground of the share."""
    n, i = world.axes.economy(buyer), world.axes.economy(supplier)
    rows = []
    for item in wanted:
        value = float(origin_shares(world, item)[n, i])
        if value >= HOLDER:
            row = share_row(world, item, buyer, supplier, value)
            rows.append({"item": item.name, "supplier": row.pop("holder"), "criticality": item.criticality, **row})
    columns = ["item", "supplier", "criticality", *(c for c in COLUMNS if c != "holder")]
    return pd.DataFrame(rows, columns=columns).sort_values("share", ascending=False, ignore_index=True)


def _by_largest(world: World, buyer: str, wanted: list[Item]) -> pd.DataFrame:
    """For each item the largest foreign supplier of the buyer."""
    n, frames = world.axes.economy(buyer), []
    for item in wanted:
        shares = origin_shares(world, item)[n].copy()
        shares[n] = 0.0
        frames.append(_shares(world, buyer, world.economies[int(shares.argmax())], [item]))
    full = [f for f in frames if len(f)] or frames[:1]
    return pd.concat(full, ignore_index=True).sort_values("share", ascending=False, ignore_index=True)


def _left(world: World, buyer: str, wanted: list[Item], frame: pd.DataFrame) -> pd.DataFrame:
    """What is left of the items that hang most on one foreign origin, after the largest origins drop out."""
    n, rows = world.axes.economy(buyer), []
    for item in [i for x in frame["item"][:6] for i in wanted if i.name == x]:
        foreign = origin_shares(world, item)[n].copy()
        foreign[n] = 0.0
        rows += what_is_left(foreign, item.name)
    return pd.DataFrame(rows, columns=["item", "removed", "left"])


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


def ask_item(
    name: str, buyer: str | None = None, *, horizons: tuple[str, ...] = ("short", "long"), tariffs: str = "all",
    progress: Step = None, world: World | None = None,
) -> Sheet:  # fmt: skip
    """What is on file about an item, who holds it, and what `buyer` loses if a holder withholds it (see `dependence_items`)."""
    from bahe.atlas import load_world
    from bahe.atlas.items import item as found

    facts, it = item_sheet(name, buyer), found(name)
    w = world if world is not None else load_world("icio-2022", tariffs=tariffs)
    return sheet(facts, it, buyer, horizons, w, progress)


def depend(world: World, buyer: str, on: str | None = None, **how: Any) -> Dependence:
    """What `buyer` depends on in `world`: every supplier, or the one named by `on` in both directions; see `dependence`."""
    return dependence(buyer, on, world=world, **how)


def publish(found: Levers | Dependence | Sheet, out: Path, lang: str, facts: Mapping[str, Any] | None = None) -> Path:
    """Write report.html, the tables as CSV, answer.json and provenance.json (with `facts`) into `out`, all at once; the page."""
    from bahe.report.dependence_page import write

    return write(found, out, lang, facts)
