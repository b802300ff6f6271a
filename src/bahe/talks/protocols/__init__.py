"""Protocols, one a file: importing this folder registers every one of them in `protocols`."""

from importlib import import_module
from pkgutil import iter_modules

from bahe.talks.protocols.registered import protocols

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["protocols"]
