"""The registry of protocols: how a table gets from what can be signed to what is."""

from __future__ import annotations

from bahe.registry import Registry

#: Every protocol: name, function of a Bargain, sentence, source; facts
#: `efficient`  nothing better for all is left on the table
#: `symmetric`  the parties' places do not matter
#: `parties`    how many there may be at most; None: any number
#: `delay`      what it lets a signature wait for; "" where it cannot wait
protocols = Registry("protocol")
