"""Methods that know no economics, against problems whose answers are known."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bahe.numerics.anderson import anderson
from bahe.numerics.info import Outcome
from bahe.numerics.krylov import gcr_many, gmres, newton_krylov
from bahe.numerics.reverse import Tape, apply, apply_t, join, scatter

RNG = np.random.default_rng(7)


def contraction(n: int, radius: float):
    """A linear map z -> M z + b with spectral radius `radius`, and its fixed point."""
    M = RNG.normal(size=(n, n))
    M *= radius / np.abs(np.linalg.eigvals(M)).max()
    b = RNG.normal(size=n)
    return (lambda z: (M @ z + b - z, float(np.abs(M @ z + b - z).max()))), np.linalg.solve(np.eye(n) - M, b)


@pytest.mark.parametrize("memory", [0, 3, 8])
def test_anderson_finds_the_fixed_point_of_a_contraction(memory):
    residual, expected = contraction(30, 0.8)
    found = anderson(residual, np.zeros(30), tol=1e-12, max_iter=500, memory=memory, cap=1e9)
    assert found.outcome is Outcome.converged
    assert_allclose(found.z, expected, atol=1e-10)


def test_memory_saves_iterations():
    residual, _ = contraction(30, 0.95)
    plain, mixed = (anderson(residual, np.zeros(30), tol=1e-10, max_iter=2000, memory=m, cap=1e9) for m in (0, 8))
    assert mixed.iterations < plain.iterations / 2


def test_anderson_says_when_it_runs_out_and_when_it_stalls():
    residual, _ = contraction(30, 0.99)
    assert anderson(residual, np.zeros(30), tol=1e-14, max_iter=3).outcome is Outcome.out_of_iterations

    def nowhere(z):
        return np.ones_like(z), 1.0

    assert anderson(nowhere, np.zeros(2), tol=1e-9, max_iter=500).outcome is Outcome.stalled


def test_anderson_says_when_the_start_is_outside_the_domain():
    found = anderson(lambda z: (z * np.nan, float("nan")), np.ones(3), tol=1e-9, max_iter=10)
    assert found.outcome is Outcome.diverged


def test_gmres_solves_a_dense_system():
    M = np.eye(40) + 0.1 * RNG.normal(size=(40, 40))
    b = RNG.normal(size=40)
    x, residual, products = gmres(lambda v: M @ v, b, tol=1e-13)
    assert_allclose(x, np.linalg.solve(M, b), atol=1e-10)
    assert residual < 1e-12
    assert products <= 40


def dense(n: int, many: int):
    """A well-posed matrix, many right sides, and their solutions."""
    M = np.eye(n) + 0.5 / np.sqrt(n) * RNG.normal(size=(n, n))
    b = RNG.normal(size=(many, n))
    return M, b, np.linalg.solve(M, b.T).T


@pytest.mark.parametrize("many", [1, 3, 12, 40])
def test_many_systems_are_solved_together(many):
    M, b, expected = dense(40, many)
    found = gcr_many(lambda v: v @ M.T, b, np.zeros_like(b), tol=1e-11)
    assert_allclose(found.x, expected, atol=1e-9)
    assert_allclose(found.directions @ M.T, found.images, atol=1e-10)
    assert_allclose(found.images @ found.images.T, np.eye(len(found.images)), atol=1e-6)
    assert_allclose(np.abs(b - found.x @ M.T).max(1), found.residual, atol=1e-12)  # what is carried along is true
    assert found.turns <= -(-40 // many) + 2  # every direction serves all: with as many as unknowns one turn is enough


def test_what_one_system_finds_serves_the_others():
    M, b, _ = dense(60, 12)
    together = gcr_many(lambda v: v @ M.T, b, np.zeros_like(b), tol=1e-10).turns
    alone = [gcr_many(lambda v: v @ M.T, b[s : s + 1], np.zeros((1, 60)), tol=1e-10).turns for s in range(12)]
    assert together < min(alone) / 2


def test_systems_that_are_copies_or_solved_already_do_no_harm():
    M, b, expected = dense(30, 4)
    b[1], expected[1] = b[0], expected[0]  # twice the same direction
    begun = np.zeros_like(b)
    begun[3] = expected[3]
    found = gcr_many(lambda v: v @ M.T, b, begun, tol=1e-11)
    assert_allclose(found.x, expected, atol=1e-9)
    assert found.residual.max() <= 1e-11


def test_memory_that_runs_full_begins_anew():
    M, b, expected = dense(50, 5)
    found = gcr_many(lambda v: v @ M.T, b, np.zeros_like(b), tol=1e-10, most=10)
    assert_allclose(found.x, expected, atol=1e-8)
    assert found.residual.max() <= 1e-10
    assert found.turns > gcr_many(lambda v: v @ M.T, b, np.zeros_like(b), tol=1e-10).turns


def test_a_singular_system_says_so():
    M = np.diag([1.0, 2.0, 0.0])
    found = gcr_many(lambda v: v @ M.T, np.ones((1, 3)), np.zeros((1, 3)), tol=1e-10, max_iter=20)
    assert found.residual[0] > 0.5
    assert found.turns <= 20


def test_newton_krylov_finds_a_root_that_iteration_leaves():
    """x = cosh(x)/2 at the upper root, where the plain iteration is unstable."""

    def residual(z):
        r = np.cosh(z) / 2 - z
        return r, float(np.abs(r).max())

    found = newton_krylov(residual, lambda z, v: (np.sinh(z) / 2 - 1) * v, np.array([2.5]), tol=1e-13)
    assert found.outcome is Outcome.converged
    assert found.z[0] == pytest.approx(2.1267998926782694, abs=1e-12)


def kernel(M, x, y):
    """Every operation that the tape knows, once."""
    a = np.exp(-1.5 * x) / (1.0 + y * y) + np.log(y) - x.T.T
    b = apply(M, a) + apply_t(M, np.exp(a[:, :3] * 0.1).reshape(2, 3))[:, :3] * 0.5
    c = scatter(b[(np.array([0, 1]), np.array([1, 1]))], (np.array([0, 0]),), (2,))
    return join([b.sum(0), c, (b * a[:, :3]).sum().reshape(1)])


def test_the_tape_agrees_with_a_complex_step():
    M, x, y = RNG.normal(size=(2, 3, 3)), RNG.normal(size=(2, 3)), RNG.uniform(0.5, 2, (2, 3))
    tape = Tape()
    leaves = tape.variable(x), tape.variable(y)
    out = kernel(M, *leaves)
    seed = RNG.normal(size=out.shape)
    grads = tape.pull({out.index: seed})
    for position, leaf in enumerate(leaves):
        for cell in np.ndindex(2, 3):
            moved = [x.astype(complex), y.astype(complex)]
            moved[position][cell] += 1e-30j
            expected = (seed * kernel(M, *moved).imag).sum() / 1e-30
            assert grads[leaf.index][cell] == pytest.approx(expected, rel=1e-12)


def test_the_tape_differentiates_by_the_cube():
    M, x = RNG.normal(size=(2, 3, 3)), RNG.normal(size=(2, 3))
    tape = Tape()
    cube = tape.variable(M)
    out = apply(cube, x) + apply_t(cube, x)
    seed = RNG.normal(size=(2, 3))
    expected = seed[:, :, None] * x[:, None, :] + x[:, :, None] * seed[:, None, :]
    assert_allclose(tape.pull({out.index: seed})[cube.index], expected)
