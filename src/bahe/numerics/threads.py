"""One thread for products of many small matrices.

A BLAS shares each product out over threads that wait for each other. For matrices of a hundred rows that gains nothing on an idle
machine, and on a busy one it costs up to some hundred times what the product itself does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import ThreadpoolController

P = ParamSpec("P")
R = TypeVar("R")


@cache
def _pools() -> ThreadpoolController:
    """The thread pools of the process, looked up once (a millisecond)."""
    return ThreadpoolController()


def one_thread(function: Callable[P, R]) -> Callable[P, R]:
    """The same function with the BLAS on one thread while it runs; what was set before comes back afterwards."""

    @wraps(function)
    def alone(*args: P.args, **kwargs: P.kwargs) -> R:
        with _pools().limit(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return alone
