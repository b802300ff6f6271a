"""Duties of 2025-26: the stacking order rule by rule, dates, ceilings, overrides, and the published series beside."""

import datetime as dt
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bahe.atlas import duties, policy
from bahe.atlas.collected import collected_gaps, compare_collected, months
from bahe.atlas.collected import report as collected_report
from bahe.atlas.concordance import GOODS
from bahe.atlas.measures import (
    EXPORTERS,
    HEAVIEST,
    LIGHTEST,
    Inputs,
    in_force,
    read_overrides,
    rows_of_law,
    usmca_shares,
)
from bahe.atlas.published import COMPARED, built_by_partner, compare, gaps, report
from bahe.atlas.retaliation import china_duties, china_rates, china_tariff_shock
from bahe.atlas.scopes import (
    BIT,
    EDGES,
    INDUSTRIES,
    SCOPES,
    Cells,
    base_of_2018,
    packaged_cells,
    patterns,
    policy_rows,
    spread,
)
from bahe.atlas.stacking import ORDER, RULES, Duty, points, stack
from bahe.faults import BadFile, BadValue, MissingData, UnknownName


def one(
    partner: str, *lists: str, date: str, base: float = 0.0, base_232: float = 0.0, industry: str = "C25",
    inputs: Inputs | None = None, **overrides: float | str,
) -> float:  # fmt: skip
    """Points added on a good of one partner that stands on the given lists and paid `base` in 2024."""
    pattern = sum(1 << BIT[name] for name in lists)
    cells = Cells(
        (partner,), np.zeros(1, int), np.array([INDUSTRIES.index(industry)]), np.array([pattern]), np.array([100.0]),
        np.array([100.0 * (base + base_232)]), np.array([100.0 * base_232]),
    )  # fmt: skip
    panel = duties.Panel((partner,), np.zeros(1, int), cells, np.array([True]))
    changed = {key.replace("__", ":").replace("_", "-"): value for key, value in overrides.items()}
    return float(duties.added_points(date, panel, changed, inputs)[0])


# ------------------------------------------------------------------------------------- the order, one rule at a time

