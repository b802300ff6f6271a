"""Input-output dependence: published and computed anchors for 2022, the slow way beside the fast one, closed forms, identities."""

import numpy as np
import pytest

import bahe
from bahe.dependence.indices import indices
from bahe.dependence.indices.extraction import extraction, extractions, import_content
from bahe.dependence.indices.position import input_rank, katz, pagerank, upstreamness
from bahe.dependence.indices.power import cutoff_loss, power, stock_factor
from bahe.dependence.indices.reliance import face_value, look_through, top_paths
from bahe.dependence.network import Network
from unit.test_many import invented


@pytest.fixture(scope="module")
def real():
    """The world of 2022 without tariffs (nothing but the input-output table)."""
    return bahe.load_world("icio-2022", tariffs="none")


@pytest.fixture(scope="module")
def network(real):
    return Network.of(real, without=("ROW",))


@pytest.fixture(scope="module")
def small():
    return Network.of(invented(seed=5, N=4, K=3))


# -- orientation values for 2022: inputs of C10T12-C31T33, ROW left out (computed by an independent implementation) -------
@pytest.mark.parametrize(
    ("buyer", "supplier", "face", "look"),
    [
        ("USA", "USA", 84.8, 75.0), ("USA", "CHN", 1.89, 4.60), ("JPN", "JPN", 79.5, 65.5), ("JPN", "CHN", 4.10, 8.60),
        ("DEU", "DEU", 68.8, 52.2), ("DEU", "CHN", 3.30, 6.62), ("CHN", "CHN", 91.3, 84.0),
    ],
)  # fmt: skip
def test_reliance_to_the_printed_digit(real, network, buyer, supplier, face, look):
    using = real.axes.sector_index("manufacturing")
    n, i = network.economies.index(buyer), network.economies.index(supplier)
    places = 1 if buyer == supplier else 2
    assert round(100 * face_value(network, using)[n, i], places) == face
    assert round(100 * look_through(network, using)[n, i], places) == look


def test_japanese_inputs_to_china_removed(network):
    """About -113 bn of value added for Japan and -6.5 bn for China stand as orientation; here 110.7 and 6.4 (3 % and 2 % less)."""
    n, i = network.economies.index("CHN"), network.economies.index("JPN")
    lost = extraction(network, n, i) / 1e3
    assert lost[i] == pytest.approx(113, rel=0.03)
    assert lost[n] == pytest.approx(6.5, rel=0.03)


TABLE = [  # pair A - B: B loses A's inputs (% of value added, USD bn), A loses B's
    ("USA", "CHN", 0.48, 83, 0.46, 115), ("USA", "EU27", 1.41, 221, 0.73, 182), ("USA", "JPN", 1.06, 43, 0.12, 31),
    ("USA", "KOR", 2.07, 36, 0.11, 27), ("USA", "MEX", 6.51, 94, 0.35, 87), ("USA", "CAN", 5.19, 107, 0.60, 149),
    ("USA", "VNM", 1.59, 6, 0.07, 17), ("CHN", "JPN", 1.65, 67, 0.42, 73), ("CHN", "EU27", 1.07, 167, 0.85, 146),
    ("CHN", "KOR", 3.80, 65, 0.46, 79), ("CHN", "TWN", 3.25, 24, 0.42, 73),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "b_pct", "b_usd", "a_pct", "a_usd"), TABLE, ids=lambda v: str(v))
def test_power_at_sigma_3(real, a, b, b_pct, b_usd, a_pct, a_usd):
    """The table of leverage at 50 industries. The EU as buyer is the sum of its members, as supplier one.

    Printed digits, with half a unit of slack in the last place where the figure stands on the edge (0.125, 5.195, 3.255).
    """
    eu = real.aggregate(economies={"EU27": real.axes.economy_groups["EU27"]}) if "EU27" in (a, b) else real

    def lost(buyer, supplier):
        w = real if buyer == "EU27" else eu
        members = [w.economies.index(m) for m in (w.axes.economy_groups["EU27"] if buyer == "EU27" else [buyer])]
        usd = (power(w, 3.0)[members, w.economies.index(supplier)] * w.value_added[members]).sum()
        return 100 * usd / w.value_added[members].sum(), usd / 1e3

    for (pct, usd), (want_pct, want_usd) in ((lost(b, a), (b_pct, b_usd)), (lost(a, b), (a_pct, a_usd))):
        assert pct == pytest.approx(want_pct, abs=0.0056)
        assert usd == pytest.approx(want_usd, abs=0.56)


