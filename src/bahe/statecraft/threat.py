"""Coercion: a threat is an instrument and a demand (textbook, section 8).

One round, everybody's payoff known, solved from the end: the target concedes or resists; if it resists the sender executes or backs
down, at an audience cost; if he executes the target answers with the best of nothing, its best tariffs on him, an answer in kind
and the countermeasures that it holds in reserve. A threat is credible if executing it beats backing down, and a countermeasure if
using it beats letting the blow pass, both with what each side would pay to be seen to act. The most that the target would give is what
the executed threat, answered as well as can be, would cost it. [Schelling 1960; Fearon 1994 for audience costs; Drezner 2003]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, Conflict, ModelSaysNo, NotConverged
from bahe.registry import door
from bahe.statecraft.game import new_game
from bahe.statecraft.policy import Instrument, read_players
from bahe.statecraft.reply import best_reply
from bahe.trade.equilibrium import Equilibrium
from bahe.trade.solve import solve
from bahe.world import levers
from bahe.world.shock import Effect, Shock
from bahe.world.world import World

Floats = NDArray[np.float64]
Outcome = Literal["concedes", "executed", "not credible"]

#: Answers of the target that need no list: what they are.
NOTHING, BEST, IN_KIND = "nothing", "best tariffs", "in kind"

#: More issues than this and the table of packages does not end.
MOST_DEMANDS = 8


@dataclass(frozen=True)
class Demand:
    """What the sender asks for: what it is worth to him and what it costs the target, USD million a year.

    shock   instead of figures: a change of policy, such as a tariff cut by the target, whose worth the engine finds
    source  where the figures come from; typed-in figures say so
    """

    name: str
    cost: float = 0.0
    value: float = 0.0
    shock: Shock | None = None
    source: str = "typed in"

    def __post_init__(self) -> None:
        for name in ("cost", "value"):
            if not np.isfinite(getattr(self, name)):
                raise BadValue(
                    "not a finite number", field=name, where=f"Demand {self.name!r}", got=getattr(self, name)
                )

    def valued(self, world: World, s: tuple[int, ...], t: tuple[int, ...], how: Mapping[str, Any]) -> Demand:
        """The same with cost and value by the engine, where it is a change of policy."""
        if self.shock is None:
            return self
        gain = _gain(world, self.shock, how)
        return Demand(self.name, -float(gain[list(t)].sum()), float(gain[list(s)].sum()), self.shock, "engine")


@dataclass(frozen=True)
class Answer:
    """One answer of the target to the executed threat: gains of both against the status quo, USD million a year; NaN where the
    world has no equilibrium. `price` is what it must be worth to the target to be seen to answer, for this to be credible."""

    name: str
    target: float
    sender: float
    others: float
    price: float
    solved: bool
    rate: float | None = None
    """Mean rate of the target's best tariffs on the sender."""


@dataclass(frozen=True)
class Package:
    """A set of demands made together: what it costs and is worth, and whether the target would take it."""

    demands: tuple[str, ...]
    cost: float
    value: float
    taken: bool


@dataclass(frozen=True, eq=False)
class Threat:
    """What a threat can get, USD million a year.

    loss            of the target if the threat is executed and nothing is answered; `answered`: by its answer
    own_cost        of the sender, then
    credible        he would execute; `bluff_price`: the audience cost above which he would (zero: at none)
    most            the most that the target would give to be spared; zero where the threat is not credible
    outcome         concedes | executed | not credible, with all demands together
    packages        every set of demands;  linked: the set that is worth most to him among those taken
    linkage         True where tying issues together gets him more than the best single one
    """

    sender: str
    target: str
    why: tuple[str, ...]
    answers: tuple[Answer, ...]
    answer: Answer
    loss: float
    own_cost: float
    audience: float
    resolve: float
    credible: bool
    bluff_price: float
    most: float
    outcome: Outcome
    demands: tuple[Demand, ...]
    packages: tuple[Package, ...]
    linked: Package | None
    linkage: bool
    horizon: str
    income: tuple[float, float]
    """Base real income of sender and target."""
    without: Mapping[str, Outcome] = field(default_factory=dict)
    """Outcome if one countermeasure is taken off the table."""

    def __getattr__(self, name: str) -> Any:
        """Labelled doors, attached in `bahe/__init__`: table()."""
        return door(self, name)