CASES = [
    # what, expected, partner, lists, date, base, source
    ("baseline", 0.10, "GBR", (), "2025-04-05", 0.03, "EO 14257 sec. 3(a)"),
    ("nothing the day before", 0.0, "GBR", (), "2025-04-04", 0.03, "EO 14257 sec. 3(a)"),
    ("annex I for one day", 0.46, "VNM", (), "2025-04-09", 0.0, "EO 14257 annex I"),
    ("the pause", 0.10, "VNM", (), "2025-04-10", 0.0, "EO 14266"),
    ("rates of August", 0.20, "VNM", (), "2025-08-07", 0.0, "EO 14326 annex I"),
    ("the day before August", 0.10, "VNM", (), "2025-08-06", 0.0, "EO 14326"),
    ("China 84 and fentanyl", 1.04, "CHN", (), "2025-04-09", 0.25, "EO 14259"),
    ("China 125 and fentanyl", 1.45, "CHN", (), "2025-04-10", 0.25, "EO 14266"),
    ("Geneva", 0.30, "CHN", (), "2025-05-14", 0.25, "EO 14298"),
    ("Busan", 0.20, "CHN", (), "2025-11-10", 0.25, "EO 14357, 14358"),
    ("the day before Busan", 0.30, "CHN", (), "2025-11-09", 0.25, "EO 14357"),
    ("Hong Kong as China", 1.45, "HKG", (), "2025-04-10", 0.0, "EO 14259, EO 14200"),
    ("Russia outside the order", 0.0, "RUS", (), "2025-08-07", 0.0, "EO 14257 annex II and III"),
    ("annex II", 0.0, "SAU", ("annex-ii",), "2025-08-07", 0.0, "EO 14257 sec. 3(b)(iv)"),
    ("annex II leaves fentanyl", 0.20, "CHN", ("annex-ii",), "2025-05-14", 0.0, "EO 14195: no such list"),
    ("electronics leave fentanyl", 0.20, "CHN", ("electronics",), "2025-04-12", 0.0, "memorandum of 11 April 2025"),
    ("farm goods before", 0.20, "VNM", ("november",), "2025-11-12", 0.0, "EO 14360"),
    ("farm goods after", 0.0, "VNM", ("november",), "2025-11-13", 0.0, "EO 14360"),
    ("books", 0.0, "CHN", ("informational",), "2025-05-14", 0.0, "50 U.S.C. 1702(b)(3)"),
    ("returned goods", 0.0, "CHN", ("chapter-98",), "2025-05-14", 0.0, "HTSUS 9903, note 2"),
    # ceilings
    ("EU ceiling", 0.12, "EU27", (), "2025-08-07", 0.03, "EO 14326 sec. 2(a)"),
    ("EU ceiling, MFN above 15", 0.0, "EU27", (), "2025-08-07", 0.17, "EO 14326 sec. 2(a)"),
    ("EU member as the EU", 0.12, "DEU", (), "2025-08-07", 0.03, "EO 14326 sec. 2(a)"),
    ("Japan, back to August", 0.125, "JPN", (), "2025-08-07", 0.025, "EO 14345"),
    ("Korea additive at first", 0.15, "KOR", (), "2025-11-13", 0.05, "EO 14326"),
    ("Korea ceiling", 0.10, "KOR", (), "2025-11-14", 0.05, "90 FR 55964"),
    ("Switzerland 39", 0.39, "CHE", (), "2025-11-13", 0.02, "EO 14326"),
    ("Switzerland ceiling", 0.13, "CHE", (), "2025-11-14", 0.02, "90 FR 59281"),
    # Section 232
    ("steel 25, base of 2018 zero", 0.25, "CAN", ("steel",), "2025-03-12", 0.0, "Proclamation 10896"),
    ("steel 50", 0.50, "DEU", ("steel",), "2025-06-04", 0.0, "Proclamation 10947"),
    ("steel and no reciprocal", 0.50, "VNM", ("steel",), "2025-08-07", 0.0, "EO 14257 sec. 3(b)(ii)"),
    ("steel, United Kingdom", 0.25, "GBR", ("steel",), "2025-06-04", 0.0, "Proclamation 10947 clause (4)"),
    ("fentanyl stacks on steel of China", 0.70, "CHN", ("steel",), "2025-06-04", 0.25, "EO 14289 sec. 2: not listed"),
    ("steel of Canada without fentanyl", 0.50, "CAN", ("steel",), "2025-06-04", 0.0, "Proclamation 10947 clause (5)"),
    ("autos 25", 0.25, "THA", ("autos", "auto-parts"), "2025-04-03", 0.025, "Proclamation 10908"),
    ("auto parts pay reciprocal till May", 0.10, "THA", ("auto-parts",), "2025-05-02", 0.025, "Proclamation 10908"),
    ("auto parts from May", 0.25, "THA", ("auto-parts",), "2025-05-03", 0.025, "Proclamation 10908"),
    ("autos before metals", 0.25, "THA", ("auto-parts", "derivatives", "steel"), "2025-06-04", 0.0, "EO 14289 sec. 3(a)"),
    ("autos of Japan before", 0.25, "JPN", ("autos",), "2025-09-15", 0.025, "EO 14345"),
    ("autos of Japan after", 0.125, "JPN", ("autos",), "2025-09-16", 0.025, "EO 14345"),
    ("autos of the EU", 0.125, "EU27", ("autos",), "2025-08-01", 0.025, "90 FR 46136"),
    ("autos of Korea", 0.15, "KOR", ("autos",), "2025-11-01", 0.0, "90 FR 55964"),
    ("autos of the United Kingdom", 0.075, "GBR", ("autos",), "2025-06-30", 0.025, "EO 14309"),
    ("fentanyl stacks on autos of China", 0.45, "CHN", ("autos",), "2025-06-04", 0.25, "EO 14289 sec. 2"),
    ("copper on its content", 0.9 * 0.5 + 0.1 * 0.1, "CHL", ("copper",), "2025-08-01", 0.0, "Proclamation 10962"),
    ("wood of annex II until October", 0.0, "BRA", ("annex-ii-wood", "brazil"), "2025-10-13", 0.0, "EO 14257 annex II"),
    ("wood of annex II after", 0.10, "BRA", ("annex-ii-wood", "brazil"), "2025-10-14", 0.0, "Proclamation 10976 annex"),
    ("annex II stated anew", 0.20, "VNM", ("annex-ii",), "2025-11-13", 0.0, "EO 14360 annex II"),
    ("books and Section 122", 0.0, "CHN", ("informational",), "2026-02-24", 0.0, "Proclamation 11012 annex I"),
    ("copper before", 0.10, "CHL", ("copper",), "2025-07-31", 0.0, "Proclamation 10962"),
    ("lumber", 0.10, "CAN", ("lumber",), "2025-10-14", 0.0, "Proclamation 10976"),
    ("furniture", 0.25, "VNM", ("furniture",), "2025-10-14", 0.0, "Proclamation 10976"),
    ("furniture of the EU", 0.15, "EU27", ("furniture",), "2025-10-14", 0.0, "Proclamation 10976, 9903.76.22"),
    ("furniture before", 0.20, "VNM", ("furniture",), "2025-10-13", 0.0, "Proclamation 10976"),
    ("heavy vehicles", 0.25, "BRA", ("trucks",), "2025-11-01", 0.0, "Proclamation 10984"),
    ("buses", 0.10, "BRA", ("buses",), "2025-11-01", 0.0, "Proclamation 10984"),
    ("Section 232 against Brazil's 40", 0.50, "BRA", ("steel",), "2025-08-07", 0.0, "EO 14323 sec. 3"),
    # country orders
    ("Brazil", 0.50, "BRA", (), "2025-08-07", 0.0, "EO 14323"),
    ("Brazil, annex I", 0.10, "BRA", ("brazil",), "2025-08-07", 0.0, "EO 14323 annex I"),
    ("Brazil, coffee freed", 0.0, "BRA", ("november",), "2025-11-13", 0.0, "EO 14360, 14361"),
    ("India before the oil duty", 0.25, "IND", (), "2025-08-26", 0.0, "EO 14326"),
    ("India with the oil duty", 0.50, "IND", (), "2025-08-27", 0.0, "EO 14329"),
    ("India, medicines", 0.0, "IND", ("annex-ii",), "2025-08-27", 0.0, "EO 14329 sec. 2"),
    ("India 18", 0.18, "IND", (), "2026-02-07", 0.0, "order of 6 February 2026"),
    # after the court
    ("emergency duties void", 0.0, "CHN", (), "2026-02-20", 0.25, "Learning Resources v. Trump"),
    ("the day before", 0.20, "CHN", (), "2026-02-19", 0.25, "Learning Resources v. Trump"),
    ("steel stays", 0.50, "CHN", ("steel",), "2026-02-20", 0.25, "Learning Resources v. Trump"),
    ("Section 122", 0.10, "CHN", (), "2026-02-24", 0.25, "Proclamation 11012"),
    ("Section 122, exempt", 0.0, "CHN", ("section-122-exempt",), "2026-02-24", 0.25, "Proclamation 11012 annex I (aa)(ii)"),
    ("Section 122 and steel", 0.50, "JPN", ("steel",), "2026-02-24", 0.0, "Proclamation 11012 annex I (aa)(v)"),
    ("Section 122, CAFTA-DR textiles", 0.0, "HND", ("textiles",), "2026-02-24", 0.0, "Proclamation 11012 annex I"),
    ("Section 122 over", 0.0, "RUS", ("section-122-exempt",), "2026-07-24", 0.0, "Trade Act sec. 122: 150 days"),
    ("metals I-A", 0.50, "JPN", ("metals-1a", "steel"), "2026-04-06", 0.0, "Proclamation of 2 April 2026 clause 2"),
    ("metals I-A, United Kingdom", 0.25, "GBR", ("metals-1a",), "2026-04-06", 0.0, "clause 2(b)"),
    ("metals I-B on the whole value", 0.25, "JPN", ("metals-1b", "derivatives"), "2026-04-06", 0.0, "clauses 1, 3"),
    ("metals III with MFN", 0.12, "JPN", ("metals-3",), "2026-04-06", 0.03, "clause 5"),
    ("metals II pay Section 122", 0.10, "JPN", ("metals-2", "derivatives"), "2026-04-06", 0.0, "clause 4"),
    ("metals once", 0.50, "JPN", ("metals-1a", "metals-1b"), "2026-04-06", 0.0, "clause 9"),
    ("chips of China", 0.25, "CHN", ("china-2025", "electronics"), "2025-01-02", 0.25, "89 FR 76581"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[c[0] for c in CASES])
def test_stacking_case_by_case(case: tuple[str, float, str, tuple[str, ...], str, float, str]) -> None:
    """Each case follows the order, proclamation or notice named beside it."""
    _, expected, partner, lists, date, base, source = case
    assert source
    assert one(partner, *lists, date=date, base=base) == pytest.approx(expected, abs=1e-12)


def test_section_232_of_2018_is_taken_off_when_that_of_2025_takes_its_place() -> None:
    """Steel that paid 25 in 2024 pays 25 more under the duty of 50, and nothing more while it is 25 (Proc. 10896)."""
    assert one("VNM", "steel", date="2025-03-11", base_232=0.25) == 0.0
    assert one("VNM", "steel", date="2025-03-12", base_232=0.25) == pytest.approx(0.0)
    assert one("VNM", "steel", date="2025-06-04", base_232=0.25) == pytest.approx(0.25)


def test_content_is_taxed_once_and_the_rest_pays_the_reciprocal_duty() -> None:
    """A derivative with 40 % metal: 50 % on that, the country's 20 % on the rest (CBP CSMS 64680374)."""
    inputs = Inputs(metal_content=0.4)
    assert one("VNM", "derivatives", date="2025-08-18", inputs=inputs) == pytest.approx(0.4 * 0.5 + 0.6 * 0.2)
    assert one("CHN", "derivatives", date="2025-08-18", inputs=inputs) == pytest.approx(0.4 * 0.5 + 0.6 * 0.1 + 0.2)
    lone = one("VNM", "packaged-august", date="2025-08-18", inputs=Inputs(packaging_content=0.02))
    assert lone == pytest.approx(0.02 * 0.5 + 0.98 * 0.2)
    assert one("VNM", "derivatives-august", date="2025-08-17") == pytest.approx(0.20)


def test_usmca_relief() -> None:
    """Emergency duty off USMCA goods, energy of Canada at 10, vehicles on foreign content, parts free (Proc. 10908)."""
    inputs = Inputs(usmca_share=0.6, us_content=0.4)
    assert one("MEX", date="2025-08-07", inputs=inputs) == pytest.approx(0.25 * 0.4)
    assert one("CAN", date="2025-08-07", inputs=inputs) == pytest.approx(0.35 * 0.4)
    assert one("CAN", date="2025-07-31", inputs=inputs) == pytest.approx(0.25 * 0.4)
    assert one("CAN", "energy", date="2025-08-07", inputs=inputs) == pytest.approx(0.10 * 0.4)
    assert one("MEX", "autos", date="2025-08-07", inputs=inputs) == pytest.approx(0.25 * (1 - 0.6 * 0.4))
    assert one("MEX", "auto-parts", date="2025-08-07", inputs=inputs) == pytest.approx(0.25 * 0.4)
    assert one("MEX", "steel", date="2025-08-07", inputs=inputs) == pytest.approx(0.50)
    assert one("MEX", "lumber", date="2025-10-14", inputs=inputs) == pytest.approx(0.10)
    assert one("MEX", date="2026-03-01", inputs=inputs) == pytest.approx(0.10 * 0.4)
    assert one("JPN", date="2025-08-07", inputs=inputs) == one("JPN", date="2025-08-07")


def test_emergency_duties_on_canada_and_mexico_stack_on_copper() -> None:
    """Copper content pays 50 and, outside USMCA, the emergency duty too; that on Brazil does not (CSMS 65794272)."""
    inputs = Inputs(usmca_share=0.6, copper_content=0.8)
    assert one("MEX", "copper", date="2025-08-07", inputs=inputs) == pytest.approx(0.8 * 0.5 + 0.25 * 0.4)
    assert one("CHN", "copper", date="2025-08-07", inputs=inputs) == pytest.approx(0.8 * 0.5 + 0.2 * 0.1 + 0.2)
    assert one("BRA", "copper", date="2025-08-07", inputs=inputs) == pytest.approx(0.8 * 0.5 + 0.2 * 0.5)


def test_chips_of_section_232_wait_for_a_share() -> None:
    """Proclamation 11002 reaches some chips only: nothing unless the input says how many."""
    assert one("TWN", "semiconductors", "electronics", date="2026-01-15") == 0.0
    assert one(
        "TWN", "semiconductors", "electronics", date="2026-01-15", inputs=Inputs(semiconductor_share=0.3)
    ) == pytest.approx(0.075)


def test_points_of_a_ceiling_and_of_an_addition() -> None:
    """max(0, c - m) against c."""
    rate, base = np.full(4, 0.15), np.array([0.0, 0.10, 0.15, 0.30])
    assert points(rate, np.full(4, True), base) == pytest.approx([0.15, 0.05, 0.0, 0.0])
    assert points(rate, np.full(4, False), base) == pytest.approx([0.15] * 4)


def test_sectoral_duties_never_take_more_than_the_whole_value() -> None:
    """Whatever the reaches, shares taken and left add up to one, so duties of one rate add up to that rate."""
    rng = np.random.default_rng(7)
    ones, no = np.ones(50), np.zeros(50, bool)
    sectoral = {rule.measure: Duty(0.3 * ones, no, rng.random(50), ones, no) for rule in ORDER[:5]}
    general = {"ieepa-reciprocal": Duty(0.3 * ones, no, ones, ones, no)}
    assert stack(np.zeros(50), sectoral, general) == pytest.approx(0.3 * ones)


def test_order_names_known_lists_and_measures() -> None:
    """Every rule has rows of law, every row a rule, every list of a rule exists, and sectoral duties stand first."""
    assert {row.measure for row in rows_of_law()} == set(RULES)
    assert all(name in BIT for rule in ORDER for name in rule.scopes)
    assert {row["scope"] for row in policy_rows("exemptions.csv")} <= set(BIT)
    assert {row["measure"] for row in policy_rows("exemptions.csv")} <= set(RULES)
    kinds = [rule.kind for rule in ORDER]
    assert kinds == sorted(kinds, reverse=True)


def test_law_rows_do_not_overlap_or_leave_gaps() -> None:
    """A partner with rows of its own has one rate on each day on which everyone has one."""
    rows = rows_of_law()
    for measure, partner in {(r.measure, r.partner) for r in rows}:
        own = sorted((r.start, r.end) for r in rows if (r.measure, r.partner) == (measure, partner))
        assert all(start < end for start, end in own)
        assert all(a[1] <= b[0] for a, b in zip(own, own[1:], strict=False)), (measure, partner)
        everyone = [r for r in rows if (r.measure, r.partner) == (measure, "*")]
        if everyone and partner != "*" and measure != "s301-forced-labour":
            last = max(r.end for r in everyone)
            assert own[-1][1] == last, (measure, partner)
            assert all(a[1] == b[0] for a, b in zip(own, own[1:], strict=False)), (measure, partner)


def test_law_rows_cite_a_source_and_sane_rates() -> None:
    """Every row names its order; no rate above 125 but Russian aluminium."""
    for row in policy_rows("measures.csv"):
        assert row["source"]
        assert row["basis"] in ("additive", "ceiling")
        assert 0.0 <= float(row["rate"]) <= (2.0 if row["partner"] == "RUS" else 1.25)


# ------------------------------------------------------------------------------------------------------- dates, inputs


@pytest.mark.parametrize("bad", ["7 August 2025", "2025-13-01", "", None, 20250807])
def test_bad_dates(bad: object) -> None:
    with pytest.raises(BadValue, match="YYYY-MM-DD"):
        policy.us_duties(bad)  # type: ignore[arg-type]


def test_dates_may_be_dates() -> None:
    text = policy.us_duties("2025-08-07", partners=["JPN"])
    assert text.equals(policy.us_duties(dt.date(2025, 8, 7), partners=["JPN"]))
    assert text.equals(policy.us_duties(dt.datetime(2025, 8, 7, 12), partners=["JPN"]))


def test_overrides_name_measures_and_partners() -> None:
    with pytest.raises(UnknownName, match=r"unknown measure 'ieepa-recip'.*Did you mean 'ieepa-reciprocal'"):
        policy.us_duties("2025-08-07", overrides={"ieepa-recip:CHN": 0.34})
    with pytest.raises(UnknownName, match="unknown partner 'CHINA'"):
        policy.us_duties("2025-08-07", overrides={"ieepa-reciprocal:CHINA": 0.34})


@pytest.mark.parametrize("bad", [34, -0.1, float("nan"), "thirty", "ceiling", True, None])
def test_override_rates_are_fractions(bad: object) -> None:
    with pytest.raises(BadValue, match="fraction from 0 to 10"):
        policy.us_duties("2025-08-07", overrides={"ieepa-reciprocal:CHN": bad})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "bad", [{"metal_content": 1.5}, {"us_content": -0.1}, {"usmca_share": 87}, {"usmca_share": {"CAN": float("nan")}}]
)
def test_input_shares(bad: dict[str, object]) -> None:
    with pytest.raises(BadValue, match="0 to 1"):
        Inputs(**bad)  # type: ignore[arg-type]


