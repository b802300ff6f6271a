"""The parameters of substitution, and one year of it: `advance(capability, year, laws, chance)`."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from bahe.faults import BadShape, BadValue, Conflict
from bahe.substitution import adoption, learning, limits
from bahe.world.capability import Capability

Floats = NDArray[np.float64]

_BOUNDS: dict[str, tuple[float, float]] = {
    "exponent": (-0.5, 3.0), "long_elasticity": (1.0, 50.0), "short_elasticity": (1e-3, 50.0), "speed": (0.0, 1.0),
    "preference": (-5.0, 5.0), "lock_in": (0.0, 20.0), "compatibility": (0.0, 1.0), "leakage": (0.0, 1.0), "fill": (0.0, 1.0),
    "diffusion": (0.0, 1.0), "progress": (-1.0, 1.0), "noise": (0.0, 2.0), "setback_chance": (0.0, 1.0), "setback_low": (0.0, 5.0),
    "setback_high": (0.0, 5.0), "research": (0.0, 10.0), "research_response": (0.0, 20.0), "research_yield": (0.0, 100.0),
    "distrust_weight": (0.0, 10.0), "distrust_up": (0.0, 1.0), "distrust_down": (0.0, 1.0), "yield_speed": (0.0, 5.0),
    "capacity_growth": (0.0, 100.0), "base_life": (1.0, 100.0), "switch_rate": (0.0, 1.0),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Laws:
    """Every number of the law of motion: one for all, or arrays that broadcast to [...,n,g].

    exponent            w of Wright. Median of 87 technologies .195, p10-p90 .035-.41 (ExpCurves; first differences)
    progress            m, the holder's own progress, log points a year
    diffusion           fall of the gap a year through free imports, per unit of gap. .03, 0-.08: sign only (Cao et al. 2024)
    noise               s.d. of the yearly change of the log gap beside setbacks: what the measured median .082 (p10-p90 .036-.21),
                        which holds them, leaves (`limits.told_apart`)
    setback_chance, setback_low, setback_high    a rise of the gap by .10-.25, chance .02-.05 a year
    research, research_response, research_yield  usual effort, its rise with what is denied (+.49, CEPR DP20690), experience it adds
    long_elasticity     sigma_L. 3-8 by sector; 1.75-2.25 in aggregate after 7-10 years (Boehm et al. 2023)
    short_elasticity    sigma_S of the first year. .76 (same source)
    speed               phi, part of the way gone in a year. .10-.15 in aggregate, .5 and more for chemicals
    preference          b_h, log preference for home, or subsidy
    lock_in, compatibility    nu and c: the network term nu (1-c)(2 s - 1)
    base_life           years that the installed base lasts: 1/base_life of it follows the share of new purchases a year
    leakage, fill       part of what is denied that arrives all the same; part of the denied demand that home makers serve
    distrust_weight, distrust_up, distrust_down    zeta, and how control breeds distrust and free sale heals it
    yield_speed         of the log-odds of yield per unit of log experience
    capacity_growth     the most by which capacity grows a year
    switch_rate         of demand that leaves for another technology a year, under full control
    weights, floors     buyer segments [b] and their procurement floors [b]
    links               [g,h] experience of g from output of h
    """

    exponent: Any = 0.195
    progress: Any = 0.0
    diffusion: Any = 0.03
    noise: Any = 0.072
    setback_chance: Any = 0.05
    setback_low: Any = 0.10
    setback_high: Any = 0.25
    research: Any = 0.0
    research_response: Any = 0.49
    research_yield: Any = 0.5
    long_elasticity: Any = 4.0
    short_elasticity: Any = 0.76
    speed: Any = 0.15
    preference: Any = 0.0
    lock_in: Any = 0.0
    compatibility: Any = 0.0
    base_life: Any = 1.0
    leakage: Any = 0.10
    fill: Any = 0.5
    distrust_weight: Any = 0.6
    distrust_up: Any = 0.6
    distrust_down: Any = 0.1
    yield_speed: Any = 0.0
    capacity_growth: Any = 0.5
    switch_rate: Any = 0.0
    weights: tuple[float, ...] = (1.0,)
    floors: tuple[float, ...] = (0.0,)
    links: Floats | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in _BOUNDS.items():
            value = np.asarray(getattr(self, name), dtype=np.float64)
            if not np.isfinite(value).all() or (value < low).any() or (value > high).any():
                raise BadValue(
                    "outside its range", field=name, where="Laws", got=getattr(self, name), allowed=f"{low:g}..{high:g}"
                )
        if (np.asarray(self.setback_low) > self.setback_high).any():
            raise BadValue(
                "low is above high", field="setback_low", where="Laws", got=(self.setback_low, self.setback_high)
            )
        adoption.floored(np.array(0.5), self.weights, self.floors)

    def still(self) -> Laws:
        """The same without chance: no noise, no setbacks."""
        return Laws(**{f.name: getattr(self, f.name) for f in fields(self)} | {"noise": 0.0, "setback_chance": 0.0})


@dataclass(frozen=True, eq=False)
class Chance:
    """One year's draws, each of the shape of the Capability: a standard normal, and two uniforms of the setback."""

    normal: Floats
    happens: Floats
    size: Floats

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> Chance:
        """Nothing happens."""
        return cls(np.zeros(shape), np.ones(shape), np.zeros(shape))

    @classmethod
    def drawn(cls, shape: tuple[int, ...], rng: np.random.Generator) -> Chance:
        """From a generator: normals first, then the two uniforms."""
        return cls(rng.standard_normal(shape), rng.random(shape), rng.random(shape))


