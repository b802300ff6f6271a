"""The registry of indices: who depends on whom, one number or matrix a function, each with its formula and its source."""

from __future__ import annotations

from bahe.registry import Registry

#: Every index: name, function, sentence, source; facts `formula`, `range` or `unit`, `layer` and `two_sided`.
indices = Registry("index")
