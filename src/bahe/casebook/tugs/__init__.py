"""Tugs of the casebook: their files, ropes played over draws, evidence, and how well the forecasts did."""
