"""Every word that a user meets has one row in the glossary."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

import bahe
from bahe import glossary
from bahe.faults import UnknownName


def words(kind: str) -> set[str]:
    return {row.name for row in glossary.rows() if row.kind == kind}


def test_rows_are_unique_and_complete() -> None:
    """A word occurs once per kind and has a meaning in both languages."""
    keys = [(row.kind, row.name) for row in glossary.rows()]
    assert len(keys) == len(set(keys))
    for row in glossary.rows():
        assert row.meaning("en").strip(), row
        assert row.meaning("zh").strip(), row
        assert not row.meaning("en").endswith("."), row


def test_lookup_prefers_the_kind_asked_for() -> None:
    assert glossary.lookup("tariff").kind == "world"
    assert glossary.lookup("tariff", "instrument").kind == "instrument"


def test_unknown_word_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="welfare_pct"):
        glossary.lookup("welfare_pc")


def test_every_field_of_the_world_has_a_row() -> None:
    from bahe.world import World

    shown = {f.name for f in fields(World)} - {"axes", "name", "year"}
    levels = {name for name, value in vars(World).items() if type(value).__name__ == "cached_property"}
    assert shown | levels <= words("world")


def test_every_field_of_a_horizon_and_an_effect_has_a_row() -> None:
    from bahe.world import Effect, Horizon

    assert {f.name for f in fields(Horizon)} - {"name", "source"} <= words("horizon")
    assert {f.name for f in fields(Effect)} == words("effect")


def test_every_horizon_has_a_row() -> None:
    from bahe.world import HORIZON_NAMES

    assert set(HORIZON_NAMES) == words("horizon name")


def test_every_field_of_solve_info_has_a_row() -> None:
    from bahe.numerics import SolveInfo

    assert {f.name for f in fields(SolveInfo)} == words("solve")


def test_every_field_of_an_equilibrium_has_a_row() -> None:
    from bahe.trade.equilibrium import Equilibrium

    held = {f.name for f in fields(Equilibrium)}
    shown = {n for n, v in vars(Equilibrium).items() if type(v).__name__ in ("property", "cached_property")}
    assert {n for n in held | shown if not n.startswith("_")} == words("equilibrium")


def test_every_instrument_and_rent_has_a_row() -> None:
    from bahe.statecraft.instruments import instruments
    from bahe.world.levers import RENTS

    assert set(instruments.names()) | {"tariff_table"} == words("instrument")
    assert set(RENTS) == words("rent")


def test_every_closure_has_a_row() -> None:
    from bahe.trade.options import CLOSURES

    assert set(CLOSURES) == words("closure")


def test_every_column_of_a_table_has_a_row() -> None:
    """The columns that `table`, `by_sector`, `flows` and `World.table` write are the words of the glossary."""
    world = bahe.World.from_tables(np.full((2, 2, 1), 5.0), economies=["A", "B"], sectors=["good"])
    eq = bahe.solve(world, bahe.tariff(by="A", on="B", add=0.1))
    assert set(eq.table().columns) == words("table")
    assert set(eq.by_sector().columns) == words("by_sector")
    assert set(eq.flows().columns) == words("flows")
    assert set(world.table().columns) == words("world table")