def test_usmca_share_is_about_its_two_partners() -> None:
    with pytest.raises(UnknownName, match="CAN, MEX"):
        Inputs(usmca_share={"USA": 0.5})
    with pytest.raises(UnknownName, match="low, central, high"):
        Inputs(usmca_level="middle")  # type: ignore[arg-type]


def test_usmca_table_is_ordered_and_rises() -> None:
    """low <= central <= high; claims nearly doubled between the halves of 2025."""
    for day in ("2025-04-09", "2025-08-07"):
        assert all(0 < low <= central <= high <= 1 for low, central, high in usmca_shares(day).values())
    assert usmca_shares("2025-04-09")["CAN", "*"][1] < 0.55 < 0.8 < usmca_shares("2025-08-07")["CAN", "*"][1]


def test_override_replaces_one_measure_and_leaves_the_rest() -> None:
    """Snap-back: 34 and fentanyl 20 on the day of the Stockholm extension are 54; 30 for the EU instead of the ceiling."""
    assert one("CHN", date="2025-08-12", ieepa_reciprocal__CHN=0.34) == pytest.approx(0.54)
    assert one("CHN", date="2025-08-12", ieepa_reciprocal__JPN=0.34) == pytest.approx(0.30)
    assert one("EU27", date="2025-08-07", base=0.03, ieepa_reciprocal__EU27=0.30) == pytest.approx(0.30)
    assert one("EU27", date="2025-08-07", base=0.03, ieepa_reciprocal__EU27="ceiling 0.20") == pytest.approx(0.17)
    assert one("DEU", date="2025-08-07", base=0.03, ieepa_reciprocal__EU27=0.30) == pytest.approx(0.30)
    assert one("VNM", date="2025-08-07", ieepa_reciprocal=0.0) == 0.0
    assert one("VNM", date="2026-03-01", ieepa_reciprocal=0.2) == pytest.approx(0.30)  # beside Section 122
    assert one("CHN", "steel", date="2025-08-12", ieepa_fentanyl=0.4) == pytest.approx(0.9)  # still stacks
    assert one("CHN", "steel", date="2026-03-01", ieepa_fentanyl__CHN=0.1) == pytest.approx(0.6)  # so after the ruling
    assert one("JPN", "steel", date="2026-03-01", ieepa_fentanyl=0.1) == pytest.approx(0.5)


