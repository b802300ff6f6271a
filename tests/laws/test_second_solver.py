"""The engine against the second solver: every instrument, horizon, closure and rent rule on five or more invented worlds.

By default the combinations are thinned so that each pair (world, instrument), (world, horizon), (world, closure) and (world,
rent rule) still occurs; BAHE_EVERY_PAIR=1 runs the whole grid, some 2,000 comparisons.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest

import bahe
import slow_solver as slow
from bahe.world.horizon import Horizon
from laws.worlds import Tables, invent, world_of

#: Largest difference allowed between the two solvers, relative to the size of the thing compared.
AGREE = 1e-7

#: seed, economies, sectors and options of the invented worlds.
WORLDS = (
    (11, 2, 1, {"inputs": False}),
    (12, 3, 2, {}),
    (13, 3, 3, {"zeros": 0.3}),
    (14, 4, 2, {"zeros": 0.2, "tariffs": False}),
    (15, 3, 4, {}),
    (16, 5, 4, {"zeros": 0.2}),
)
#: A full embargo between the only two economies would leave deficits that cannot be paid.
THREE_AND_MORE = WORLDS[1:]
LARGEST = WORLDS[-1]
EVERY = os.environ.get("BAHE_EVERY_PAIR") == "1"


def name(x: object) -> str:
    """Identifier of a parameter: worlds by size, the rest by name."""
    return f"{x[1]}x{x[2]}" if x in WORLDS else str(x)


def thinned(worlds: Sequence[tuple], horizons: Sequence[str], *others: Sequence[object], each: int = 1) -> list[tuple]:
    """Combinations (world, horizon, *others): all of them, or every pair of world with anything at least once.

    For each world and each combination of `others`, `each` horizons in rotation; then the horizons that were left out.
    The largest world, where the second solver is slow, gets one combination of each.
    """
    combined = list(product(*others)) if others else [()]
    if EVERY:
        return [(w, h, *o) for w, h, o in product(worlds, horizons, combined)]
    out = []
    for i, w in enumerate(worlds):
        few = 1 if w is LARGEST else each
        for j, o in enumerate(combined):
            out += [(w, horizons[(3 * i + few * j + m) % len(horizons)], *o) for m in range(few)]
        met = {h for _, h, *_ in out[-few * len(combined) :]}
        left = [] if w is LARGEST else [h for h in horizons if h not in met]
        out += [(w, h, *combined[(i + m) % len(combined)]) for m, h in enumerate(left)]
    return out


# -- horizons: what the engine and the second solver are told about elasticities -----------------------------------


def _spread(low: float, high: float, sectors: int) -> np.ndarray:
    return np.linspace(low, high, sectors) if sectors > 1 else np.array([(low + high) / 2])


#: name -> (theta range, theta of home against imports, s_va, s_in, s_fin, specific)
HORIZONS = {
    "Cobb-Douglas, mobile": ((2.0, 8.0), None, 1.0, 1.0, 1.0, False),
    "Cobb-Douglas, specific": ((2.0, 8.0), None, 1.0, 1.0, 1.0, True),
    "nests, mobile": ((0.8, 3.0), None, 0.5, 0.4, 0.95, False),
    "nests, specific": ((0.4, 1.0), None, 0.3, 0.2, 0.9, True),
    "complements, mobile": ((-0.3, -0.1), None, 0.5, 0.5, 0.9, False),
    "complements, specific": ((-0.24, -0.24), None, 0.3, 0.2, 0.9, True),
    "mixed signs": ((-0.2, 3.0), None, 0.7, 1.0, 1.3, False),
    "unit elasticity of origins": ((0.0, 0.0), None, 0.5, 0.2, 1.0, False),
    "nearly homogeneous": ((30.0, 64.85), None, 1.0, 1.0, 1.0, False),
    "nests above one": ((2.0, 4.0), None, 1.5, 2.0, 1.8, False),
    "two tiers, mobile": ((3.0, 6.0), 1.5, 1.0, 1.0, 1.0, False),
    "two tiers, specific": ((0.8, 1.5), 0.3, 0.3, 0.2, 0.9, True),
    "two tiers, home complements": ((0.8, 1.5), -0.3, 0.5, 0.5, 0.9, True),
}
SUBSTITUTES = [name for name, (theta, home, *_) in HORIZONS.items() if theta[0] > 0 and (home is None or home > 0)]


def both_horizons(name: str, sectors: int) -> tuple[Horizon, slow.Elasticities]:
    (low, high), home, s_va, s_in, s_fin, specific = HORIZONS[name]
    theta = _spread(low, high, sectors)
    home = None if home is None else np.full(sectors, home)
    return (
        Horizon("test", theta, s_va, s_in, s_fin, specific, home),
        slow.Elasticities(theta, home, s_va, s_in, s_fin, specific),
    )


# -- instruments: the same change said in names and in arrays ------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """One change, said twice."""

    names: Callable[[Tables], "bahe.Shock"]
    arrays: Callable[[slow.Policy], slow.Policy]


def _changed(array: np.ndarray, cells: tuple, change: Callable[[np.ndarray], object]) -> np.ndarray:
    """A copy with `change` applied to foreign flows of the block `cells` of [o, d, k]."""
    out = array.copy()
    out[cells] = change(out[cells])
    home = np.arange(array.shape[0])
    out[home, home] = array[home, home]
    return out


ALL = slice(None)
MOVES = {
    "tariff, points added": Move(
        lambda t: bahe.tariff(by="E0", on="E1", add=0.3),
        lambda p: replace(p, tariff=_changed(p.tariff, (1, 0), lambda x: x + 0.3)),
    ),
    "tariff, new rate on one sector from all": Move(
        lambda t: bahe.tariff(by="E1", on="others", sectors="S0", rate=0.5),
        lambda p: replace(p, tariff=_changed(p.tariff, (ALL, 1, 0), lambda x: 0.5)),
    ),
    "tariffs abolished, points on top": Move(
        lambda t: bahe.tariff(by="world", on="others", rate=0.0) & bahe.tariff(by="E1", on="E0", add=0.05),
        lambda p: replace(
            p, tariff=_changed(_changed(p.tariff, (ALL,), lambda x: 0.0), (0, 1), lambda x: x + 0.05)
        ),
    ),
    "tariff of 500 %": Move(
        lambda t: bahe.tariff(by="E0", on="others", rate=5.0),
        lambda p: replace(p, tariff=_changed(p.tariff, (ALL, 0), lambda x: 5.0)),
    ),
    "export tax": Move(
        lambda t: bahe.export_tax(by="E0", on="others", sectors="S0", rate=0.25),
        lambda p: replace(p, export_tax=_changed(p.export_tax, (0, ALL, 0), lambda x: 0.25)),
    ),
    "export subsidy": Move(
        lambda t: bahe.export_tax(by="E1", on="E0", rate=-0.15),
        lambda p: replace(p, export_tax=_changed(p.export_tax, (1, 0), lambda x: -0.15)),
    ),
    "trade cost": Move(
        lambda t: bahe.trade_cost(by="E0", on="others", factor=1.4) & bahe.trade_cost(by="E1", on="E0", factor=0.9),
        lambda p: replace(
            p, trade_cost=_changed(_changed(p.trade_cost, (ALL, 0), lambda x: 1.4), (0, 1), lambda x: 0.9)
        ),
    ),
    "productivity": Move(
        lambda t: bahe.productivity(of="E1", sectors="all", factor=1.25),
        lambda p: replace(p, productivity=_row(p.productivity, 1, 1.25)),
    ),
    "output subsidy": Move(
        lambda t: bahe.subsidy(by="E0", sectors="S0", rate=0.12),
        lambda p: replace(p, subsidy=_cell(p.subsidy, (0, 0), 0.12)),
    ),
    "output tax": Move(
        lambda t: bahe.subsidy(by="E1", sectors="all", rate=-0.2),
        lambda p: replace(p, subsidy=_row(p.subsidy, 1, -0.2)),
    ),
    "everything at once": Move(
        lambda t: bahe.tariff(by="E0", on="E1", add=0.2) & bahe.export_tax(by="E1", on="E0", rate=0.1)
        & bahe.trade_cost(by="E0", on="E1", factor=1.1) & bahe.productivity(of="E0", sectors="S0", factor=1.1)
        & bahe.subsidy(by="E1", sectors="S0", rate=0.05),
        lambda p: replace(
            p, tariff=_changed(p.tariff, (1, 0), lambda x: x + 0.2),
            export_tax=_changed(p.export_tax, (1, 0), lambda x: 0.1),
            trade_cost=_changed(p.trade_cost, (1, 0), lambda x: 1.1),
            productivity=_cell(p.productivity, (0, 0), 1.1), subsidy=_cell(p.subsidy, (1, 0), 0.05),
        ),
    ),
}  # fmt: skip


def _row(array: np.ndarray, n: int, value: float) -> np.ndarray:
    return _cell(array, (n,), value)


def _cell(array: np.ndarray, where: tuple, value: float) -> np.ndarray:
    out = array.copy()
    out[where] = value
    return out


def capped(policy: slow.Policy, cells: tuple, cap: float, rent: str) -> slow.Policy:
    """The policy with a quantity cap on foreign flows of the block."""
    return replace(policy, cap=_changed(policy.cap, cells, lambda x: np.minimum(x, cap)), rent=rent)


# -- the comparison ------------------------------------------------------------------------------------------------


def both(
    case: tuple,
    horizon: str,
    shock: "bahe.Shock | None",
    policy: Callable[[slow.Policy], slow.Policy],
    closure: str = "transfer",
    labour: tuple[float, float, str] | None = None,
    may_fail: bool = False,
) -> tuple["bahe.Equilibrium", slow.Solution] | None:
    """The same question answered by the engine and by the second solver.

    With `may_fail` both may say that there is no answer, and then None is returned; one alone may not.
    """
    seed, N, K, options = case
    t = invent(seed, N, K, **options)
    ours, _ = both_horizons(horizon, K)
    given = None if labour is None else bahe.LabourSupply(elasticity=labour[0], income_tax=labour[1], revenue=labour[2])
    world = world_of(t, {"test": ours})
    try:
        eq = bahe.solve(world, shock or bahe.Shock(), closure=closure, horizon="test", tol=1e-11, labour=given)
    except bahe.NotConverged:
        if not may_fail:
            raise
        with pytest.raises(slow.NoRoot):
            slowly(case, horizon, policy, closure, labour)
        return None
    return eq, slowly(case, horizon, policy, closure, labour)


def slowly(
    case: tuple, horizon: str, policy: Callable[[slow.Policy], slow.Policy], closure: str = "transfer",
    labour: tuple[float, float, str] | None = None,
) -> slow.Solution:  # fmt: skip
    """The answer of the second solver."""
    seed, N, K, options = case
    t = invent(seed, N, K, **options)
    base = slow.calibrate(t.trade, t.use, t.tariff)
    _kind, _, economy = closure.partition(":")
    closure = f"nominal:{t.economies.index(economy)}" if economy else closure
    told = None if labour is None else slow.Labour(*labour)
    return slow.solve(base, policy(slow.unchanged(base)), both_horizons(horizon, K)[1], closure, told)


def assert_agree(eq: "bahe.Equilibrium", s: slow.Solution) -> None:
    """Every array of the equilibrium equals the second solver's, and the engine says that it converged."""
    assert eq.info.ok
    assert s.residual < 1e-10
    assert abs(s.walras) < 1e-9
    made = s.base.output > 0
    spent = s.base.spending > 0
    scale = s.base.value_added.sum()
    close = {"rtol": AGREE, "atol": AGREE}
    np.testing.assert_allclose(eq.welfare_hat, s.welfare, **close)
    np.testing.assert_allclose(eq.final_price_hat, s.final_price, **close)
    np.testing.assert_allclose(eq.price_hat[spent], s.price[spent], **close)
    np.testing.assert_allclose(eq.cost_hat[made], s.cost[made], **close)
    np.testing.assert_allclose(eq.trade_new / scale, s.trade.transpose(1, 0, 2) / scale, rtol=0, atol=AGREE)
    np.testing.assert_allclose(eq.output_new / scale, s.output / scale, rtol=0, atol=AGREE)
    np.testing.assert_allclose(eq.expenditure_new / scale, s.spending / scale, rtol=0, atol=AGREE)
    np.testing.assert_allclose(eq.income_new / scale, s.income / scale, rtol=0, atol=AGREE)
    np.testing.assert_allclose(eq.revenue_new / scale, s.revenue / scale, rtol=0, atol=AGREE)
    np.testing.assert_allclose(eq.profits_new.sum(1) / scale, s.profits / scale, rtol=0, atol=AGREE)
    if s.wage.ndim == 1:
        np.testing.assert_allclose(eq.wage_hat, s.wage, **close)


