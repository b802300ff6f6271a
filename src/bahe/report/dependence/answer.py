"""Dependence as an answer: one buyer through three lenses, in both directions, with its routes, screens and history.

Leverage as an answer is `levers`, one item `items`, the page `page`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bahe.atlas.items import chosen
from bahe.dependence.indices.reliance import face_value, look_through
from bahe.dependence.indices.screens import preset
from bahe.dependence.leverage import solved
from bahe.dependence.network import Network
from bahe.faults import BaheError, UnknownName
from bahe.report.dependence.items import COLUMNS, HOLDER, Sheet, share_row, sheet, what_is_left
from bahe.report.dependence.lenses import Hold, lenses, sigma, with_ranges
from bahe.report.dependence.levers import Levers, told
from bahe.report.dependence.made import GIVEN, Made, loaded
from bahe.report.dependence.routes import explain as explain_routes
from bahe.report.dependence.routes import inputs, routes
from bahe.report.dependence.screens import explain, screened
from bahe.report.dependence.words import FIELDS, answers, covered, head, pct
from bahe.report.wording.texts import of
from bahe.world.carve import origin_shares
from bahe.world.item import Item
from bahe.world.world import World

Step = Callable[[int, int, str], None] | None


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
    """the largest chains of inputs (`routes.ROUTES`), of each pair in `inputs`"""
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
    """one pair only: losses by direction, lens and horizon (`lenses.COLUMNS`)"""
    inputs: pd.DataFrame = field(default_factory=pd.DataFrame)
    """face value and look-through, split by number of purchases (`routes.INPUTS`); both directions where `on` is named"""
    looked: int = 0
    """number of items looked at"""
    screen: str = "geodep"
    made: Made = field(default_factory=lambda: Made("", "", GIVEN, ()))
    """the world, its tariffs and elasticities, and their sources"""
    left: pd.DataFrame = field(default_factory=pd.DataFrame)
    """without `on`: item, removed, left: what remains of the supply after the largest foreign origins drop out"""
    sources: tuple[Mapping[str, Any], ...] = ()
    """sources of the shares of the items shown"""

    def sentences(self, lang: str) -> list[str]:
        """What the buyer loses, what it costs the other side, and why the lenses differ."""
        from bahe.atlas import names

        label, zh = names(lang), lang == "zh"
        if len(self.answer):
            return answers(self.answer, self._pairs(), self.looked, label, lang) + covered(
                self.items.values(), label, lang
            )
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
        return out + covered(self.items.values(), label, lang)

    def _pairs(self) -> dict[tuple[str, str], pd.DataFrame]:
        """(target, holder) -> its items."""
        return dict(zip(self.pairs, self.items.values(), strict=False))

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
        """Why each raw material is flagged and how near the cliff is; then which routes the look-through takes."""
        return self.explain_screens(lang) + self.explain_routes(lang)

    def explain_screens(self, lang: str) -> list[str]:
        """Every condition that fired with its value and threshold; who is not flagged; how many flags hang on one threshold."""
        return explain(self.screens, self.cliffs, lang, on=None if self.on is None else self.pairs)

    def explain_routes(self, lang: str) -> list[str]:
        """The look-through of each pair by number of purchases, its largest chain, the largest through a third economy."""
        from bahe.atlas import names

        return explain_routes(self.inputs, self.paths, names(lang), lang)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """(target, holder) in both directions where a supplier is named; else the buyer with the supplier that hurts most."""
        if self.on is None:
            return tuple(zip(self.inputs["buyer"], self.inputs["supplier"], strict=True))
        return (self.buyer, self.on), (self.on, self.buyer)

    def grounds(self) -> dict[str, int]:
        """How many of the item shares shown are measured, quoted, assumed, or those of the parent industry."""
        kinds = [k for f in self.items.values() for k in f["kind"]]
        return {k: kinds.count(k) for k in ("measured", "quoted", "assumed", "as the parent")}

    def document(self) -> dict[str, Any]:
        """One JSON document."""
        return {
            "buyer": self.buyer, "on": self.on, "theta_median": dict(self.theta), **{k: v for k, v in self.made.facts().items() if k != "sources"},
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

    items     names of packaged items, or `all` (default)
    horizons  horizons of the world, in the order of the tables;  tariffs  choice of base tariffs of the packaged world
    screen    preset of the screen on raw materials;  bands  with `on`: ranges over elasticities and over the shares of items
    progress  told (done, total, horizon) on the way;  world  instead of the packaged one

    Losses are per cent of real income and USD million a year, shares fractions, face value and look-through per cent.
    Raises UnknownName for a word that does not exist; a cut without an equilibrium is NaN.
    """
    wanted = chosen(items if items is not None else "all")
    preset(screen)  # words are checked before anything is solved
    w, made = loaded(world, tariffs)
    _check(w, buyer, on, horizons)
    net = Network.of(w, without=("ROW",) if "ROW" in w.economies and "ROW" not in (buyer, on) else ())
    using = w.axes.sector_index("manufacturing" if "manufacturing" in w.axes.sector_groups else "goods")
    suppliers = _suppliers(w, net, using, buyer, on, horizons, progress)
    first = on or _first(suppliers, net)
    both = [(buyer, on), (on, buyer)] if on is not None else [(buyer, first)]
    part = _all_items(w, buyer, wanted) if on is None else _pair_items(w, buyer, on, wanted, horizons, bands, progress)
    flagged, cliffs = screened([(t, h if on is not None else None) for t, h in both], screen)
    named = {i.name: i for i in wanted}
    used = [named[x] for f in part.frames.values() for x in f["item"]]
    return Dependence(
        buyer, on, horizons, suppliers, part.frames, routes(net, using, both), flagged, cliffs, history(both), part.totals,
        {h: sigma(w, h, "goods") - 1 for h in horizons}, part.answer, inputs(net, using, both), len(wanted), screen, made, part.left,
        _sources(used, part.frames),
    )  # fmt: skip