def test_an_override_of_zero_switches_a_measure_off() -> None:
    """Cars without Section 232 fall to the reciprocal duty; energy without its own rate to the general emergency duty."""
    assert one("VNM", "autos", date="2025-08-07", s232_autos=0.0) == pytest.approx(0.20)
    assert one("VNM", "autos", date="2025-08-07", s232_autos__VNM=0) == pytest.approx(0.20)
    outside = Inputs(usmca_share=0.0)
    off = one("CAN", "energy", date="2025-08-07", inputs=outside, ieepa_fentanyl_energy=0.0)
    assert off == pytest.approx(0.35)
    assert one("CHN", date="2025-08-12", ieepa_fentanyl=0.0) == pytest.approx(0.10)


@given(
    rule=st.sampled_from([r.measure for r in ORDER]),
    partner=st.sampled_from(["CHN", "CAN", "DEU", "JPN", "VNM", "BRA"]),
    lists=st.sets(st.sampled_from(sorted(BIT)), max_size=4),
    day=st.sampled_from(
        ["2025-01-20", "2025-04-12", "2025-08-07", "2025-11-14", "2026-03-01", "2026-05-01", "2026-08-01"]
    ),
    rates=st.tuples(st.floats(0.01, 1.0), st.floats(0.01, 1.0)),
    base=st.floats(0.0, 0.3),
)
@settings(max_examples=200, deadline=None)
def test_a_higher_rate_never_lowers_a_duty(
    rule: str, partner: str, lists: set[str], day: str, rates: tuple[float, float], base: float
) -> None:
    """Whatever the good, the day and the measure: duties rise with any rate that is in force, one for one at most."""
    low, high = sorted(rates)
    scope = RULES[rule].scopes
    names = {*lists, *scope[:1]}

    def duty(rate: float) -> float:
        return one(partner, *names, date=day, base=base, **{rule.replace("-", "_"): rate})

    step = duty(high) - duty(low)
    assert -1e-12 <= step <= high - low + 1e-12


