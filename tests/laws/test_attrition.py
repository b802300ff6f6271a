"""The war of attrition with a deadline: its law without one as the limit, and nobody does better than by playing it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahe.talks.attrition import concession


@pytest.mark.parametrize(
    ("r", "a", "hazard", "end", "atoms"),
    [((0.10, 0.05), (0.6, 0.6), (0.1, 0.2), 14.9787, (0.776393, 0.0)),
     ((0.10, 0.10), (0.6, 0.6), (0.2, 0.2), 14.9787, (0.0, 0.0)),
     ((0.10, 0.05), (0.7, 0.6), (0.05, 0.1333), 22.4680, (0.846235, 0.0))],
)  # fmt: skip
def test_a_deadline_far_away_is_none(r, a, hazard, end, atoms):
    """From the time at which both are exhausted on: hazards, end and atoms of the closed form, to the last digit."""
    a, r, z = np.array(a), np.array(r), np.array([0.05, 0.05])
    never = concession(a, 1 - a[::-1], r, z)
    for late in (never.end, 30.0, 1e6, np.inf):
        war = concession(a, 1 - a[::-1], r, z, late)
        for name in ("hazard", "end", "atom", "last"):
            np.testing.assert_array_equal(getattr(war, name), getattr(never, name))
    np.testing.assert_allclose(war.hazard, hazard, atol=5e-5)
    np.testing.assert_allclose(war.atom, atoms, atol=5e-7)
    assert war.end == pytest.approx(end, abs=5e-5)


def test_a_deadline_just_before_the_end_changes_little():
    """Continuous where it begins to bind: nothing jumps as the deadline passes the time at which one is exhausted."""
    a, r, z = np.array([0.7, 0.6]), np.array([0.1, 0.05]), np.array([0.05, 0.05])
    never = concession(a, 1 - a[::-1], r, z)
    war = concession(a, 1 - a[::-1], r, z, never.end - 1e-7)
    np.testing.assert_allclose(war.atom, never.atom, atol=1e-6)
    np.testing.assert_allclose([war.end, *war.last], [never.end, 0, 0], atol=1e-5)


shares_ = st.tuples(st.floats(0.52, 0.95), st.floats(0.52, 0.95))
rates_ = st.tuples(st.floats(0.01, 0.5), st.floats(0.01, 0.5))
kinds_ = st.tuples(st.floats(0.01, 0.7), st.floats(0.01, 0.7))


@given(a=shares_, r=rates_, z=kinds_, part=st.floats(0.01, 1.2))
def test_nobody_does_better_than_the_law_before_a_deadline(a, r, z, part):
    """Giving in at any time, at the deadline, or never: none beats what is played, and all that is played is worth the same."""
    a, r, z = np.array(a), np.array(r), np.array(z)
    never = concession(a, 1 - a[::-1], r, z)
    war = concession(a, 1 - a[::-1], r, z, part * never.end)
    assert ((war.last >= 0) & (war.last <= 1)).all()
    assert ((war.atom >= 0) & (war.atom < 1)).all()
    assert war.atom.min() < 1e-12, "only one can be the weaker"
    held = (1 - war.atom) * np.exp(-war.hazard * war.end)
    assert (held * (1 - war.last) >= z - 1e-9).all(), "the stubborn kind is still there"
    for p in (0, 1):
        play = Play(a[p], 1 - a[1 - p], r[p], war.atom[1 - p], war.hazard[1 - p], war)
        race = [play.gives_in(t) for t in np.linspace(1e-12, war.end, 5)]
        lull = [play.gives_in(t) for t in np.linspace(war.end, min(war.deadline, 2 * war.end + 9), 5)]
        give, hold = play.at_the_deadline(war.last[1 - p])
        best = max(*race, *lull, give, hold)
        assert max(lull[1:]) <= lull[0] + 1e-9
        if 0 < war.end < war.deadline:
            np.testing.assert_allclose(race, best, rtol=1e-9)
        if war.atom[p] > 1e-12:
            assert race[0] == pytest.approx(best, rel=1e-9)
        if war.last[p] > 0:
            assert give == pytest.approx(best, rel=1e-9)
        if war.last.any() and held[p] * (1 - war.last[p]) > z[p] + 1e-9:  # some who could move let the deadline pass
            assert hold == pytest.approx(best, rel=1e-9)


class Play:
    """What one party gets by each thing that it can do, the other keeping to its law: sums over when the other gives in, by hand."""

    def __init__(self, win, lose, r, atom, hazard, war):
        self.win, self.lose, self.r, self.atom, self.hazard, self.war = win, lose, r, atom, hazard, war

    def before(self, t):
        """From the other's giving in up to t, and the chance that it has not."""
        t = min(t, self.war.end)
        both = self.hazard + self.r
        return (self.atom + (1 - self.atom) * self.hazard * -np.expm1(-both * t) / both) * self.win, (
            1 - self.atom
        ) * np.exp(-self.hazard * t)

    def gives_in(self, t):
        """By giving in at t, before the deadline."""
        got, open_ = self.before(t)
        return got + open_ * np.exp(-self.r * t) * self.lose

    def at_the_deadline(self, other):
        """By giving in at the deadline, and by holding out there, where the other gives in with chance `other`."""
        got, open_ = self.before(self.war.end)
        late = open_ * np.exp(-self.r * self.war.deadline)
        give = (1 - other) * self.lose + other * (self.win + self.lose) / 2
        return got + late * give, got + late * other * self.win
