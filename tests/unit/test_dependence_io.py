"""Input-output dependence: published and computed anchors for 2022, the slow way beside the fast one, closed forms, identities."""

from dataclasses import replace

import numpy as np
import pytest

import bahe
from bahe.dependence import (
    Network,
    cutoff_loss,
    denial_loss,
    downstreamness,
    extraction,
    extractions,
    face_value,
    import_content,
    input_rank,
    katz,
    look_through,
    loss_per_input,
    months_covered,
    of_economies,
    pagerank,
    path_lengths,
    power,
    power_between,
    stock_factor,
    top_paths,
    upstreamness,
)
from bahe.dependence.indices import indices
from laws.worlds import invent, world_of
from unit.test_carve import item
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


def test_japanese_inputs_to_china_removed(real, network):
    """-113 bn of value added for Japan, -6.5 bn for China, where inputs from economies left out count as value added (`residual`).

    Counting factor income alone, or with the rest of the world in, it is 110.7 and 6.4 bn.
    """
    n, i = network.economies.index("CHN"), network.economies.index("JPN")
    lost = extraction(Network.of(real, without="ROW", value_added="residual"), n, i) / 1e3
    assert round(lost[i]) == 113
    assert round(lost[n], 1) == 6.5
    factor = extraction(network, n, i) / 1e3
    assert factor[i] == pytest.approx(110.65, abs=0.005)
    assert factor[n] == pytest.approx(6.384, abs=0.0005)


TABLE = [  # pair A - B: B loses A's inputs (% of value added, USD bn), A loses B's
    ("USA", "CHN", 0.48, 83, 0.46, 115), ("USA", "EU27", 1.41, 221, 0.73, 182), ("USA", "JPN", 1.06, 43, 0.12, 31),
    ("USA", "KOR", 2.07, 36, 0.11, 27), ("USA", "MEX", 6.51, 94, 0.35, 87), ("USA", "CAN", 5.19, 107, 0.60, 149),
    ("USA", "VNM", 1.59, 6, 0.07, 17), ("CHN", "JPN", 1.65, 67, 0.42, 73), ("CHN", "EU27", 1.07, 167, 0.85, 146),
    ("CHN", "KOR", 3.80, 65, 0.46, 79), ("CHN", "TWN", 3.25, 24, 0.42, 73),
]  # fmt: skip


@pytest.fixture(scope="module")
def parties(real):
    return power_between(real, "USA CHN EU27 JPN KOR MEX CAN VNM TWN".split(), 3.0)


@pytest.mark.parametrize(("a", "b", "b_pct", "b_usd", "a_pct", "a_usd"), TABLE, ids=lambda v: str(v))
def test_power_at_sigma_3_to_the_printed_digit(parties, a, b, b_pct, b_usd, a_pct, a_usd):
    """The table of leverage at 50 industries: the EU stops as one, and loses what its members lose."""
    p, q = parties.buyers.index(a), parties.buyers.index(b)
    without_a, without_b, _ = parties.pair(a, b)
    assert round(100 * parties.share[q, p], 2) == b_pct
    assert round(100 * parties.share[p, q], 2) == a_pct
    assert round(without_a / 1e3) == b_usd
    assert round(without_b / 1e3) == a_usd


RATIOS = [
    ("USA", "CHN", 1.39), ("USA", "EU27", 0.82), ("USA", "JPN", 0.73), ("USA", "KOR", 0.77), ("USA", "MEX", 0.92),
    ("USA", "CAN", 1.40), ("USA", "VNM", 2.71), ("CHN", "JPN", 1.09), ("CHN", "EU27", 0.88), ("CHN", "KOR", 1.20),
    ("CHN", "TWN", 3.00),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "ratio"), RATIOS)
def test_who_would_lose_more_to_the_printed_digit(parties, a, b, ratio):
    assert round(parties.pair(a, b)[2], 2) == ratio


def test_adding_up_a_group_first_understates_its_loss(real, parties):
    """EU27 without US inputs: 1.41 % of value added by its members, 1.35 % where the Union is one economy with mean shares."""
    eu = real.aggregate(economies={"EU27": real.axes.economy_groups["EU27"]})
    n, i = eu.economies.index("EU27"), eu.economies.index("USA")
    assert round(100 * power(eu)[n, i], 2) == 1.35
    assert power(eu)[n, i] < parties.share[parties.buyers.index("EU27"), parties.buyers.index("USA")]


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
            assert extraction(small, n, i, method="rounds") == pytest.approx(slow, rel=1e-10, abs=1e-10)
            assert extraction(small, n, i, method="woodbury") == pytest.approx(slow, rel=1e-10, abs=1e-10)
            assert everything.lost[n, i] == pytest.approx(slow, rel=1e-10, abs=1e-10)
            assert everything.supplier[n, i] == pytest.approx(slow[i])
            assert everything.buyer[n, i] == pytest.approx(slow[n])


