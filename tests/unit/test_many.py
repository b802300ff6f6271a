"""Many cut-offs at once against one solve each, and their laws."""

import numpy as np
import pytest

import bahe
from bahe.trade.many import CutOff, cut_off


def invented(seed=3, N=5, K=4, theta=3.0):
    rng = np.random.default_rng(seed)
    trade = np.exp(rng.normal(0, 1, (N, N, K)))
    home = np.arange(N)
    trade[home, home] += 4 * N
    use = 0.4 * trade.sum(axis=0)[:, :, None] * rng.dirichlet(np.ones(K), (N, K))
    tariff = rng.uniform(0, 0.2, (N, N, K))
    tariff[home, home] = 0
    names = [f"E{n}" for n in range(N)]
    return bahe.World.from_tables(
        trade, economies=names, sectors=[f"S{k}" for k in range(K)], use=use, tariff=tariff, trade_elasticity=theta
    )


@pytest.mark.parametrize("horizon", ["long", "long-bln", "medium", "short"])
@pytest.mark.parametrize("closure", ["transfer", "balanced", "proportional", "nominal"])
def test_many_equals_one_by_one(horizon, closure):
    """Every pair of a world cut in one block gives what `solve` gives for each embargo alone."""
    w = invented()
    pairs = [(i, n) for i in range(5) for n in range(5) if i != n]
    got = cut_off(w, [CutOff((i,), (n,), (0, 1, 2)) for i, n in pairs], horizon=horizon, closure=closure, tol=1e-11)
    assert got.converged.all()
    for row, (i, n) in zip(got.welfare_hat[::4], pairs[::4], strict=True):
        shock = bahe.embargo(f"E{i}", f"E{n}", direction="exports", sectors=["S0", "S1", "S2"])
        one = bahe.solve(w, shock, horizon=horizon, closure=closure, tol=1e-11)
        assert row == pytest.approx(one.welfare_hat, abs=1e-8)


def test_mutual_is_the_embargo_of_both_directions():
    w = invented()
    got = cut_off(w, [CutOff((0,), (1,), (0, 1, 2, 3))], mutual=True, tol=1e-11)
    one = bahe.solve(w, bahe.embargo("E0", "E1", sectors="all"), tol=1e-11)
    assert got.welfare_hat[0] == pytest.approx(one.welfare_hat, abs=1e-9)


def test_a_coalition_is_one_question():
    w = invented()
    got = cut_off(w, [CutOff((0, 2), (1, 3), (1,))], tol=1e-11)
    one = bahe.solve(w, bahe.embargo(["E0", "E2"], ["E1", "E3"], direction="exports", sectors="S1"), tol=1e-11)
    assert got.welfare_hat[0] == pytest.approx(one.welfare_hat, abs=1e-9)


def test_a_buyer_without_supplier_is_no_number():
    """Where the last supplier leaves, the answer is NaN and `supplied` is False."""
    trade = np.ones((2, 2, 2))
    trade[1, 1, 1] = 0.0  # E1 makes none of S1
    trade[0, 0] += 5
    w = bahe.World.from_tables(trade, economies=["E0", "E1"], sectors=["S0", "S1"])
    got = cut_off(w, [CutOff((0,), (1,), (1,)), CutOff((0,), (1,), (0,))])
    assert list(got.supplied) == [False, True]
    assert np.isnan(got.welfare_hat[0]).all()
    assert got.converged[1]


def test_complements_are_refused():
    with pytest.raises(bahe.Infeasible, match="sigma <= 1"):
        cut_off(invented(), [CutOff((0,), (1,), (0,))], horizon="shock")


def test_progress_counts_to_the_end():
    told = []
    cut_off(invented(), [CutOff((0,), (1,), (0,))] * 30, progress=lambda a, b: told.append((a, b)))
    assert told[-1] == (30, 30)
    assert sorted(told) == told