def test_override_of_a_member_state_leaves_the_union() -> None:
    table = policy.us_duties("2025-08-07", overrides={"ieepa-reciprocal:DEU": 0.30}, partners=["DEU", "FRA"])
    added = table.groupby("exporter")["added"].mean()
    assert added["DEU"] > added["FRA"] + 0.05
    assert read_overrides(None) == {}


# ------------------------------------------------------------------------------------------------------- the full table


def test_table_covers_every_economy_and_goods_industry_once() -> None:
    table = policy.us_duties("2025-08-07")
    assert list(table.columns) == ["importer", "exporter", "sector", "base_2024", "added", "level"]
    assert len(table) == 80 * 27
    assert list(table["exporter"].unique()) == list(EXPORTERS)
    assert list(table["sector"].unique()) == list(GOODS)
    assert not table.isna().to_numpy().any()
    assert np.allclose(table["level"], table["base_2024"] + table["added"])
    assert table["level"].between(0, 3).all()


def test_members_of_the_eu_share_rates_and_groups_expand() -> None:
    table = policy.us_duties("2025-08-07", partners=["EU27"]).pivot_table(
        index="sector", columns="exporter", values="level"
    )
    assert table.shape == (27, 27)
    assert (table.sub(table["DEU"], axis=0) == 0).to_numpy().all()
    with pytest.raises(UnknownName, match="unknown partner 'EU'"):
        policy.us_duties("2025-08-07", partners=["EU"])