@dataclass(frozen=True, eq=False)
class Year:
    """What governments do in a year: control [...,n,g] of what each economy may buy of the holder, purchases for the stock (years of
    imports), and floors in place of those of the Laws."""

    control: Any = 0.0
    purchases: Any = 0.0
    floors: tuple[float, ...] | None = field(default=None)


def advance(c: Capability, year: Year, laws: Laws, chance: Chance | None = None) -> Capability:
    """One year later. The order, each step reading what stood at the start of the year unless it says otherwise:

    1 the stock meets what it can of what is denied; control is felt for the rest
    2 home output (share, filled demand; none for users that have left), within capacity, with spillovers and research, adds to experience
    3 the gap moves by learning, diffusion, the holder's progress, noise and setbacks; the yield is learnt
    4 distrust moves
    5 buyers move towards the target of the gap, yield and distrust that they have seen, of felt control and of the
      installed base, each segment from its own share: a floor moves the segment that has it and nobody else; floors
      and capacity bind last, the cap before the floor: a floor cannot be met beyond capacity, and is served first
    6 the installed base follows the share; part of demand leaves for another technology; capacity is built
    """
    c = c.with_draws(shape_of(c, year, laws))
    x = np.broadcast_to(np.asarray(year.control, dtype=np.float64), c.shape)
    if not ((x >= 0) & (x <= 1)).all():
        raise BadValue("control is an intensity", field="control", where="advance", got=float(x.max()), allowed="0..1")
    chance = Chance.none(c.shape) if chance is None else chance
    if chance.normal.shape != c.shape:
        raise BadShape("draws of the shape of the capability are needed", field="chance", where="advance", got=chance.normal.shape,
                       allowed=str(c.shape))  # fmt: skip
    s = c.home_share
    stock, met = limits.drawn_down(c.stock, learning.denied(x, laws.leakage), year.purchases)
    with np.errstate(divide="ignore", invalid="ignore"):
        covered = np.where(x > 0, met / learning.denied(x, laws.leakage), 0.0)
    felt = x * (1 - np.where(np.isfinite(covered), covered, 0.0))

    left = 1 - c.switched  # demand that is still for the item
    made = limits.capped(left * learning.home_output(s, felt, laws.leakage, laws.fill), c.capacity)
    taught = made if laws.links is None else made + learning.spillovers(made, laws.links)
    effort = learning.induced_research(laws.research, laws.research_response, felt, laws.leakage)
    e = learning.experience(c.experience, taught, effort, laws.research_yield)
    jump = limits.setbacks(laws.setback_chance, laws.setback_low, laws.setback_high, chance.happens, chance.size)
    g = learning.gap(
        c.gap, learning.learnt(c.experience, e, laws.exponent), learning.spread(c.gap, s, felt, laws.diffusion), laws.progress,
        np.asarray(laws.noise) * chance.normal, jump,
    )  # fmt: skip
    y = limits.yield_learnt(c.reliability, c.experience, e, laws.yield_speed)
    q = limits.distrust(c.distrust, felt, laws.distrust_up, laws.distrust_down)

    aim = adoption.target(
        c.gap + limits.cost_of_yield(c.reliability), adoption.wedge(felt, laws.leakage, laws.short_elasticity), c.distrust,
        adoption.network(c.installed, laws.lock_in, laws.compatibility), laws.long_elasticity, laws.preference, laws.distrust_weight,
    )  # fmt: skip
    floors = laws.floors if year.floors is None else year.floors
    free = expit(adoption.adopted(logit(segments(c, laws)), aim[..., None], np.asarray(laws.speed)[..., None]))
    asked = np.maximum(free, adoption.checked_floors(laws.weights, floors)[1])
    wanted = (np.asarray(laws.weights) * asked).sum(-1)
    room = np.where(left > 0, c.capacity / np.where(left > 0, left, 1.0), np.inf)
    each = np.clip(limits.rationed(asked, floors, laws.weights, room), 1e-12, 1 - 1e-12)
    share = np.clip((np.asarray(laws.weights) * each).sum(-1), 1e-12, 1 - 1e-12)
    return c.after(
        experience=e, gap=g, reliability=y, home_share=share, stock=stock, trust=1 - q,
        segment_share=each if len(laws.weights) > 1 else None,
        installed=np.clip(c.installed + (share - c.installed) / laws.base_life, 0.0, 1.0),
        switched=limits.switched(c.switched, felt, laws.leakage, laws.switch_rate),
        capacity=limits.built(c.capacity, left * wanted, laws.capacity_growth),
    )  # fmt: skip


