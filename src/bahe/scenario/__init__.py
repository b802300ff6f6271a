"""Scenario files: YAML to frozen, validated Scenario; every message names file, line, key, allowed values and remedy.

Nothing heavy is imported here: pydantic and yaml load when a name is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bahe.scenario.read import read, validated
    from bahe.scenario.reading import Document
    from bahe.scenario.scenario import Base, Scenario, Variant
    from bahe.scenario.words import Text

__all__ = ["Base", "Document", "Scenario", "Text", "Variant", "read", "validated"]

_HOME = {
    "read": "read",
    "validated": "read",
    "Document": "reading",
    "Scenario": "scenario",
    "Variant": "scenario",
    "Base": "scenario",
    "Text": "words",
}


def __getattr__(name: str) -> Any:
    """Load a public name when first asked for."""
    from importlib import import_module

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f"bahe.scenario.{_HOME[name]}")
    if _HOME[name] == "read":  # importing the module puts it where its function belongs
        globals()["read"] = home.read
    value = getattr(home, name)
    globals()[name] = value
    return value
