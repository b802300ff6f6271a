"""Numerical methods that know nothing of economics: fixed points, Krylov, homotopy, and how they ended."""

from bahe.numerics.info import Outcome, SolveInfo

__all__ = ["Outcome", "SolveInfo"]
