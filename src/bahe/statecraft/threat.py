"""Coercion: a threat is an instrument and a demand (textbook, section 8).

One round, everybody's payoff known, solved from the end: the target concedes or resists; if it resists the sender executes or backs
down, at an audience cost; if he executes the target answers with the best of nothing, its best tariffs on him, an answer in kind
and the countermeasures that it holds in reserve. A threat is credible if executing it beats backing down, and a countermeasure if
using it beats letting the blow pass, both with what each side would pay to be seen to act. The most that the target would give is what
the executed threat, answered as well as can be, would cost it; the least that the sender would take is what executing would bring him.
[Schelling 1960; Fearon 1994 for audience costs; Drezner 2003]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, Conflict, ModelSaysNo, NotConverged, UnknownName
from bahe.registry import door
from bahe.statecraft.game import new_game
from bahe.statecraft.policy import Instrument
from bahe.statecraft.purchases import two
from bahe.statecraft.reply import best_reply
from bahe.trade.equilibrium import Equilibrium
from bahe.trade.solve import solve
from bahe.world import levers
from bahe.world.shock import Effect, Shock
from bahe.world.world import World

Floats = NDArray[np.float64]
Outcome = Literal["concedes", "executed", "not credible"]
Progress = Callable[[str, float], None]

#: Why tying issues together gets the sender more, or nothing.
LINKAGE = {
    "pays": "the target gives more issues together than any one of them",
    "one issue": "there is nothing to tie together",
    "not credible": "a threat that is not believed gets nothing, however it is tied",
    "no room": "no two issues together cost the target less than the threat, or nothing that it gives is worth adding",
    "worth nothing": "what could be added is worth nothing to the sender",
}

#: What a countermeasure does, armed.
ROLES = {
    "used": "the threat is executed, and answered with it",
    "deters": "with it the sender backs down; without it he would not",
    "softens": "it is the best answer, so that the target gives less; without it the outcome is the same",
    "idle": "nothing changes if it is taken off the table",
}

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
    needs: float = 0.0
    """What using it must be worth to the target to be chosen over every other answer; zero of the one that is best by itself."""


@dataclass(frozen=True)
class Package:
    """A set of demands made together: what it costs and is worth, and whether the target would take it."""

    demands: tuple[str, ...]
    cost: float
    value: float
    taken: bool


@dataclass(frozen=True)
class Reserve:
    """One countermeasure, armed: what it does, and what the threat would get without it (`outcome`, `answer`, `credible`, `most`,
    `bluff_price` of the game in which it is off the table). role: one of ROLES."""

    name: str
    role: str
    outcome: Outcome
    answer: str
    credible: bool
    most: float
    bluff_price: float


@dataclass(frozen=True, eq=False)
class Threat:
    """What a threat can get, USD million a year.

    loss            of the target if the threat is executed and nothing is answered; `answered`: by its answer
    own_cost        of the sender, then
    credible        he would execute; `bluff_price`: the audience cost above which he would (zero: at none)
    at_stake        the most that the target would give to be spared if it believed;  most: that, and zero where it does not
    least           the least that the sender would take: what executing would bring him, if anything
    assured         all demands together are worth that much to him, so that conceding spares the target
    outcome         concedes | executed | not credible, with all demands together
    packages        every set of demands;  linked: the set that is worth most to him among those taken, if worth anything
    linkage         True where tying issues together gets him more than the best single one; linkage_because: one of LINKAGE
    reserve         every answer besides nothing, armed: what it does;  disarmed: the game without any of them
    """

    sender: str
    target: str
    why: tuple[str, ...]
    answers: tuple[Answer, ...]
    answer: Answer
    loss: float
    own_cost: float
    audience: float
    resolve: Mapping[str, float]
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
    disarmed: Reserve
    reserve: Mapping[str, Reserve] = field(default_factory=dict)

    @property
    def without(self) -> dict[str, Outcome]:
        """Outcome if one countermeasure is taken off the table."""
        return {name: r.outcome for name, r in self.reserve.items()}

    @property
    def at_stake(self) -> float:
        """What the executed threat, answered as well as can be, would cost the target; zero where answering pays."""
        return max(-self.answer.target, 0.0)

    @property
    def least(self) -> float:
        """What executing would bring the sender; zero where it costs him."""
        return max(self.answer.sender, 0.0)

    @property
    def assured(self) -> bool:
        """Conceding to all demands spares the target: they are worth no less to the sender than executing."""
        return sum(d.value for d in self.demands) >= self.answer.sender

    @property
    def linkage_because(self) -> str:
        """Why tying issues together gets more, or nothing: one of LINKAGE."""
        if len(self.demands) < 2:
            return "one issue"
        if not self.credible:
            return "not credible"
        if self.linkage:
            return "pays"
        several = any(p.taken for p in self.packages if len(p.demands) > 1)
        return "worth nothing" if several else "no room"

    def concession(self, power: float = 0.5) -> float:
        """What the two would settle on, USD million a year, `power` being the sender's share of what there is to divide."""
        between = conceded(self.at_stake, self.answer.sender, power)
        return between if self.credible else 0.0

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
    resolve: float | Mapping[str, float] = 0.0,
    tariffs: str = "partner-sector",
    sectors: Any = "goods",
    horizon: str = "long",
    closure: str = "balanced",
    bounds: tuple[float, float] = (0.0, 1.0),
    tol: float = 1e-12,
    progress: Progress | None = None,
) -> Threat:
    """What `sender` can get from `target` by threatening `shock`.

    demands          what is asked for; none: only the most that would be given is found
    countermeasures  name -> Shock: what the target holds in reserve besides its best tariffs and an answer in kind
    audience         what backing down would cost the sender, USD million a year
    resolve          what letting the blow pass would cost the target, USD million a year: zero means that it answers only if that
                     pays by itself. A mapping by name of the answer: what it would cost not to use that one, once announced, which
                     is how a countermeasure that hurts its owner is armed
    tariffs, sectors, bounds   grain and reach of the target's best tariffs on the sender
    tol              their search ends where a step of Newton would gain less than this fraction of the target's real income

    progress         hears (what is solved, share done)

    Raises Conflict for a threat that is not the sender's or a countermeasure that is not the target's, NotConverged where the threat
    itself has no equilibrium; an answer that has none is kept as unsolved and never chosen.
    """
    s, t = two(world, sender, target, "threat")
    if len(demands) > MOST_DEMANDS:
        raise BadValue(
            "too many demands", field="demands", where="threat", got=len(demands), allowed=f"up to {MOST_DEMANDS}"
        )
    if len({d.name for d in demands}) < len(demands):
        raise Conflict("a demand stands twice", field="demands", where="threat", got=[d.name for d in demands])
    if not shock.effects:
        raise BadValue("no threat is made", field="shock", where="threat", got="nothing",
                       remedy="bahe.tariff(...) and its like make one.")  # fmt: skip
    _own(world, shock, s, sender, "threat")
    for name, counter in (countermeasures or {}).items():
        _own(world, counter, t, target, name)
        if name in (NOTHING, BEST, IN_KIND):
            raise Conflict("the name is taken", field="countermeasures", where="threat", got=name)
    _amount("audience", audience)
    how = {"horizon": horizon, "closure": closure}
    mirrored = in_kind(world, shock, s, t)
    named = ({IN_KIND: mirrored} if mirrored.effects else {}) | dict(countermeasures or {})
    firm = _resolve(resolve, (BEST, *named))
    steps = [shock.why[0] if shock.why else "threat", BEST, *named, *(d.name for d in demands)]

    def tell(step: int) -> None:
        if progress is not None:
            progress(steps[min(step, len(steps) - 1)], step / len(steps))

    tell(0)
    blow = solve(world, shock, **how)  # type: ignore[arg-type]
    answers = [_answer(NOTHING, _changed(blow), s, t, 0.0)]
    tell(1)
    answers.append(_best_tariffs(world, sender, target, shock, s, t, tariffs, sectors, bounds, how, answers[0], tol))
    for name, counter in named.items():
        tell(len(answers))
        answers.append(_tried(name, world, shock & counter, s, t, how | {"start": blow}, answers[0]))
    asked: list[Demand] = []
    for d in demands:
        tell(len(answers) + len(asked))
        asked.append(d.valued(world, s, t, how))
    tell(len(steps))
    return _threat(sender, target, shock, _needing(answers), tuple(asked), audience, firm, horizon,
                   (float(world.income[list(s)].sum()), float(world.income[list(t)].sum())))  # fmt: skip