def _check(world: World, buyer: str, on: str | None, horizons: tuple[str, ...]) -> None:
    """Refuse names that do not exist before anything is solved."""
    world.axes.economy(buyer, "bahe depend")
    for h in horizons:
        world.horizon(h)
    if on is not None:
        world.axes.economy(on, "bahe depend --on")
        if on == buyer:
            raise UnknownName("other economy", on, [e for e in world.economies if e != buyer], where="bahe depend --on")


def _suppliers(
    world: World,
    net: Network,
    using: NDArray[np.intp],
    buyer: str,
    on: str | None,
    horizons: tuple[str, ...],
    progress: Step,
) -> pd.DataFrame:
    """One row a supplier: shares in the inputs of manufacturing, and losses of both if it stops its goods; most harmful first."""
    asked = [on] if on is not None else [e for e in world.economies if e != buyer]
    n, place = net.economies.index(buyer), {e: p for p, e in enumerate(net.economies)}
    face, look = face_value(net, using)[n], look_through(net, using)[n]
    found = {h: solved(world, horizon=h, buyers=[buyer], suppliers=asked, progress=told(progress, h)) for h in horizons}
    parts = {"loss_pct": "loss", "own_loss_pct": "own", "loss_usd_mn": "loss_usd", "own_loss_usd_mn": "own_usd"}
    rows = [
        {
            "supplier": s, "face_value_pct": 100 * face[place[s]] if s in place else np.nan,
            "look_through_pct": 100 * look[place[s]] if s in place else np.nan,
            **{f"{column}_{h}": getattr(L, what)[0, c] for column, what in parts.items() for h, L in found.items()},
        }
        for c, s in enumerate(asked)
    ]  # fmt: skip
    return pd.DataFrame(rows).sort_values(f"loss_pct_{horizons[0]}", ascending=False, ignore_index=True)


def _first(suppliers: pd.DataFrame, net: Network) -> str:
    """The supplier that hurts most; the rest of the world is none that anybody can ask."""
    known = [s for s in suppliers["supplier"] if s in net.economies]
    return str(known[0] if known else suppliers["supplier"][0])


@dataclass(frozen=True)
class _Items:
    """The part of an answer that is about items: tables by direction, totals by horizon, lenses, what is left."""

    frames: dict[str, pd.DataFrame]
    totals: dict[str, dict[str, float]] = field(default_factory=dict)
    answer: pd.DataFrame = field(default_factory=pd.DataFrame)
    left: pd.DataFrame = field(default_factory=pd.DataFrame)


