"""The registered problems, in the order of the table."""

from benchmarks.problems import (  # noqa: F401, I001  the order of the table
    engine, leverage, dependence, products, published, statecraft, control, gravity, processes,
)  # fmt: skip
