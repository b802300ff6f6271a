"""The control game as data: who may do what, and every number of the law of motion and of the payoffs (textbook, the control game).

A holder sells an item to a challenger, who can also make it at home, dearer at first. Every year the holder chooses how much of the
item to withhold, and the challenger how hard to work at making it. Money is counted in *market-years*: what the challenger spends on
the item in a year of free sale.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from bahe.faults import BadValue, Conflict

#: field -> (lowest, highest, lowest and highest included), for fields that are one number.
RANGES: dict[str, tuple[float, float, bool, bool]] = {
    "learning": (0.0, 2.0, True, True),
    "long_elasticity": (1.0, 50.0, False, True),
    "short_elasticity": (0.0, 50.0, False, True),
    "lock_in": (0.0, 10.0, True, True),
    "adoption": (0.0, 1.0, True, True),
    "home_preference": (-5.0, 5.0, True, True),
    "leakage": (0.0, 1.0, True, True),
    "fill": (0.0, 1.0, True, True),
    "research_yield": (0.0, 100.0, True, True),
    "research_cost": (0.0, 100.0, True, True),
    "diffusion": (0.0, 1.0, True, True),
    "progress": (-1.0, 1.0, True, True),
    "noise": (0.0, 1.0, True, True),
    "setback": (0.0, 2.0, True, True),
    "setback_probability": (0.0, 1.0, True, True),
    "entry_gap": (-5.0, 5.0, True, True),
    "distrust_weight": (0.0, 10.0, True, True),
    "distrust_up": (0.0, 1.0, True, True),
    "distrust_down": (0.0, 1.0, True, True),
    "security": (0.0, 1e9, True, True),
    "margin": (0.0, 1.0, True, True),
    "enforcement": (0.0, 100.0, True, True),
    "discount": (0.0, 1.0, True, False),
    "choice_cost": (0.0, 1e9, False, True),
    "gap": (-5.0, 5.0, True, True),
    "share": (0.0, 1.0, False, False),
    "distrust": (0.0, 1.0, True, True),
}


@dataclass(frozen=True)
class ControlGame:
    """Parameters of the control game, by year. `RANGES` holds what is allowed; "judgement" means that no source gives the number.

    Learning, the cost gap g (log of home cost over the holder's price)
    learning             w, Wright's exponent. Median of 87 technologies .195, p10-p90 .035-.41; memory chips .74
    entry_gap            gbar, log gap at a cumulative home output of one market-year. ln 2.5: relative die cost 2.5 of the 910C
                         (press, to verify)
    research_yield       a_r, experience (market-years) that full effort r = 1 adds a year. Judgement: see `research_cost`
    research_cost        market-years that full effort costs; effort r costs r^2 of it: experience rises with the root of spending,
                         an elasticity of one half [Acemoglu, Akcigit, Bloom and Kerr 2018]. Both are chosen on a coarse lattice so
                         that a lasting embargo raises spending on research by about half at the start (+49 %, CEPR DP20690, to
                         verify); `timing.research_response` says by how much
    fill                 part of the denied demand that home makers serve within the year. Judgement
    diffusion            fall of the gap a year, per unit of gap, through imports that are free. .03, 0-.08: sign only (WPS 10950)
    progress             m, what the holder's own progress adds to the gap a year. Judgement: a frontier that stands still
    noise                s.d. of the yearly change of the gap. Median .082, p10-p90 .036-.21
    setback, setback_probability  a rise of the gap (.10-.25) and its chance in a year (.02-.05)

    Adoption, the log-odds l of the home share s
    long_elasticity      sigma_L. 1.75-2.25 in aggregate after 7-10 years [Boehm, Levchenko and Pandalai-Nayar 2023]; 3-8 by sector
    short_elasticity     sigma_S of the first year: .76 (same source), .76-1.6; one or less needs leakage
    lock_in              nu, weight of the network term nu (2s-1); above 2 there are two basins. Judgement, 0-3
    adoption             phi, part of the way to the target gone in a year. .15, .10-.15 in aggregate, .5 and more for chemicals
    home_preference      b_h, log preference for home, or subsidy
    leakage              lk, part of what is denied that arrives all the same. .10, .05-.3

    Distrust q of the holder
    distrust_weight      zeta, log price that full distrust is like. .6, 0-1.5, judgement
    distrust_up, distrust_down    how fast control breeds it and free sale heals it. .6, .1, judgement

    What each side wants
    security             b, what a market-year lost by the challenger is worth to the holder. Swept, never fixed
    margin               profit of the holder's sellers per unit of sales; None: the constant mark-up 1/sigma_L of section 2
    enforcement          market-years that full control costs the holder's state; intensity x costs x^2 of it. Judgement
    discount             weight of the next year. .94, .9-.98
    choice_cost          lam, market-years: what a player pays for choosing precisely, times the Kullback-Leibler distance of its play
                         from blind choice [Mattsson and Weibull 2002]: the logit rule. .05 of a market-year: a choice

    controls, efforts, floors     what can be chosen: intensities x; efforts r; procurement floors (home share that the challenger's
                                  state enforces from next year on). The challenger chooses an effort and a floor
    gap, share, distrust          the state at the start
    """

    learning: float = 0.20
    long_elasticity: float = 4.0
    short_elasticity: float = 0.76
    lock_in: float = 1.0
    adoption: float = 0.15
    home_preference: float = 0.0
    leakage: float = 0.10
    fill: float = 0.5
    research_yield: float = 0.5
    research_cost: float = 0.1
    diffusion: float = 0.03
    progress: float = 0.0
    noise: float = 0.08
    setback: float = 0.25
    setback_probability: float = 0.05
    entry_gap: float = 0.9
    distrust_weight: float = 0.6
    distrust_up: float = 0.6
    distrust_down: float = 0.1
    security: float = 0.6
    margin: float | None = None
    enforcement: float = 0.02
    discount: float = 0.94
    choice_cost: float = 0.05
    controls: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    efforts: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    floors: tuple[float, ...] = (0.0,)
    gap: float = 0.9
    share: float = 0.10
    distrust: float = 0.0

    def __post_init__(self) -> None:
        for name, (low, high, with_low, with_high) in RANGES.items():
            found = getattr(self, name)
            if name == "margin" and found is None:
                continue
            allowed = f"{'[' if with_low else '('}{low:g}, {high:g}{']' if with_high else ')'}"
            number = isinstance(found, int | float | np.number) and not isinstance(found, bool) and np.isfinite(found)
            inside = number and low <= found <= high and (with_low or found != low) and (with_high or found != high)
            if not inside:
                raise BadValue("out of range", field=name, where="ControlGame", got=found, allowed=allowed)
        for name, below_one in (("controls", False), ("efforts", False), ("floors", True)):
            object.__setattr__(self, name, _levels(getattr(self, name), name, below_one))
        if max(self.controls) == 1 and self.leakage == 0:
            raise Conflict(
                "full control without leakage has no finite shadow price", field="leakage", where="ControlGame", got=0.0,
                allowed="above 0 where 1 is among the controls", remedy="State leakage, or leave 1 out of the controls.",
            )  # fmt: skip

    @property
    def profit_rate(self) -> float:
        """Profit of the holder's sellers per unit of sales."""
        return 1 / self.long_elasticity if self.margin is None else self.margin

    @property
    def answers(self) -> tuple[tuple[float, float], ...]:
        """What the challenger can do: (effort, floor), effort first."""
        return tuple((r, f) for r in self.efforts for f in self.floors)

    def at(self, **changes: Any) -> ControlGame:
        """The same game with some fields changed."""
        unknown = [name for name in changes if name not in {f.name for f in fields(self)}]
        if unknown:
            from bahe.faults import UnknownName

            raise UnknownName("parameter", unknown[0], [f.name for f in fields(self)], where="ControlGame.at")
        return replace(self, **changes)


def _levels(values: Any, name: str, below_one: bool) -> tuple[float, ...]:
    """The levels of a choice as a tuple, or why they cannot be."""
    allowed = "distinct numbers in [0, 1)" if below_one else "distinct numbers in [0, 1]"
    try:
        out = tuple(float(v) for v in values)
    except (TypeError, ValueError):
        raise BadValue("not a list of levels", field=name, where="ControlGame", got=values, allowed=allowed) from None
    right = all(np.isfinite(v) and 0 <= v <= 1 and not (below_one and v == 1) for v in out)
    if not out or not right or len(set(out)) != len(out):
        raise BadValue("not levels", field=name, where="ControlGame", got=out, allowed=allowed)
    return out
