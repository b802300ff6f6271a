"""Partial pooling of speeds: the exact joint normal, shrinkage, coverage over its own law, limits, sides swapped."""

import numpy as np
import pytest
from scipy.special import expit

from bahe.faults import BadShape, BadValue
from bahe.substitution import pooled as p
from bahe.substitution.pooled import Technology, pooled

A = Technology("a", np.array([2020.0, 2023.0, 2024.0]), np.array([0.2, -0.4, -0.7]), np.full(3, 0.2))
B = Technology("b", np.array([2012.0, 2022.0]), np.array([-0.2, -1.05]), np.full(2, 0.2))
C = Technology("c", np.array([2025.0]), np.array([5.0]), np.full(1, 0.3))


def exact(technologies, tau, noise):
    """Speeds and levels as blocks of one big normal: z = (mu, b_j, a_j, walks), figures linear in z."""
    J = len(technologies)
    rows, y, errors, cov = [], [], [], [p.MU**2, *[tau**2] * J, *[p.LEVEL**2] * J]
    size = 1 + 2 * J
    for t in technologies:
        size += len(t.years) - 1
    cov += [0.0] * (size - len(cov))
    k, wanted_level = 1 + 2 * J, []
    for j, t in enumerate(technologies):
        s = t.years - t.years[0]
        for n in range(len(s)):
            row = np.zeros(size)
            row[0], row[1 + j], row[1 + J + j] = s[n], s[n], 1.0
            row[k : k + n] = 1.0
            rows.append(row)
            y.append(t.odds[n])
            errors.append(t.errors[n])
        for n in range(1, len(s)):
            cov[k + n - 1] = noise**2 * (s[n] - s[n - 1])
        k += len(s) - 1
        wanted_level.append(rows[-1])
    H, P = np.array(rows), np.diag(cov)
    S = H @ P @ H.T + np.diag(np.square(errors))
    G = P @ H.T @ np.linalg.inv(S)
    m, V = G @ np.array(y), P - G @ H @ P
    speeds = np.zeros((J, size))
    speeds[:, 0] = 1.0
    speeds[np.arange(J), 1 + np.arange(J)] = 1.0
    wanted = np.vstack([speeds, wanted_level])
    return wanted @ m, wanted @ V @ wanted.T


def test_the_joint_normal_comes_out() -> None:
    """tau and noise known: means and covariances of speeds and levels as by conditioning one big normal."""
    found = pooled([A, B, C], 200_000, tau=0.15, noise=0.1)
    mean, cov = exact([A, B, C], 0.15, 0.1)
    got = np.hstack([found.speed, found.level])
    np.testing.assert_allclose(got.mean(0), mean, atol=5 * np.sqrt(np.diag(cov)).max() / np.sqrt(200_000))
    np.testing.assert_allclose(np.cov(got.T), cov, atol=4e-3)


def test_pooling_lies_between_alone_and_as_one() -> None:
    """Little in common: own speeds; all in common: one speed; with one figure, the speed is that of the others."""
    far, near = pooled([A, B, C], tau=50.0, noise=0.05), pooled([A, B, C], tau=1e-4, noise=0.05)
    assert far.speed[:, 0].mean() == pytest.approx(-0.21, abs=0.03)
    assert np.ptp(near.speed.mean(0)) < 1e-3
    some = pooled([A, B, C], noise=0.05)
    assert min(some.speed[:, 0].mean(), some.speed[:, 1].mean()) < some.speed[:, 2].mean() < 0
    assert some.speed[:, 2].std() > some.speed[:, 1].std()


@pytest.mark.slow
def test_it_covers_what_its_own_law_does() -> None:
    """Technologies drawn from the priors: 90 % intervals of speeds hold them in nine of ten, one figure or three."""
    rng, held = np.random.default_rng(2), []
    for _ in range(120):
        tau, mu = abs(p.TAU * rng.standard_normal()), p.MU * rng.standard_normal()
        noise = p.NOISE[0] * (p.NOISE[1] / p.NOISE[0]) ** rng.random()
        b = mu + tau * rng.standard_normal(4)
        made = []
        for j, count in enumerate((3, 2, 3, 1)):
            s = np.array([0.0, 3.0, 5.0])[:count]
            walk = np.concatenate([[0.0], noise * np.sqrt(np.diff(s)) * rng.standard_normal(count - 1)]).cumsum()
            made.append(
                Technology(
                    str(j),
                    2020 + s,
                    2 * rng.standard_normal() + b[j] * s + walk + 0.1 * rng.standard_normal(count),
                    np.full(count, 0.1),
                )
            )
        low, high = np.quantile(pooled(made, 2000).speed, [0.05, 0.95], axis=0)
        held.append((low <= b) & (b <= high))
    assert np.mean(held, axis=0) == pytest.approx([0.9] * 4, abs=3 * np.sqrt(0.09 / 120))


def test_half_lives_by_hand() -> None:
    """From an even share along -.2 a year: ln 3 / .2 years to a quarter; never where it does not fall."""
    got = p.Pooled(
        ("a", "b"), np.zeros(2), np.array([[-0.2, 0.1]]), np.zeros((1, 2)), np.zeros(1), np.zeros(1), np.zeros(1), 1.0
    )
    assert got.half_life[0, 0] == pytest.approx(np.log(3) / 0.2)
    assert np.isinf(got.half_life[0, 1])
    assert got.rank.tolist() == [[1, 2]]
    assert expit(got.at(5.0, np.random.default_rng(0)))[0, 0] == pytest.approx(expit(-1.0))


def test_swapped_and_shifted() -> None:
    """The order of technologies and the calendar do not matter; ranks of a draw are 1 to J."""
    one, two = pooled([A, B], tau=0.1, noise=0.1), pooled([B, A], tau=0.1, noise=0.1)
    assert one.speed[:, 0].mean() == pytest.approx(two.speed[:, 1].mean(), abs=5e-3)
    later = Technology("a", A.years + 100, A.odds, A.errors)
    np.testing.assert_allclose(pooled([later, B], tau=0.1, noise=0.1).speed, one.speed)
    assert (np.sort(one.rank, axis=1) == [1, 2]).all()


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(BadShape):
        Technology("x", np.array([1.0, 2.0]), np.array([0.0]), np.array([0.1]))
    with pytest.raises(BadValue):
        Technology("x", np.array([2.0, 1.0]), np.zeros(2), np.ones(2))
    with pytest.raises(BadValue):
        pooled([])
