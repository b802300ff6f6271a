"""`bahe war` as an answer: what is asked, the wars that answer it, sentences, tables, one document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import log10
from typing import Any

import numpy as np
import pandas as pd

from bahe.atlas.parts import Prints
from bahe.faults import Conflict, ModelSaysNo
from bahe.numerics.parts import Keep, computed, under
from bahe.report.wars import tables
from bahe.report.wars.words import because, opening, outcome, why_in_short
from bahe.statecraft.explain import PARTS
from bahe.statecraft.game import Game
from bahe.statecraft.objective import Announced, Objective
from bahe.statecraft.policy import Instrument
from bahe.statecraft.restoring import kept_war, print_of
from bahe.statecraft.scan import SEARCH
from bahe.statecraft.war import War, nash, posed
from bahe.world.world import World

Step = Callable[[int, int, str], None] | None

#: Players of the command line where none are named.
PLAYERS = ("USA", "CHN", "EU27", "JPN")
#: Up to so many players stand in the order that was asked for.
FEW = 12


@dataclass(frozen=True)
class Asked:
    """A question on a trade war, as the command line and the library say it.

    players         names; None: every economy
    instruments     (lever, grain) instead of tariffs
    political       player -> {sector or group: weight};  security: player -> {rival: dollars for a dollar}
    audience        player -> Announced: a rate it has promised, and what it loses at home by setting less
    sweep           (player, rival, values): the war at each value of one security weight, besides the one without
    bands           the war in every published elasticity set, too
    """

    players: tuple[str, ...] | None = PLAYERS
    tariffs: str = "importer"
    sectors: tuple[str, ...] | None = ("goods",)
    rule: str = "exact"
    instruments: tuple[tuple[str, str], ...] = ()
    political: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    security: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    audience: Mapping[str, Announced] = field(default_factory=dict)
    sweep: tuple[str, str, tuple[float, ...]] | None = None
    bounds: tuple[float, float] = (0.0, 5.0)
    retaliate: bool = False
    horizon: str = "long"
    closure: str = "balanced"
    elasticities: str | None = None
    bands: bool = False
    start: str | None = None
    tol: float = 1e-17
    certify: bool = True
    seed: int = 0
    tariff_base: str = "all"
    world: str = "icio-2022"


@dataclass(frozen=True)
class Answer:
    """The war that is asked for, and its neighbours: other weights of security, other elasticities."""

    asked: Asked
    war: War
    swept: Mapping[float, War | None] = field(default_factory=dict)
    """weight of security -> the war, None where it did not come to rest"""
    drawn: Mapping[str, War | None] = field(default_factory=dict)
    """elasticity set -> the war"""

    @cached_property
    def economies(self) -> pd.DataFrame:
        """`war.table()`."""
        return self.war.table()

    @cached_property
    def players(self) -> pd.DataFrame:
        """`war.table("players")`; with bands the lowest and highest tariff and welfare over the elasticity sets that came to rest."""
        out: pd.DataFrame = self.war.table("players")
        others = [w.table("players") for w in self.drawn.values() if w is not None]
        for c in ("tariff_pct", "welfare_pct") if others else ():
            cube = np.stack([out[c], *(o[c] for o in others)])
            out[f"{c}_low"], out[f"{c}_high"] = cube.min(0), cube.max(0)
        return out

    @cached_property
    def by_size(self) -> tuple[str, ...]:
        """Names of the players as answers show them: as they were asked for, and the largest first where there are many."""
        names = self.war.players
        if len(names) <= FEW:
            return names
        size = self.war.game.objective.own @ self.war.game.base
        return tuple(names[p] for p in np.argsort(-size, kind="stable"))

    @cached_property
    def levers(self) -> pd.DataFrame:
        """Mean, lowest and highest rate in per cent, one row a player and lever, what the rates fall on as weights."""
        rows = []
        for (player, lever), g in self.rates.groupby(["player", "lever"], sort=False):
            total = float(g["imports_usd_mn"].sum())
            mean = float((g["rate"] * g["imports_usd_mn"]).sum()) / total if total > 0 else float("nan")
            rows.append({"player": player, "lever": lever, "mean_pct": 100 * mean, "min_pct": 100 * g["rate"].min(),
                         "max_pct": 100 * g["rate"].max()})  # fmt: skip
        return pd.DataFrame(rows)

    @cached_property
    def rates(self) -> pd.DataFrame:
        """`war.rates_table()`."""
        return self.war.rates_table()

    @cached_property
    def why(self) -> pd.DataFrame | None:
        """`war.explain()`; None where the split does not tell the parts apart (quantity controls)."""
        try:
            return self.war.explain()
        except Conflict:
            return None

    @cached_property
    def why_by(self) -> dict[str, pd.DataFrame]:
        """`war.explain` by partner and by sector, where rates differ by them."""
        axes = [] if self.why is None else [g for g in ("partner", "sector") if self.rates[g].ne("").any()]
        return {axis: self.war.explain(axis) for axis in axes}

    @cached_property
    def sweep(self) -> pd.DataFrame | None:
        """One row a weight and player: its tariff on everybody and on the rival, its real income, and that of the rival."""
        if self.asked.sweep is None:
            return None
        rows, rival = [], self.asked.sweep[1]
        for b, war in self.swept.items():
            t = None if war is None else war.table("players")
            lost = (float("nan"), float("nan")) if war is None else _welfare(war, rival)
            for player in self.war.players:
                got = {
                    c: float("nan") if t is None else float(t.loc[player, c])
                    for c in ("tariff_pct", "welfare_pct", "welfare_usd_mn")
                }
                on = float("nan") if war is None else _tariff_on(war, player, rival)
                rows.append({
                    "weight": b, "player": player, **got, "tariff_on_rival_pct": on, "rival_welfare_pct": lost[0],
                    "rival_welfare_usd_mn": lost[1], "converged": war is not None,
                })  # fmt: skip
        return pd.DataFrame(rows)

    @cached_property
    def draws(self) -> pd.DataFrame | None:
        """One row an elasticity set and player: tariff and real income."""
        if not self.drawn:
            return None
        rows = []
        for name, war in self.drawn.items():
            t = None if war is None else war.table("players")
            for player in self.war.players:
                got = {c: float("nan") if t is None else float(t.loc[player, c]) for c in ("tariff_pct", "welfare_pct")}
                rows.append({"elasticities": name, "player": player, **got, "converged": war is not None})
        return pd.DataFrame(rows)

    def sentences(self, lang: str) -> list[str]:
        """What they would set, what it does, and why."""
        return [opening(self, lang), outcome(self, lang), *filter(None, [why_in_short(self, lang)])]

    def reasons(self, lang: str) -> list[str]:
        """A sentence a player and lever: why its rate is what it is."""
        return [] if self.why is None else because(self, lang)

    def document(self) -> dict[str, Any]:
        """One JSON document."""
        war, sure = self.war, self.war.certificate
        return {
            "world": war.world.name, "horizon": war.game.horizon, "closure": war.game.closure,
            "elasticities": war.world.elasticity_set, "rule": war.rule, "grain": war.grain,
            "sectors": [war.world.sectors[k] for k in tables.covered(war)],
            "asked": {**vars(self.asked), "audience": {p: vars(it) for p, it in self.asked.audience.items()}},
            "info": war.info.as_dict(),
            "players": {str(p): row | {"members": [war.world.economies[m] for m in war.game.players[n].members]}
                        for n, (p, row) in enumerate(self.players.to_dict("index").items())},
            "rates": self.rates.to_dict("records"),
            "values": dict(zip(war.players, war.values.tolist(), strict=True)),
            "economies": self.economies.to_dict("index"),
            "certificate": None if sure is None else {
                "largest": float(sure), "tried": sure.tried,
                "by_player": dict(zip(war.players, np.maximum(sure.gains, sure.slope).tolist(), strict=True)),
                "found": dict(zip(war.players, sure.gains.tolist(), strict=True)),
                "left_by_slopes": dict(zip(war.players, sure.slope.tolist(), strict=True)),
            },
            "explanation": None if self.why is None else {
                "rows": self.why.to_dict("records"), "parts": dict(PARTS), "gap_pct": self.why.attrs["gap_pct"],
                "unit": self.why.attrs["unit"], "en": self.reasons("en"), "zh": self.reasons("zh"),
                "by": {axis: t.to_dict("records") for axis, t in self.why_by.items()},
            },
            "sweep": None if self.sweep is None else self.sweep.to_dict("records"),
            "bands": None if self.draws is None else self.draws.to_dict("records"),
            "log": [dict(zip(("seconds", "evaluations", "gain_left"), row, strict=True)) for row in war.log],
            "answer": {"en": self.sentences("en"), "zh": self.sentences("zh")},
            "sources": [vars(s) for s in war.world.sources],
        }  # fmt: skip

    def tables(self) -> dict[str, pd.DataFrame]:
        """What is written beside a report."""
        found = {
            "economies": self.economies.reset_index(), "players": self.players.reset_index(), "rates": self.rates,
            "explanation": self.why, **{f"explanation_{axis}": t for axis, t in self.why_by.items()},
            "sweep": self.sweep, "bands": self.draws,
            "convergence": pd.DataFrame(self.war.log, columns=["seconds", "evaluations", "gain_left"]),
        }  # fmt: skip
        return {name: frame for name, frame in found.items() if frame is not None}


def _members(war: War, name: str) -> list[int]:
    """Economies behind the name of a player, an economy or a group."""
    if name in war.players:
        return list(war.game.players[war.players.index(name)].members)
    return [int(n) for n in war.world.axes.economy_index(name, "bahe war")]


def _welfare(war: War, name: str) -> tuple[float, float]:
    """Change of the real income of a player, an economy or a group: per cent, and USD million a year."""
    members = _members(war, name)
    gained = float(war.table()["welfare_usd_mn"].iloc[members].sum())
    return 100 * gained / float(war.world.income[members].sum()), gained


def _tariff_on(war: War, player: str, rival: str) -> float:
    """Mean tariff of `player` on the rival's goods, per cent, benchmark imports as weights; NaN where it sets none."""
    own, other = _members(war, player), _members(war, rival)
    if set(own) & set(other) or not any(b.lever == "tariff" for b in war.game.blocks):
        return float("nan")
    cells = np.ix_(own, other, tables.covered(war))
    value = war.world.trade[cells]
    return (
        100 * float((value * war.point.levers.tariff[cells]).sum() / value.sum()) if value.sum() > 0 else float("nan")
    )


