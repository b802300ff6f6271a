"""The solved matrix: who loses what when whom is cut off."""

import numpy as np
import pytest

import bahe
from bahe.dependence.leverage import solved
from unit.test_carve import figure, item
from unit.test_many import invented


@pytest.mark.parametrize("horizon", ["long", "short"])
def test_cells_are_single_embargoes(horizon):
    w = invented()
    L = solved(w, horizon=horizon, tol=1e-11)
    eq = bahe.solve(w, bahe.embargo("E2", "E1", direction="exports"), horizon=horizon, tol=1e-11)
    at = L.buyers.index("E1"), L.suppliers.index("E2")
    assert L.loss[at] == pytest.approx(100 * (1 - eq.welfare_hat[1]), abs=1e-6)
    assert L.own[at] == pytest.approx(100 * (1 - eq.welfare_hat[2]), abs=1e-6)
    assert L.loss_usd[at] == pytest.approx((1 - eq.welfare_hat[1]) * w.income[1], rel=1e-6)
    assert np.isnan(np.diagonal(L.loss)).all()
    assert not np.diagonal(L.solved).any()
    assert L.solved.sum() == 20


def test_mutual_reads_both_ways():
    L = solved(invented(), horizon="long", mutual=True, tol=1e-11)
    assert L.own[0, 1] == pytest.approx(L.loss[1, 0], abs=1e-7)


def test_labels_swap_results():
    """The same code for every holder: economies in another order give the matrix in that order."""
    w = invented()
    order = [3, 0, 4, 1, 2]
    ix = np.ix_(order, order)
    trade = w.trade.transpose(1, 0, 2)[ix]
    basic = w.cost_share * w.output[:, None, :] / (w.expenditure / w.trade.sum(1))[:, :, None]
    other = bahe.World.from_tables(
        trade, economies=[w.economies[n] for n in order], sectors=w.sectors, use=basic[order],
        tariff=w.tariff.transpose(1, 0, 2)[ix], trade_elasticity=3.0,
    )  # fmt: skip
    assert solved(other, tol=1e-11).loss == pytest.approx(solved(w, tol=1e-11).loss[ix], abs=1e-6, nan_ok=True)


def test_home_share_one_is_no_leverage():
    """Who buys nothing from abroad cannot be squeezed."""
    trade = np.ones((3, 3, 2))
    trade[1:, 0] = 0.0
    trade[0, 1:] = 0.0  # E0 neither buys nor sells abroad
    w = bahe.World.from_tables(trade, economies=["E0", "E1", "E2"], sectors=["S0", "S1"])
    L = solved(w, horizon="long")
    assert np.nan_to_num(L.loss[0]) == pytest.approx(0, abs=1e-7)
    assert L.loss[1, 2] > 0


def test_coalitions_and_groups_are_one_actor():
    w = invented()
    L = solved(w, horizon="long", buyers=["E1"], suppliers={"E0+E2": ("E0", "E2"), "E0": ("E0",)}, tol=1e-11)
    assert L.suppliers == ("E0+E2", "E0")
    assert L.loss[0, 0] > L.loss[0, 1]
    eq = bahe.solve(w, bahe.embargo(["E0", "E2"], "E1", direction="exports"), tol=1e-11)
    assert L.loss[0, 0] == pytest.approx(100 * (1 - eq.welfare_hat[1]), abs=1e-6)


def test_leakage_and_items():
    c = invented().carve(item(shares=(*item().shares, *()), leakage=figure(0.1)))
    full = solved(c, horizon="short", buyers="E1", suppliers="E0", sectors="resist")
    leaky = solved(c, horizon="short", buyers="E1", suppliers="E0", sectors="resist", leakage=0.3)
    assert 0 < leaky.loss[0, 0] < full.loss[0, 0]
    assert full.sectors == ("resist",)


def test_refusals():
    w = invented()
    with pytest.raises(bahe.UnknownName, match="E9"):
        solved(w, buyers="E9")
    with pytest.raises(bahe.BadValue, match="out of range"):
        solved(w, leakage=1.0)
    with pytest.raises(bahe.Infeasible, match=r"sigma <= 1.*leakage"):
        solved(w, horizon="shock")
    with pytest.raises(bahe.BadValue, match="a World is needed"):
        bahe.leverage("icio-2022")
    with pytest.raises(bahe.UnknownName, match="S7"):
        solved(w, sectors="S7")
    with pytest.raises(bahe.BadValue, match="True or False"):
        solved(w, mutual="yes")
