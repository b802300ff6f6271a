"""The document of `bahe tug --regime --json`: when is an embargo self-defeating?"""

from __future__ import annotations

from bahe.desk.web.answers.fields import of
from bahe.desk.web.models import Shape


class RegimeCell(Shape):
    """A cell of the map: learning, elasticity and lock-in."""

    learning: float = of("Wright's exponent: the log cost gap falls by it for each log unit of cumulative home output")
    long_elasticity: float = of("elasticity of substitution between home and the holder's item after 7 to 10 years")
    lock_in: float = of("weight of the network term; above 2 there are two basins")
    break_even_weight: float | None = of("security weight b* above which an embargo pays; null where there is none")
    verdict: str = of("pays at any weight, pays above b*, pays below b*, self-defeating or not converged")
    cost_market_years: float | None = of("what the embargo costs the holder, market-years, discounted")
    hurt_market_years: float | None = of(
        "what it adds to the challenger's loss, market-years; below zero it is better off"
    )
    support: str = of("published ranges that the cell lies in: aggregate or sector; empty: neither")
    moved: float | None = of("part by which b* moves from the next coarser grid; null where there is no b*")
    rough: bool = of("true where b* moves by more than 0.01 or the verdict moves: its digits are not to be quoted")


class RegimeRange(Shape):
    """The cells that published ranges support."""

    support: str = of("which published ranges")
    cells: int = of("cells within", ge=0)
    lowest: float | None = of("lowest security weight b* among them; null where there is none")
    highest: float | None = of("highest security weight b* among them")
    self_defeating: int = of("cells where an embargo pays at no weight", ge=0)
    not_converged: int = of("cells that were not solved", ge=0)
    rough: int = of("cells whose digits are not to be quoted", ge=0)
    sources: list[str] = of("what the ranges rest on")


class ControlGame(Shape):
    """The parameters of the control game that are the same in all cells."""

    learning: float = of("Wright's exponent at the centre of the map")
    long_elasticity: float = of("elasticity after 7 to 10 years, at the centre of the map")
    short_elasticity: float = of("the same within the year")
    lock_in: float = of("weight of the network term, at the centre of the map")
    adoption: float = of("part of the way to the target share gone in a year, 0..1")
    home_preference: float = of("preference or subsidy for home, a log price")
    leakage: float = of("part of what is denied that arrives all the same, 0..1")
    fill: float = of("part of the denied demand that home makers serve within the year, 0..1")
    research_yield: float = of("experience that full research adds, market-years a year")
    research_cost: float = of("what full research costs, market-years a year")
    diffusion: float = of("fall of the cost gap through imports that are free, a year")
    progress: float = of("what the holder's own progress adds to the cost gap, log a year")
    noise: float = of("standard deviation of the yearly change of the cost gap, log")
    setback: float = of("rise of the cost gap in a setback, log")
    setback_probability: float = of("chance of a setback a year, 0..1")
    entry_gap: float = of("log cost gap at a cumulative home output of one market-year")
    distrust_weight: float = of("log price that full distrust of the holder is like")
    distrust_up: float = of("how fast full control breeds distrust, a year")
    distrust_down: float = of("how fast free sale heals distrust, a year")
    security: float = of("security weight: what a market-year lost by the challenger is worth to the holder")
    margin: float | None = of("profit of the holder's sellers per unit of sales, 0..1; null: 1 over the elasticity")
    enforcement: float = of("what full control costs the holder's state, market-years a year")
    discount: float = of("weight of the next year, 0..1")
    choice_cost: float = of("price of choosing precisely, market-years")
    controls: list[float] = of("control intensities that the holder can choose, 0..1")
    efforts: list[float] = of("research efforts that the challenger can choose, 0..1")
    floors: list[float] = of("procurement floors that the challenger can choose: least home share, 0..1")
    gap: float = of("log of home cost over the holder's price at the start")
    share: float = of("home share of the challenger's market at the start, 0..1")
    distrust: float = of("distrust of the holder at the start, 0..1")


class RegimeAnswer(Shape):
    """The map of regimes: where an embargo pays above which security weight."""

    intensity: float = of("control intensity of the embargo, 0..1")
    cells: list[RegimeCell] = of("one row a cell of the map")
    ranges: list[RegimeRange] = of("what published ranges say")
    game: ControlGame = of("parameters of the control game")
