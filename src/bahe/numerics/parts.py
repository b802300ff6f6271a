"""Parts: work made of pieces that do not depend on each other, each kept under what it follows from.

A loop over such pieces asks `keep(recipe, compute)` for each. Who calls the loop says what keeping is: nothing (`computed`), or a store, so
that work which was interrupted goes on with the pieces that are missing. The loop itself opens no file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from numpy.typing import NDArray

#: What a piece gives: arrays by name.
Arrays = Mapping[str, NDArray[Any]]
#: keep(recipe, compute): the arrays of a recipe (plain finite values: all that the piece follows from), computed where they are not kept.
Keep = Callable[[Mapping[str, Any], Callable[[], Arrays]], Arrays]


def computed(recipe: Mapping[str, Any], compute: Callable[[], Arrays]) -> Arrays:
    """Nothing is kept: the piece is computed."""
    return compute()


def under(keep: Keep, more: Mapping[str, Any]) -> Keep:
    """The same, where every piece follows from `more` as well: what the loop itself does not know how to say, such as its world."""
    return keep if keep is computed else lambda recipe, compute: keep({**recipe, **more}, compute)
