"""A second, slow solver of the model, written from its equations alone and sharing no line with `bahe.trade`.

Plain loops over level equations, solved by `scipy.optimize.root`. Tables are `[o, d, k]` (origin, destination,
product), as a statistician writes them. It exists to disagree with the engine, should the engine be wrong.
"""

from slow_solver.benchmark import Benchmark, calibrate
from slow_solver.solve import Elasticities, Labour, NoRoot, Policy, Solution, solve, unchanged

__all__ = ["Benchmark", "Elasticities", "Labour", "NoRoot", "Policy", "Solution", "calibrate", "solve", "unchanged"]