def _threat(
    sender: str, target: str, shock: Shock, answers: tuple[Answer, ...], asked: tuple[Demand, ...], audience: float,
    firm: Mapping[str, float], horizon: str, income: tuple[float, float],
) -> Threat:  # fmt: skip
    """Everything that follows from the answers and demands."""
    real = played(answers, asked, audience, firm)
    best = next(a for a in answers if a.name == real.answer)
    packages = tuple(
        Package(tuple(d.name for d in part), cost := sum(d.cost for d in part), sum(d.value for d in part),
                real.credible and cost <= real.most)
        for size in range(1, len(asked) + 1) for part in combinations(asked, size)
    )  # fmt: skip
    wanted = [p for p in packages if p.taken and p.value > 0]
    linked = max(wanted, key=lambda p: (p.value, -len(p.demands)), default=None)
    single = max((p.value for p in wanted if len(p.demands) == 1), default=0.0)
    reserve = {
        a.name: _armed(real, a.name, played([b for b in answers if b.name != a.name], asked, audience, firm))
        for a in answers if a.name != NOTHING
    }  # fmt: skip
    return Threat(
        sender, target, shock.why, answers, best, -answers[0].target, -best.sender, audience, firm, real.credible,
        real.bluff_price, real.most, real.outcome, asked, packages, linked, linked is not None and linked.value > single + 1e-9,
        horizon, income, replace(played(answers[:1], asked, audience, firm), name="disarmed"), reserve,
    )  # fmt: skip


