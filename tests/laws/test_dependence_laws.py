"""Laws of dependence over invented worlds: identities, bounds, labels and units."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bahe
from bahe.dependence import (
    Network,
    cutoff_loss,
    denial_loss,
    downstreamness,
    extraction,
    extractions,
    face_value,
    input_rank,
    katz,
    look_through,
    months_covered,
    pagerank,
    path_lengths,
    power,
    power_between,
    stock_factor,
    top_paths,
    upstreamness,
)
from bahe.dependence.indices.extraction import output_lost
from laws.worlds import in_currency, invent, permuted, tables, world_of

few = settings(max_examples=25, deadline=None)
WORLDS = tables(min_economies=2, max_economies=5, max_sectors=4)
PAIRWISE = (face_value, look_through, lambda net: extractions(net).lost.sum(2))
NODES = (upstreamness, downstreamness, katz, pagerank, input_rank)


@few
@given(WORLDS)
def test_the_network_adds_up(t):
    """Sales are inputs and final demand; inputs, duties and value added are output; the final demand is what makes the output."""
    w = world_of(t)
    net = Network.of(w)
    assert net.solve(net.final) == pytest.approx(net.output, rel=1e-11)
    per_dollar = net.embodied(np.ones_like(net.output))
    duties = w.cost_share.sum(1) - per_dollar
    assert per_dollar + duties + net.value_added_share == pytest.approx(1)
    assert (duties >= -1e-12).all()
    rest = Network.of(w, value_added="residual")
    assert rest.value_added_share == pytest.approx(1 - per_dollar)
    assert net.matrix.sum(0).reshape(net.output.shape) == pytest.approx(per_dollar)


@few
@given(WORLDS)
def test_no_index_is_negative_or_undefined(t):
    """Zero cells, idle industries, no links at all: every number is finite and none below its range."""
    w = world_of(t)
    net = Network.of(w)
    for index in (*PAIRWISE, *NODES):
        value = index(net)
        assert np.isfinite(value).all()
        assert value.min() >= -1e-12
    for index in (upstreamness, downstreamness, katz):
        assert index(net).min() >= 1 - 1e-12
    assert pagerank(net).sum() == pytest.approx(1)
    assert (power(w) >= 0).all()  # infinite where a supplier is the only one, never NaN
    for index in (face_value, look_through):
        rows = index(net).sum(1)
        assert np.all(np.isclose(rows, 1) | (rows == 0))


@few
@given(WORLDS, st.data())
def test_extracting_nothing_changes_nothing_and_more_costs_more(t, data):
    net = Network.of(world_of(t))
    n, i = data.draw(st.permutations(range(len(t.economies))))[:2]
    assert np.all(extraction(net, n, i, share=0.0) == 0)
    losses = [extraction(net, n, i, share=s) for s in (0.25, 0.5, 1.0)]
    for less, more in zip(losses[:-1], losses[1:]):
        assert np.all(less <= more + 1e-12 * (1 + more.max()))
    alone = extraction(net, n, i, products=np.arange(len(t.sectors)))
    assert alone == pytest.approx(losses[-1])


@few
@given(WORLDS, st.data())
def test_the_world_loses_the_inputs_that_vanish(t, data):
    """With inputs in full account (`residual`), value added lost in the world is the removed inputs at the new output.

    v' = 1'(I - A), hence v'(x - x*) = 1'(A - A*) x*.
    """
    net = Network.of(world_of(t), value_added="residual")
    n, i = data.draw(st.permutations(range(len(t.economies))))[:2]
    after = net.output - output_lost(net, n, i)
    vanished = (net.origin[n, i] * (net.use[n] @ after[n])).sum()
    assert extraction(net, n, i).sum() == pytest.approx(vanished, abs=1e-10 * net.output.sum())


@few
@given(WORLDS, st.data())
def test_extracting_all_imports_gives_the_import_content(t, data):
    """An economy that sells no inputs abroad loses nothing itself; the world loses the inputs it imports, its import content."""
    net = Network.of(world_of(t), value_added="residual")
    n = data.draw(st.integers(0, len(t.economies) - 1))
    alone = net.origin.copy()
    alone[np.arange(len(t.economies)) != n, n] = 0.0  # nobody abroad uses what n makes
    net = net.cut(net.origin - alone)
    lost = extraction(net, n, range(len(t.economies)))
    content = (net.abroad[n].sum(0) * net.needs[n]).sum()
    # value added stays as it was before the cut, so shares of the others fall short of one: add what they would have bought of n
    share = 1 - net.embodied(np.ones_like(net.output))
    world = (share * output_lost(net, n, range(len(t.economies)))).sum()
    assert world == pytest.approx(content, abs=1e-10 * net.output.sum())
    assert lost[n] == pytest.approx(0, abs=1e-10 * net.output.sum())


@few
@given(WORLDS, st.integers(0, 100))
def test_all_pairs_are_single_pairs_by_either_method(t, seed):
    net = Network.of(world_of(t))
    share = 0.2 + 0.008 * seed
    together = extractions(net, share=share)
    for n in range(len(t.economies)):
        assert np.all(together.lost[n, n] == 0)
        for i in set(range(len(t.economies))) - {n}:
            for method in ("woodbury", "rounds"):
                one = extraction(net, n, i, share=share, method=method)
                assert together.lost[n, i] == pytest.approx(one, rel=1e-9, abs=1e-11 * net.output.sum())


@few
@given(WORLDS, st.data())
def test_labels_do_not_matter(t, data):
    """Economies and sectors in another order give the same numbers in that order."""
    e = np.array(data.draw(st.permutations(range(len(t.economies)))))
    s = np.array(data.draw(st.permutations(range(len(t.sectors)))))
    a, b = world_of(t), world_of(permuted(t, e, s))
    one, two = Network.of(a), Network.of(b)
    for index in PAIRWISE:
        assert index(two) == pytest.approx(index(one)[np.ix_(e, e)], rel=1e-9, abs=1e-11)
    for index in NODES:
        assert index(two) == pytest.approx(index(one)[np.ix_(e, s)], rel=1e-9, abs=1e-11)
    assert power(b) == pytest.approx(power(a)[np.ix_(e, e)], rel=1e-9)


@few
@given(WORLDS)
def test_the_unit_of_money_does_not_matter(t):
    """Shares and stages stay; losses are counted in the new unit."""
    a, b = world_of(t), world_of(in_currency(t, 7.3))
    one, two = Network.of(a), Network.of(b)
    for index in (face_value, look_through, *NODES):
        assert index(two) == pytest.approx(index(one), rel=1e-9, abs=1e-12)
    assert extractions(two).lost == pytest.approx(7.3 * extractions(one).lost, rel=1e-9, abs=1e-11)
    assert power(b) == pytest.approx(power(a), rel=1e-9)


@few
@given(WORLDS, st.data())
def test_paths_descend_and_stay_below_what_their_lengths_cover(t, data):
    net = Network.of(world_of(t))
    n, i = data.draw(st.permutations(range(len(t.economies))))[:2]
    paths = top_paths(net, n, i, 12)
    shares = [p.share for p in paths]
    assert shares == sorted(shares, reverse=True)
    assert all(p.nodes[0][0] == t.economies[i] and p.buyer == t.economies[n] and 1 <= p.length <= 3 for p in paths)
    lengths = path_lengths(net, n, i)
    assert sum(shares) <= lengths[:3].sum() + 1e-12
    assert lengths.sum() == pytest.approx(look_through(net)[n, i], abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_an_economy_that_buys_nothing_abroad_does_not_depend(seed):
    """Home share one: no reliance, no power over it, nothing to extract."""
    t = invent(seed, 4, 3)
    t.trade[1:, 0] = 0.0
    t.use[0] *= 0.3
    w = world_of(t)
    net = Network.of(w)
    assert face_value(net)[0] == pytest.approx([1, 0, 0, 0])
    assert look_through(net)[0] == pytest.approx([1, 0, 0, 0])
    assert power(w)[0] == pytest.approx(0)
    assert extractions(net).lost[0] == pytest.approx(0)
    assert top_paths(net, 0, 1) == ()


@pytest.mark.parametrize("seed", range(6))
def test_power_rises_with_the_share_and_faster(seed):
    """Suppliers stopping together take more than the sum of their single cuts: losses are convex in the share."""
    w = world_of(invent(seed, 4, 2))
    alone = power_between(w, ["E0", "E1", "E2"])
    both = power_between(w, {"E0": "E0", "pair": ["E1", "E2"]})
    assert both.loss_usd[0, 1] >= alone.loss_usd[0, 1] + alone.loss_usd[0, 2]
    assert alone.share[0, 1] == pytest.approx(power(w)[0, 1])


@given(st.floats(0.01, 1), st.floats(0.01, 1), st.floats(1.05, 12))
def test_a_cut_costs_more_with_a_smaller_home_share_and_sigma_times_as_much_at_first(s, r, sigma):
    low, high = sorted((s, r))
    assert cutoff_loss(low, sigma) >= cutoff_loss(high, sigma) >= 0
    assert cutoff_loss(s, sigma, "fixed") == pytest.approx(sigma * float(cutoff_loss(s, sigma)))
    assert cutoff_loss(1.0, sigma) == 0


@given(st.floats(0, 0.95), st.floats(0, 1), st.floats(0, 1), st.floats(1.05, 12))
def test_denying_more_costs_more_and_at_least_its_share(d, x, y, sigma):
    """Concave production: the first-order loss is the least."""
    less, more = sorted((x, y))
    assert denial_loss(d, less, sigma) <= denial_loss(d, more, sigma) + 1e-12
    assert denial_loss(d, x, sigma) >= d * x - 1e-12


#: Months of stock: none, or more than a thousandth of a second (a subnormal number divided and multiplied again is not itself).
MONTHS = st.one_of(st.just(0.0), st.floats(1e-9, 60))


@given(MONTHS, st.floats(0, 0.95), st.floats(0, 0.95), st.floats(0.01, 1))
def test_a_stock_lasts_longer_the_more_still_arrives_and_what_is_drawn_is_what_is_missing(stock, lk, more, denied):
    """Months times what is missing a month are the stock; more leakage, or less denied, never shortens them."""
    months = float(months_covered(stock, lk, denied))
    assert months * denied * (1 - lk) == pytest.approx(stock)
    low, high = sorted((lk, more))
    assert months_covered(stock, low, denied) <= months_covered(stock, high, denied) * (1 + 1e-12)
    assert months_covered(stock, lk, 1.0) <= months * (1 + 1e-12)
    assert months >= stock


@given(st.floats(0, 24), st.floats(0, 0.9))
def test_a_cut_shorter_than_its_cover_is_not_felt(stock, lk):
    """Undiscounted, the part of a year's cut that is felt is the part of the year after the cover ran out."""
    months = float(months_covered(stock, lk))
    assert stock_factor(months / 12, 1.0, 0.0) == pytest.approx(max(0.0, 1 - months / 12))


@pytest.mark.parametrize("seed", range(4))
def test_leaving_an_economy_out_leaves_the_others_as_they_are(seed):
    w = world_of(invent(seed, 4, 3))
    whole, part = Network.of(w), Network.of(w, without="E3")
    assert part.economies == ("E0", "E1", "E2")
    assert part.matrix == pytest.approx(whole.matrix[:9, :9])
    assert part.value_added_share == pytest.approx(whole.value_added_share[:3])
    with pytest.raises(bahe.BadValue, match="must stay"):
        Network.of(w, without=w.economies)