def shape_of(c: Capability, year: Year, laws: Laws) -> tuple[int, ...]:
    """[...,n,g] of the state, what is done and the Laws together: any of them may carry the axis of draws; BadShape where they differ."""
    numbers = {name: np.shape(getattr(laws, name)) for name in _BOUNDS}
    given = {"state": c.shape, "control": np.shape(year.control), "purchases": np.shape(year.purchases)} | numbers
    given = {name: shape for name, shape in given.items() if shape}
    try:
        shape = np.broadcast_shapes(*given.values())
    except ValueError:
        shape = ()
    if shape[-2:] != c.shape[-2:]:
        raise BadShape("state, what is done and laws do not fit together", where="advance", got=given,
                       allowed=f"what broadcasts to (..., {c.shape[-2]}, {c.shape[-1]})")  # fmt: skip
    return shape


def segments(c: Capability, laws: Laws) -> Floats:
    """Home share of each buyer segment [...,n,g,b]; Conflict where they are not those of the home share."""
    if c.segment_share is None:
        return np.repeat(c.home_share[..., None], len(laws.weights), axis=-1)
    if c.segment_share.shape[-1] != len(laws.weights):
        raise BadShape("one share a segment is needed", field="segment_share", where="advance", got=c.segment_share.shape[-1],
                       allowed=str(len(laws.weights)))  # fmt: skip
    if np.abs((np.asarray(laws.weights) * c.segment_share).sum(-1) - c.home_share).max() > 1e-9:
        raise Conflict("the segments do not add up to the home share", field="segment_share, home_share", where="advance",
                       remedy="Give both, or segment_share=None: all segments buy alike.")  # fmt: skip
    return c.segment_share


def path(c: Capability, years: list[Year], laws: Laws, rng: np.random.Generator | None = None) -> list[Capability]:
    """The Capability now and after every year; without a generator nothing happens by chance."""
    out = [c]
    for year in years:
        chance = None if rng is None else Chance.drawn(shape_of(out[-1], year, laws), rng)
        out.append(advance(out[-1], year, laws, chance))
    return out
