"""Previews: bahe's own first-order figures from kept adjoints, and second order away from the exact solve."""

from __future__ import annotations

import time

import numpy as np
import pytest

import bahe
from bahe.trade.gradient import gradient, preview
from bahe.trade.sensitivities import Sensitivities


@pytest.fixture(scope="module")
def small():
    """Nine economies and six industries."""
    world = bahe.load_world()
    keep = {n: [n] for n in ("USA", "CHN", "JPN", "KOR", "DEU", "MEX", "CAN", "VNM")}
    rest = [n for n in world.economies if n not in keep]
    sectors = {"chips": ["C26"], "cars": ["C29"], "farm": ["A01"]}
    used = {k for m in sectors.values() for k in m}
    goods = [world.sectors[k] for k in world.axes.sector_index("goods")]
    other = [k for k in goods if k not in used]
    return world.aggregate(economies={"REST": rest}, sectors={**sectors, "other": other})


SHOCKS = {
    "tariff": lambda: bahe.tariff(by="USA", on="CHN", add=0.1),
    "everybody": lambda: bahe.tariff(by="USA", on="others", add=0.1) & bahe.tariff(by="CHN", on="USA", rate=0.3),
    "export tax": lambda: bahe.export_tax(by="CHN", on="USA", sectors=["chips"], add=0.2),
    "costs": lambda: bahe.trade_cost(by="JPN", on="KOR", factor=1.05),
    "all of them": lambda: (
        bahe.tariff(by="USA", on="CHN", add=0.1)
        & bahe.export_tax(by="CHN", on="USA", sectors=["chips"], add=0.2)
        & bahe.trade_cost(by="JPN", on="KOR", factor=1.05)
    ),
    "productivity": lambda: (
        bahe.productivity(of="CHN", sectors=["chips"], factor=0.95) & bahe.tariff(by="USA", on="CHN", add=0.1)
    ),
    "subsidy": lambda: bahe.subsidy(by="USA", sectors=["chips"], rate=0.1),
}


@pytest.mark.parametrize("closure", ["transfer", "balanced", "proportional"])
@pytest.mark.parametrize("horizon", ["long", "short"])
def test_kept_adjoints_give_bahes_preview(small, horizon, closure):
    """Every lever, closure and horizon, to the sixth decimal of a per cent: `preview` itself takes differences of step 1e-5."""
    kept = Sensitivities.of(small, horizon=horizon, closure=closure)
    for name, make in SHOCKS.items():
        want = preview(small, make(), horizon=horizon, closure=closure, tol=1e-10).log_welfare
        assert kept.log_welfare(make()) == pytest.approx(want, rel=0, abs=5e-9), name


@pytest.mark.parametrize("horizon", ["long", "short"])
def test_kept_adjoints_are_the_gradient(small, horizon):
    """Against the gradient of one economy by every flow, which takes no differences: nine digits."""
    eq = bahe.solve(small, horizon=horizon, tol=1e-13)
    kept = Sensitivities.of(small, horizon=horizon, tol=1e-12)
    n, i, k = small.axes.economy("USA"), small.axes.economy("CHN"), small.axes.sector_index("goods")
    moved = {
        "tariff": (
            bahe.tariff(by="USA", on="CHN", add=0.1),
            np.log1p(0.1 / (1 + small.tariff[n, i, k])) * (1 + small.tariff[n, i, k]),
        ),
        "export_tax": (bahe.export_tax(by="CHN", on="USA", add=0.1), np.log(1.1)),
        "trade_cost": (bahe.trade_cost(by="USA", on="CHN", sectors="goods", factor=1.1), np.log(1.1)),
    }
    for lever, (shock, change) in moved.items():
        found = kept.log_welfare(shock)
        for name in ("USA", "CHN", "VNM"):
            want = (gradient(eq, name, lever, tol=1e-12)[n, i, k] * change).sum()
            assert found[small.axes.economy(name)] == pytest.approx(want, rel=1e-8, abs=1e-12), (lever, name)


