"""A pymrio system, by its attributes: pymrio itself is not needed to read one."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from bahe.atlas import audit
from bahe.atlas.importers import from_pymrio
from bahe.faults import BadFile

REGIONS, SECTORS = ("reg1", "reg2"), ("food", "mining", "manufacturing")


def system() -> SimpleNamespace:
    """Two regions, three sectors, two categories of final demand: the layout of pymrio's own small test system."""
    rng = np.random.default_rng(1)
    labels = pd.MultiIndex.from_product([REGIONS, SECTORS], names=["region", "sector"])
    buyers = pd.MultiIndex.from_product([REGIONS, ["households", "investment"]], names=["region", "category"])
    Z = pd.DataFrame(rng.uniform(1, 5, (6, 6)), labels, labels)
    Y = pd.DataFrame(rng.uniform(20, 40, (6, 4)), labels, buyers)
    return SimpleNamespace(name="small test", Z=Z, Y=Y)


def test_flows_by_hand() -> None:
    """Trade = intermediate + final, use = inputs of all origins."""
    mrio = system()
    world = from_pymrio(mrio)
    expected = mrio.Z.loc[("reg1", "food"), "reg2"].sum() + mrio.Y.loc[("reg1", "food"), "reg2"].sum()
    assert world.trade[1, 0, 0] == pytest.approx(expected, rel=1e-14)
    inputs = mrio.Z.xs("mining", level="sector")[("reg2", "food")].sum()
    assert world.cost_share[1, 1, 0] == pytest.approx(inputs / world.output[1, 0], rel=1e-14)
    assert world.name == "small test"
    assert audit(world).ok


def test_row_order_of_final_demand_does_not_matter() -> None:
    """Y may list its rows in another order than Z."""
    mrio = system()
    expected = from_pymrio(mrio)
    mrio.Y = mrio.Y.iloc[::-1]
    assert np.array_equal(from_pymrio(mrio).trade_share, expected.trade_share)


def test_one_level_of_final_demand() -> None:
    """Y with one column a region."""
    mrio = system()
    expected = from_pymrio(mrio)
    mrio.Y = mrio.Y.T.groupby(level="region").sum().T
    assert np.allclose(from_pymrio(mrio).trade_share, expected.trade_share, rtol=1e-14)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda m: setattr(m, "Z", None), "no Z"),
        (lambda m: setattr(m, "Z", m.Z.droplevel("region")), "two levels"),
        (lambda m: setattr(m, "Z", m.Z.iloc[:5]), "missing, first 'reg2_manufacturing'"),
        (lambda m: setattr(m, "Y", m.Y.drop(columns="reg2")), "without final demand"),
        (lambda m: setattr(m, "Y", m.Y.rename({"food": "fish"})), "differ"),
        (lambda m: setattr(m, "Y", m.Y.where(m.Y > 21)), "an empty cell"),
        (lambda m: setattr(m, "Z", m.Z.astype(object).where(m.Z > 2, "x")), "no numbers"),
        (lambda m: setattr(m, "Y", m.Y.rename(columns={"reg2": "reg3"})), "reg3"),
    ],
)
def test_faults_are_named(spoil, words: str) -> None:
    """Each fault has its own sentence."""
    mrio = system()
    spoil(mrio)
    with pytest.raises(BadFile, match=words):
        from_pymrio(mrio)


def test_against_pymrio_itself() -> None:
    """pymrio's own test system comes in as it is (only where pymrio is installed)."""
    pymrio = pytest.importorskip("pymrio", reason="pymrio is not installed")
    mrio = pymrio.load_test()
    world = from_pymrio(mrio)
    total = float(mrio.Z.to_numpy().sum() + mrio.Y.to_numpy().sum())
    assert world.output.sum() == pytest.approx(total, rel=1e-12)
