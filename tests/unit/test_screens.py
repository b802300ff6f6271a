"""Screens and the indices of products, each number worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bahe.dependence.indices import concentration as c
from bahe.dependence.indices import persistence, relatedness, screens, vulnerability
from bahe.dependence.indices.registered import indices
from bahe.faults import BadShape, BadValue, MissingData, UnknownName

NAN = float("nan")

# Shares of three suppliers: HHI .66 and .38; world exports: .54 and .34.
FEW, MANY = (80.0, 10.0, 10.0), (50.0, 30.0, 20.0)
WORLD_FEW, WORLD_MANY = (70.0, 20.0, 10.0), (40.0, 30.0, 30.0)
NONE = (0.0, 0.0, 0.0)
LOST = (NAN, NAN, NAN)

#: product: imports by year, exports, world exports, imports from within; what GeoDep says of it
TABLE = (
    ((FEW, FEW, FEW), 10.0, WORLD_FEW, 0.0, "all three conditions in all years: flagged"),
    ((MANY, MANY, MANY), 10.0, WORLD_FEW, 0.0, "import HHI .38: not"),
    ((FEW, FEW, FEW), 10.0, WORLD_MANY, 300.0, "world HHI .34: not; for the EC three quarters come from within: not"),
    ((FEW, FEW, FEW), 200.0, WORLD_FEW, 0.0, "exports twice the imports: not"),
    ((FEW, MANY, FEW), 0.0, WORLD_FEW, 0.0, "no exports is 9999; two of three years: flagged"),
    ((MANY, MANY, FEW), 10.0, WORLD_FEW, 0.0, "one of three years: not; for the EC the last year counts"),
    ((FEW, FEW, FEW), 10.0, LOST, 0.0, "world exports missing: undecided"),
    ((MANY, MANY, MANY), 10.0, LOST, 0.0, "world exports missing, import HHI .38: not"),
    ((NONE, NONE, NONE), 0.0, WORLD_FEW, 0.0, "nothing is imported: not"),
)


def known() -> dict[str, np.ndarray | None]:
    """Measures of the table, [t, k]."""
    imports = np.array([row[0] for row in TABLE]).swapaxes(0, 1)
    years = len(imports)
    exports = np.tile([row[1] for row in TABLE], (years, 1))
    world = np.tile(np.array([row[2] for row in TABLE]), (years, 1, 1))
    own = np.tile([row[3] for row in TABLE], (years, 1))
    return screens.measures(imports, own=own, exports=exports, world_exports=world)


def test_geodep_by_hand() -> None:
    """Two flagged, one open, six not; the state of each condition with its value and margin."""
    found = screens.screen(known())
    assert np.flatnonzero(found.flagged).tolist() == [0, 4]
    assert np.flatnonzero(found.undecided).tolist() == [6]
    assert found.count == 2
    row = {r["measure"]: r for r in found.explain(0) if r["year"] == 2}
    assert row["import_hhi"]["value"] == pytest.approx(0.66)
    assert row["import_hhi"]["margin"] == pytest.approx(0.26)
    assert row["export_hhi"]["value"] == pytest.approx(0.54)
    assert row["import_export_ratio"]["value"] == 10.0
    assert {r["state"] for r in found.explain(0)} == {"fired"}
    assert [r["state"] for r in found.explain(6) if r["measure"] == "export_hhi"] == ["not evaluated"] * 3
    assert found.value[2, 2, 4] == screens.NO_EXPORTS


def test_ec_2021_by_hand() -> None:
    """World exports play no part; the share from outside does; the last year decides."""
    found = screens.screen(known(), "ec-2021")
    assert np.flatnonzero(found.flagged).tolist() == [0, 4, 5, 6]
    assert found.value[1, 2, 2] == pytest.approx(0.25)
    assert not found.undecided.any()


def test_merics_is_partial_and_says_so() -> None:
    """Two thresholds are not known: no product is flagged until they are given; seven pass the first condition."""
    found = screens.screen(known(), "merics")
    assert found.count == 0
    assert np.flatnonzero(found.undecided).tolist() == [0, 1, 2, 4, 5, 6, 7]
    assert found.not_evaluated == ("import_hhi", "export_hhi")
    assert any("partial" in note for note in found.notes)
    whole = screens.screen(known(), "merics", thresholds={"import_hhi": 0.4, "export_hhi": 0.4})
    assert np.flatnonzero(whole.flagged).tolist() == [0, 4, 5]
    assert np.flatnonzero(whole.undecided).tolist() == [6]


def test_imf_2017_takes_the_upper_tenth_of_both() -> None:
    """Of ten products the tenth leads both measures; 9.1 is the ninth decile of 1..10."""
    up = np.arange(1.0, 11.0)[None]
    both = {"imports": np.ones((1, 10)), "outdegree_sd": up, "clustering": up}
    found = screens.screen(both, "imf-2017")
    assert np.flatnonzero(found.flagged).tolist() == [9]
    assert found.threshold[0, 0, 0] == pytest.approx(9.1)
    assert screens.screen(both | {"clustering": up[:, ::-1]}, "imf-2017").count == 0


def test_what_is_missing_is_never_false() -> None:
    """One importer's file knows no exports: the two conditions are named, no product is called safe that passes the first."""
    imports = np.array([row[0] for row in TABLE]).swapaxes(0, 1)
    found = screens.screen(screens.measures(imports))
    assert found.not_evaluated == ("export_hhi", "import_export_ratio")
    assert found.count == 0
    assert np.flatnonzero(found.undecided).tolist() == [0, 2, 3, 4, 6]
    left = screens.screen(screens.measures(imports), missing="leave-out")
    assert np.flatnonzero(left.flagged).tolist() == [0, 2, 3, 4, 6]
    assert any(note.startswith("left out") for note in left.notes)