@pytest.mark.slow
def test_woodbury_on_the_real_table(real):
    """One pair by a dense solve of 4,000 equations, by Woodbury and by rounds, each economy to 1e-10 of the largest loss."""
    network = Network.of(real, without="ROW")
    n, i = network.economies.index("DEU"), network.economies.index("CHN")
    by_rounds = extraction(network, n, i, method="rounds")
    assert "factor" not in network.__dict__
    cut = -network.matrix
    f = network.output.ravel() + cut @ network.output.ravel()
    assert f == pytest.approx(network.final.ravel(), abs=1e-10 * f.max())
    cut[network.block(i), network.block(n)] = 0.0
    cut[np.diag_indices_from(cut)] += 1.0
    fewer = network.output - np.linalg.solve(cut, f).reshape(network.output.shape)
    slow = (network.value_added_share * fewer).sum(1)
    assert by_rounds == pytest.approx(slow, rel=0, abs=1e-10 * slow.max())
    by_woodbury = extraction(network, n, i, method="woodbury")
    assert by_woodbury == pytest.approx(slow, rel=0, abs=1e-10 * slow.max())
    assert by_woodbury == pytest.approx(by_rounds, rel=1e-10)


@pytest.mark.parametrize("seed", range(4))
def test_rounds_factor_and_inverse_give_one_answer(seed):
    """Right sides of every shape, with zeros in the world, forwards and transposed; the matrix and its products agree."""
    w = world_of(invent(seed, 4, 3, zeros=0.3))
    few, many = Network.of(w), Network.of(w)
    L = np.linalg.inv(np.eye(12) - few.matrix)
    b = np.random.default_rng(seed).random((4, 3, 5))
    assert many.inverse == pytest.approx(L)
    assert few.inputs(b).reshape(12, 5) == pytest.approx(few.matrix @ b.reshape(12, 5))
    assert few.embodied(b).reshape(12, 5) == pytest.approx(few.matrix.T @ b.reshape(12, 5))
    assert few.columns_of(range(1, 3)) == pytest.approx(L[:, 3:9])
    few.__dict__.pop("factor")
    for right in (b, b[:, :, 0], b.reshape(12, 5), b[:, :, 1].ravel()):
        want = (L @ right.reshape(12, -1)).reshape(right.shape)
        assert few.solve(right) == pytest.approx(want, rel=1e-12)
        assert many.solve(right) == pytest.approx(want, rel=1e-12)
        want = (L.T @ right.reshape(12, -1)).reshape(right.shape)
        assert few.solve(right, transposed=True) == pytest.approx(want, rel=1e-12)
        assert many.solve(right, transposed=True) == pytest.approx(want, rel=1e-12)
    assert "factor" not in few.__dict__
    assert few.residual(few.solve(b), b) < 1e-13


def test_where_rounds_do_not_end_the_factor_answers(small, monkeypatch):
    """A bound on the rounds is not a wrong answer: the network is factorised instead."""
    monkeypatch.setattr("bahe.dependence.network.MOST_ROUNDS", 1)
    fresh = replace(small)
    b = np.ones((4, 3, 1))
    assert fresh.rounds(b).ravel() == pytest.approx(np.linalg.solve(np.eye(12) - small.matrix, b.ravel()))


def test_several_suppliers_or_buyers_stop_together(small):
    """A group is one removal: by Woodbury, by rounds, and by a dense solve."""
    A, x = small.matrix.copy(), small.output.ravel()
    f = x - A @ x
    for i in (1, 2):
        A[small.block(i), small.block(0)] *= 0.3
        A[small.block(i), small.block(3)] *= 0.3
    slow = (small.value_added_share.ravel() * (x - np.linalg.solve(np.eye(12) - A, f))).reshape(4, 3).sum(1)
    for method in ("woodbury", "rounds"):
        assert extraction(small, (0, 3), (1, 2), share=0.7, method=method) == pytest.approx(slow, rel=1e-10)


