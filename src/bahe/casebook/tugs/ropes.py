"""A rope played: draws of what is not known about one good, put where its figures are and weighed by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from bahe.atlas.items import item as item_of
from bahe.atlas.parts import Prints
from bahe.casebook.tugs.figures import accounts, error, seen, small_world
from bahe.casebook.tugs.files import Good
from bahe.casebook.tugs.priors import Drawn, drawn, moving
from bahe.faults import NotConverged
from bahe.numerics.importance import PILOT, adapted, effective_of, normed
from bahe.numerics.info import Outcome, SolveInfo
from bahe.numerics.parts import Arrays, Keep, computed, under
from bahe.report.tugs.answer import FAN
from bahe.rounds import Chronicle, Move, Rules, play
from bahe.rounds.conditioning import LEAST, at_times, quantile
from bahe.substitution.laws import Laws
from bahe.world.capability import Capability

Floats = NDArray[np.float64]

#: Error of the log change of all imports in money as one of what is not made at home: use and prices move too; a judgement.
ACCOUNTS = 0.20
#: Figures that a fan may know: those of the forecast that is scored, and all.
TRAINED, ALL = ("fit",), ("fit", "late", "score")
#: Names of the laws' numbers among the parameters.
LAWS = (
    "exponent", "noise", "setback_chance", "progress", "diffusion", "research", "research_response", "long_elasticity",
    "short_elasticity", "speed", "leakage", "fill", "distrust_weight", "distrust_up", "distrust_down", "lock_in", "compatibility",
    "base_life", "switch_rate",
)  # fmt: skip
_OFF: dict[str, tuple[str, ...]] = {
    "learning": ("exponent", "diffusion", "research"), "lock-in": ("lock_in",), "third countries": ("resourcing",),
    "technology switch": ("switch_rate",), "distrust": ("distrust_weight",), "under way": ("pull",),
}  # fmt: skip


class Rope:
    """One good, its draws, and the play of them under its policy.

    trained, weight   [s] given the figures marked `fit`, and given all;  refitted: whether any draw allows what was held back
    expected          effective draws among as many of the prior alone, given all figures: how far the prior expected them
    """

    def __init__(self, good: Good, draws: int, seed: int, solve: bool, keep: Keep = computed) -> None:
        self.good, self.seed, self.count, self._keep = good, seed, draws, keep
        self.item = item_of(good.item)
        stock = {} if self.item.stock is None else {"stock": [self.item.stock.low / 12, self.item.stock.high / 12]}
        self.given = {**stock, **good.priors}
        self.seen = seen(good)
        self.targets = list(dict.fromkeys(self._used(uses) for uses in (TRAINED, ALL)))
        self.targets = [t for t in self.targets if t]
        said = repr((good, self.item, self.given, self.seen, draws, seed))
        self._mark = {} if keep is computed else {"of": sha256(said.encode()).hexdigest()}
        sample = adapted(self._likelihood, len(moving(self.given)), draws, seed)
        self.drawn = drawn(self.given, draws, seed, sample.u)
        self.world = small_world(good) if good.carve and solve else None
        self.chronicle = self.run()
        self.stages, self.log_ratio = sample.stages, sample.log_ratio
        self.expected = sample.stages[0][-1] * draws / min(PILOT, draws) if sample.stages else float(draws)
        self.trained = self._weight(TRAINED)
        try:
            self.weight, self.refitted = self._weight(ALL), True
        except (
            NotConverged
        ):  # the draws hardly allow what came: the fan stays as it was forecast, and the answer says so
            self.weight, self.refitted = self.trained, False

    # -- playing -------------------------------------------------------------------------------------------------------
    def run(
        self,
        off: tuple[str, ...] = (),
        policy: str | None = None,
        given: Mapping[str, Any] | None = None,
        world: bool = True,
    ) -> Chronicle:
        """The same draws with some factors off, or under another policy."""
        start, move, rules, part = self.laid(self.drawn, off, policy, given)
        if not world or self.world is None:
            return play(None, start, [move], rules, self.seed, holder_part=part)
        return play(self.world, start, [move], rules, self.seed, holder_part=part, keep=self._solved(rules.horizon))

    def _solved(self, horizon: str) -> Keep:
        """What is kept of the solved world, which every good and policy of the same world and rope shares."""
        if self._keep is computed or self.world is None:
            return computed
        return under(self._keep, {"world": Prints().of(self.world, horizon)})

    def kept(self, part: str, at: Any, compute: Callable[[], Arrays]) -> Arrays:
        """Arrays that follow from the good, its draws and `at`, computed once."""
        return self._keep({"part": part, "at": at, **self._mark}, compute)

    def laid(
        self, d: Drawn, off: tuple[str, ...] = (), policy: str | None = None, given: Mapping[str, Any] | None = None
    ) -> tuple[Capability, Move, Rules, Floats]:
        """State, move, rules and the holder's part of imports at the start, for draws d."""
        good, count = self.good, len(d["gap"])
        gone = {name for factor in off for name in _OFF.get(factor, ())}
        value = {name: np.zeros(count) if name in gone else d[name] for name in (*LAWS, "resourcing", "pull")}
        s = np.clip(d["home_share"], 1e-4, 1 - 1e-4)
        lock = value["lock_in"] * (1 - value["compatibility"]) * (2 * s - 1)
        rest = d["gap"] + (logit(s) - lock + value["pull"]) / (value["long_elasticity"] - 1)
        value["noise"], value["setback_chance"], setbacks = d.quiet()
        value["progress"] = value["progress"] - setbacks  # the measured exponent holds the mean of setbacks already
        wide = {name: value[name][:, None, None] for name in LAWS}
        laws = Laws(**wide, preference=rest[:, None, None], weights=good.weights, floors=(0.0,) * len(good.weights))
        start = Capability((good.target,), (good.item,), experience=d.wide("made"), gap=d.wide("gap"), home_share=s[:, None, None],
                           stock=d.wide("stock"))  # fmt: skip
        if policy is None:
            policy = "free" if "control" in off else good.policy
            given = None
        move = Move(good.holder, good.target, good.item, policy, self._given(d, policy) if given is None else given)
        floors = None if "floor" in off or not good.floors else floors_of(good)
        rules = Rules(laws, years=good.years, resourcing=value["resourcing"][:, None], floors=floors)
        return start, move, rules, np.clip(d["holder_part"], 1e-4, 1.0)[:, None]

    def _given(self, d: Drawn, policy: str) -> dict[str, Any]:
        if policy == "free":
            return {}
        names = ("first", "later") if policy == "stepped" else ("intensity",)
        return {**self.good.given, **{n: d[n] for n in names}}

    # -- what is seen --------------------------------------------------------------------------------------------------
    def observable(self, c: Chronicle) -> Floats:
        """What the figures are of [t,s]."""
        s, h, d = c.of("home_share")[:, :, 0], c.holder_part[:, :, 0], c.of("switched")[:, :, 0]
        return {"home": s, "imports": h, "market": (1 - s) * h, "users": h * (1 - d)}[self.good.shown]

    def _used(self, uses: tuple[str, ...]) -> tuple[str, ...]:
        """Uses of `uses` that some figure has."""
        return tuple(u for u in uses if any(f.use == u for f in self.seen))

    def _likelihood(self, u: Floats) -> Floats:
        """Log-likelihood of each target [k,s] at points u, played without a world and with chance of its own."""
        at = "" if self._keep is computed else sha256(np.ascontiguousarray(u).tobytes()).hexdigest()
        return np.asarray(self.kept("likelihood", at, lambda: {"logs": self._played(u)})["logs"])

    def _played(self, u: Floats) -> Floats:
        start, move, rules, part = self.laid(drawn(self.given, len(u), self.seed, u))
        c = play(None, start, [move], rules, self.seed + 1, holder_part=part)
        return np.array([self.fit_of(c, uses) for uses in self.targets]).reshape(len(self.targets), len(u))

    def fit_of(self, c: Chronicle, uses: tuple[str, ...]) -> Floats:
        """-sum ((simulated - figure)/error)^2 / 2 [s], in log-odds, over figures of these uses and the accounts in money."""
        used = [f for f in self.seen if f.use in uses]
        simulated = at_times(self.observable(c), self.good.start, [f.year for f in used])
        figures, errors = [float(logit(f.value)) for f in used], [error(f) for f in used]
        if self.good.accounts:
            simulated = np.vstack([simulated, self._imported(c)])
            figures.append(_money(accounts(self.good)))
            errors.append(ACCOUNTS)
        y, e = np.asarray(figures), np.asarray(errors)
        return np.asarray(-(((simulated - y[:, None]) / e[:, None]) ** 2).sum(0) / 2)

    def _imported(self, c: Chronicle) -> Floats:
        """Log change of all imports between the years of the accounts [s]: what is not imported is made at home or not used."""
        a = self.good.accounts
        kept = (1 - c.of("home_share")[:, :, 0]) * (1 - c.of("switched")[:, :, 0])
        l = at_times(kept, self.good.start, [float(a[k]) + 0.5 for k in ("from", "to")])
        before, after = -np.logaddexp(0, -l)
        return np.asarray(after - before)

    def _weight(self, uses: tuple[str, ...]) -> Floats:
        used = self._used(uses)
        logs = self.log_ratio + (self.fit_of(self.chronicle, used) if used else 0.0)
        enough = effective_of(logs)
        if self.count >= LEAST > enough:
            info = SolveInfo(Outcome.stalled, len(self.stages), enough, LEAST, 0.0)
            raise NotConverged("too few draws of the priors explain the figures", info, where=f"good {self.good.id!r}",
                               got=f"{enough:.1f} effective", remedy="More draws, or priors that allow what was seen.")  # fmt: skip
        return normed(logs)

    def band(self, values: Floats, q: Any = FAN) -> Floats:
        """Weighted quantiles [q,...] over the last axis."""
        return quantile(values, self.weight, q)

    def middle(self, values: Floats) -> float:
        """Weighted mean over draws."""
        return float((self.weight * values).sum())

    def effect(self, factor: str) -> Floats:
        """Home share at the end less that with the factor off [s]."""
        off = self.run((factor,), world=False)
        return np.asarray(
            self.chronicle.of("home_share")[self.good.ends, :, 0] - off.of("home_share")[self.good.ends, :, 0]
        )


