"""Speed of bahe, measured beside what one would otherwise use.

`python -m benchmarks` or `bahe bench` in a checkout runs every registered problem once and prints a table: time, target,
rivals, ratios, and how far the answers of the rivals are apart. Nothing here is a timed test.
"""

from benchmarks.run import main

__all__ = ["main"]