def test_too_few_years_leave_it_open() -> None:
    """One year of three cannot flag nor clear; with single years it can."""
    one = {name: None if x is None else x[-1:] for name, x in known().items()}
    found = screens.screen(one)
    assert found.count == 0
    assert found.undecided.all()
    assert any("need=1" in note for note in found.notes)
    assert np.flatnonzero(screens.screen(one, need=1, of=1).flagged).tolist() == [0, 4, 5]


def test_thresholds_move_and_make_cliffs() -> None:
    """Product 1 sits at .38: a threshold of .35 takes it in; at .7 all fall out; the sweep counts what screens count."""
    assert screens.screen(known(), thresholds={"import_hhi": 0.35}).count == 4  # 0, 1, 4 and, now in all years, 5
    assert screens.screen(known(), thresholds={"import_hhi": 0.7}).count == 0
    sweep = screens.threshold_sweep(known(), grid={"import_hhi": [0.35, 0.4, 0.7]}, points=3)
    assert sweep.measures == ("import_hhi", "export_hhi", "import_export_ratio")
    assert sweep.count[0].tolist() == [4, 2, 0]
    assert sweep.count_at == 2
    fine = screens.threshold_sweep(known())
    assert fine.cliff()["import_hhi"] == 1.0  # .36 takes in two more where two were flagged
    assert fine.cliff()["import_export_ratio"] == 0.0


def test_the_screen_reads_both_ways() -> None:
    """Two economies, one product: the buyer depends on the seller; read in reverse the seller depends on the buyer."""
    buying = screens.screen(known())
    flows = np.array([row[0][2] for row in TABLE])
    pair = screens.two_sided(buying, flows, 0, buying, flows, 1)
    assert np.flatnonzero(pair.buyer_depends).tolist() == [0, 4]
    assert not pair.supplier_depends.any()  # the second customer is never the largest
    assert pair.counts == (2, 0)
    assert not pair.mutual.any()


def test_leading_axes_are_many_buyers_at_once() -> None:
    """Two buyers in one call get what each gets alone."""
    imports = np.array([row[0] for row in TABLE]).swapaxes(0, 1)
    world = np.tile(np.array([row[2] for row in TABLE]), (3, 1, 1))
    exports = np.tile([row[1] for row in TABLE], (3, 1))
    two = screens.measures(
        np.stack([imports, imports[::-1]]), exports=np.stack([exports, exports]), world_exports=world
    )
    found = screens.screen(two)
    assert found.verdict.shape == (2, 3, 9)
    assert np.array_equal(found.flagged[0], screens.screen(known()).flagged)
    with pytest.raises(BadShape, match="one buyer"):
        found.explain(0)


