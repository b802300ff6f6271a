"""Parts: a loop that was killed after k parts and is begun again does the others only, and gives what it would have given at once."""

from __future__ import annotations

import numpy as np
import pytest

from bahe.atlas.parts import Parts
from bahe.atlas.store import Store
from bahe.faults import BadValue
from bahe.statecraft.control import ControlGame, Grid, regime, regime_map


class Killed(BaseException):
    """As if the process had ended."""


def counted(monkeypatch, owner, name, end_after=None):
    """A list of the calls of a function, which ends everything after so many."""
    calls, real = [], getattr(owner, name)

    def call(*args, **more):
        if end_after is not None and len(calls) >= end_after:
            raise Killed
        calls.append(args)
        return real(*args, **more)

    monkeypatch.setattr(owner, name, call)
    return calls


MAP = {"learning": (0.1, 0.3), "long_elasticity": (2.0, 4.0), "lock_in": (0.0, 2.5), "grid": Grid(5, 5, 3)}


@pytest.mark.parametrize("k", [0, 1, 5, 8])
def test_a_regime_map_goes_on_where_it_was_killed(tmp_path, monkeypatch, k):
    whole = regime_map(ControlGame(), **MAP)
    with monkeypatch.context() as patch:
        calls = counted(patch, regime, "break_even", end_after=k)
        if k < 8:
            with pytest.raises(Killed):
                regime_map(ControlGame(), keep=Parts(tmp_path), **MAP)
        else:
            regime_map(ControlGame(), keep=Parts(tmp_path), **MAP)
        assert len(calls) == k
    with monkeypatch.context() as patch:
        calls = counted(patch, regime, "break_even")
        again = regime_map(ControlGame(), keep=Parts(tmp_path), **MAP)
        assert len(calls) == 8 - k
    for name, value in vars(whole).items():
        if isinstance(value, np.ndarray):
            np.testing.assert_array_equal(getattr(again, name), value)
    assert repr(again.table()) == repr(whole.table())


def test_cells_are_shared_by_maps_that_have_them(tmp_path, monkeypatch):
    """Another map asks for its own cells only; another game, intensity or code for all."""
    regime_map(ControlGame(), keep=Parts(tmp_path), **MAP)
    for more, new in (
        ({"learning": (0.3, 0.2)}, 4),
        ({"intensity": 0.5}, 8),
        ({"grid": Grid(5, 5, 2)}, 8),
    ):
        with monkeypatch.context() as patch:
            calls = counted(patch, regime, "break_even")
            regime_map(ControlGame(), keep=Parts(tmp_path), **(MAP | more))
            assert len(calls) == new
    for game, under in ((ControlGame(noise=np.float64(0.1)), {}), (ControlGame(), {"code": "another"})):
        with monkeypatch.context() as patch:
            calls = counted(patch, regime, "break_even")
            regime_map(game, keep=Parts(tmp_path, under), **MAP)
            assert len(calls) == 8


def test_a_cell_without_a_number_is_kept_as_such(tmp_path, monkeypatch):
    """What did not converge is asked once, and has no number afterwards either."""
    from bahe.faults import NotConverged

    def none(*args, **more):
        raise NotConverged("not today")

    small = MAP | {"learning": (0.1,), "long_elasticity": (2.0,)}
    with monkeypatch.context() as patch:
        patch.setattr(regime, "break_even", none)
        regime_map(ControlGame(), keep=Parts(tmp_path), **small)
    found = regime_map(ControlGame(), keep=Parts(tmp_path), **small)
    assert (found.verdict == "not converged").all()
    assert np.isnan(found.weight).all()


def small():
    """Six economies, two industries, seeded."""
    import bahe

    rng = np.random.default_rng(3)
    trade = rng.uniform(1, 4, (6, 6, 2))
    for n in range(6):
        trade[n, n] += 20
    use = rng.uniform(0.5, 3, (6, 2, 2))
    return bahe.World.from_tables(
        trade, economies=list("ABCDEF"), sectors=["X", "Y"], use=use, trade_elasticity=4.0, name="six"
    )


@pytest.mark.parametrize("leakage", [0.0, 0.2])
def test_a_matrix_of_leverage_goes_on_where_it_was_killed(tmp_path, monkeypatch, leakage):
    """Block by block of full stops, cut by cut of what leaks; bands and coalitions share what they share."""
    from bahe.dependence import leverage as room
    from bahe.trade import many

    monkeypatch.setattr(many, "BLOCK", 5)
    world, how = small(), {"horizon": "long", "leakage": leakage}
    owner, name, pieces = (room, "solve", 30) if leakage else (many, "_block", 6)
    whole = room.solved(world, **how)
    with monkeypatch.context() as patch:
        counted(patch, owner, name, end_after=2)
        patch.setattr(many, "ThreadPoolExecutor", Serial)
        with pytest.raises(Killed):
            room.solved(world, keep=Parts(tmp_path), **how)
    for left in (pieces - 2, 0):
        with monkeypatch.context() as patch:
            calls = counted(patch, owner, name)
            again = room.solved(world, keep=Parts(tmp_path), **how)
            assert len(calls) == left
        for field in ("loss", "own", "loss_usd", "own_usd", "solved"):
            np.testing.assert_array_equal(getattr(again, field), getattr(whole, field))


class Serial:
    """A pool of one."""

    def __init__(self, threads):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    map = staticmethod(map)


def test_another_world_is_another_part():
    """Its digest follows every array and elasticity, and nothing else."""
    from dataclasses import replace

    from bahe.atlas.parts import Prints

    world, prints = small(), Prints()
    one = prints.of(world, "long")
    assert one == Prints().of(small(), "long")
    assert one != prints.of(world, "short")
    for name in ("expenditure", "tariff", "trade_share"):
        changed = getattr(world, name).copy()
        changed.flat[1] = np.nextafter(changed.flat[1], 1)
        fake = object.__new__(type(world))
        fake.__dict__.update({**vars(world), name: changed})
        assert prints.of(fake, "long") != one, name
    assert prints.of(replace(world, name="seven"), "long") != one


def test_what_a_part_follows_from_is_plain(tmp_path):
    with pytest.raises(BadValue):
        Parts(tmp_path)({"x": float("nan")}, lambda: {"y": np.zeros(1)})
    with Store(tmp_path) as store:
        assert len(store) == 0