def _all_items(world: World, buyer: str, wanted: list[Item]) -> _Items:
    """Without a supplier named: the largest foreign origin of each item, and what is left without it."""
    frame = _by_largest(world, buyer, wanted)
    return _Items({f"{buyer}: items": frame}, left=_left(world, buyer, wanted, frame))


def _pair_items(
    world: World, buyer: str, on: str, wanted: list[Item], horizons: tuple[str, ...], bands: bool, progress: Step
) -> _Items:
    """One pair: the items of either direction, solved alone and together, through every lens."""
    frames, holds, totals = {}, [], {}
    for target, holder in ((buyer, on), (on, buyer)):
        frames[f"{holder} → {target}"] = frame = _shares(world, target, holder, wanted)
        holds.append(Hold(target, holder, tuple(i for i in wanted if i.name in set(frame["item"]))))
    answer, alone = lenses(world, world.carve(wanted), holds, horizons, progress)
    if bands:
        answer = with_ranges(answer, world, holds, wanted, progress)
    for hold, title in zip(holds, list(frames), strict=True):
        frames[title] = frames[title].join(alone[hold.pair], on="item") if hold.items else frames[title]
        mine = answer[(answer["target"] == hold.target) & (answer["lens"] == "items")]
        if len(mine):
            totals[title] = dict(zip(mine["horizon"], mine["loss_pct"], strict=True))
    return _Items(frames, totals, answer)


def _sources(used: list[Item], frames: Mapping[str, pd.DataFrame]) -> tuple[Mapping[str, Any], ...]:
    """The sources of the shares shown, once each."""
    from bahe.atlas.items import item_sources

    keys = {k for f in frames.values() for k in f["source"]}
    found = {x.key: vars(x) for i in used for x in item_sources(i) if x.key in keys}
    return tuple(found[k] for k in sorted(found))


def history(pairs: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Shares over the years of each (buyer, supplier) that a panel has; columns buyer, supplier, year, series, share (fraction)."""
    told = [_history(t, h) for t, h in pairs]
    known = [t for t in told if len(t)]
    return pd.concat(known, ignore_index=True) if known else told[0]


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
    entries: list[tuple[str, tuple[str, ...], Any]] = [("market", (), it.market)]
    entries += [
        ("share", (s.origin, s.buyer), s.figure) for s in it.shares if buyer in (None, s.buyer) or s.buyer == "world"
    ]
    entries += [("demand", (b,), f) for b, f in it.demand.items()] + [("theta", (h,), f) for h, f in it.theta.items()]
    entries += [(what, (), getattr(it, what)) for what in ("stock", "qualification", "leakage")]
    kept = ("value", "low", "high", "kind", "grade", "year", "source")
    figures = [
        {"what": of(FIELDS, what, "en").format(*names), "field": what, "names": list(names),
         **{k: getattr(f, k) if f is not None else None for k in kept}}
        for what, names, f in entries
    ]  # fmt: skip
    return {
        "item": it.name, "label": dict(it.label), "sector": it.sector, "hs": list(it.hs), "users": list(it.users),
        "criticality": it.criticality, "note": it.note, "figures": figures, "missing": list(missing(it)),
        "sources": [vars(s) for s in item_sources(it)],
    }  # fmt: skip


def ask_item(
    name: str, buyer: str | None = None, *, horizons: tuple[str, ...] = ("short", "long"), tariffs: str = "all",
    progress: Step = None, world: World | None = None,
) -> Sheet:  # fmt: skip
    """What is on file about an item, who holds it, and what `buyer` loses if a holder withholds it (see `items`)."""
    from bahe.atlas.items import item as found

    facts, it = item_sheet(name, buyer), found(name)
    w, made = loaded(world, tariffs)
    return sheet(facts, it, buyer, horizons, w, made, progress)


def depend(world: World, buyer: str, on: str | None = None, **how: Any) -> Dependence:
    """What `buyer` depends on in `world`: every supplier, or the one named by `on` in both directions; see `dependence`."""
    return dependence(buyer, on, world=world, **how)


def publish(found: Levers | Dependence | Sheet, out: Path, lang: str, facts: Mapping[str, Any] | None = None) -> Path:
    """Write report.html, the tables as CSV, answer.json and provenance.json (with `facts`) into `out`, all at once; the page."""
    from bahe.report.dependence.page import write

    return write(found, out, lang, facts)
