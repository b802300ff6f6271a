"""What stands behind the items: shares from data or from named sources, counted by hand beside the audit."""

import csv
import json
from importlib.resources import files

import bahe
from bahe import glossary
from bahe.atlas.items import count_cells, item_sources, missing
from bahe.report.dependence.items import COLUMNS
from bahe.report.dependence.lenses import COLUMNS as LENS_COLUMNS
from bahe.report.dependence.lenses import LENSES
from bahe.report.dependence.routes import INPUTS, ROUTES

ASKED = (
    "photoresist-arf", "photoresist-krf", "photoresist-gi-line", "hydrogen-fluoride", "fluorinated-polyimide", "bearing-hsr-axlebox",
    "reducer-rv", "reducer-harmonic", "machine-tool-five-axis", "ai-accelerator", "foundry-advanced", "lithography-euv",
    "lithography-arf-immersion", "eda", "hbm", "rare-earth-compounds", "rare-earth-magnets", "gallium", "germanium", "graphite",
    "aircraft-engine", "crude-oil", "lng",
)  # fmt: skip


def solid(figure):
    return figure.kind == "measured" or (figure.kind == "quoted" and figure.grade in ("A", "B"))


def test_every_item_asked_for_is_on_the_list():
    assert set(ASKED) <= set(bahe.load_items())


def test_fifteen_items_and_more_have_a_foreign_share_from_data_or_a_named_source_with_its_row():
    """Not a home share, and not one that is assumed: a foreign origin, measured or of grade A or B, whose source has a row."""
    held = []
    for name, i in bahe.load_items().items():
        keys = {x.key for x in item_sources(i)}
        good = [s for s in i.shares if s.origin != s.buyer and solid(s.figure)]
        assert all(s.figure.source in keys for s in good)
        held += [name] if good else []
    assert len(held) >= 15, held


def test_every_figure_names_its_ground_and_every_source_has_a_row():
    items = bahe.load_items()
    known = {
        r["id"]
        for r in csv.DictReader((files("bahe.atlas") / "data/items/sources.csv").read_text("utf-8").splitlines())
    }
    for i in items.values():
        for f in i.figures:
            assert f.source in known, (i.name, f)
            assert f.low <= f.value <= f.high


def test_the_audit_counts_what_the_tables_hold(capsys):
    """Measured, quoted, assumed and missing, counted again from the items themselves; the audit of the world prints them."""
    from desk.shell import bahe_here

    items = bahe.load_items()
    kinds = [f.kind for i in items.values() for f in i.figures]
    counts = count_cells(items)
    assert {k: counts[k] for k in ("measured", "quoted", "assumed")} == {
        k: kinds.count(k) for k in ("measured", "quoted", "assumed")
    }
    assert counts["missing"] == sum(len(missing(i)) for i in items.values())
    _, out, _ = bahe_here(capsys, "world", "--audit", "--json")
    row = next(r for r in json.loads(out)["rows"] if r["check"] == "items: figures")
    assert row["detail"].startswith(
        f"{len(items)} goods finer than an industry: {counts['measured']} figures measured, {counts['quoted']} quoted, "
        f"{counts['assumed']} assumed (each with its ground), {counts['missing']} missing"
    )


def test_every_column_of_an_answer_has_a_word():
    kinds = ("leverage", "dependence", "item", "lens", "screen", "world")
    known = {r.name for r in glossary.rows() if r.kind in kinds}
    shown = {*COLUMNS, *LENS_COLUMNS, *LENSES, *INPUTS, *ROUTES, "whole_loss_pct", "whole_own_loss_pct", "removed", "left", "coalition",
             "overlap", "threshold", "margin", "looser", "stricter", "flagged", "screened", "as the parent"}  # fmt: skip
    ends = {"bites_months_low", "bites_months_high"}  # the range of bites_months, under `low` and `high`
    assert shown - ends - {"horizon", "source"} <= known