def in_two(
    rope: Rope, turn: int, *, capacity: Floats | None = None, growth: Any = 0.0, compatibility: float | None = None,
    policy: str | None = None, given: Mapping[str, Any] | None = None, floors: list[tuple[float, ...]] | None = None,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Home share [t,s] and that of the last buyer segment [t,s], played to year `turn`, changed, and played on with the same chance.

    capacity[s] of home makers from then on, market-years, growing by at most `growth` a year; compatibility from then on.
    """
    start, move, rules, part = rope.laid(rope.drawn, policy=policy, given=given)
    floors = list(rules.floors or []) if floors is None else floors
    rng = np.random.default_rng(rope.seed)
    rules = replace(rules, floors=floors[:turn] or None, years=turn)
    first = play(None, start, [move], rules, rng, holder_part=part)
    state, laws = first.states[-1], rules.laws
    if capacity is not None:
        state = replace(state, capacity=capacity[:, None, None])
        laws = replace(laws, capacity_growth=np.asarray(growth, dtype=np.float64).reshape(-1, 1, 1))
    if compatibility is not None:
        laws = replace(laws, compatibility=compatibility)
    rules = replace(rules, laws=laws, floors=floors[turn:] or None, years=rope.good.years - turn)
    second = play(None, state, [_later(move, turn)], rules, rng, holder_part=first.holder_part[-1])
    states = (*first.states[:-1], *second.states)
    home = np.stack([c.home_share[:, 0, 0] for c in states])
    last = np.stack(
        [c.home_share[:, 0, 0] if c.segment_share is None else c.segment_share[:, 0, 0, -1] for c in states]
    )
    return home, last


def _later(move: Move, turn: int) -> Move:
    """The same move, seen from year `turn` on: dates of its policy are counted from there."""
    given = {k: max(int(v) - turn, 0) if k in ("start", "turn") else v for k, v in move.given.items()}
    if "years" in given:
        end = int(move.given.get("start", 0)) + int(move.given["years"])
        given["years"] = max(end - turn, 0) - given["start"]
    return replace(move, given=given)


def floors_of(good: Good) -> list[tuple[float, ...]]:
    """Floors of each year: the last that hold by its start."""
    none = (0.0,) * len(good.weights)
    out = []
    for year in good.times[:-1]:
        held = [f for y, f in sorted(good.floors.items()) if y <= year + 1e-9]
        out.append(held[-1] if held else none)
    return out


def _money(money: Mapping[str, float]) -> float:
    """Log change of all imports in money."""
    after, before = (money[f"others_{k}"] + money[f"holder_{k}"] for k in ("after", "before"))
    return float(np.log(after) - np.log(before))
