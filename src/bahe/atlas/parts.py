"""Parts of work that was interrupted, in a store: the loops of the core ask for each, and what is kept is not computed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.store import Store
from bahe.numerics.parts import Arrays

if TYPE_CHECKING:
    from bahe.world import World

_WORLD = (
    "trade_share", "expenditure", "tariff", "cost_share", "value_added_share", "final_share", "profit_share", "trade_elasticity",
)  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """Keeps the pieces of a loop (`numerics.parts.Keep`) in the store of a folder, one by one, whole or not at all.

    `under` is what every piece follows from besides its own recipe: above all the code. Safe in several threads and processes.
    """

    folder: Path
    under: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, recipe: Mapping[str, Any], compute: Callable[[], Arrays]) -> Arrays:
        """The arrays of a recipe, from the store or computed and then kept. Raises BadValue where the recipe is not plain."""
        whole = {**recipe, "under": dict(self.under)}
        with Store(self.folder) as store:
            found: Arrays | None = store.get(whole)
            if found is None:
                found = compute()
                store.put(whole, found, "part")
            return found


class Prints:
    """Digests of worlds that share most of their arrays: each array is read once. Good for as long as the worlds live."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[Any, str]] = {}

    def of(self, world: World, horizon: str) -> str:
        """One digest over the names, groups and arrays of a world and all elasticities of one of its horizons."""
        said = repr(
            (
                sorted(vars(world.axes).items()),
                world.name,
                world.year,
                world.elasticity_set,
                _plain(vars(world.horizon(horizon))),
            )
        )
        return sha256("\n".join([said, *(self._array(getattr(world, name)) for name in _WORLD)]).encode()).hexdigest()

    def _array(self, array: NDArray[Any]) -> str:
        found = self.known.get(id(array))
        if found is None or found[0] is not array:
            bytes_ = np.ascontiguousarray(np.moveaxis(array, -1, 0)).tobytes()
            found = self.known[id(array)] = (array, f"{array.dtype.str} {array.shape} {sha256(bytes_).hexdigest()}")
        return found[1]


def _plain(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(k, v.tolist() if isinstance(v, np.ndarray) else v) for k, v in sorted(values.items())]
