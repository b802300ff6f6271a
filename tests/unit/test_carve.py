"""Items split out of a sector: totals, shares, technology, elasticities, and what is refused."""

import numpy as np
import pytest

import bahe
from bahe.faults import BadValue, Conflict, MissingData, UnknownName
from bahe.world.carve import origin_shares, placed
from bahe.world.item import Figure, Item, Share
from unit.test_many import invented


def figure(value, low=None, high=None, kind="assumed"):
    return Figure(value, value if low is None else low, value if high is None else high, kind, "a test")


def item(name="resist", sector="S1", market=0.5, shares=None, **more):
    shares = shares if shares is not None else (Share("E0", "world", figure(0.9, 0.8, 1.0)),)
    return Item(name, sector, None if market is None else figure(market), shares, ("S2",), **more)


def test_totals_are_unchanged_and_a_remark_proves_it():
    w = invented()
    c = w.carve([item(), item("bearing", "S3")])
    proof = c.remarks[-1]
    assert (proof.check, proof.status) == ("items: totals unchanged", "PASS")
    assert proof.figure < 1e-12
    assert c.sectors == (*w.sectors, "resist", "bearing")
    assert c.axes.sector_groups["items"] == ("resist", "bearing")
    assert c.trade[:, :, 1] + c.trade[:, :, 4] == pytest.approx(w.trade[:, :, 1])
    assert c.value_added == pytest.approx(w.value_added)


def test_shares_are_those_of_the_evidence():
    """E0 makes nine tenths of what every buyer uses; a row of the buyer rules over the row of the world."""
    shares = (Share("E0", "world", figure(0.9)), Share("E3", "E2", figure(0.6)), Share("E2", "E2", figure(0.1)))
    s = origin_shares(invented(), item(shares=shares))
    assert s.sum(1) == pytest.approx(1)
    assert s[[0, 1, 3, 4], 0] == pytest.approx(0.9)
    assert (s[2, 3], s[2, 2]) == (0.6, 0.1)
    assert s[2, 0] < 0.3


def test_no_shock_gives_ones_and_clones_change_nothing():
    """An item with the elasticities and the shares of its parent is a clone: a shock on both answers as before."""
    w = invented(theta=4.0)
    shares = tuple(
        Share(w.economies[i], w.economies[n], figure(float(w.trade[n, i, 1] / w.trade[n, :, 1].sum())))
        for n in range(5) for i in range(5)
    )  # fmt: skip
    demand = {w.economies[n]: figure(0.2 * float(w.trade[n, :, 1].sum())) for n in range(5)}
    whole = 0.2 * float(w.trade[:, :, 1].sum())
    c = w.carve(Item("clone", "S1", figure(whole), shares, w.sectors, 0.5, demand=demand))
    assert bahe.solve(c).welfare_hat == pytest.approx(1, abs=1e-12)
    shock = bahe.embargo("E0", "E1", direction="exports", sectors=["S1"])
    both = bahe.embargo("E0", "E1", direction="exports", sectors=["S1", "clone"])
    assert bahe.solve(c, both, tol=1e-12).welfare_hat == pytest.approx(
        bahe.solve(w, shock, tol=1e-12).welfare_hat, abs=1e-9
    )


def test_the_loss_grows_with_the_share():
    """Leverage is monotone in the supplier's share."""
    losses = []
    for share in (0.0, 0.3, 0.6, 0.9):
        rows = (Share("E0", "world", figure(share)), Share("E1", "E1", figure(0.05)), Share("E0", "E1", figure(share)))
        c = invented().carve(item(shares=rows))
        losses.append(
            1
            - bahe.solve(
                c, bahe.embargo("E0", "E1", direction="exports", sectors="resist"), horizon="short"
            ).welfare_hat[1]
        )
    assert losses == sorted(losses)
    assert losses[0] == pytest.approx(0, abs=1e-9)


def test_where_there_is_no_room_the_item_is_smaller_and_says_so():
    w = invented()
    c = w.carve(item(market=1e6))
    said = next(r for r in c.remarks if r.check == "item resist")
    assert said.status == "WARN"
    assert "stated found room" in said.detail
    assert (c.trade >= 0).all()
    assert (c.final_spending > -1e-9).all()
    assert bahe.solve(c).info.ok


def test_low_and_high_move_the_shares():
    w = invented()
    low, high = (placed(w, item(), bound).flow[1, 0] for bound in ("low", "high"))
    assert low < high


def test_own_elasticity_by_horizon():
    c = invented().carve(item(theta={"short": figure(0.25), "long": figure(6.0)}))
    assert c.horizon("short").trade_elasticity[-1] == 0.25
    assert c.trade_elasticity[-1] == 6.0
    assert c.horizon("medium").trade_elasticity[-1] == c.horizon("medium").trade_elasticity[1]


@pytest.mark.parametrize(
    ("wrong", "fault", "says"),
    [
        (list, BadValue, "at least one item"),
        (lambda: ["resist"], BadValue, "an Item is needed"),
        (lambda: item(market=None), MissingData, "no market size"),
        (lambda: item(sector="S9"), UnknownName, "S9"),
        (lambda: item(shares=(Share("XXX", "world", figure(0.5)),)), UnknownName, "XXX"),
        (lambda: [item(), item()], Conflict, "has a sector of that name"),
        (lambda: item(name="S0"), Conflict, "has a sector of that name"),
        (lambda: item(theta={"long": figure(0.0)}), BadValue, "above zero"),
    ],
)
def test_what_is_refused(wrong, fault, says):
    with pytest.raises(fault, match=says):
        invented().carve(wrong())


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: figure(0.5, 0.6, 0.7), "hold its value"),
        (lambda: Figure(1, 1, 1, "guessed", "x"), "unknown kind"),
        (lambda: Figure(1, 1, 1, "quoted", ""), "names its source"),
        (lambda: Figure(1, 1, 1, "quoted", "x", "E"), "unknown grade"),
        (lambda: item(shares=(Share("E0", "world", figure(1.5)),)), "between 0 and 1"),
        (lambda: item(shares=(Share("E0", "world", figure(0.5)),) * 2), "stated twice"),
        (lambda: item(criticality="vital"), "unknown criticality"),
        (lambda: item(final=2.0), "out of range"),
        (lambda: item(market=0.0), "above zero"),
    ],
)
def test_items_that_cannot_be(wrong, says):
    with pytest.raises(BadValue, match=says):
        wrong()


def test_world_with_items_is_saved_and_read_back(tmp_path):
    c = invented().carve(item())
    c.save(tmp_path / "w.npz")
    back = bahe.load_world(tmp_path / "w.npz")
    assert back.sectors == c.sectors
    assert np.allclose(back.trade_share, c.trade_share)
