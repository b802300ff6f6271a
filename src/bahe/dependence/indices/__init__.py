"""Indices of dependence, one a file: importing this folder registers every one of them in `indices`."""

from importlib import import_module
from pkgutil import iter_modules

from bahe.dependence.indices.registered import indices

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["indices"]