def test_partial_extraction_and_one_product(small):
    assert extraction(small, 0, 1, share=0.0) == pytest.approx(0, abs=1e-12)
    half, whole = extraction(small, 0, 1, share=0.5), extraction(small, 0, 1)
    assert (half < whole).all()
    one = extraction(small, 0, 1, products=np.array([2]), share=0.4)
    A, x = small.matrix.copy(), small.output.ravel()
    f = x - A @ x
    A[small.block(1).start + 2, small.block(0)] *= 0.6
    slow = (small.value_added_share.ravel() * (x - np.linalg.solve(np.eye(12) - A, f))).reshape(4, 3).sum(1)
    assert one == pytest.approx(slow, rel=1e-10)
    assert extractions(small, products=np.array([2]), share=0.4).lost[0, 1] == pytest.approx(slow, rel=1e-10)


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


def test_paths_are_the_largest_of_all_chains(small):
    """Every chain of up to three purchases counted one by one: the search returns the largest, in order."""
    A, x, K = small.matrix, small.output.ravel(), 3
    n, i, using = 0, 1, np.array([0, 2])
    users, makers, everyone = [0, 2], range(3, 6), range(12)
    chains = {(a, u): A[a, u] * x[u] for a in makers for u in users}
    chains |= {(a, b, u): A[a, b] * A[b, u] * x[u] for a in makers for b in everyone for u in users}
    chains |= {
        (a, b, c, u): A[a, b] * A[b, c] * A[c, u] * x[u]
        for a in makers
        for b in everyone
        for c in everyone
        for u in users
    }
    want = sorted(chains.items(), key=lambda v: -v[1])[:25]
    found = top_paths(small, n, i, 25, using)
    place = lambda node: small.economies.index(node[0]) * K + small.sectors.index(node[1])
    assert [p.value for p in found] == pytest.approx([v for _, v in want])
    assert [tuple(place(v) for v in p.nodes) for p in found] == [c for c, _ in want]
    start = np.zeros(12)
    start[users] = x[users]
    whole = (np.linalg.solve(np.eye(12) - A, start) - start).sum()
    assert [p.share for p in found] == pytest.approx([v / whole for _, v in want])
    assert len(top_paths(small, n, i, 10_000, using)) == sum(v > 0 for v in chains.values())
    lengths = path_lengths(small, n, i, using)
    assert lengths[:3].sum() == pytest.approx(sum(chains.values()) / whole)
    assert lengths.sum() == pytest.approx(look_through(small, using)[n, i])
    assert found[0].buyer == "E0"
    assert str(found[0]).startswith("E1/")


def test_paths_on_the_real_table_come_at_once(real, network):
    """Chips lead from China to US manufacturing; direct purchases are a fifth of what looking through finds."""
    using = real.axes.sector_index("manufacturing")
    n, i = network.economies.index("USA"), network.economies.index("CHN")
    paths = top_paths(network, n, i, 20, using)
    assert paths[0].nodes == (("CHN", "C26"), ("USA", "C26"))
    assert {p.length for p in paths} >= {1, 2}
    lengths = path_lengths(network, n, i, using)
    assert lengths.sum() == pytest.approx(look_through(network, using)[n, i])
    assert sum(p.share for p in paths) < lengths[:3].sum()


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


def test_stages_are_chain_lengths_from_both_ends(small):
    """Both are column and row sums of L; the world means agree when weighted by final demand's and value added's chains."""
    L, x = np.linalg.inv(np.eye(12) - small.matrix), small.output.ravel()
    assert upstreamness(small).ravel() == pytest.approx(L @ x / x)
    assert downstreamness(small).ravel() == pytest.approx(L.sum(0))
    G = small.matrix * x[None, :] / x[:, None]
    assert upstreamness(small).ravel() == pytest.approx(np.linalg.inv(np.eye(12) - G).sum(1))
    assert of_economies(small, upstreamness(small)) == pytest.approx(
        (upstreamness(small) * small.output).sum(1) / small.output.sum(1)
    )


def test_pagerank_is_the_rest_point_of_the_walk():
    """p = d P p + (1 - d)/M with jumps from industries without inputs, on a world that has some."""
    net = Network.of(world_of(invent(3, 4, 3, zeros=0.3)))
    A, M, d = net.matrix, net.size, 0.85
    total = A.sum(0)
    P = np.where(total > 0, A / np.where(total > 0, total, 1.0), 1 / M)
    p = np.full(M, 1 / M)
    for _ in range(300):
        p = d * P @ p + (1 - d) / M
    assert (total == 0).any()
    assert pagerank(net).ravel() == pytest.approx(p)


