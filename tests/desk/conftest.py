"""A small world on disk and a scenario beside it."""

from pathlib import Path

import numpy as np
import pytest

import bahe
from desk.shell import SCENARIO


def small_world() -> bahe.World:
    """Three economies, two industries, seeded."""
    rng = np.random.default_rng(7)
    trade = rng.uniform(1, 4, (3, 3, 2))
    for n in range(3):
        trade[n, n] += 20
    use = rng.uniform(0.5, 3, (3, 2, 2))
    sets = {"bsy": np.array([4.0, 5.0]), "gyy": np.array([3.0, 6.0])}
    return bahe.World.from_tables(
        trade, economies=["USA", "CHN", "ROW"], sectors=["C26", "C27"], use=use, trade_elasticity=sets["bsy"],
        elasticity_sets=sets, elasticity_set="bsy", name="small", year=2022,
    )  # fmt: skip


@pytest.fixture(scope="session")
def _home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    bahe.save_world(small_world(), folder / "small.npz")
    (folder / "mine.yaml").write_text(SCENARIO, encoding="utf-8")
    return folder


@pytest.fixture
def home(_home, tmp_path, monkeypatch) -> Path:
    """A fresh folder, the current one, with small.npz and mine.yaml in it."""
    import shutil

    for name in ("small.npz", "mine.yaml"):
        shutil.copy(_home / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path
