"""What is uncertain in a tug: groups of its priors and luck, ranges of one's own, and the points at which it is played."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.items import item as item_of
from bahe.casebook.runs.ensembling import read_dimension
from bahe.casebook.tugs.files import Good, TugCase
from bahe.casebook.tugs.priors import moving
from bahe.faults import BadValue, UnknownName
from bahe.numerics.sampling import points

Floats = NDArray[np.float64]

#: Input -> the parameters that it is made of.
GROUPS: dict[str, tuple[str, ...]] = {
    "start": ("home_share", "holder_part", "gap", "made", "pull", "stock"),
    "control": ("intensity", "first", "later", "leakage", "fill"),
    "learning": ("exponent", "progress", "diffusion", "research", "research_response"),
    "buyers": ("long_elasticity", "short_elasticity", "speed", "resourcing", "switch_rate"),
    "distrust": ("distrust_weight", "distrust_up", "distrust_down"),
    "network": ("lock_in", "compatibility", "base_life"),
    "luck": ("noise", "setback_chance"),
}


def given_of(case: TugCase, goods: list[Good], over: Iterable[str], sets: Iterable[str]) -> dict[str, dict[str, Any]]:
    """good -> ranges and numbers in place of the priors: those of the case, and on top what is asked for."""
    out: dict[str, dict[str, Any]] = {}
    for g in goods:
        item = item_of(g.item)
        stock = {} if item.stock is None else {"stock": [item.stock.low / 12, item.stock.high / 12]}
        out[g.id] = {**stock, **g.priors}
    asked = [(d.name, _range(d)) for d in map(read_dimension, over)] + [_fixed(text) for text in sets]
    for name, spec in asked:
        good, dot, parameter = name.rpartition(".")
        if dot and good not in out:
            raise UnknownName("good", good, out, field=name, where=f"ensemble of {case.id}")
        for name_of in [good] if dot else list(out):
            out[name_of][parameter] = spec
            moving({parameter: spec})  # words that are off are told at once
    return out


def _range(d: Any) -> Any:
    if d.law not in ("uniform", "log-uniform"):
        raise BadValue(
            "a range is needed",
            field="over",
            where=f"--over {d.name}",
            got=d.law,
            allowed="low..high, log-uniform(a,b)",
        )
    pair = [float(v) for v in d.figures]
    return {"log": pair} if d.law == "log-uniform" else pair


def _fixed(text: str) -> tuple[str, float]:
    name, equals, value = (part.strip() for part in text.partition("="))
    try:
        return name, float(value)
    except ValueError:
        raise BadValue(
            "PARAMETER=NUMBER is needed", field="set", where=f"--set {text}", got=value if equals else text
        ) from None


def inputs_of(given: Mapping[str, Any]) -> dict[str, list[int]]:
    """Input -> its columns of the points, luck's seed in the last one; inputs without a range are left out."""
    names = moving(given)
    out = {group: [names.index(n) for n in parts if n in names] for group, parts in GROUPS.items()}
    out["luck"].append(len(names))
    return {group: columns for group, columns in out.items() if columns}


def blocks_of(shares: str, inputs: int) -> int:
    """Blocks of draws in a design."""
    return {"none": 1, "sobol": 2 + inputs, "shapley": 2**inputs + 1}[shares]


def laid(draws: int, groups: list[list[int]], dimensions: int, shares: str, seed: int) -> Floats:
    """Points [draws x blocks, dim] in the order of `numerics.sensitivity.design` or `shared_design`, inputs being groups of columns."""
    if shares == "none":
        return points(draws, dimensions, seed)
    both = points(draws, 2 * dimensions, seed)
    a, b = both[:, :dimensions], both[:, dimensions:]
    member = np.zeros((len(groups), dimensions), dtype=bool)
    for m, columns in enumerate(groups):
        member[m, columns] = True
    if shares == "sobol":
        return np.concatenate([a, b, *(np.where(one, b, a) for one in member)])
    bits = (np.arange(2 ** len(groups))[:, None] >> np.arange(len(groups))) & 1
    return np.concatenate([a, *(np.where((member & (bit[:, None] == 1)).any(axis=0), a, b) for bit in bits)])