def answer(asked: Asked, step: Step = None, world: World | None = None, keep: Keep = computed) -> Answer:
    """Solve what is asked. Raises NotConverged where the war itself does not come to rest; its neighbours may fail and say so.

    `keep` keeps the wars, one by one (`numerics.parts`).
    """
    from bahe.atlas import load_world

    base = world if world is not None else load_world(asked.world, tariffs=asked.tariff_base)
    if asked.elasticities is not None:
        base = at(base, asked.elasticities, asked.horizon)
    values = asked.sweep[2] if asked.sweep is not None else ()
    draws = dict(base.draws(asked.horizon)) if asked.bands else {}
    total = 1 + len(values) + len(draws)
    told = _told(step, 0, total)
    war = one(base, asked, asked.security, keep, start=asked.start, certify=asked.certify, progress=told)
    swept: dict[float, War | None] = {}
    near: War | None = war
    for done, b in enumerate(values, 1):
        player, rival, _ = asked.sweep  # type: ignore[misc]
        aims = {**asked.security, player: {**asked.security.get(player, {}), rival: b}}
        swept[b] = _or_none(base, asked, aims, keep, start=near, progress=_told(step, done, total))
        near = swept[b] or near
    drawn = {
        name: _or_none(w, asked, asked.security, keep, start=war.point.x if asked.start is None else asked.start,
                       progress=_told(step, done, total))
        for done, (name, w) in enumerate(draws.items(), 1 + len(values))
    }  # fmt: skip
    return Answer(asked, war, swept, drawn)