def test_headline_rates_overstate_exempt_exporters() -> None:
    """Chips, servers and medicines were free: Taiwan's electronics and Ireland's medicines pay next to nothing."""
    table = policy.us_duties("2025-10-01").set_index(["exporter", "sector"])["added"]
    assert table["TWN", "C26"] < 0.05 < 0.15 < table["TWN", "C28"]
    assert table["IRL", "C21"] < 0.03
    assert table["SAU", "B06"] < 0.005
    assert table["VNM", "C13T15"] == pytest.approx(0.20, abs=0.01)
    assert table["JPN", "C29"] == pytest.approx(0.13, abs=0.01)


def test_partners_without_data_have_their_own_law() -> None:
    """Laos pays 40 where Iceland pays 15, on the same pooled trade."""
    table = policy.us_duties("2025-10-01").set_index(["exporter", "sector"])["added"]
    assert table["LAO", "C13T15"] == pytest.approx(0.40, abs=0.02)
    assert table["ISL", "C13T15"] == pytest.approx(0.15, abs=0.02)
    assert (policy.us_duties("2025-10-01", partners=["BLR"]).set_index("sector").loc["C13T15", "added"]) < 0.01


def test_inputs_bound_the_central_case() -> None:
    """Duties at the ends of the stated ranges lie on both sides of the central ones, partner by partner."""
    central, light, heavy = (built_by_partner("2025-11-14", inputs=i) for i in (None, LIGHTEST, HEAVIEST))
    for partner in central:
        assert light[partner][0] <= central[partner][0] + 1e-12
        assert central[partner][0] <= heavy[partner][0] + 1e-12
    assert heavy["CAN"][0] > light["CAN"][0] + 0.02


def test_shock_holds_the_added_points() -> None:
    """Cells of the Effect are those of the table, on the partners asked for."""
    shock = policy.us_tariff_shock("2025-05-14", on=["CHN"])
    (effect,) = shock.effects
    assert (effect.lever, effect.how) == ("tariff", "add")
    assert {cell[:2] for cell in effect.cells or ()} == {("USA", "CHN")}
    table = policy.us_duties("2025-05-14", partners=["CHN"]).set_index("sector")["added"]
    assert {s: v for _, _, s, v in effect.cells or ()} == pytest.approx(table[table.abs() > 1e-9].to_dict())
    assert "14 May 2025" in shock.why[0]
    assert policy.us_tariff_shock("2024-06-01").effects == ()


def test_stockholm_variants_are_ordered() -> None:
    """April peak > snap-back > truce > Busan > Section 122 > January 2025, on China as a whole."""
    peak, truce, busan, later, january = (
        built_by_partner(day)["CHN"][0]
        for day in ("2025-04-12", "2025-08-12", "2025-11-10", "2026-03-01", "2025-01-20")
    )
    snap = built_by_partner("2025-08-12", overrides={"ieepa-reciprocal:CHN": 0.34})["CHN"][0]
    assert peak > snap > truce > busan > later > january
    assert snap - truce == pytest.approx(0.24 * share_reached_by_reciprocal(), abs=1e-9)


def share_reached_by_reciprocal() -> float:
    """Part of imports from China on which the suspended 24 points fall, by switching them alone."""
    one_point = built_by_partner("2025-08-12", overrides={"ieepa-reciprocal:CHN": 0.11})["CHN"][0]
    return (one_point - built_by_partner("2025-08-12")["CHN"][0]) / 0.01


def test_base_is_the_collected_duty_of_the_packaged_world() -> None:
    """The base of the table is the same collected rate that the world's US tariffs are made of."""
    rows = Path(policy.__file__).parent / "data" / "tariffs_us_collected.csv"
    if not rows.is_file():
        pytest.skip("the packaged world is not built in this checkout")
    collected = pd.read_csv(rows).set_index(["partner", "sector"])
    table = policy.us_duties("2025-08-07").set_index(["exporter", "sector"])["base_2024"]
    for partner in ("CHN", "VNM", "MEX", "JPN"):
        for sector in ("C13T15", "C26", "C28", "C29"):
            row = collected.loc[(partner, sector)]
            assert table[partner, sector] == pytest.approx(row["duty_usd"] / row["imports_usd"], abs=1e-6)


