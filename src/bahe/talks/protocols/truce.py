"""The truce clock: at every deadline sign, extend at a cost, or let it lapse; and why it is not signed on the first day."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from bahe.faults import BadShape, BadValue
from bahe.talks.bargain import Bargain, Kind, Settlement, no_deal
from bahe.talks.protocols.nash import nash
from bahe.talks.protocols.registered import protocols

Floats = NDArray[np.float64]
#: Why a signature waits: each can be taken away by itself, and without all three it does not wait.
PRIVATE, TRUCE, RISING = "private information", "the truce is worth more than the deal", "a rising outside option"


@dataclass(frozen=True, eq=False)
class Clock:
    """What a truce clock is made of; see `truce`.

    outside   [t,p] the state after a lapse at each deadline
    capped    True: while talks go on nobody has more than what they are expected to end in
    """

    b: Bargain
    cost: Floats
    noise: float
    outside: Floats
    capped: bool = False

    def without(self, cause: str) -> Clock:
        """The same without one cause of delay: no private costs; a truce that is worth no more than its end; the first outside option
        at every deadline.
        """
        if cause == PRIVATE:
            return replace(self, noise=0.0)
        if cause == RISING:
            return replace(self, outside=np.broadcast_to(self.outside[0], self.outside.shape))
        return replace(self, capped=True)


@dataclass(frozen=True, eq=False)
class Tree:
    """A clock solved from its last deadline: chances of signing and extending if it is reached [t], worth [t,p], what is signed."""

    signs: Floats
    extends: Floats
    value: Floats
    deals: tuple[Settlement, ...]


@protocols.add("truce", cite="backward induction; noise: McKelvey and Palfrey 1998, Experimental Economics 1(1), 9-41",
               efficient=False, symmetric=True, parties=2, delay=f"{PRIVATE}; {TRUCE}; {RISING}")  # fmt: skip
def truce(
    b: Bargain, extension_cost: Floats | float = 0.0, noise: float = 0.0, outside: Floats | None = None
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

    Payoffs are a flow: the present worth of a state forever is its payoff, a round's is (1 - d) times it. It is not signed at the first
    deadline only for private information, a truce that is worth more to somebody than what it ends in, or an outside option that rises:
    with none of the three it is signed there or never (what would be signed next is no worse for either than waiting for it, and can be
    signed now).
    `facts["causes"]` says how likely it would be signed there without each; `cause` names those without which it would be likelier.
    `chances` are those of the first deadline, `when` the whole clock.
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
    if not np.isfinite(cost).all() or (cost < 0).any():
        raise BadValue("what a truce costs at home is not negative", field="extension_cost", where="truce", got=cost,
                       remedy="A truce that pays belongs into `impasse`.")  # fmt: skip
    clock = Clock(b, cost, float(noise), out)
    return _told(clock, solved(clock))


def solved(c: Clock) -> Tree:
    """From the last deadline back."""
    T, d = len(c.outside), c.b.discount
    signs, extends, value, deals = np.zeros(T), np.zeros(T), np.empty((T, 2)), []
    ahead = None
    for t in reversed(range(T)):
        lapse = c.outside[t]
        going_on = lapse
        if ahead is not None:
            still = np.minimum(c.b.impasse, ahead) if c.capped else c.b.impasse
            going_on = (1 - d) * still - c.cost + d * ahead
        extends[t] = 0.0 if ahead is None else _both(going_on - lapse, c.noise)
        unsigned = extends[t] * going_on + (1 - extends[t]) * lapse
        made = nash(c.b.replaced(outside=unsigned))
        deals.append(made)
        signs[t] = 0.0 if made.kind != "deal" else _both(made.payoffs - unsigned, c.noise)
        value[t] = unsigned + (signs[t] * (made.payoffs - unsigned) if made.kind == "deal" else 0.0)
        ahead = value[t]
    return Tree(signs, extends, value, tuple(deals[::-1]))


def _both(gain: Floats, noise: float) -> float:
    """Chance that both want it: each does where its gain exceeds its private cost; ties are resolved in favour."""
    if noise == 0:
        return float((gain >= -1e-12 * max(1.0, float(np.abs(gain).max()))).all())
    with np.errstate(over="ignore"):  # a spread near zero: the chance is nought or one
        return float(expit(gain / noise).prod())


def why(c: Clock, tree: Tree) -> dict[str, float]:
    """Chance of signing at the first deadline without each cause that is there; empty where it is signed there for certain."""
    there = {
        PRIVATE: c.noise > 0, TRUCE: bool((c.b.impasse > tree.value[1:]).any()), RISING: bool((c.outside != c.outside[0]).any()),
    }  # fmt: skip
    return (
        {k: float(solved(c.without(k)).signs[0]) for k, is_ in there.items() if is_}
        if tree.signs[0] < 1 - 1e-12
        else {}
    )


def _named(c: Clock, first: float, without: dict[str, float]) -> str:
    """The causes without which signing at the first deadline would be likelier; all that are there where only together they delay it."""
    if first >= 1 - 1e-12:
        return ""
    alone = [k for k, q in without.items() if q > first + 1e-12]
    if alone:
        return "; ".join(alone)
    bare = c.without(PRIVATE).without(TRUCE).without(RISING)
    if without and solved(bare).signs[0] > first + 1e-12:
        return "together: " + "; ".join(without)
    return "no outcome is better for all than walking away"


def _told(c: Clock, tree: Tree) -> Settlement:
    """The tree read forward: what happens at the first deadline, when it is signed if it is, and why not at once."""
    b, signs, extends = c.b, tree.signs, tree.extends
    alive = np.concatenate([[1.0], np.cumprod((1 - signs) * extends)])
    when, lapse = alive[:-1] * signs, alive[:-1] * (1 - signs) * (1 - extends)
    chances: dict[Kind, float] = {"deal": float(when[0]), "truce": float(alive[1]), "breakdown": float(lapse[0])}
    kind: Kind = max(chances, key=lambda k: chances[k])
    without = why(c, tree)
    cause = _named(c, float(signs[0]), without)
    facts = {
        "signs": signs,
        "extends": extends,
        "lapse": lapse,
        "value": tree.value,
        "outside": c.outside,
        "causes": without,
    }
    terms = tree.deals[int(np.argmax(when))] if when.sum() > 0 else no_deal(b, "truce")
    return Settlement(b, "truce", kind, tree.value[0], terms.signed, terms.mix, terms.paid, when, chances, cause, facts)