def test_input_rank_of_an_economy_is_looking_through(small):
    for n in range(4):
        assert of_economies(small, input_rank(small, n), "sum") == pytest.approx(look_through(small)[n])


def test_without_input_links_everything_is_final():
    w = bahe.World.from_tables(np.ones((2, 2, 2)), economies=["A", "B"], sectors=["S0", "S1"])
    net = Network.of(w)
    assert upstreamness(net) == pytest.approx(1)
    assert look_through(net) == pytest.approx(0)
    assert extraction(net, 0, 1) == pytest.approx(0)
    assert power(w) == pytest.approx(0)
    assert top_paths(net, 0, 1) == ()
    assert path_lengths(net, 0, 1) == pytest.approx(0)
    assert downstreamness(net) == pytest.approx(1)
    assert extractions(net).lost == pytest.approx(0)
    assert pagerank(net) == pytest.approx(0.25)


def test_an_only_supplier_is_an_infinite_loss_and_an_unused_one_none():
    """A buys all of its S1 from B, and uses it; C buys it from B too, but uses none."""
    trade = np.ones((3, 3, 2))
    trade[:, :, 1] = 0.0
    trade[1, :, 1] = 1.0
    use = np.zeros((3, 2, 2))
    use[0, 1, 0] = use[1, 1, 0] = 0.5
    w = bahe.World.from_tables(trade, economies=["A", "B", "C"], sectors=["S0", "S1"], use=use)
    assert np.isinf(power(w)[0, 1])
    assert power(w)[2, 1] == 0
    assert power(w)[1] == pytest.approx(0)
    assert np.isinf(power_between(w, ["A", "B"]).loss_usd[0, 1])


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


def test_loss_per_input_is_convex():
    assert np.round(loss_per_input([0.2, 0.4, 0.8, 0.95], 3), 4).tolist() == [0.1116, 0.2554, 0.8047, 1.4979]


@pytest.mark.parametrize("sigma", [0.5, 1.0, 1.6, 3.0])
def test_small_denials_cost_their_share(sigma):
    """Hulten: denying a fraction x of a share d costs d x, whatever the elasticity."""
    assert denial_loss(1e-4, 0.01, sigma) == pytest.approx(1e-4 * 0.01, abs=2e-8)


def test_denial_by_hand_and_at_its_ends():
    d, x, sigma = 0.3, 0.6, 3.0
    left = (1 - d) + d * (1 - x) ** ((sigma - 1) / sigma)
    assert denial_loss(d, x, sigma) == pytest.approx(-np.log(left ** (sigma / (sigma - 1))))
    assert denial_loss(d, 1.0, sigma) == pytest.approx(float(cutoff_loss(1 - d, sigma, "fixed")))
    assert denial_loss(d, 0.0, sigma) == 0
    assert denial_loss(d, x, 1.0) == pytest.approx(-d * np.log(1 - x))
    assert denial_loss(d, x, 1.0) == pytest.approx(float(denial_loss(d, x, 1 + 1e-7)), rel=1e-6)
    assert denial_loss(d, x, 0.5) > denial_loss(d, x, 1.0) > denial_loss(d, x, sigma)
    assert np.isfinite(denial_loss(1.0, 0.999, 0.5))
    assert denial_loss(0.0, 1.0, 0.5) == 0


@pytest.mark.parametrize(("sigma", "dependence"), [(0.8, 0.5), (1.0, 1e-6), (3.0, 1.0)])
def test_full_denial_without_substitute_has_no_finite_loss(sigma, dependence):
    with pytest.raises(bahe.Infeasible, match="State a stock, leakage or a substitute"):
        denial_loss(dependence, 1.0, sigma)


def test_home_share_one_loses_nothing_at_any_elasticity():
    for sigma in (0.5, 1.0, 3.0):
        for supply in ("elastic", "fixed"):
            assert cutoff_loss(1.0, sigma, supply) == 0


@pytest.mark.parametrize(("sigma", "share"), [(0.8, 0.5), (1.0, 0.5), (3.0, 0.0)])
def test_no_finite_loss_is_said(sigma, share):
    with pytest.raises(bahe.Infeasible, match="essential"):
        cutoff_loss(share, sigma)