# -- fast against slow ----------------------------------------------------------------------------------------------------
def test_woodbury_is_the_dense_solve(small):
    A, x = small.matrix, small.output.ravel()
    f = x - A @ x
    v = small.value_added_share.ravel()
    everything = extractions(small)
    for n in range(4):
        for i in range(4):
            if n == i:
                continue
            cut = A.copy()
            cut[small.block(i), small.block(n)] = 0.0
            slow = (v * (x - np.linalg.solve(np.eye(12) - cut, f))).reshape(4, 3).sum(1)
            assert extraction(small, n, i) == pytest.approx(slow, rel=1e-10, abs=1e-10)
            assert everything[n, i] == pytest.approx(slow, rel=1e-10, abs=1e-10)


def test_woodbury_on_the_real_table(network):
    """One pair by a dense solve of 4,000 equations, to 1e-10 of the loss."""
    n, i = network.economies.index("DEU"), network.economies.index("CHN")
    x, A = network.output.ravel(), network.matrix
    f = x - A @ x
    cut = -A
    cut[network.block(i), network.block(n)] = 0.0
    cut[np.diag_indices_from(cut)] += 1.0
    slow = (network.value_added_share.ravel() * (x - np.linalg.solve(cut, f))).reshape(network.output.shape).sum(1)
    assert extraction(network, n, i) == pytest.approx(slow, abs=1e-10 * x.max())


def test_partial_extraction_and_one_product(small):
    assert extraction(small, 0, 1, share=0.0) == pytest.approx(0, abs=1e-12)
    half, whole = extraction(small, 0, 1, share=0.5), extraction(small, 0, 1)
    assert (half < whole).all()
    parts = [extraction(small, 0, 1, products=np.array([k])) for k in range(3)]
    assert sum(parts).sum() == pytest.approx(whole.sum(), rel=0.2)


def test_extracting_all_imports_gives_the_import_content(small):
    """All foreign inputs of n removed at once, by a dense solve."""
    A, x = small.matrix.copy(), small.output.ravel()
    f = x - A @ x
    home = A[small.block(0), small.block(0)].copy()
    A[:, small.block(0)] = 0.0
    A[small.block(0), small.block(0)] = home
    v = small.value_added_share.ravel()
    lost = (v * (x - np.linalg.solve(np.eye(12) - A, f))).reshape(4, 3).sum(1)
    assert import_content(small, 0) == pytest.approx(lost[1:].sum())


def test_paths_add_up_to_less_than_the_whole_and_come_in_order(small):
    paths = top_paths(small, 0, 1, 8)
    shares = [p.share for p in paths]
    assert shares == sorted(shares, reverse=True)
    assert all(p.nodes[0][0] == "E1" and p.buyer == "E0" for p in paths)
    assert sum(shares) < look_through(small)[0, 1]
    direct = small.origin[0, 1] * (small.use[0] @ small.output[0])
    best = max(p.share for p in paths if len(p.nodes) == 1)
    start = np.zeros(12)
    start[:3] = small.output[0]
    assert best == pytest.approx(direct.max() / (small.solve(start) - start).sum())


# -- position ------------------------------------------------------------------------------------------------------------
def test_upstreamness_by_hand():
    """A chain: E0/S0 sells all to E0/S1, which sells to final demand: two stages and one."""
    w = bahe.World.from_tables(
        np.array([[[1.0, 2.0]]]), economies=["E0"], sectors=["S0", "S1"], use=np.array([[[0.0, 1.0], [0.0, 0.0]]])
    )
    assert upstreamness(Network.of(w)) == pytest.approx(np.array([[2.0, 1.0]]))


def test_ranks_add_up(small):
    assert pagerank(small).sum() == pytest.approx(1)
    assert input_rank(small, 1).sum() == pytest.approx(1)
    assert (katz(small) >= 1).all()
    assert (katz(small, 0.5) <= katz(small)).all()
    assert katz(small).ravel() == pytest.approx(np.linalg.inv(np.eye(12) - small.matrix).sum(1))


def test_without_input_links_everything_is_final():
    w = bahe.World.from_tables(np.ones((2, 2, 2)), economies=["A", "B"], sectors=["S0", "S1"])
    net = Network.of(w)
    assert upstreamness(net) == pytest.approx(1)
    assert look_through(net) == pytest.approx(0)
    assert extraction(net, 0, 1) == pytest.approx(0)
    assert power(w) == pytest.approx(0)
    assert top_paths(net, 0, 1) == ()