@pytest.mark.parametrize(("case", "horizon"), thinned(WORLDS, list(HORIZONS)), ids=name)
def test_without_a_shock_both_give_ones(case, horizon):
    """No shock: every hat is one, in both."""
    eq, s = both(case, horizon, None, lambda p: p)
    assert_agree(eq, s)
    np.testing.assert_allclose(eq.welfare_hat, 1, atol=1e-10)


@pytest.mark.parametrize(("case", "horizon", "move"), thinned(WORLDS, list(HORIZONS), list(MOVES), each=2), ids=name)
def test_price_instruments(case, horizon, move):
    """Tariffs, export taxes and subsidies, trade costs, productivity, output subsidies."""
    assert_agree(*both(case, horizon, MOVES[move].names(None), MOVES[move].arrays))


CLOSURES = ["transfer", "balanced", "proportional", "nominal", "nominal:E1"]


@pytest.mark.parametrize(("case", "horizon", "closure"), thinned(WORLDS, list(HORIZONS), CLOSURES, each=2), ids=name)
def test_closures(case, horizon, closure):
    """Every closure, under a mixed shock."""
    move = MOVES["everything at once"]
    assert_agree(*both(case, horizon, move.names(None), move.arrays, closure))


@pytest.mark.parametrize("closure", ["balanced", "proportional", "nominal", "nominal:E1"])
@pytest.mark.parametrize("case", WORLDS, ids=name)
def test_closures_without_a_shock(case, closure):
    """No shock gives ones under every closure: `balanced` is relative to the purged world."""
    eq, _ = both(case, "nests, specific", None, lambda p: p, closure)
    np.testing.assert_allclose(eq.welfare_hat, 1, atol=1e-9)


