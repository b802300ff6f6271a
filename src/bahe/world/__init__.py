"""World, Shock and the horizons: frozen types, invariants, calibration, aggregation."""

from bahe.world.horizon import HORIZON_NAMES, Horizon, standard_horizons
from bahe.world.shock import Effect, Shock
from bahe.world.world import Remark, Source, World

__all__ = ["HORIZON_NAMES", "Effect", "Horizon", "Remark", "Shock", "Source", "World", "standard_horizons"]
