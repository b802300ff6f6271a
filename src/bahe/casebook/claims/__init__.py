"""Claims of the two articles: what documents say, what computations say, and the verdict by rule."""