@pytest.mark.parametrize(
    ("stock", "duration", "want"), [(0.5, 1, 0.492501), (1, 3, 0.646479), (0, 3, 1.0), (4, 3, 0.0)]
)
def test_stock_factor(stock, duration, want):
    """Discounted years without supply over discounted years of the cut; plain years at a rate of zero."""
    assert stock_factor(1, 4, 0.0) == pytest.approx(0.75)
    assert stock_factor(1, 4, 1e-9) == pytest.approx(0.75)
    assert stock_factor(stock, duration, 0.06) == pytest.approx(want, abs=5e-7)


@pytest.mark.parametrize(
    ("stock", "leakage", "denied", "want"),
    [(3, 0.1, 1, 10 / 3), (1, 0.0, 0.5, 2.0), (0, 0.0, 1, 0.0), (3, 1.0, 1, np.inf)],
)
def test_months_covered(stock, leakage, denied, want):
    """Three months of resist of which a tenth still arrives last three and a third; without a gap there is no end."""
    assert months_covered(stock, leakage, denied) == pytest.approx(want)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda s: extraction(s, 0, 0), "must differ"),
        (lambda s: extraction(s, 0, 1, share=2), "out of range"),
        (lambda s: extraction(s, 0, 9), "no such economy"),
        (lambda s: extraction(s, 0, 1, method="guess"), "unknown method"),
        (lambda s: top_paths(s, 1, 1), "must differ"),
        (lambda s: top_paths(s, 1, 7), "no such economy"),
        (lambda s: top_paths(s, 1, 0, count=0), "at least one"),
        (lambda s: of_economies(s, np.ones(3)), "one number a node"),
        (lambda s: of_economies(s, np.ones((4, 3)), "most"), "unknown way"),
        (lambda s: power(invented(), np.full(2, 3.0)), "one a sector"),
        (lambda s: power_between(invented(), ["XXX", "E0"]), "XXX"),
        (lambda s: denial_loss(0.5, 1.5, 3), "between 0 and 1"),
        (lambda s: stock_factor(1, 1, -0.1), "zero or more"),
        (lambda s: Network.of(invented(), value_added="gross"), "unknown reading"),
        (lambda s: katz(s, 0), "out of range"),
        (lambda s: pagerank(s, 1.0), "out of range"),
        (lambda s: s.solve(np.ones(3)), "one row a node"),
        (lambda s: power(invented(), 1.0), "above one"),
        (lambda s: cutoff_loss(1.2, 3), "between 0 and 1"),
        (lambda s: cutoff_loss(0.5, 3, "free"), "unknown kind"),
        (lambda s: cutoff_loss(0.5, -1), "above zero"),
        (lambda s: stock_factor(-1, 1, 0.1), "zero or more"),
        (lambda s: stock_factor(1, 0, 0.1), "above zero"),
        (lambda s: months_covered(-1, 0.1), "zero or more"),
        (lambda s: months_covered(1, 1.1), "between 0 and 1"),
        (lambda s: Network.of(invented(), without=("XXX",)), "XXX"),
    ],
)
def test_what_is_refused(small, call, says):
    with pytest.raises(bahe.BaheError, match=says):
        call(small)


def test_every_index_says_what_it_is():
    """The registry feeds the list, the manual and the menus: input-output indices name formula, range, source and reading."""
    mine = [row for row in indices.table() if row.get("layer") in ("input-output", "closed form")]
    assert {row["name"] for row in mine} >= {
        "face-value", "look-through", "top-paths", "path-lengths", "extraction", "import-content", "upstreamness", "downstreamness",
        "katz", "pagerank", "input-rank", "power", "cutoff-loss", "denial-loss", "loss-per-input", "stock-factor", "months-covered",
    }  # fmt: skip
    for row in mine:
        assert all(row[field] for field in ("summary", "cite", "formula", "range", "unit"))
        assert row["two_sided"] in (True, False)


def test_a_carved_item_is_a_sector_like_any_other():
    """Every index runs on a world with an item split out, and nine tenths from one supplier show as power, not in the average."""
    whole = invented()
    w = whole.carve([item()])
    net = Network.of(w)
    assert net.output.shape == (5, 5)
    for value in (face_value(net), look_through(net), upstreamness(net), downstreamness(net), katz(net), pagerank(net),
                  input_rank(net), extractions(net).lost, power(w)):  # fmt: skip
        assert np.isfinite(value).all()
    assert power(w)[1, 0] > power(whole)[1, 0]
    assert any(("E0", "resist") in p.nodes for p in top_paths(net, 1, 0, 5000))