def test_units_and_labels_do_not_matter(small):
    """Ten times the currency unit and another order of economies: the same shares, losses ten times as large."""
    w = invented(seed=5, N=4, K=3)
    big = bahe.World.from_tables(
        10 * w.trade.transpose(1, 0, 2)[::-1, ::-1], economies=w.economies[::-1], sectors=w.sectors,
        tariff=w.tariff.transpose(1, 0, 2)[::-1, ::-1],
        use=10 * (w.cost_share * w.output[:, None, :] / (w.expenditure / w.trade.sum(1))[:, :, None])[::-1],
    )  # fmt: skip
    other = Network.of(big)
    assert look_through(other)[::-1, ::-1] == pytest.approx(look_through(small))
    assert extraction(other, 3, 2)[::-1] == pytest.approx(10 * extraction(small, 0, 1))


# -- closed forms ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sigma", "share", "fixed", "elastic"), [(1.6, 0.37, 2.651339, 1.657087), (3, 0.1, 3.453878, 1.151293)]
)
def test_cutoff_loss(sigma, share, fixed, elastic):
    assert cutoff_loss(share, sigma, "fixed") == pytest.approx(fixed, abs=5e-7)
    assert cutoff_loss(share, sigma) == pytest.approx(elastic, abs=5e-7)
    assert cutoff_loss(share, sigma, "fixed") / cutoff_loss(share, sigma) == pytest.approx(sigma)


def test_convex_in_the_share():
    losses = [float(cutoff_loss(1 - d, 3)) for d in (0.2, 0.4, 0.8, 0.95)]
    assert np.round(losses, 4) == pytest.approx([0.1116, 0.2554, 0.8047, 1.4979])


def test_one_sector_world_loses_what_the_closed_form_says():
    """All foreign supply cut in a balanced, tariff-free world of one sector: -ln s/(sigma - 1), solved."""
    trade = np.array([[[6.0], [2.0], [2.0]], [[2.0], [7.0], [1.0]], [[2.0], [1.0], [5.0]]])
    w = bahe.World.from_tables(trade, economies=["A", "B", "C"], sectors=["S"], trade_elasticity=2.0)
    eq = bahe.solve(w, bahe.embargo("A", ["B", "C"]), tol=1e-12)
    assert -np.log(eq.welfare_hat[0]) == pytest.approx(float(cutoff_loss(0.6, 3.0)), abs=1e-9)


def test_small_denials_cost_their_share():
    """Hulten: denying a fraction x of a share d costs d x."""
    d, x = 1e-4, 0.01
    sigma = 3.0
    left = (1 - d) + d * (1 - x) ** ((sigma - 1) / sigma)
    assert -np.log(left ** (sigma / (sigma - 1))) == pytest.approx(d * x, abs=2e-8)


@pytest.mark.parametrize(("sigma", "share"), [(0.8, 0.5), (1.0, 0.5), (3.0, 0.0)])
def test_no_finite_loss_is_said(sigma, share):
    with pytest.raises(bahe.Infeasible, match="essential"):
        cutoff_loss(share, sigma)


@pytest.mark.parametrize(
    ("stock", "duration", "want"), [(0.5, 1, 0.492501), (1, 3, 0.646479), (0, 3, 1.0), (4, 3, 0.0)]
)
def test_stock_factor(stock, duration, want):
    assert stock_factor(stock, duration, 0.06) == pytest.approx(want, abs=5e-7)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda s: extraction(s, 0, 0), "must differ"),
        (lambda s: extraction(s, 0, 1, share=2), "out of range"),
        (lambda s: top_paths(s, 1, 1), "must differ"),
        (lambda s: katz(s, 0), "out of range"),
        (lambda s: pagerank(s, 1.0), "out of range"),
        (lambda s: s.solve(np.ones(3)), "one row a node"),
        (lambda s: power(invented(), 1.0), "above one"),
        (lambda s: cutoff_loss(1.2, 3), "between 0 and 1"),
        (lambda s: cutoff_loss(0.5, 3, "free"), "unknown kind"),
        (lambda s: cutoff_loss(0.5, -1), "above zero"),
        (lambda s: stock_factor(-1, 1, 0.1), "zero or more"),
        (lambda s: stock_factor(1, 0, 0.1), "above zero"),
        (lambda s: Network.of(invented(), without=("XXX",)), "XXX"),
    ],
)
def test_what_is_refused(small, call, says):
    with pytest.raises(bahe.BaheError, match=says):
        call(small)


def test_every_index_says_what_it_is():
    """The registry feeds the list, the manual and the menus."""
    for row in indices.table():
        assert row["summary"].endswith((".", ":")) or row["summary"]
    assert {
        "face-value",
        "look-through",
        "extraction",
        "upstreamness",
        "katz",
        "pagerank",
        "input-rank",
        "power",
    } <= set(indices.names())
