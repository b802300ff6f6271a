"""The truce clock: at every deadline sign, extend at a cost, or let it lapse."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from bahe.faults import BadShape, BadValue
from bahe.talks.bargain import Bargain, Kind, Settlement, no_deal
from bahe.talks.protocols.nash import nash
from bahe.talks.protocols.registered import protocols

Floats = NDArray[np.float64]


@protocols.add("truce", cite="backward induction; noise: McKelvey and Palfrey 1998, Experimental Economics 1(1), 9-41",
               efficient=False, symmetric=True, parties=2, delay="a rising outside option, or a private cost of signing today")  # fmt: skip
def truce(
    b: Bargain,
    extension_cost: Floats | float = 0.0,
    noise: float = 0.0,
    outside: Floats | None = None,
    after: Floats | float = 0.0,
) -> Settlement:
    """`rounds` deadlines (default one), a truce between them; found from the last one back.

    A deal, the truce and the state after a lapse are worth their payoffs a round for as long as they last; the Bargain's `impasse`
    is the state of truce, `outside` the state after a lapse. At each deadline

        sign      both must want it: the Nash bargain on what can be signed, over what not signing gives
        extend    both must want it: a round of truce, less `extension_cost[p]`, then the next deadline; not after the last one
        lapse     either can: the outside state from then on

    extension_cost   [p] what one more round of truce costs each at home
    noise            spread of what signing or extending today costs each, known to itself alone (logistic): 0 is complete information
    outside          [t,p] the state after a lapse at each deadline, where it changes (one side learns to do without); default: constant

    Payoffs are a flow: the present worth of a state forever is its payoff, a round's is (1 - d) times it. With complete information and
    constant states it is signed at the first deadline: whoever predicts a delay must say where the cause is. `chances` are those of
    the first deadline, `when` the whole clock.
    """
    b.two("truce")
    T = b.rounds or 1
    cost = np.broadcast_to(np.asarray(extension_cost, dtype=float), 2)
    out = np.broadcast_to(b.outside, (T, 2)) if outside is None else np.asarray(outside, dtype=float)
    if out.shape != (T, 2) or not np.isfinite(out).all():
        raise BadShape(
            "one row a deadline, one column a party", field="outside", where="truce", got=out.shape, allowed=str((T, 2))
        )
    if not np.isfinite(noise) or noise < 0:
        raise BadValue("a spread is not negative", field="noise", where="truce", got=noise)
    d = b.discount
    signs, extends = np.zeros(T), np.zeros(T)
    value, deals = np.empty((T, 2)), []
    ahead = None
    for t in reversed(range(T)):
        lapse = out[t]
        going_on = lapse if ahead is None else (1 - d) * b.impasse - cost + d * ahead
        extends[t] = 0.0 if ahead is None else _both(going_on - lapse, noise)
        unsigned = extends[t] * going_on + (1 - extends[t]) * lapse
        made = nash(b.replaced(outside=unsigned))
        deals.append(made)
        signs[t] = 0.0 if made.kind != "deal" else _both(made.payoffs - unsigned, noise)
        value[t] = unsigned + (signs[t] * (made.payoffs - unsigned) if made.kind == "deal" else 0.0)
        ahead = value[t]
    return _told(b, deals[::-1], signs, extends, value, out, noise)


def _both(gain: Floats, noise: float) -> float:
    """Chance that both want it: each does where its gain exceeds its private cost; ties are resolved in favour."""
    if noise == 0:
        return float((gain >= -1e-12 * max(1.0, float(np.abs(gain).max()))).all())
    return float(expit(gain / noise).prod())


def _told(
    b: Bargain, deals: list[Settlement], signs: Floats, extends: Floats, value: Floats, out: Floats, noise: float
) -> Settlement:  # fmt: skip
    """The tree read forward: what happens at the first deadline, and when it is signed if it is."""
    alive = np.concatenate([[1.0], np.cumprod((1 - signs) * extends)])
    when, lapse = alive[:-1] * signs, alive[:-1] * (1 - signs) * (1 - extends)
    chances: dict[Kind, float] = {"deal": float(when[0]), "truce": float(alive[1]), "breakdown": float(lapse[0])}
    kind: Kind = max(chances, key=lambda k: chances[k])
    cause = ""
    if chances["deal"] < 1 - 1e-12:
        changing = bool((out != out[0]).any())
        cause = (
            "a private cost of signing today"
            if noise > 0
            else "a rising outside option"
            if changing
            else "nothing to gain by signing"
        )
    facts = {"signs": signs, "extends": extends, "lapse": lapse, "value": value, "outside": out}
    terms = deals[int(np.argmax(when))] if when.sum() > 0 else no_deal(b, "truce")
    return Settlement(b, "truce", kind, value[0], terms.signed, terms.mix, terms.paid, when, chances, cause, facts)
