"""One year's play, given what every pair of actions is worth: leader and follower, both at once, or with the leader's play given.

A player pays `lam` times the Kullback-Leibler distance of its play from blind choice, so it plays the logit rule and is worth the log of
a mean of exponentials: between the mean (lam large) and the maximum (lam to zero), and the payoff itself where there is one action.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Played:
    """A year's play at every state.

    value    [p,S]    what the year and all that follows is worth to each player, choice costs paid
    control  [i,S]    probability of each control
    answer   [i,j,S]  probability of each answer to each control
    gap      distance of the play from mutual reply: zero unless both move at once and do not settle
    """

    value: Floats
    control: Floats
    answer: Floats
    gap: float = 0.0


#: U [p,i,j,S], lam -> Played
Stage = Callable[[Floats, float], Played]


def logit(u: Floats, lam: float, axis: int) -> tuple[Floats, Floats]:
    """Probabilities exp(u/lam) / sum, and lam ln mean exp(u/lam), along an axis."""
    top = u.max(axis=axis, keepdims=True)
    p = np.exp((u - top) / lam)
    total = p.sum(axis=axis, keepdims=True)
    p /= total
    value = top + lam * (np.log(total) - np.log(u.shape[axis]))
    return p, value.squeeze(axis)


def leading(U: Floats, lam: float) -> Played:
    """The holder moves first, the challenger sees what it did."""
    answer, follower = logit(U[1], lam, axis=1)  # [i,j,S], [i,S]
    leader = np.einsum("ijs,ijs->is", answer, U[0])
    control, value = logit(leader, lam, axis=0)
    return Played(np.stack([value, np.einsum("is,is->s", control, follower)]), control, answer)


def following(control: Floats) -> Stage:
    """The holder's play is given, control[i,S]; the challenger sees it and answers."""

    def play(U: Floats, lam: float) -> Played:
        answer, follower = logit(U[1], lam, axis=1)
        value = np.einsum("is,ijs,ijs->s", control, answer, U[0])
        return Played(np.stack([value, np.einsum("is,is->s", control, follower)]), control, answer)

    return play


#: Both at once: replies in turn until nothing moves by more than this; states that still move after so many replies are damped by half
#: (there the reply turns in a circle), and after so many it is given up.
SETTLED, DAMPED_AFTER, MOST_REPLIES = 1e-11, 30, 600


class AtOnce:
    """Both move at once: a mutual logit reply at every state, by replies in turn from the play remembered from the last sweep."""

    def __init__(self) -> None:
        self.last: Floats | None = None

    def __call__(self, U: Floats, lam: float) -> Played:
        """The mutual reply nearest to the last one; its distance from rest is in `gap`."""
        states = U.shape[-1]
        if self.last is None or self.last.shape != (U.shape[2], states):
            self.last = np.full((U.shape[2], states), 1 / U.shape[2])
        answer = self.last.copy()
        at, A, B = np.arange(states), U[0], U[1]
        gap = np.inf
        for turn in range(MOST_REPLIES):
            mine = answer[:, at]
            control, _ = logit(np.einsum("ijs,js->is", A, mine), lam, axis=0)
            reply, _ = logit(np.einsum("ijs,is->js", B, control), lam, axis=0)
            move = np.abs(reply - mine).max(axis=0)
            gap = float(move.max())
            answer[:, at] = reply if turn < DAMPED_AFTER else 0.5 * (reply + mine)
            going = move > SETTLED
            if not going.any():
                break
            if going.sum() <= 0.6 * at.size:
                at, A, B = at[going], A[..., going], B[..., going]
        self.last = answer
        control, first = logit(np.einsum("ijs,js->is", U[0], answer), lam, axis=0)
        answer, second = logit(np.einsum("ijs,is->js", U[1], control), lam, axis=0)
        everywhere = np.broadcast_to(answer, (U.shape[1], *answer.shape))
        return Played(np.stack([first, second]), control, everywhere, gap)


#: moves -> what makes the stage
STAGES: dict[str, Callable[[], Stage]] = {"leader-follower": lambda: leading, "simultaneous": AtOnce}
