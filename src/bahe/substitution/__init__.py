"""Substitution: how home production of a squeezed item learns, is adopted, locks in, is set back, and what that does to dependence."""