DIRECTIONS = ["exports", "imports", "both"]


@pytest.mark.parametrize(("case", "horizon", "direction"), thinned(THREE_AND_MORE, SUBSTITUTES, DIRECTIONS), ids=name)
def test_embargo_is_an_exact_zero(case, horizon, direction):
    """Where origins are substitutes a ban drops the term; trade is exactly nil."""

    def ban(p: slow.Policy) -> slow.Policy:
        out = p.banned.copy()
        if direction in ("exports", "both"):
            out[0, 1] = True
        if direction in ("imports", "both"):
            out[1, 0] = True
        return replace(p, banned=out)

    eq, s = both(case, horizon, bahe.embargo(by="E0", on="E1", direction=direction), ban)
    assert_agree(eq, s)
    if direction != "imports":
        assert np.all(eq.trade_new[1, 0] == 0)
    if direction != "exports":
        assert np.all(eq.trade_new[0, 1] == 0)


def _rents() -> list[tuple]:
    """(world, horizon, rent, share denied, closure); rents to nobody are refused where origins are complements."""
    found = thinned(WORLDS, list(HORIZONS), ["exporter", "importer", "nobody"], [0.6, 0.1], ["transfer", "balanced"])
    return [c for c in found if c[2] != "nobody" or c[1] in SUBSTITUTES]