def conceded(loss: float, gain: float, power: float = 0.5) -> float:
    """What a target that would lose `loss` gives a sender who would gain `gain` by executing: the Nash bargain over money.

    `power` of what there is to divide, loss - gain, goes to the sender; below zero: nothing. Where executing is worth more to him
    than the target would ever give, nothing is agreed and nothing given.
    """
    if isinstance(power, bool) or not 0 <= power <= 1:
        raise BadValue("out of range", field="power", where="threat", got=power, allowed="0 to 1")
    return 0.0 if gain > loss else max(power * loss + (1 - power) * gain, 0.0)


def played(
    answers: Sequence[Answer], demands: Sequence[Demand], audience: float, resolve: Mapping[str, float]
) -> Reserve:
    """From the end: the answer, whether the sender executes, the most that the target gives, and what happens."""
    able = [a for a in answers if a.solved]
    best = max(able, key=lambda a: a.target + resolve.get(a.name, 0.0))
    credible = best.sender > -audience
    most = max(-best.target, 0.0) if credible else 0.0
    outcome: Outcome = (
        "not credible" if not credible else "concedes" if sum(d.cost for d in demands) <= most else "executed"
    )
    return Reserve("", "", outcome, best.name, credible, most, max(-best.sender, 0.0))


def _armed(real: Reserve, name: str, bare: Reserve) -> Reserve:
    """The game without `name`, and what its being there does."""
    if not real.credible and bare.credible:
        role = "deters"
    elif real.answer == name:
        role = "used" if real.outcome == "executed" else "softens" if real.credible else "idle"
    else:
        role = "idle"
    return replace(bare, name=name, role=role)


def _needing(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """The same with what each must be worth to be chosen over all others."""
    top = max(a.target for a in answers if a.solved)
    return tuple(replace(a, needs=top - a.target) for a in answers)


def _resolve(resolve: float | Mapping[str, float], names: Sequence[str]) -> dict[str, float]:
    """What not using each answer would cost the target."""
    if not isinstance(resolve, Mapping):
        _amount("resolve", resolve)
        return dict.fromkeys(names, float(resolve))
    for name, amount in resolve.items():
        if name not in names:
            raise UnknownName("countermeasure", name, names, field="resolve", where="threat")
        _amount("resolve", amount)
    return {name: float(amount) for name, amount in resolve.items()}


def _amount(field: str, amount: float) -> None:
    if isinstance(amount, bool) or not np.isfinite(amount) or amount < 0:
        raise BadValue(
            "out of range", field=field, where="threat", got=amount, allowed="USD million a year, zero or more"
        )


#: Lever -> who pulls it; a ban may come from either side, a deficit has none.
_ACTOR = {"tariff": 0, "trade_cost": 0, "export_tax": 1, "control": 1, "subsidy": 0, "productivity": 0}


def _own(world: World, shock: Shock, members: tuple[int, ...], who: str, where: str) -> None:
    """The moves are those of `who`, or Conflict."""
    for effect in shock.effects:
        sides = [_acting(world, effect, side) for side in (0, 1)]
        mine = [side <= set(members) for side in sides]
        if effect.lever == "deficit" or any(mine) and effect.lever == "ban" or mine[_ACTOR.get(effect.lever, 0)]:
            continue
        other = min(sides[_ACTOR.get(effect.lever, 0)] - set(members))
        raise Conflict(f"one acts with what is one's own, and this is not {who}'s", where=f"{where}: {effect.why or effect.lever}",
                       got=world.economies[other], remedy=f"Moves by {who} alone.")  # fmt: skip


def _acting(world: World, effect: Effect, side: int) -> set[int]:
    if effect.cells is not None:
        return {world.axes.economy(c[1] if side else c[0]) for c in effect.cells}
    names = [effect.importers, effect.exporters][side]
    if "others" in names:
        return set(range(len(world.economies)))
    return {int(m) for m in world.axes.economy_index(names, "threat")}


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
    game = new_game(world, [target], tool, shock=shock, tol=min(max(tol, 1e-10), 1e-8), **how)
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
