"""Dependence: who depends on whom, for what, and how badly it would hurt (textbook, section 7)."""
