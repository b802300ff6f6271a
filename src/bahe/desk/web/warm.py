"""What every hand has in memory from its first moment: the modules that nearly every verb needs, and the default world.

On Linux the server has one process that imports this module and then waits; hands are forked off it and share its memory, so that
whoever comes after a question that was taken back does not wait for all this to be read. Elsewhere each hand imports it for itself.
"""

from __future__ import annotations

import gc
from functools import lru_cache
from importlib import import_module

import bahe.casebook.runs.playing
import bahe.trade.solve  # noqa: F401
from bahe.atlas import load
from bahe.desk.web.hearing import _command
from bahe.desk.web.verbs import verbs

_command(), verbs(), import_module("pandas")
load._packaged_world = lru_cache(maxsize=6)(load._packaged_world)  # type: ignore[assignment]  # frozen, so it may be kept
load.load_world()
gc.freeze()  # a collection in a hand does not touch, and so copy, what all share