@pytest.mark.parametrize(("case", "horizon", "rent", "deny", "closure"), _rents(), ids=name)
def test_export_control(case, horizon, rent, deny, closure):
    """A quantity cap with an endogenous wedge; the rent goes to the exporter, the importer or nobody.

    Where the importer takes the rent on an essential origin the exporter cannot pay for what it buys: its wage falls
    without end, no equilibrium exists, and both solvers say so.
    """
    shock = bahe.export_control(by="E1", on="E0", deny=deny, rent=rent)
    none_possible = rent == "importer" and horizon not in SUBSTITUTES
    answers = both(case, horizon, shock, lambda p: capped(p, (1, 0), 1 - deny, rent), closure, may_fail=none_possible)
    if answers is None:
        return
    eq, s = answers
    assert_agree(eq, s)
    assert np.all(s.quantity[1, 0] <= 1 - deny + 1e-9)


RENTS = ["exporter", "importer", "nobody"]
AMONG = ["Cobb-Douglas, mobile", "nests, specific", "two tiers, mobile"]


@pytest.mark.parametrize(("case", "horizon", "rent"), thinned(WORLDS, AMONG, RENTS), ids=name)
def test_control_with_other_instruments(case, horizon, rent):
    """The cap counts shipped quantity net of taxes; under the tariff some caps no longer bind.

    All suppliers capped at once with the rent to the importer is a buyers' cartel. In one world at the short horizon the
    path from the benchmark folds back before the cap is reached: there is no answer, and both solvers say so.
    """

    def arrays(p: slow.Policy) -> slow.Policy:
        p = replace(p, tariff=_changed(p.tariff, (1, 0), lambda x: x + 0.35))
        p = replace(p, export_tax=_changed(p.export_tax, (1, 0), lambda x: 0.1))
        return capped(p, (ALL, 0), 0.9, rent)

    shock = (
        bahe.tariff(by="E0", on="E1", add=0.35)
        & bahe.export_tax(by="E1", on="E0", rate=0.1)
        & bahe.export_control(by="others", on="E0", deny=0.1, rent=rent)
    )
    answers = both(case, horizon, shock, arrays, may_fail=rent == "importer" and horizon == "nests, specific")
    if answers is not None:
        assert_agree(*answers)