def test_speed_is_not_tested_but_arrays_are_small() -> None:
    """Some 80 economies by some thousand cells: small enough for a call in tens of milliseconds."""
    assert len(packaged_cells().imports) < 25_000


# ----------------------------------------------------------------------------------------------------- lists and cells


def test_lines_are_spread_and_patterns_kept() -> None:
    """Two lines, one of them split: half stays with the first, thirds of a half with suffixes and rest."""
    parts = spread(["87083010", "8708305010", "8708305090"])["870830"]
    assert sum(parts.values()) == pytest.approx(1.0)
    assert parts["87083010"] == 0.5
    assert parts["8708305010"] == pytest.approx(1 / 6)
    named = patterns(["87083010", "8708305010", "87083050"], {"autos": ["870830"], "annex-ii": ["8708305010"]})
    assert [bool(p >> BIT["autos"] & 1) for p in named] == [True, True, True]
    assert [bool(p >> BIT["annex-ii"] & 1) for p in named] == [False, True, False]


def test_suffix_00_is_the_whole_line() -> None:
    assert spread(["8471300100"])["847130"] == {"84713001": 1.0}
    assert patterns(["84713001"], {"electronics": ["8471300100"]})[0] == 1 << BIT["electronics"]


def test_duties_of_2018_are_read_off_collected_rates() -> None:
    """At most the duty of 2018, nothing where a quota kept it away, after Section 301 on China."""
    flags = np.array([True] * 4)
    steel = base_of_2018(flags, ~flags, np.array([0.0, 0.10, 0.30, 0.50]), np.array([0.0, 0.0, 0.0, 0.25]))
    assert steel == pytest.approx([0.0, 0.10, 0.25, 0.25])
    assert base_of_2018(~flags, flags, np.full(4, 0.12), np.zeros(4)) == pytest.approx([0.10] * 4)


def test_ceilings_are_exact_on_cells() -> None:
    """No cell mixes base rates from both sides of an edge: max(0, c - mean) is the mean of max(0, c - m)."""
    base = packaged_cells().base
    assert base.min() > -1e-6
    assert 0.15 in EDGES
    assert 0.10 in EDGES
    rng = np.random.default_rng(1)
    low, high, w = rng.uniform(0.10, 0.125, 20), rng.uniform(0.15, 0.20, 20), rng.random(20)
    for rates in (low, high):
        mean = np.average(rates, weights=w)
        assert max(0.0, 0.15 - mean) == pytest.approx(np.average(np.maximum(0.0, 0.15 - rates), weights=w))


def test_packaged_cells_add_up() -> None:
    """All US imports of 2024 once: EU as one partner, Slovakia inside it; duty collected 75.6 bn."""
    cells = packaged_cells()
    assert len(cells.partners) == 50
    assert cells.imports.sum() / 1e9 == pytest.approx(3208.8, abs=0.1)
    assert cells.duty.sum() / 1e9 == pytest.approx(75.6, abs=0.1)
    assert len(SCOPES) == len(BIT) < 63


def test_cells_are_reproducible_from_the_sources(tmp_path: Path) -> None:
    """The builder gives the packaged files byte for byte."""
    folder = os.environ.get("BAHE_SOURCES")
    if not folder:
        pytest.skip("raw sources are not at hand: set BAHE_SOURCES to their folder")
    from bahe.atlas.scopes import build_tables, packaged_folder

    for path in build_tables(Path(folder), tmp_path):
        assert path.read_bytes() == (packaged_folder() / path.name).read_bytes(), path.name


def test_builder_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bahe.atlas.scopes import build_cells, main

    with pytest.raises(BadFile, match="no such file"):
        build_cells(tmp_path)
    monkeypatch.delenv("BAHE_SOURCES", raising=False)
    with pytest.raises(MissingData, match="BAHE_SOURCES"):
        main([])


def test_law_agrees_with_the_episodes_and_the_august_list() -> None:
    """Rates of 9 April, 7 August and the end of 2025 are those of the bargaining episodes, partner by partner."""
    folder = os.environ.get("BAHE_SOURCES")
    if not folder:
        pytest.skip("raw sources are not at hand: set BAHE_SOURCES to their folder")
    table = pd.read_csv(Path(folder) / "cases" / "us_tariff_episodes_2025.csv").set_index("partner_iso3")
    # Canada and Mexico: outside the order. China: 34 was announced, 84 in force.
    for column, day, but in (("rate_2apr", "2025-04-09", {"CHN"}), ("rate_7aug", "2025-08-07", set()),
                             ("rate_end_2025", "2025-12-31", set())):  # fmt: skip
        law = in_force(dt.date.fromisoformat(day))
        for partner, rate in table[column].items():
            if partner not in but:
                found = law.get(("ieepa-reciprocal", str(partner)), law["ieepa-reciprocal", "*"])
                assert 100 * found.rate == pytest.approx(rate), (day, partner)
    law = in_force(dt.date(2025, 12, 31))
    ceilings = {p for (m, p), r in law.items() if m == "ieepa-reciprocal" and r.ceiling}
    assert ceilings == set(table.index[table["rate_basis_end_2025"] == "ceiling"])


