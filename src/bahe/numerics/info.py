"""How a solver ended: an enumeration whose values are advice, and the record that travels with every solved thing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any


class Outcome(str, Enum):
    """How it ended; the value is what to do about it."""

    converged = "converged: the residual is below the tolerance"
    stalled = "stalled: the residual stopped falling; loosen tol, or split the shock into steps"
    diverged = "diverged: numbers left the finite range; the shock may have no equilibrium as posed"
    out_of_iterations = "out of iterations: raise max_iter or loosen tol"
    infeasible = "no finite equilibrium: state leakage or stock"


@dataclass(frozen=True)
class SolveInfo:
    """Outcome, method, iterations, residual, tolerance and seconds of one solve."""

    outcome: Outcome
    iterations: int
    residual: float
    tolerance: float
    seconds: float
    method: str = "anderson"
    dose: float = 1.0
    """Share of the shock that was reached: below one where a path was followed and broke off."""

    @property
    def ok(self) -> bool:
        """True where the outcome is `converged`."""
        return self.outcome is Outcome.converged

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self) | {"outcome": self.outcome.name, "advice": self.outcome.value}
