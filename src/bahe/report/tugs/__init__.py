"""The tug-of-war of an item: answer, page, charts, evidence, regimes."""