def threat(
    world: World,
    sender: str,
    target: str,
    shock: Shock,
    *,
    demands: Sequence[Demand] = (),
    countermeasures: Mapping[str, Shock] | None = None,
    audience: float = 0.0,
    resolve: float = 0.0,
    tariffs: str = "partner-sector",
    sectors: Any = "goods",
    horizon: str = "long",
    closure: str = "balanced",
    bounds: tuple[float, float] = (0.0, 1.0),
    tol: float = 1e-12,
) -> Threat:
    """What `sender` can get from `target` by threatening `shock`.

    demands          what is asked for; none: only the most that would be given is found
    countermeasures  name -> Shock: what the target holds in reserve besides its best tariffs and an answer in kind
    audience         what backing down would cost the sender, USD million a year
    resolve          what letting the blow pass would cost the target, USD million a year: zero means that it answers only if that
                     pays by itself
    tariffs, sectors, bounds   grain and reach of the target's best tariffs on the sender
    tol              their search ends where a step of Newton would gain less than this fraction of the target's real income

    Raises Conflict for a threat that is not the sender's, NotConverged where the threat itself has no equilibrium; an answer that has
    none is kept as unsolved and never chosen.
    """
    both = read_players(world, [sender, target], "threat")
    s, t = both[0].members, both[1].members
    if len(demands) > MOST_DEMANDS:
        raise BadValue(
            "too many demands", field="demands", where="threat", got=len(demands), allowed=f"up to {MOST_DEMANDS}"
        )
    for name, amount in (("audience", audience), ("resolve", resolve)):
        if isinstance(amount, bool) or not np.isfinite(amount) or amount < 0:
            raise BadValue(
                "out of range", field=name, where="threat", got=amount, allowed="USD million a year, zero or more"
            )
    how = {"horizon": horizon, "closure": closure}
    blow = solve(world, shock, **how)  # type: ignore[arg-type]
    answers = [_answer(NOTHING, _changed(blow), s, t, 0.0)]
    answers.append(_best_tariffs(world, sender, target, shock, s, t, tariffs, sectors, bounds, how, answers[0], tol))
    mirrored = in_kind(world, shock, s, t)
    named = ({IN_KIND: mirrored} if mirrored.effects else {}) | dict(countermeasures or {})
    for name, counter in named.items():
        answers.append(_tried(name, world, shock & counter, s, t, how | {"start": blow}, answers[0]))
    asked = tuple(d.valued(world, s, t, how) for d in demands)
    best, credible, most, outcome = _played(answers, asked, audience, resolve)
    packages = tuple(
        Package(tuple(d.name for d in part), cost := sum(d.cost for d in part), sum(d.value for d in part), credible and cost <= most)
        for size in range(1, len(asked) + 1) for part in combinations(asked, size)
    )  # fmt: skip
    taken = [p for p in packages if p.taken]
    linked = max(taken, key=lambda p: p.value, default=None)
    single = max((p.value for p in taken if len(p.demands) == 1), default=0.0)
    reserve = [a.name for a in answers if a.name != NOTHING]
    without = {n: _played([a for a in answers if a.name != n], asked, audience, resolve)[3] for n in reserve}
    return Threat(
        sender, target, shock.why, tuple(answers), best, -answers[0].target, -best.sender, audience, resolve, credible,
        max(-best.sender, 0.0), most, outcome, asked, packages, linked, linked is not None and linked.value > single + 1e-9,
        horizon, (float(world.income[list(s)].sum()), float(world.income[list(t)].sum())), without,
    )  # fmt: skip


