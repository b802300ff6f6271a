"""Stacking order of US import duties of 2025-26: which duty falls on which part of a good's value.

One order, three kinds of duty:

- *sectoral* (Section 232): a good pays at most one; the first rule below that reaches it takes its value, and rules on
  content take the share of the value that is metal;
- *general* (emergency powers, Section 122, the Section 301 duties of 2026): on what no sectoral duty has taken;
- *beside* (the emergency duty on China, Section 301 on China): on the whole value, whatever else is paid.

| rule | source |
|---|---|
| autos and their parts before metals, and only one of them | EO 14289 of 29 April 2025, sec. 3(a); Proclamation 10908 |
| metals before the emergency duties on Canada and Mexico | Proclamation 10947 clause (5), amending EO 14289 |
| Section 232 goods outside the reciprocal duty; of goods taxed on content the rest is inside | EO 14257 sec. 3(b); CBP CSMS 64680374 |
| the emergency duty on China stacks on Section 232: it is not among the orders that EO 14289 disentangles | EO 14289 sec. 2 |
| Section 232 goods outside the duties on Brazil and on Russian oil | EO 14323 sec. 3; EO 14329 sec. 2 |
| Section 232 goods outside the surcharge of Section 122 | Proclamation 11012, annex I, subdivision (aa)(v) |
| timber after autos, and before the emergency duties on Canada and Mexico | Proclamation 10976 clause 6; CBP CSMS 66492057 |
| heavy vehicles before metals and timber, and before the same duties | Proclamation 10984 |
| copper outside the general duties but those on Canada and Mexico | Proclamation 10962; CBP CSMS 65794272 |
| metals from April 2026 on the whole value, once | Proclamation of 2 April 2026, clauses 1 and 9 |
| Section 301 and MFN duties of 2024 | in the base; nothing here touches them |

A *ceiling* c holds the total with the base duty m: it adds max(0, c - m) (EO 14326 sec. 2(a), EU; EO 14345, Japan;
90 FR 55964, Korea; 90 FR 59281, Switzerland). Goods under USMCA are relieved of the emergency duties and of Section
122 whole; vehicles under USMCA pay Section 232 on what is not US content (Proclamation 10908 clause 2), their parts
nothing (clause 3).

Arrays have one entry a cell; rates are fractions of customs value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Kind = Literal["sectoral", "general"]
Content = Literal["value", "metal", "copper", "packaging"]
Relief = Literal["none", "goods", "parts", "vehicles"]


@dataclass(frozen=True)
class Rule:
    """How one measure stacks: the lists it reaches (none: every good), its kind and what USMCA relieves.

    `content`: the whole value, the metal or copper in it, or the metal it is packed in. `unless`: lists on which another
    measure takes its place. `also_on`: sectoral duties beside which a general duty is paid.
    """

    measure: str
    kind: Kind
    scopes: tuple[str, ...] = ()
    relief: Relief = "none"
    content: Content = "value"
    unless: str = ""
    also_on: tuple[str, ...] = ()


#: In the order in which sectoral duties take a good; general duties come after, in any order.
ORDER: tuple[Rule, ...] = (
    Rule("s232-autos", "sectoral", ("autos",), "vehicles"),
    Rule("s232-auto-parts", "sectoral", ("auto-parts",), "parts"),
    Rule("s232-trucks", "sectoral", ("trucks",), "vehicles"),
    Rule("s232-buses", "sectoral", ("buses",)),
    Rule("s232-furniture", "sectoral", ("furniture",)),
    Rule("s232-lumber", "sectoral", ("lumber",)),
    Rule("s232-semiconductors", "sectoral", ("semiconductors",)),
    Rule("s232-metals-1a", "sectoral", ("metals-1a", "steel", "aluminium")),
    Rule("s232-metals-1b", "sectoral", ("metals-1b",)),
    Rule("s232-metals-3", "sectoral", ("metals-3",)),
    Rule("s232-copper", "sectoral", ("copper",), content="copper"),
    Rule("s232-steel", "sectoral", ("steel", "steel-articles")),
    Rule("s232-aluminium", "sectoral", ("aluminium", "aluminium-articles")),
    Rule("s232-derivatives", "sectoral", ("derivatives",), content="metal"),
    Rule("s232-appliances", "sectoral", ("appliances",), content="metal"),
    Rule("s232-derivatives-august", "sectoral", ("derivatives-august",), content="metal"),
    Rule("s232-packaged-august", "sectoral", ("packaged-august",), content="packaging"),
    Rule("ieepa-reciprocal", "general"),
    Rule("ieepa-fentanyl-energy", "general", ("energy",), "goods", also_on=("s232-copper",)),
    Rule("ieepa-fentanyl", "general", (), "goods", unless="ieepa-fentanyl-energy", also_on=("s232-copper",)),
    Rule("ieepa-russian-oil", "general"),
    Rule("ieepa-brazil", "general"),
    Rule("s122", "general", (), "goods"),
    Rule("s301-forced-labour", "general", (), "goods"),
    Rule("s301-brazil", "general"),
    Rule("s301-china-2025", "general", ("china-2025",)),
    Rule("s301-china-2026", "general", ("china-2026",)),
)
RULES = {rule.measure: rule for rule in ORDER}


@dataclass(frozen=True)
class Duty:
    """One duty on every cell.

    rate      fraction of value
    ceiling   the rate is a total with the base duty
    reach     share of the value it falls on if nothing stands before it, 0 where it does not apply
    paid      share of that which is not relieved
    beside    on the whole value, whatever sectoral duty is paid
    """

    rate: Floats
    ceiling: Bools
    reach: Floats
    paid: Floats
    beside: Bools


def points(rate: Floats, ceiling: Bools, base: Floats) -> Floats:
    """What a duty adds to the base m: its rate, or max(0, rate - m) under a ceiling."""
    return np.where(ceiling, np.maximum(0.0, rate - base), rate)


def take(left: Floats, duty: Duty) -> tuple[Floats, Floats]:
    """A sectoral duty takes its reach of what is left: (share taken, share left)."""
    taken = left * duty.reach
    return taken, left - taken


def stack(base: Floats, sectoral: Mapping[str, Duty], general: Mapping[str, Duty]) -> Floats:
    """Sum of duties on each cell, in points of customs value.

    base: collected duty without Section 232, for ceilings. sectoral, general: duties by measure, the former in the order
    of `ORDER`.
    """
    left = np.ones_like(base)
    total = np.zeros_like(base)
    taken: dict[str, Floats] = {}
    for measure, duty in sectoral.items():
        taken[measure], left = take(left, duty)
        total += taken[measure] * duty.paid * points(duty.rate, duty.ceiling, base)
    for measure, duty in general.items():
        open_to = left + sum(taken[other] for other in RULES[measure].also_on if other in taken)
        share = np.where(duty.beside, 1.0, open_to) * duty.reach
        total += share * duty.paid * points(duty.rate, duty.ceiling, base)
    return total