def test_relabelling_suppliers_and_the_currency_change_nothing() -> None:
    """A law: names and units play no part."""
    imports = np.array([row[0] for row in TABLE]).swapaxes(0, 1)
    a, b = screens.measures(imports), screens.measures(7.0 * imports[..., ::-1])
    for name in ("import_hhi", "top_share"):
        assert a[name] == pytest.approx(b[name], nan_ok=True, rel=1e-14)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: screens.screen(known(), "geodepp"), UnknownName, "geodep"),
        (lambda: screens.screen(known(), thresholds={"hhi": 0.4}), UnknownName, "import_hhi"),
        (lambda: screens.screen(known(), thresholds={"import_hhi": NAN}), BadValue, "finite number"),
        (lambda: screens.screen(known(), thresholds={"import_hhi": "high"}), BadValue, "finite number"),
        (lambda: screens.screen(known(), need=3, of=2), BadValue, "1 <= need <= of"),
        (lambda: screens.screen(known(), missing="zero"), BadValue, "undecided, leave-out"),
        (lambda: screens.screen({}), MissingData, "imports"),
        (lambda: screens.threshold_sweep(known(), grid={"x": [1]}), UnknownName, "condition"),
        (lambda: screens.measures(np.ones((2, 3))), BadShape, r"\[..., t, k, i\]"),
        (lambda: screens.measures(-np.ones((1, 2, 3))), BadValue, "below zero"),
        (lambda: screens.measures(np.ones((1, 2, 3)), exports=np.ones(2)), BadShape, "exports"),
        (lambda: screens.measures(np.ones((1, 2, 3)), total=np.ones((1, 2))), BadValue, "exceed their total"),
    ],
)
def test_faults_are_named(call, error: type, words: str) -> None:
    """Each says the field, what was found and what is allowed."""
    with pytest.raises(error, match=words):
        call()


# -- concentration -------------------------------------------------------------------------------------------------


def test_concentration_by_hand() -> None:
    """Equal suppliers 1/m, one supplier 1; suppliers that are not named add nothing."""
    assert c.hhi([0.25] * 4) == pytest.approx(0.25)
    assert c.hhi([1.0, 0.0]) == 1.0
    assert c.hhi(c.shares([30.0, 20.0], 100.0)) == pytest.approx(0.13)
    assert c.top_share([0.2, 0.5, 0.3]) == 0.5
    assert c.suppliers([0.2, 0.5, 0.3, 0.0], least=0.2) == 2
    assert np.isnan(c.shares([0.0, 0.0])).all()
    with pytest.raises(BadValue, match="add up to one"):
        c.hhi([0.7, 0.7])
    with pytest.raises(BadValue, match="below zero"):
        c.shares([-1.0, 2.0])
    with pytest.raises(BadShape, match="axis"):
        c.hhi(0.4)


def test_network_measures_by_hand() -> None:
    """A full network of equal flows: no hub, everything closed. A star: out-degree s.d. of (1, 0, 0), nothing closed."""
    full = np.ones((3, 3))
    star = np.zeros((3, 3))
    star[1, 0] = star[2, 0] = 1.0
    assert c.outdegree_sd(full) == pytest.approx(0.0)
    assert c.clustering(full) == pytest.approx(1.0)
    assert c.outdegree_sd(star) == pytest.approx(np.std([1.0, 0.0, 0.0]))
    assert c.clustering(star) == 0.0
    # A ring 0 -> 1 -> 2 -> 0 of equal flows: one triangle of the eight each pair of partners could close, two links a node.
    ring = np.zeros((3, 3))
    ring[1, 0] = ring[2, 1] = ring[0, 2] = 5.0
    assert c.clustering(ring) == pytest.approx(0.5)


# -- persistence and speed -----------------------------------------------------------------------------------------


def test_persistence_by_hand() -> None:
    """Of two flagged one stays; an undecided one leaves both counts; runs count the years that end here."""
    flag = np.array([[1, 1, 1, 0], [1, 0, -1, 1], [1, 1, 1, 1]])
    assert persistence.staying(flag).tolist() == [0.5, 1.0]
    assert persistence.staying(flag, lag=2).tolist() == [1.0]
    assert persistence.years_in_a_row(flag)[-1].tolist() == [3, 1, 1, 2]
    assert np.isnan(persistence.staying(np.zeros((2, 3), dtype=bool))).all()
    with pytest.raises(BadValue, match="lag"):
        persistence.staying(flag, lag=3)


def test_speed_by_hand() -> None:
    """A logistic path has its slope back with no error; two points give the line between them; the half-life is that of the share."""
    t = np.arange(2000.0, 2011.0)
    v = persistence.log_odds_speed(1 / (1 + np.exp(0.3 * (t - 2004))), t)
    assert v.slope == pytest.approx(-0.3, rel=1e-12)
    assert v.standard_error == pytest.approx(0.0, abs=1e-12)
    assert v.between_ends == pytest.approx(-0.3, rel=1e-12)
    two = persistence.log_odds_speed([0.446, 0.128], [2019, 2020])
    assert round(two.half_life_years, 2) == 0.56  # hydrogen fluoride, CASES E.2
    assert round(persistence.log_odds_speed([0.919, 0.852], [2019, 2021]).slope, 2) == -0.34  # photoresist
    assert round(persistence.log_odds_speed([0.314, 0.249], [2019, 2021]).slope, 2) == -0.16  # 100 key items
    assert np.isnan(two.standard_error)
    assert persistence.log_odds_speed([0.2, NAN, 0.3], [1, 2, 3]).points == 2
    assert persistence.log_odds_speed([0.2, 0.3], [1, 2]).half_life_years == float("inf")
    with pytest.raises(BadValue, match="strictly between"):
        persistence.log_odds_speed([0.0, 0.3], [1, 2])
    with pytest.raises(BadValue, match="rising order"):
        persistence.log_odds_speed([0.2, 0.3], [2, 2])