@pytest.mark.parametrize("horizon", ["long", "short"])
def test_the_exact_solve_differs_by_second_order_only(small, horizon):
    """Halving a shock quarters the difference (a factor between three and five)."""
    kept = Sensitivities.of(small, horizon=horizon)

    def gap(size):
        shock = bahe.tariff(by="USA", on="CHN", add=size)
        exact = np.log(bahe.solve(small, shock, horizon=horizon, tol=1e-13).welfare_hat)
        return np.abs(exact - kept.log_welfare(shock)).max()

    assert 3 < gap(0.04) / gap(0.02) < 5
    assert 3 < gap(0.02) / gap(0.01) < 5


def test_no_shock_no_change(small):
    kept = Sensitivities.of(small)
    assert not kept.log_welfare(bahe.tariff(by="USA", on="CHN", add=0.0)).any()


def test_bans_and_controls_have_no_first_order_answer(small):
    kept = Sensitivities.of(small)
    for shock in (
        bahe.embargo(by="USA", on="CHN"),
        bahe.export_control(by="JPN", on="CHN", sectors=["chips"], deny=0.5),
    ):
        with pytest.raises(bahe.faults.Conflict, match="no first-order answer"):
            kept.log_welfare(shock)


def test_adjoints_of_another_benchmark_are_refused(small):
    with pytest.raises(bahe.faults.BadShape, match="adjoints"):
        Sensitivities(small, "long", "transfer", np.zeros((2, 3)))


# -- over the web ----------------------------------------------------------------------------------------------------------
def ready(web, **said):
    """A preview, waited for while its adjoints are made."""
    end = time.monotonic() + 120
    while (found := web.post("/preview", said)).status_code == 202 and time.monotonic() < end:
        assert found.json()["state"] == "preparing"
        time.sleep(0.2)
    return found


@pytest.mark.parametrize(
    ("said", "make"),
    [
        ({"tariff": ["USA on CHN +10%"]}, lambda: bahe.tariff(by="USA", on="CHN", sectors="goods", add=0.1)),
        (
            {"tariff": ["EU27 on CHN C29 =35%"], "export_tax": ["CHN on USA C26 +25%"]},
            lambda: (
                bahe.tariff(by="EU27", on="CHN", sectors=["C29"], rate=0.35)
                & bahe.export_tax(by="CHN", on="USA", sectors=["C26"], add=0.25)
            ),
        ),
    ],
)
def test_a_preview_over_the_web_is_bahes_preview_to_the_digit(web, said, make):
    """Six decimals of a per cent, for every economy of the packaged world."""
    found = ready(web, **said)
    assert found.status_code == 200, found.text
    world, told = bahe.load_world(), found.json()
    want = preview(world, make(), tol=1e-9)
    for n, name in enumerate(world.economies):
        assert round(told["economies"][name]["welfare_pct"], 6) == pytest.approx(
            round(want.welfare_pct[n], 6), abs=1.01e-6
        )
    assert told["first_order"] is True
    assert told["moves"]


def test_a_preview_of_an_embargo_says_what_to_ask_instead(web):
    ready(web, tariff=["USA on CHN +10%"])
    found = web.post("/preview", {"embargo": ["USA on CHN"]})
    assert found.status_code == 422
    assert "first-order" in found.json()["error"]["sentence"]


def test_a_preview_checks_its_words(web):
    ready(web, tariff=["USA on CHN +10%"])
    assert web.post("/preview", {"tariff": ["USA on CHM +10%"]}).status_code == 422
    assert web.post("/preview", {}).status_code == 422
    assert web.post("/preview", {"tariff": ["USA on CHN +10%"], "horizon": "never"}).status_code == 422
    assert web.post("/preview", {"tariff": ["USA on CHN +10%"], "elasticities": "nobody"}).status_code == 422


def test_adjoints_are_kept_in_the_store(web):
    """Another server on the same store has them at once."""
    from bahe.desk.web.keeping import Kept
    from bahe.desk.web.previewing import Previews, benchmark_of

    ready(web, tariff=["USA on CHN +10%"])
    assert Previews(Kept(web.store)).get(benchmark_of({})) is not None