def test_law_agrees_with_the_timeline() -> None:
    """Each dated state of the timeline that is an additional rate in force is what the table gives on that day."""
    folder = os.environ.get("BAHE_SOURCES")
    if not folder:
        pytest.skip("raw sources are not at hand: set BAHE_SOURCES to their folder")
    table = pd.read_csv(Path(folder) / "cases" / "tariff_timeline.csv")
    rows = table[(table["rate_kind"] == "additional") & table["status"].isin(["in_force", "struck_down"])]
    assert len(rows) >= 12
    for row in rows.itertuples():
        if row.imposer == "USA":
            partner = {"ALL": "VNM"}.get(row.target, row.target)
            assert one(partner, date=row.date, base=0.03) == pytest.approx(row.rate_after_pct / 100), row.event_id
        else:
            assert china_rates(row.date)["retaliation"] == row.rate_after_pct / 100, row.event_id


# ---------------------------------------------------------------------------------------------- the published series


def test_comparison_table() -> None:
    """Every partner of the series on every date, gaps are built less published, wide gaps have a reason."""
    table = compare("2025-11-14")
    assert len(table) == 50
    assert np.allclose(table["gap"], table["built"] - table["published"])
    assert (table["low"] <= table["built"]).all()
    assert (table["built"] <= table["high"]).all()
    wide = table[table["gap"].abs() > 2.0]
    assert (wide["reasons"].str.len() > 0).all()
    with pytest.raises(UnknownName, match="published date"):
        compare("2025-12-24")


#: Median absolute gap over 50 partners, in points, as measured and rounded up: a change of law, list or input shows here.
MEDIAN_GAPS = {"2025-04-08": 5.0, "2025-04-09": 4.0, "2025-08-07": 1.5, "2025-11-01": 1.0, "2025-11-14": 0.5,
               "2026-02-20": 0.3, "2026-02-24": 0.5, "2026-04-06": 0.5}  # fmt: skip


def test_median_gaps_have_not_grown() -> None:
    """The gaps are reported, not tuned; this guards against an accident in lists or dates."""
    table = gaps(compare()).set_index("date")
    assert set(table.index) == set(COMPARED)
    for day, bound in MEDIAN_GAPS.items():
        assert table.loc[day, "median_gap"] < bound, day


def test_report_prints_the_median_gap() -> None:
    text = report("2025-11-14")
    assert "median gap" in text
    assert "GBR" in text
    assert "aircraft free" in text


# --------------------------------------------------------------------------------------------------------- retaliation


@pytest.mark.parametrize(
    ("day", "rate"),
    [("2025-04-09", 0.0), ("2025-04-10", 0.84), ("2025-04-12", 1.25), ("2025-05-14", 0.10), ("2026-03-01", 0.10)],
)
def test_chinese_retaliation_by_date(day: str, rate: float) -> None:
    """84, 125, 10: the mirror of the US steps (tariff_timeline T16, T18, T26)."""
    table = china_duties(day)
    assert (table["added"] == rate).all()
    assert list(table["sector"]) == list(GOODS)


def test_chinese_lists_of_march_widen_the_range_only() -> None:
    table = china_duties("2025-03-10").set_index("sector")
    assert (table["added"] == 0.0).all()
    assert (table["low"] == 0.0).all()
    assert 0.0 < table.loc["A01", "high"] < 0.15
    assert table.loc["C26", "high"] == 0.0
    assert (china_duties("2025-11-10")["high"] == 0.10).all()


def test_chinese_overrides_and_shock() -> None:
    shock = china_tariff_shock("2025-08-12", overrides={"retaliation": 0.34})
    (effect,) = shock.effects
    assert {v for *_, v in effect.cells or ()} == {0.34}
    assert {c[:2] for c in effect.cells or ()} == {("CHN", "USA")}
    assert china_tariff_shock("2025-01-20").effects == ()
    with pytest.raises(UnknownName, match="retaliation, march-10"):
        china_duties("2025-08-12", {"retaliate": 0.34})
    with pytest.raises(BadValue, match="fraction"):
        china_duties("2025-08-12", {"retaliation": 34})
    with pytest.raises(UnknownName, match="column"):
        china_tariff_shock("2025-08-12", column="middle")


# ----------------------------------------------------------------------------------------------------------- collected


def test_built_rates_are_nearer_to_what_was_collected_than_the_tracker() -> None:
    """From April 2025 on, the median partner's level lies nearer to the collected rate than the tracker's does."""
    table = collected_gaps(compare_collected()).set_index("month")
    assert list(table.index) == list(months())
    late = table.loc["2025-04":]
    assert (late["built_median_gap"] < late["tracker_median_gap"]).all()
    assert table.loc["2025-01", "built_median_gap"] < 0.2
    assert table.loc["2025-11", "built_median_gap"] < 1.5


def test_exempt_oil_pays_nothing_as_collected() -> None:
    """Saudi Arabia: 10 % in the tracker, 0.6 % collected in November 2025."""
    table = compare_collected("2025-11").set_index("partner")
    assert table.loc["SAU", "collected"] < table.loc["SAU", "built"] < 3.0 < table.loc["SAU", "tracker"]
    with pytest.raises(UnknownName, match="unknown month '2026-01'"):
        compare_collected("2026-01")
    assert "collected" in collected_report("2025-11")
