"""Levers of two economies over each other, product by product, and what was done, placed on that ranking."""