def one(
    world: World, asked: Asked, security: Mapping[str, Mapping[str, float]], keep: Keep = computed, *, start: Any = None,
    certify: bool = True, progress: Any = None,
) -> War:  # fmt: skip
    """One war with these weights of security, kept with `keep`."""
    words = worded(asked, security)

    def recipe() -> dict[str, Any]:
        x = start.point.x if isinstance(start, War) else start
        return {"part": "war", "start": x if x is None or isinstance(x, str) else print_of(x), "certify": certify}

    def posed_again() -> Game:
        return posed(
            world, asked.players, asked.tariffs, **{k: v for k, v in words.items() if k not in (*SEARCH, "seed")}
        )

    def seek() -> War:
        return nash(world, asked.players, asked.tariffs, **words, start=start, certify=certify, progress=progress)

    return kept_war(marked(keep, world, asked, security), recipe, posed_again, seek)


def marked(keep: Keep, world: World, asked: Asked, security: Mapping[str, Mapping[str, float]]) -> Keep:
    """The same, where every part follows from the world and the words of the war as well."""
    if keep is computed:
        return computed
    words = {"players": asked.players, "tariffs": asked.tariffs, "levers": asked.instruments, **worded(asked, security)}
    return under(keep, {"world": Prints().of(world, asked.horizon), "words": repr(sorted(words.items()))})


def worded(asked: Asked, security: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """What is asked, in the words of `nash`; players and grain apart."""
    tools = None
    if asked.instruments:
        tools = [Instrument(lever, grain, asked.sectors, *(asked.bounds if lever in ("tariff", "export_tax") else ()))  # type: ignore[arg-type]
                 for lever, grain in asked.instruments]  # fmt: skip
    return {
        "rule": asked.rule, "sectors": asked.sectors, "instruments": tools,
        "objective": Objective(asked.political, security, asked.audience),
        "bounds": asked.bounds, "horizon": asked.horizon, "closure": asked.closure, "answer_in_kind": asked.retaliate,
        "tol": asked.tol, "seed": asked.seed,
    }  # fmt: skip


def _or_none(
    world: World, asked: Asked, security: Mapping[str, Mapping[str, float]], keep: Keep, **how: Any
) -> War | None:
    try:
        return one(world, asked, security, keep, certify=False, **how)
    except ModelSaysNo:
        return None


def at(world: World, elasticities: str, horizon: str) -> World:
    """The world with a set of elasticities by name, or one number at the horizon."""
    try:
        value = float(elasticities)
    except ValueError:
        return world.at(elasticities=elasticities, horizon="long")
    return world.at(elasticities=value, horizon=horizon)


def _told(step: Step, done: int, total: int) -> Callable[[str, float], None] | None:
    """The bar moves by decades of the gain that is left: from 1e-3 to 1e-17."""
    if step is None:
        return None

    def tell(what: str, size: float) -> None:
        if what.startswith("certificate"):
            step(min(int(100 * (done + 0.95)), 100 * total - 1), 100 * total, what)
            return
        share = min(max((-3 - log10(max(size, 1e-18))) / 14, 0.0), 0.9)
        step(int(100 * (done + share)), 100 * total, f"{what}: gain left {size:.0e}")

    return tell
