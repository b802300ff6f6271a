"""Every word of the answers on dependence and leverage has a row in the glossary, in both languages."""

from __future__ import annotations

from dataclasses import fields

from bahe import glossary
from bahe.dependence.indices import indices
from bahe.dependence.indices.screens import MEASURES
from bahe.dependence.leverage import Leverage
from bahe.report.dependence import words as said
from bahe.report.dependence.items import BITES
from bahe.report.dependence.lenses import LENSES
from bahe.report.dependence.routes import INPUTS, ROUTES
from bahe.world.item import Item

#: Columns that say who, what and when; their words are those of the world.
PLACES = {"buyer", "supplier"}


def words(kind: str) -> set[str]:
    return {row.name for row in glossary.rows() if row.kind == kind}


def test_every_index_has_a_row_with_its_formula_and_its_facts() -> None:
    """The registry and the glossary hold the same indices; each has a formula, a range, a unit and a source."""
    table = {row["name"]: row for row in indices.table()}
    assert set(table) == words("index")
    for name, facts in table.items():
        assert all(facts.get(f) for f in ("summary", "formula", "range", "unit", "cite")), name
        row = glossary.lookup(name, "index")
        assert (row.symbol, row.unit, row.range, row.source) == tuple(
            facts[f] for f in ("formula", "unit", "range", "cite")
        ), name


def test_every_lens_and_every_measure_of_a_screen_has_a_row() -> None:
    """What pages name by key is explained by key."""
    assert set(LENSES) == set(said.LENS) == words("lens")
    assert set(MEASURES) == set(said.MEASURES) <= words("screen")


def test_every_column_has_a_row() -> None:
    """Routes, look-through and months until it bites; figures of an item; losses."""
    assert ({*ROUTES, *INPUTS} - PLACES) - {"share", "abroad_share"} <= words("dependence")
    assert BITES[0] in words("item")
    assert {"market", "shares", "users", "criticality", "stock", "qualification", "leakage"} <= {
        f.name for f in fields(Item)
    } & words("item")
    assert {"loss", "own", "solved", "overlap", "mutual"} <= {f.name for f in fields(Leverage)} & words("leverage")
    assert {f"{c}" for c in ("loss_pct", "own_loss_pct", "loss_usd_mn", "own_loss_usd_mn", "net_usd_mn")} <= words(
        "dependence"
    )


def test_every_ground_of_a_share_is_explained() -> None:
    """Measured, quoted and assumed in one row; as the parent in its own."""
    ranges = glossary.lookup("kind", "item").range
    assert all(k in ranges or k in words("item") for k in said.KINDS)


def test_every_raw_material_has_a_name_in_both_languages() -> None:
    """The codes of the packaged minerals, by name, and no name twice."""
    from bahe.atlas import names
    from bahe.atlas.products import load_products

    codes = set(load_products("minerals", years=[2024]).codes)
    for lang in ("en", "zh"):
        known = names(lang, "product")
        assert set(known) == codes
        assert len(set(known.values())) == len(known)
