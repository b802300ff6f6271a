"""`bahe deal` as an answer: what is asked, the deal and its neighbours, sentences, tables, one document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from bahe.faults import BadValue, Conflict, ModelSaysNo
from bahe.numerics.info import SolveInfo
from bahe.report.deals import tables as deals
from bahe.report.deals import words
from bahe.report.wars.answer import at
from bahe.statecraft.deal import Deal, cooperate
from bahe.statecraft.frontier import Frontier, frontier, measured, mutual_rates
from bahe.statecraft.game import Game
from bahe.statecraft.give_and_take import GiveAndTake, give_and_take
from bahe.statecraft.pairs import Pairs, nash_in_nash
from bahe.statecraft.policy import Instrument
from bahe.statecraft.war import War, nash
from bahe.statecraft.zone import End, Zone, ends, zone
from bahe.world.world import World

Step = Callable[[int, int, str], None] | None


@dataclass(frozen=True)
class Asked:
    """A question on a deal, as the command line and the library say it.

    start       nash | status-quo | free-trade: what each has without a deal;  rule: equal-gains | nash
    partners    "players": they agree on what they charge each other; None: on what they charge everybody
    frontier    the Pareto frontier and the zone of agreement of two players; None: where there are two
    pairs       pair by pair instead of all together;  mfn: a rate holds for all partners
    """

    players: tuple[str, ...] | None = ("USA", "CHN")
    start: str = "nash"
    rule: str = "equal-gains"
    tariffs: str = "partner"
    sectors: tuple[str, ...] | None = ("goods",)
    partners: str | None = "players"
    side_payments: bool = False
    power: tuple[float, ...] | None = None
    frontier: bool | None = None
    points: int = 25
    pairs: bool = False
    mfn: bool = False
    bounds: tuple[float, float] = (0.0, 5.0)
    horizon: str = "long"
    closure: str = "balanced"
    elasticities: str | None = None
    tol: float = 1e-7
    tariff_base: str = "all"
    world: str = "icio-2022"

    @property
    def tool(self) -> Instrument:
        """What is agreed on."""
        return Instrument("tariff", self.tariffs, self.sectors, *self.bounds, self.partners)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Mark:
    """A named point beside the frontier: gains (fractions), USD million a year and rates on each other, of the two."""

    gains: tuple[float, float]
    usd: tuple[float, float]
    rates: tuple[float, float]


@dataclass(frozen=True)
class Answer:
    """The deal that is asked for, what each gives and takes, and for two the frontier, its marks and the zone."""

    asked: Asked
    deal: Deal
    parts: GiveAndTake
    curve: Frontier | None = None
    ends: tuple[End, End] | None = None
    zone: Zone | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)

    @property
    def game(self) -> Game:
        """Players and what they set."""
        return self.deal.game

    @property
    def grain(self) -> str:
        """How finely tariffs are set."""
        return self.deal.grain

    @property
    def info(self) -> SolveInfo:
        """How the search ended."""
        return self.deal.info

    @cached_property
    def players(self) -> pd.DataFrame:
        """`deal.table()`."""
        return deals.players_table(self.deal, self.parts)

    @cached_property
    def rates(self) -> pd.DataFrame:
        """`deal.table("rates")`."""
        return deals.deal_rates(self.deal)

    @cached_property
    def economies(self) -> pd.DataFrame:
        """`deal.table("economies")`."""
        return deals.economies_table(self.deal, self.parts)

    @cached_property
    def why(self) -> pd.DataFrame:
        """`deal.explain()`."""
        return deals.deal_explained(self.deal, self.parts)

    def sentences(self, lang: str) -> list[str]:
        """What they set, what it brings, why they sign, and where they may settle."""
        said = [
            words.opening(self, lang),
            words.outcome(self, lang),
            words.bargain(self, lang),
            words.zone_said(self, lang),
        ]
        return [s for s in said if s]

    def document(self) -> dict[str, Any]:
        """One JSON document."""
        d, a = self.deal, self.asked
        return _head(a, d.game, d.info) | {
            "start": d.start, "rule": d.rule, "grain": d.grain,
            "players": {str(p): row | {"members": [d.world.economies[m] for m in d.game.players[n].members]}
                        for n, (p, row) in enumerate(self.players.to_dict("index").items())},
            "rates": self.rates.to_dict("records"), "economies": self.economies.to_dict("index"),
            "give_and_take": self.why.to_dict("index"),
            "frontier": None if self.curve is None else self.curve.table().to_dict("records"),
            "marks": {name: {"gain_pct": [100 * g for g in m.gains], "usd_mn": list(m.usd), "tariff_pct": [100 * r for r in m.rates]}
                      for name, m in self.marks.items()},
            "zone": None if self.ends is None else [
                {"nothing_for": e.spared, "gain_pct": [100 * g for g in e.gains], "usd_mn": list(e.usd),
                 "tariff_pct": [100 * r for r in e.rates], "others_usd_mn": e.others, "reached": e.reached}
                for e in self.ends
            ],
            "zone_map": None if self.zone is None else {
                "tariff_pct": [(100 * self.zone.rates).tolist(), (100 * self.zone.rates_back).tolist()],
                "gain_pct": (100 * self.zone.gains).tolist(), "both": self.zone.both.tolist(),
            },
            "answer": {"en": self.sentences("en"), "zh": self.sentences("zh")},
            "sources": [vars(s) for s in d.world.sources],
        }  # fmt: skip

    def tables(self) -> dict[str, pd.DataFrame]:
        """What is written beside a report."""
        found = {
            "players": self.players.reset_index(), "rates": self.rates, "economies": self.economies.reset_index(),
            "give_and_take": self.why.reset_index(), "frontier": None if self.curve is None else self.curve.table(),
            "marks": self._marks(), "zone": self._map(),
        }  # fmt: skip
        return {name: frame for name, frame in found.items() if frame is not None}

    def _marks(self) -> pd.DataFrame | None:
        if not self.marks:
            return None
        a, b = self.deal.players
        rows = [{"mark": n, f"{a}_gain_pct": 100 * m.gains[0], f"{b}_gain_pct": 100 * m.gains[1], f"{a}_usd_mn": m.usd[0],
                 f"{b}_usd_mn": m.usd[1], f"{a}_tariff_pct": 100 * m.rates[0], f"{b}_tariff_pct": 100 * m.rates[1]}
                for n, m in self.marks.items()]  # fmt: skip
        return pd.DataFrame(rows)

    def _map(self) -> pd.DataFrame | None:
        if self.zone is None:
            return None
        (p, q), z = self.deal.players, self.zone
        a, b = np.meshgrid(z.rates, z.rates_back, indexing="ij")
        return pd.DataFrame({
            f"{p}_tariff_pct": 100 * a.ravel(), f"{q}_tariff_pct": 100 * b.ravel(), f"{p}_gain_pct": 100 * z.gains[..., 0].ravel(),
            f"{q}_gain_pct": 100 * z.gains[..., 1].ravel(), "both": z.both.ravel(),
        })  # fmt: skip


@dataclass(frozen=True)
class Paired:
    """Agreements pair by pair."""

    asked: Asked
    found: Pairs

    @property
    def game(self) -> Game:
        """Players and what they set."""
        return self.found.game

    @property
    def grain(self) -> str:
        """How finely tariffs are set."""
        return "sector" if self.found.mfn else "partner-sector" if self.asked.tariffs == "partner-sector" else "partner"

    @property
    def info(self) -> SolveInfo:
        """How the search ended."""
        return self.found.info

    @cached_property
    def players(self) -> pd.DataFrame:
        """`pairs.table("players")`."""
        return deals.pairs_table(self.found, "players")

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """`pairs.table()`."""
        return deals.pairs_table(self.found)

    @cached_property
    def rates(self) -> pd.DataFrame:
        """`pairs.table("rates")`."""
        return deals.pairs_table(self.found, "rates")

    @cached_property
    def weights(self) -> pd.Series:
        """Benchmark imports of each player that rates fall on."""
        return self.rates.groupby("player")["imports_usd_mn"].sum().reindex(self.players.index)

    def sentences(self, lang: str) -> list[str]:
        """What all pairs agree on, and what it brings."""
        return [words.paired_opening(self, lang), words.paired_outcome(self, lang)]

    def document(self) -> dict[str, Any]:
        """One JSON document."""
        f = self.found
        return _head(self.asked, f.game, f.info) | {
            "start": self.asked.start, "mfn": f.mfn, "grain": self.grain, "players": self.players.to_dict("index"),
            "pairs": self.pairs.to_dict("records"), "rates": self.rates.to_dict("records"),
            "answer": {"en": self.sentences("en"), "zh": self.sentences("zh")},
            "sources": [vars(s) for s in f.game.world.sources],
        }  # fmt: skip

    def tables(self) -> dict[str, pd.DataFrame]:
        """What is written beside a report."""
        return {"players": self.players.reset_index(), "pairs": self.pairs, "rates": self.rates}


def _head(asked: Asked, game: Game, info: SolveInfo) -> dict[str, Any]:
    return {
        "world": game.world.name, "horizon": game.horizon, "closure": game.closure, "elasticities": game.world.elasticity_set,
        "asked": {k: list(v) if isinstance(v, tuple) else v for k, v in vars(asked).items()}, "info": info.as_dict(),
    }  # fmt: skip


# -- solving ---------------------------------------------------------------------------------------------------------------
def answer(asked: Asked, step: Step = None, world: World | None = None) -> Answer | Paired:
    """Solve what is asked. Raises Conflict for wishes that exclude each other, NotConverged where a search does not end."""
    from bahe.atlas import load_world

    _agree(asked)
    base = world if world is not None else load_world(asked.world, tariffs=asked.tariff_base)
    if asked.elasticities is not None:
        base = at(base, asked.elasticities, asked.horizon)
    return _paired(asked, base, step) if asked.pairs else _together(asked, base, step)


def _agree(asked: Asked) -> None:
    """Wishes that exclude each other."""
    count = None if asked.players is None else len(asked.players)
    if count == 1:
        raise BadValue("a deal needs two", field="--players", got=", ".join(asked.players or ()))
    if asked.mfn and not asked.pairs:
        raise Conflict("most-favoured-nation treatment is about pairs", field="--mfn", remedy="Add --pairs.")
    if asked.pairs:
        for wish, option in ((asked.side_payments, "--side-payments"), (asked.frontier, "--frontier"), (asked.power, "--power"),
                             (asked.rule != "equal-gains", "--rule"), (asked.partners is None, "--everybody"),
                             (asked.start == "free-trade", "--from free-trade")):  # fmt: skip
            if wish:
                raise Conflict("pairs bargain by the Nash product over what the two charge each other, from the war or the tariffs in "
                               "force", field=option, got="--pairs", remedy="Leave one of the two out.")  # fmt: skip
    if asked.frontier and count != 2:
        raise BadValue(
            "a frontier is drawn for two",
            field="--players",
            got=count or "all",
            remedy="Name two, or leave --frontier out.",
        )
    if asked.power is not None and asked.rule != "nash":
        raise Conflict(
            "power counts in the Nash product alone", field="--power", got=asked.rule, remedy="--rule nash-product."
        )
    if asked.power is not None and (len(asked.power) != count or min(asked.power) <= 0):
        raise BadValue(
            "one number above zero a player is needed",
            field="--power",
            got=list(asked.power),
            allowed=f"{count} numbers",
        )


def _paired(asked: Asked, world: World, step: Step) -> Paired:
    def tell(what: str, moved: float) -> None:
        if step is not None:
            rounds.append(moved)
            step(min(len(rounds), 29), 30, f"round {len(rounds)}: rates moved by {moved:.0e}")

    rounds: list[float] = []
    if step is not None:
        step(0, 30, "the trade war" if asked.start == "nash" else "pairs")
    found = nash_in_nash(
        world, asked.players, mfn=asked.mfn, by_sector=asked.tariffs == "partner-sector", sectors=asked.sectors, start=asked.start,
        bounds=asked.bounds, horizon=asked.horizon, closure=asked.closure, tol=max(asked.tol, 1e-5), progress=tell,
    )  # fmt: skip
    return Paired(asked, found)


def _together(asked: Asked, world: World, step: Step) -> Answer:
    drawn = asked.frontier if asked.frontier is not None else asked.players is not None and len(asked.players) == 2
    stages = Stages(step, 40 if not drawn else 100)
    how: dict[str, Any] = {"horizon": asked.horizon, "closure": asked.closure}
    war: War | None = None
    if asked.start == "nash" or drawn:
        war = nash(
            world,
            asked.players,
            instruments=[asked.tool],
            certify=False,
            progress=stages.within("the trade war", 0, 10),
            **how,
        )

    def agreed(rule: str, paid: bool, stage: tuple[str, int, int]) -> Deal:
        return cooperate(
            world, asked.start, rule, players=asked.players, tariffs=asked.tariffs, sectors=asked.sectors, partners=asked.partners,
            bounds=asked.bounds, side_payments=paid, power=asked.power if rule == "nash" else None, war=war, tol=asked.tol,
            progress=stages.within(*stage), **how,
        )  # fmt: skip

    deal = agreed(asked.rule, asked.side_payments, ("the deal", 10, 30))
    stages.at("what each gives and takes", 30)
    parts = give_and_take(deal)
    if not drawn or war is None:
        return Answer(asked, deal, parts)
    curve = frontier(
        world, asked.players, tariffs=asked.tariffs, sectors=asked.sectors, partners=asked.partners, start=asked.start, bounds=asked.bounds,
        points=asked.points, war=war, progress=stages.within("the frontier", 40, 60), **how,
    )  # fmt: skip
    stages.at("the ends of the zone", 60)
    found = ends(curve)
    marks = _marks(asked, deal, curve, war, agreed)
    mapped = None
    if curve.game.size == 2:
        top = np.max([m.rates for m in marks.values()], axis=0)
        mapped = zone(
            curve,
            top=tuple(np.maximum(1.08 * top, 0.05)),
            points=17,
            progress=stages.within("the map of the zone", 85, 99),
        )
    return Answer(asked, deal, parts, curve, found, mapped, marks)


def _marks(asked: Asked, deal: Deal, curve: Frontier, war: War, agreed: Callable[..., Deal]) -> dict[str, Mark]:
    """War, tariffs in force, free trade and the two rules, as gains over what there is without a deal."""
    game = curve.game

    def mark(point: Any) -> Mark:
        gains, usd, _ = measured(curve, point)
        return Mark(_two(gains), _two(usd), _two(mutual_rates(game, point)))

    own = game.objective.own @ game.base
    values = curve.values_before
    force = 1 / (1 + values) - 1
    out = {
        "nash": mark(war.point),
        "status-quo": Mark(_two(force), _two(force * own * (1 + values)), _two(_in_force(game))),
        "free-trade": mark(game.at(np.clip(np.zeros(game.size), *game.bounds), curve.points[len(curve.points) // 2])),
    }
    for rule, name, stage in (("equal-gains", "equal-gains", (65, 75)), ("nash", "nash-product", (75, 85))):
        if rule == deal.rule and not asked.side_payments:
            out[name] = mark(deal.point)
            continue
        try:
            out[name] = mark(agreed(rule, False, (name, *stage)).point)
        except ModelSaysNo:
            continue
    if asked.side_payments:
        out["paid"] = mark(deal.point)
    return out


def _two(x: Any) -> tuple[float, float]:
    return float(x[0]), float(x[1])


def _in_force(game: Game) -> Any:
    """Mean rates in force of the two on each other."""
    out = np.zeros(2)
    for b in game.blocks:
        other = np.isin(b.i, game.players[1 - b.player].members)
        n, i, k = b.n[other], b.i[other], b.k[other]
        value = game.world.trade[n, i, k]
        out[b.player] = float(value @ game.world.tariff[n, i, k] / value.sum()) if value.sum() > 0 else np.nan
    return out


class Stages:
    """A bar in stages: searches of unknown length move it by ever smaller steps."""

    def __init__(self, step: Step, total: int) -> None:
        self.step, self.total = step, total

    def at(self, what: str, done: int) -> None:
        """A stage begins."""
        if self.step is not None:
            self.step(min(done, self.total - 1), self.total, what)

    def within(self, what: str, first: int, last: int) -> Callable[[str, float], None] | None:
        """A callback that moves from `first` to `last`."""
        if self.step is None:
            return None
        calls = [0]
        self.at(what, first)

        def tell(_: str, __: float) -> None:
            calls[0] += 1
            self.at(what, first + int((last - first) * (1 - 0.96 ** calls[0])))

        return tell