def test_ban_of_the_only_supplier_is_refused():
    """An item with no second supplier: the verdict names the buyer and the product."""
    t = invent(13, 3, 3, zeros=0.3)
    only = replace(t, trade=t.trade.copy(), use=None)
    only.trade[[0, 2], 0, 2] = 0.0  # E0 buys S2 from E1 alone
    with pytest.raises(bahe.Infeasible, match=r"E0, S2.*supplier"):
        bahe.solve(world_of(only), bahe.embargo(by="E0", on="E1", direction="imports", sectors="S2"))


@pytest.mark.parametrize("case", WORLDS, ids=name)
def test_tightest_of_several_controls(case):
    """Of two controls on one flow the tighter one holds, whatever the order."""
    loose, tight = (bahe.export_control(by="E1", on="E0", deny=d) for d in (0.2, 0.5))
    for shock in (loose & tight, tight & loose):
        assert_agree(*both(case, "nests, mobile", shock, lambda p: capped(p, (1, 0), 0.5, "exporter")))


@pytest.mark.parametrize(
    ("case", "horizon", "tax", "revenue"),
    thinned(WORLDS, [*AMONG, "nests, mobile"], [0.0, 0.3], ["rebate", "cut"]),
    ids=name,
)
def test_elastic_labour(case, horizon, tax, revenue):
    """Labour answers the net real wage; tariff revenue is handed back or cuts the income tax."""
    move = MOVES["tariff, points added"]
    assert_agree(*both(case, horizon, move.names(None), move.arrays, labour=(0.5, tax, revenue)))


@pytest.mark.parametrize("closure", ["balanced", "proportional", "nominal"])
@pytest.mark.parametrize("revenue", ["rebate", "cut"])
@pytest.mark.parametrize("case", WORLDS[:5], ids=name)
def test_elastic_labour_with_closures_and_all_instruments(case, revenue, closure):
    """The same under other closures, with every price instrument at once."""
    move = MOVES["everything at once"]
    assert_agree(*both(case, "nests, mobile", move.names(None), move.arrays, closure, labour=(0.4, 0.25, revenue)))


def test_thinned_design_meets_every_pair():
    """Thinning drops no pair of a world with a horizon (the largest world apart) or with an instrument."""
    kept = thinned(WORLDS, list(HORIZONS), list(MOVES), each=2)
    assert {(w[0], m) for w, _, m in kept} == {(w[0], m) for w in WORLDS for m in MOVES}
    assert {(w[0], h) for w, h, _ in kept} >= {(w[0], h) for w in WORLDS[:-1] for h in HORIZONS}
