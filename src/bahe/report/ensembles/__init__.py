"""Scenarios and tugs over draws of what is uncertain: bands and what they are made of."""