def _played(
    answers: Sequence[Answer], demands: Sequence[Demand], audience: float, resolve: float
) -> tuple[Answer, bool, float, Outcome]:
    """From the end: the answer, whether the sender executes, the most that the target gives, and what happens."""
    able = [a for a in answers if a.solved]
    best = max(able, key=lambda a: a.target + (resolve if a.name != NOTHING else 0.0))
    credible = best.sender > -audience
    most = max(-best.target, 0.0) if credible else 0.0
    if not credible:
        return best, credible, most, "not credible"
    return best, credible, most, "concedes" if sum(d.cost for d in demands) <= most else "executed"


def in_kind(world: World, shock: Shock, s: tuple[int, ...], t: tuple[int, ...]) -> Shock:
    """What the sender's tariffs rise by on each of the target's goods, put on the same goods of his by the target."""
    new, old = levers.resolve(shock, world).tariff, world.tariff
    e, k = world.economies, world.sectors
    rise = np.maximum(new - old, 0.0)
    cells = tuple(
        (e[i], e[n], k[j], float(rise[n, i, j])) for n in s for i in t for j in np.flatnonzero(rise[n, i])
    )  # fmt: skip
    return Shock((Effect("tariff", "add", cells=cells, why="answer in kind"),)) if cells else Shock()


def _gain(world: World, shock: Shock, how: Mapping[str, Any]) -> Floats:
    """Change of real income [n], USD million a year of the benchmark."""
    return _changed(solve(world, shock, **how))


def _changed(eq: Equilibrium) -> Floats:
    """The same, of an equilibrium."""
    out: Floats = (eq.welfare_hat - 1) * eq.world.income
    return out


def _answer(
    name: str, gain: Floats, s: tuple[int, ...], t: tuple[int, ...], nothing: float, rate: float | None = None
) -> Answer:
    mine, his = float(gain[list(t)].sum()), float(gain[list(s)].sum())
    return Answer(
        name,
        mine,
        his,
        float(gain.sum()) - mine - his,
        max(nothing - mine, 0.0) if name != NOTHING else 0.0,
        True,
        rate,
    )


def _tried(
    name: str,
    world: World,
    shock: Shock,
    s: tuple[int, ...],
    t: tuple[int, ...],
    how: Mapping[str, Any],
    nothing: Answer,
) -> Answer:
    try:
        return _answer(name, _gain(world, shock, how), s, t, nothing.target)
    except (NotConverged, ModelSaysNo):
        return Answer(name, np.nan, np.nan, np.nan, np.nan, False)


def _best_tariffs(
    world: World, sender: str, target: str, shock: Shock, s: tuple[int, ...], t: tuple[int, ...], tariffs: str, sectors: Any,
    bounds: tuple[float, float], how: Mapping[str, Any], nothing: Answer, tol: float,
) -> Answer:  # fmt: skip
    """The target's tariffs on the sender that its own real income is highest at, the threat being executed."""
    tool = Instrument("tariff", tariffs, sectors, *bounds, tuple(world.economies[m] for m in s))  # type: ignore[arg-type]
    game = new_game(world, [target], tool, shock=shock, **how)
    if game.size == 0:
        raise Conflict(
            "the target buys nothing from the sender", field="sectors", where="threat", got=f"{target} from {sender}"
        )
    try:
        reply = best_reply(game, 0, game.at(game.applied), tol=tol)
    except ModelSaysNo:
        return Answer(BEST, np.nan, np.nan, np.nan, np.nan, False)
    gain = (np.exp(reply.point.log_hat) - 1) * game.world.income
    b = game.blocks[0]
    value = game.world.trade[b.n, b.i, b.k]
    mean = float(value @ b.rates(reply.point.x) / value.sum())
    return _answer(BEST, gain, s, t, nothing.target, mean)