def test_the_standard_error_is_that_of_a_regression() -> None:
    """Against the normal equations written out."""
    rng = np.random.default_rng(1)
    t = np.arange(12.0)
    s = 1 / (1 + np.exp(-(0.1 * t + rng.normal(0, 0.2, 12))))
    y = np.log(s / (1 - s))
    X = np.column_stack([np.ones(12), t])
    b, residual, *_ = np.linalg.lstsq(X, y, rcond=None)
    error = np.sqrt(residual[0] / 10 * np.linalg.inv(X.T @ X)[1, 1])
    v = persistence.log_odds_speed(s, t)
    assert (v.slope, v.standard_error) == pytest.approx((b[1], error), rel=1e-10)


# -- vulnerability -------------------------------------------------------------------------------------------------


def test_vulnerability_of_a_star_and_of_a_full_network() -> None:
    """1 and 0, as the definition wants; a full network of n keeps (n-k)(n-k-1)/(n(n-1))."""
    star = np.zeros((5, 5))
    star[1:, 0] = 3.0
    full = np.ones((5, 5))
    assert vulnerability.centralisation(star) == pytest.approx(1.0)
    assert vulnerability.centralisation(full) == pytest.approx(0.0)
    assert vulnerability.remaining_trade(full) == pytest.approx([1, 12 / 20, 6 / 20, 2 / 20, 0, 0])
    assert vulnerability.remaining_trade(star).tolist() == [1, 0, 0, 0, 0, 0]


def test_remaining_trade_by_hand() -> None:
    """The largest exporter (60 of 100, and it buys 10 itself) goes first: 30 are left; then the next."""
    T = np.array([[0.0, 10.0, 0.0], [50.0, 0.0, 10.0], [10.0, 20.0, 0.0]])
    assert vulnerability.remaining_trade(T) == pytest.approx([1.0, 0.3, 0.0, 0.0])
    assert vulnerability.remaining_supply([0.2, 0.5, 0.3]) == pytest.approx([1.0, 0.5, 0.2, 0.0])
    with pytest.raises(MissingData, match="nothing is traded"):
        vulnerability.remaining_trade(np.zeros((3, 3)))


# -- relatedness ---------------------------------------------------------------------------------------------------


def test_relatedness_by_hand() -> None:
    """Three economies, three products; numbers from the definitions."""
    X = np.array([[4.0, 4.0, 0.0], [4.0, 0.0, 4.0], [0.0, 0.0, 8.0]])
    found = relatedness.relatedness(X)
    assert found.rca[0, 0] == pytest.approx((4 / 8) / (8 / 24))
    assert found.made.tolist() == [[True, True, False], [True, False, True], [False, False, True]]
    assert found.proximity.tolist() == [[1.0, 0.5, 0.5], [0.5, 1.0, 0.0], [0.5, 0.0, 1.0]]
    assert found.density[2].tolist() == pytest.approx([0.25, 0.0, 1 / 1.5])
    assert found.reachable(2).tolist() == [0, 1]
    assert found.reachable(2, most=1).tolist() == [0]
    with pytest.raises(BadValue, match="Compare first"):
        relatedness.proximity(X)


def test_relatedness_of_what_nobody_makes() -> None:
    """A product without exports has proximity 0 and no density; an economy without exports has density 0."""
    found = relatedness.relatedness(np.array([[1.0, 0.0], [0.0, 0.0]]))
    assert found.proximity[1].tolist() == [0.0, 0.0]
    assert np.isnan(found.density[:, 1]).all()
    assert found.density[1, 0] == 0.0
    assert found.reachable(1).tolist() == [0]


def test_every_index_of_products_is_registered_with_its_facts() -> None:
    """Name, sentence, formula, range and layer."""
    mine = [e for e in indices if e.facts.get("layer") == "product"]
    assert {"hhi", "top-share", "suppliers", "screen", "threshold-sweep", "two-sided", "staying", "log-odds-speed", "remaining-trade",
            "centralisation", "rca", "proximity", "density"} <= {e.name for e in mine}  # fmt: skip
    for entry in mine:
        assert entry.summary.endswith((".", ":", "?")) or entry.summary
        assert {"formula", "range", "two_sided"} <= set(entry.facts)
