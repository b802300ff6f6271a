"""Numbers, SVG, charts and the map: small pure functions."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahe.report.drawing import worldmap
from bahe.report.drawing.build_map import equal_earth
from bahe.report.drawing.rows import Mark, Row, frame, row_chart
from bahe.report.drawing.svg import fitted, safe, text_width, ticks
from bahe.report.wording.numbers import MINUS, THIN, Numbers, digits_for, plain, signed


@pytest.mark.parametrize(
    ("x", "digits", "expected"),
    [(-0.416, 2, f"{MINUS}0.42"), (0.3, 2, "+0.30"), (0.001, 2, "0.00"), (-0.001, 2, "0.00"), (0.0, 1, "0.0"),
     (-12345.6, 0, f"{MINUS}12{THIN}346"), (float("nan"), 2, "n/a"), (float("inf"), 2, "n/a"), (None, 2, "n/a")],
)  # fmt: skip
def test_signed_numbers(x: float | None, digits: int, expected: str) -> None:
    """A true minus, a plus, no sign at zero, grouped thousands, and n/a for what is missing."""
    assert signed(x, digits) == expected


def test_units_by_language() -> None:
    """USD bn in English, 100 million USD in Chinese; nothing after what is missing."""
    en, zh = Numbers("en"), Numbers("zh")
    assert en.usd(-75_300.0) == f"USD\N{NO-BREAK SPACE}{MINUS}75.3\N{NO-BREAK SPACE}bn"
    assert zh.usd(-75_300.0) == f"{MINUS}753{THIN}亿美元"
    assert en.percent(-0.42) == f"{MINUS}0.42{THIN}%"
    assert zh.percent(-0.42) == f"{MINUS}0.42%"
    assert en.percent(None) == "n/a"
    assert zh.usd(float("nan")) == "无数据"
    assert en.rate(0.314) == f"31.4{THIN}%"


@given(st.floats(-1e6, 1e6))
def test_a_printed_number_reads_back(x: float) -> None:
    """What is printed with two decimals is the number to half a hundredth."""
    back = float(signed(x, 2).replace(MINUS, "-").replace(THIN, ""))
    assert back == pytest.approx(x, abs=0.005001)


def test_digits_follow_the_size() -> None:
    """Two decimals at most sizes, three where the figures are small."""
    assert digits_for([0.5, 1.2, 0.1]) == 2
    assert digits_for([0.005, 0.004, 0.001]) == 3
    assert digits_for([]) == 2


@given(st.text())
def test_any_text_is_safe_in_xml(text: str) -> None:
    """No text breaks the XML it stands in."""
    ElementTree.fromstring(f'<a b="{safe(text)}">{safe(text)}</a>')


@given(st.floats(-1e5, 1e5), st.floats(1e-4, 1e5))
def test_ticks_span_the_range(low: float, span: float) -> None:
    """Round, rising, evenly spaced, and both ends are covered."""
    at = ticks(low, low + span)
    assert at[0] <= low + 1e-6 * span
    assert at[-1] >= low + span - 1e-6 * span
    assert 2 <= len(at) <= 14
    assert [(b - a) / (at[1] - at[0]) for a, b in zip(at, at[1:])] == pytest.approx([1.0] * (len(at) - 1), rel=1e-4)


@given(st.text(min_size=1), st.floats(20, 300))
def test_fitted_text_fits(words: str, room: float) -> None:
    """Cut text is no wider than its room."""
    out = fitted(words, room)
    assert out == words or text_width(out) <= room


def test_row_chart_places_values_on_one_scale() -> None:
    """Equal values of two panels stand at the same place; a missing mark is not drawn at zero."""
    missing = Row("b", (Mark("dot", float("nan")),), ("n/a",))
    panels = [[Row("a", (Mark("dot", -1.0),), ("-1",)), missing], [Row("c", (Mark("dot", 3.0),), ("3",))]]
    f = frame(panels, 400)
    one, two = (
        ElementTree.fromstring(row_chart(p, f, key=k, title="t", desc="d", axis=str)) for k, p in zip("xy", panels)
    )
    circles = [float(c.get("cx", "nan")) for d in (one, two) for c in d.iter("{http://www.w3.org/2000/svg}circle")]
    assert circles == pytest.approx([f.x(-1.0), f.x(3.0)], abs=0.01)
    assert f.label_room < f.x(-1.0) < f.x(0.0) < f.x(3.0) <= f.right


def test_colour_classes_are_symmetric_and_centred() -> None:
    """Equal gains and losses get classes at equal distance from the neutral one; no figure gets no colour."""
    limits = worldmap.breaks([0.01 * i for i in range(1, 60)])
    assert limits == sorted(limits)
    assert len(limits) == worldmap.SIDES
    for x in (0.0, 0.011, 0.07, 0.3, 9.0):
        up, down = (int(worldmap.class_of(s * x, limits)[1:]) for s in (1, -1))
        assert up + down == 2 * worldmap.SIDES
        assert up >= worldmap.SIDES
    assert worldmap.class_of(float("nan"), limits) == "failed"
    assert worldmap.breaks([]) == sorted(worldmap.breaks([]))


def test_every_economy_of_the_packaged_world_has_a_place() -> None:
    """The 80 economies named in the data are shapes or points; ROW is what is left."""
    from report_runs import CODES

    g = worldmap.geography()
    assert {c for c in CODES if c != "ROW"} <= set(g["shapes"]) | set(g["points"])
    x, y, width, height = g["box"]
    for px, py in g["points"].values():
        assert x <= px <= x + width
        assert y <= py <= y + height


def test_groups_colour_their_members() -> None:
    """In a world with EU27 as one economy, its members take its colour; others are hatched."""
    assert worldmap.owner("DEU", frozenset({"EU27", "USA"})) == "EU27"
    assert worldmap.owner("DEU", frozenset({"EU27", "DEU"})) == "DEU"
    assert worldmap.owner("MNG", frozenset({"EU27"})) is None
    svg = worldmap.world_map({"EU27": ("q0", "x")}, key="m", title="t", desc="d")
    assert svg.count('class="q0"') >= 25
    assert 'href="#m-MNG" class="row"' in svg


def test_projection_against_published_values() -> None:
    """Equal Earth: the ratio of the equator to the central meridian is 2.05458 (Savric, Patterson and Jenny 2019)."""
    assert equal_earth(180, 0)[0] / equal_earth(0, 90)[1] == pytest.approx(2.05458, abs=2e-5)


def test_plain_never_prints_a_missing_number_as_zero() -> None:
    """Missing in either language."""
    assert plain(None, 2) == "n/a"
    assert plain(float("nan"), 2, "zh") == "无数据"
