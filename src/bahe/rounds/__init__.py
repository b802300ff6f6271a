"""Rounds: moves, a solved world, substitution, leverage, talks; next year."""
