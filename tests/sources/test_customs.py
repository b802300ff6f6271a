"""Monthly customs tables of users: read, checked, and the event study of a case run on an imitation of one."""

from pathlib import Path

import numpy as np
import pytest

from bahe.atlas.importers.customs import MonthlyImports, read_customs
from bahe.casebook.tugs.event_studies import event_study, monthly
from bahe.casebook.tugs.files import tug_case
from bahe.faults import BadFile, BadValue, MissingData, UnknownName
from bahe.report.tugs.event_page import event_study as section

HEAD = "origin,hs6,month,value,kilogrammes\n"
CONTROLLED = "281111"


def imitation(path: Path, fall: float = 1.5, others: int = 8) -> Path:
    """2017 to 2021, one controlled product and eight others, two origins; the holder's log-odds of 281111 fall after June 2019."""
    rng, rows = np.random.default_rng(7), []
    months = [f"{y}-{m:02d}" for y in range(2017, 2022) for m in range(1, 13)]
    common = 0.05 * rng.standard_normal(len(months)).cumsum()
    for g in range(others + 1):
        code = CONTROLLED if g == 0 else f"29{g:02d}00"
        odds = rng.normal() + common + 0.04 * rng.standard_normal(len(months)).cumsum()
        for t, month in enumerate(months):
            l = odds[t] - (fall if g == 0 and month >= "2019-07" else 0.0)
            total, share = 100 * np.exp(0.2 * rng.standard_normal()), 1 / (1 + np.exp(-l))
            rows += [
                f"JPN,{code},{month},{total * share:.6f},{1000 * total * share:.3f}",
                f"CHN,{code},{month},{total * (1 - share):.6f},",
            ]
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_the_fall_comes_out(tmp_path: Path) -> None:
    """About -1.5 in every quarter after June 2019 and nought before; the bands after it leave zero out, nearly all before hold it."""
    found = monthly(tug_case("korea-2019").event, read_customs(imitation(tmp_path / "k.csv")))
    after = found["times"] > 2019.5
    assert found["goods"] == ["hydrogen-fluoride"]
    assert len(found["others"]) == 8
    assert found["effect"][0, after] == pytest.approx(-1.5, abs=0.7)
    assert found["effect"][0, after].mean() == pytest.approx(-1.5, abs=0.4)
    assert (found["high"][0, after] < 0).all()
    assert found["chance"][0, after] == pytest.approx(1 / 9)
    assert ((found["low"][0, ~after] < 0) & (found["high"][0, ~after] > 0)).mean() > 0.7


def test_nothing_happened(tmp_path: Path) -> None:
    """The same table without the fall: no quarter by much."""
    found = monthly(tug_case("korea-2019").event, read_customs(imitation(tmp_path / "k.csv", fall=0.0)))
    assert ((found["low"] < 0) & (found["high"] > 0)).mean() > 0.7


def test_it_stands_in_the_study_of_the_case(tmp_path: Path) -> None:
    table = read_customs(imitation(tmp_path / "k.csv"))
    found = event_study(tug_case("korea-2019"), table)["customs"]
    assert found["table"] == "k.csv"
    assert np.isnan(
        found["weights"]["effect"]
    ).all()  # China's weights are empty: no share by weight, never a share of what is known
    assert event_study(tug_case("korea-2019"))["customs"] is None
    with pytest.raises(MissingData, match="no dated control"):
        event_study(tug_case("slow-tug-multi-tech"), table)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_drawn(tmp_path: Path, lang: str) -> None:
    """A panel a controlled product by value; by weight there is nothing to draw, and nothing is."""
    found = event_study(tug_case("korea-2019"), read_customs(imitation(tmp_path / "k.csv")))
    page = section(found, lang)
    assert "281111" in page
    assert ("按金额" if lang == "zh" else "by value") in page
    assert "customs" in page
    assert 'id="weights' not in page


def test_zero_is_not_missing(tmp_path: Path) -> None:
    """Japan without a row while China has one: a share of nought. A product without a row in a month: missing."""
    file = tmp_path / "t.csv"
    rows = [
        "JPN,281111,2019-01,1,10",
        "CHN,281111,2019-01,3,10",
        "CHN,281111,2019-02,5,20",
        "JPN,370790,2019-03,2,4",
        "JPN,370790,2019-03,2,4",
    ]
    file.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    t = read_customs(file)
    share, times = t.share("JPN")
    np.testing.assert_array_equal(share, [[0.25, 0.0, np.nan], [np.nan, np.nan, 1.0]])
    assert times[0] == pytest.approx(2019 + 0.5 / 12)
    assert t.share("JPN", "kilogrammes")[0][0, 0] == 0.5
    assert t.value[1, t.origins.index("JPN"), 2] == 4.0
    assert np.isnan(t.share("JPN", every=3)[0]).all()


def test_spans_add_up(tmp_path: Path) -> None:
    """A quarter is the sum of its months, counted back from the last month."""
    t = read_customs(imitation(tmp_path / "k.csv"))
    share, times = t.share("JPN", every=3)
    assert share.shape == (9, 20)
    i = t.origins.index("JPN")
    assert share[0, -1] == pytest.approx(t.value[0, i, -3:].sum() / t.value[0, :, -3:].sum())
    assert times[-1] == pytest.approx(t.times[-2])


@pytest.mark.parametrize(
    ("row", "fault", "word"),
    [
        ("JPN,28111,2019-01,1,1", BadValue, "hs6"),
        ("Japan,281111,2019-01,1,1", BadValue, "origin"),
        ("JPN,281111,2019-13,1,1", BadValue, "month"),
        ("JPN,281111,2019-01,-1,1", BadValue, "value"),
        ("JPN,281111,2019-01,,1", MissingData, "value"), ("JPN,281111,2019-01,1,x", BadValue, "kilo"),
    ],
)  # fmt: skip
def test_a_cell_that_is_off_is_told(tmp_path: Path, row: str, fault: type[Exception], word: str) -> None:
    """The line and the column are named."""
    file = tmp_path / "t.csv"
    file.write_text(HEAD + row + "\n", encoding="utf-8")
    with pytest.raises(fault, match=word) as told:
        read_customs(file)
    assert "line 2" in str(told.value)


def test_a_table_that_is_off_is_told(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    with pytest.raises(BadFile):
        read_customs(file)
    file.write_text("origin,hs6,value\n", encoding="utf-8")
    with pytest.raises(BadFile, match="no rows"):
        read_customs(file)
    file.write_text("origin,hs6,value\nJPN,281111,1\n", encoding="utf-8")
    with pytest.raises(BadFile, match="month"):
        read_customs(file)
    file.write_text("origin,hs6,month,value\nJPN,281112,2019-01,1\n", encoding="utf-8")
    t = read_customs(file)
    with pytest.raises(MissingData, match="weights"):
        t.share("JPN", "kilogrammes")
    with pytest.raises(UnknownName):
        t.share("KOR")
    with pytest.raises(UnknownName):
        t.product("281111")
    with pytest.raises(BadValue):
        t.share("JPN", every=9)
    with pytest.raises(MissingData, match="controlled products"):
        monthly(tug_case("korea-2019").event, _half_a_year(tmp_path / "h.csv"))


def _half_a_year(file: Path) -> MonthlyImports:
    """Two quarters of a product that no case names."""
    rows = [f"{o},290100,2019-{m:02d},1," for m in range(1, 7) for o in ("JPN", "CHN")]
    file.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return read_customs(file)
