"""The built-in cases, and what `run` makes of a scenario: tables that agree with the library, base dates, groups."""

import re

import numpy as np
import pytest

import bahe
from bahe.casebook import case, cases, run
from bahe.casebook.runs.playing import play, world_for
from bahe.faults import NotConverged, UnknownName
from bahe.scenario import read

MINE = """
id: mine
question: q
world: small.npz
focus: [USA, CHN]
"""


@pytest.fixture(scope="module")
def icio():
    """The packaged world."""
    return bahe.load_world("icio-2022")


def test_the_cases_of_2025_are_there():
    assert {"stockholm-2025", "eu-deal-2025", "japan-deal-2025"} <= {c.name for c in cases()}


@pytest.mark.parametrize("name", [c.name for c in cases("scenario", "talks")])
def test_a_case_is_whole(name, icio):
    """It reads, every name is in the world, both languages are written, sources are cited, its id is its folder."""
    chosen = case(name)
    s = chosen.scenario()
    s.check(icio if s.world.items is None else world_for(s))
    assert s.id == name
    assert s.sources
    assert s.assumptions
    assert len(s.variants) >= 3
    for text in [s.title, s.question, *s.assumptions, *(v.label for v in s.variants), *(v.note for v in s.variants)]:
        assert re.search(r"[\u4e00-\u9fff]", text.zh), text
        assert not re.search(r"[\u4e00-\u9fff]", text.en), text
    for lang in ("en", "zh"):
        story = chosen.story(lang)
        assert story.startswith("## ")
        assert story.count("\n## ") >= 2
    assert bool(re.search(r"[\u4e00-\u9fff]", chosen.story("zh")))
    first = s.variants[0]
    assert first.moves == ()  # the base itself stands beside what is compared with it
    assert all(v.moves for v in s.variants[1:])


@pytest.mark.parametrize("name", ["../stockholm-2025", "stockholm-2025/", "", ".", "/etc", "STOCKHOLM-2025"])
def test_only_listed_names_are_cases(name):
    with pytest.raises(UnknownName):
        case(name)


def test_stockholm_is_what_the_library_computes(icio):
    """The truce by `run` and the same law of the same day by hand."""
    from bahe.atlas.policy import us_tariff_shock
    from bahe.atlas.retaliation import china_tariff_shock

    done = run("stockholm-2025", variants=["truce"], horizons=["long"], sets=["elasticities=bsy"])
    shock = us_tariff_shock("2025-08-12", on=["CHN", "HKG"]) & china_tariff_shock("2025-08-12")
    table = bahe.solve(icio, shock).table()
    w = done.welfare
    found = w[w["measure"] == "welfare_pct"].set_index("economy")["value"]
    np.testing.assert_allclose(found[list(icio.economies)], table["welfare_pct"], atol=1e-7)
    members = list(icio.axes.economy_groups["EU27"])
    total = table.loc[members, "welfare_usd_mn"].sum() / table.loc[members, "income_usd_mn"].sum()
    assert found["EU27"] == pytest.approx(100 * total, abs=1e-7)
    assert set(done.tariffs["importer"]) == {"USA", "CHN"}
    row = done.tariffs.query("importer == 'CHN' and exporter == 'USA' and sector == 'C26'").iloc[0]
    assert row["new"] - row["base"] == pytest.approx(0.10)


def test_groups_add_up(home):
    """USD of a group is the sum over members; per cent is the mean with base income as weights; every solve has its rows."""
    done = run("mine.yaml")
    w = done.welfare
    assert len(done.solves) == 3 * (2 + 3)
    usd = w.query("measure == 'welfare_usd_mn'").set_index(["variant", "horizon", "elasticities", "economy"])["value"]
    pct = w.query("measure == 'welfare_pct'").set_index(["variant", "horizon", "elasticities", "economy"])["value"]
    income = w.query("measure == 'income_usd_mn'").set_index(["variant", "horizon", "elasticities", "economy"])["value"]
    key = ("both", "short", "theta 0.5")
    both = ["USA"]  # of USMCA only the United States are in this world
    assert usd[(*key, "USMCA")] == pytest.approx(sum(usd[(*key, n)] for n in both))
    assert pct[(*key, "USMCA")] == pytest.approx(100 * usd[(*key, "USA")] / income[(*key, "USA")])


def test_a_group_of_several_is_their_weighted_mean(home):
    from bahe.casebook.runs.tables import with_groups

    world = bahe.load_world("icio-2022", tariffs="none")
    eq = bahe.solve(world, bahe.tariff("USA", "EU27", add=0.1))
    names, values = with_groups(world, eq.table())
    table = eq.table()
    members = list(world.axes.economy_groups["EU27"])
    row = dict(zip(table.columns, values[names.index("EU27")], strict=True))
    assert row["welfare_usd_mn"] == pytest.approx(table.loc[members, "welfare_usd_mn"].sum())
    assert row["welfare_pct"] == pytest.approx(100 * row["welfare_usd_mn"] / row["income_usd_mn"])
    assert table.loc[members, "cpi_pct"].min() < row["cpi_pct"] < table.loc[members, "cpi_pct"].max()


def test_figures_are_relative_to_the_base_date(home):
    """Moves of the base first, then a variant: the ratio of two equilibria of the same benchmark, exactly."""
    text = (
        MINE + "base:\n  moves: [{instrument: tariff, by: USA, on: CHN, add: 0.2}]\n"
        "variants:\n  - id: now\n  - id: answer\n    moves: [{instrument: tariff, by: CHN, on: USA, add: 0.3}]\n"
        "horizons: long\nelasticities: bsy\n"
    )
    done = play(read(text))
    w = done.welfare.query("measure == 'welfare_pct'").set_index(["variant", "economy"])["value"]
    world = bahe.load_world("small.npz")
    base = bahe.tariff("USA", "CHN", add=0.2)
    before = bahe.solve(world, base).welfare_hat
    after = bahe.solve(world, base & bahe.tariff("CHN", "USA", add=0.3)).welfare_hat
    for n, name in enumerate(world.economies):
        assert w["now", name] == pytest.approx(0.0, abs=1e-7)
        assert w["answer", name] == pytest.approx(100 * (after[n] / before[n] - 1), abs=1e-7)


def test_flows_hold_every_pair_once_and_industries_where_tariffs_change(home):
    """`all` rows add up to trade abroad; industries of a pair add up to its `all` row."""
    done = run("mine.yaml", horizons=["long"])
    flows, world = done.flows.astype({"sector": str}), done.world
    whole = flows[(flows["variant"] == "plus-10") & (flows["sector"] == "all")]
    N = len(world.economies)
    assert len(whole) == N * (N - 1)
    abroad = world.trade.sum() - np.einsum("nnk->", world.trade)
    assert whole["base_usd_mn"].sum() == pytest.approx(abroad)
    parts = flows[(flows["variant"] == "plus-10") & (flows["sector"] != "all")]
    assert set(zip(parts["importer"], parts["exporter"], strict=True)) == {("USA", "CHN"), ("CHN", "USA")}
    summed = parts.groupby(["importer", "exporter"], observed=True)["new_usd_mn"].sum()
    direct = whole.set_index(["importer", "exporter"])["new_usd_mn"]
    for pair, value in summed.items():
        assert value == pytest.approx(direct[pair], rel=1e-5)


def test_sectors_are_those_of_the_library(home):
    done = run("mine.yaml", variants=["both"], horizons=["short"])
    eq = bahe.solve(bahe.load_world("small.npz"), case_shock(), horizon="short")
    np.testing.assert_allclose(done.sectors["output_new_usd_mn"], eq.by_sector()["output_new_usd_mn"], rtol=1e-7)


def case_shock():
    """The moves of the variant `both`."""
    return bahe.tariff("USA", "CHN", add=0.1) & bahe.tariff("CHN", "USA", add=0.1)


def test_a_scenario_may_merge_economies_and_sectors(home):
    world = world_for(
        read(
            MINE.replace("world: small.npz", "world: {name: small.npz, aggregate: {economies: {REST: [CHN, ROW]}, sectors: {E: goods}}}")
            .replace("[USA, CHN]", "[USA]") + "variants: [{id: now}]\n"
        )
    )  # fmt: skip
    assert set(world.economies) == {"USA", "REST"}
    assert world.sectors == ("E",)


def test_labour_and_closure_reach_the_solver(home):
    text = (
        MINE
        + "variants:\n  - id: both\n    moves: [{instrument: tariff, by: USA, on: CHN, add: 0.1}]\nhorizons: long\n"
    )
    text += "closure: balanced\nlabour: {elasticity: 0.5, income_tax: 30%, revenue: cut}\nelasticities: bsy\n"
    done = play(read(text))
    labour = bahe.LabourSupply(0.5, 0.3, "cut")
    eq = bahe.solve(bahe.load_world("small.npz"), bahe.tariff("USA", "CHN", add=0.1), closure="balanced", labour=labour)
    w = done.welfare.query("measure == 'welfare_pct' and economy == 'USA'")["value"].iloc[0]
    assert w == pytest.approx(eq.table()["welfare_pct"]["USA"], abs=1e-7)


def test_where_nothing_converges_the_model_says_no(home):
    text = MINE + "variants:\n  - id: none\n    moves: [{instrument: embargo, by: USA, on: CHN}]\nhorizons: shock\n"
    with pytest.raises(NotConverged) as told:
        play(read(text))
    assert told.value.exit_status == 1
    assert "leakage" in told.value.message


def test_where_nothing_converges_the_run_can_be_had_as_data(home):
    """Every solve is a row with its verdict; the report is written before `NotConverged` is raised, and the error names it."""
    text = MINE + "variants:\n  - id: none\n    moves: [{instrument: embargo, by: USA, on: CHN}]\nhorizons: shock\n"
    done = play(read(text), on_fail="return")
    assert len(done.welfare) == 0
    assert set(done.solves["outcome"]) == {"infeasible"}
    (home / "none.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(NotConverged, match=r"verdict: out"):
        run("none.yaml", out="out")
    assert "Refused before the first iteration" in (home / "out" / "report.html").read_text(encoding="utf-8")


def test_a_base_without_an_equilibrium_is_a_verdict_on_every_variant(home, monkeypatch):
    """No figure can be relative to a world that was not reached; the report says so instead of ending in a sentence."""
    import bahe.trade.solve
    from bahe.numerics.info import Outcome, SolveInfo

    def lost(*_, **__):
        raise NotConverged("no", SolveInfo(Outcome.stalled, 90, 1e-3, 1e-10, 0.1, "homotopy", 0.4))

    monkeypatch.setattr(bahe.trade.solve, "solve", lost)
    text = MINE + "base:\n  moves: [{instrument: tariff, by: USA, on: CHN, add: 0.1}]\nvariants: [{id: now}]\n"
    (home / "base.yaml").write_text(text + "horizons: [long, short]\n", encoding="utf-8")
    done = run("base.yaml", out="out", on_fail="return")
    assert done.solves["outcome"].tolist() == ["stalled"] * 5
    assert set(done.solves["method"]) == {"base"}
    assert all(a == "the moves of the base: no." for a in done.solves["advice"])
    page = (home / "out" / "report.html").read_text(encoding="utf-8")
    assert "The world at the base date was not reached" in page
    assert "at 40 % of the shock" in page


def test_the_deal_of_the_case_is_set_against_the_threat():
    """By `run`, from two solves by hand: the ratio of the two real incomes within one elasticity set."""
    from bahe.report.runs.digest import Digest

    done = run("japan-deal-2025", variants=["threat-25", "deal-15"], horizons=["long"], sets=["elasticities=bsy"])
    a = Digest(done).against
    assert a is not None
    assert (a.reference, a.lead) == ("threat-25", "deal-15")
    w = done.welfare.query("measure == 'welfare_pct' and economy == 'JPN'").set_index("variant")["value"]
    assert a.value("deal-15", "long", "JPN") == pytest.approx(100 * ((100 + w["deal-15"]) / (100 + w["threat-25"]) - 1))
    alone = run("japan-deal-2025", variants=["deal-15"], horizons=["long"], sets=["elasticities=bsy"])
    assert alone.scenario.compare_with is None


def test_progress_counts_every_solve(home):
    steps = []
    run("mine.yaml", horizons=["long"], progress=lambda done, total, what: steps.append((done, total)))
    assert steps == [(i + 1, 6) for i in range(6)]


def test_serial_equals_parallel(home):
    """The figures, and the order of every table, do not depend on the number of threads."""
    one, three = run("mine.yaml"), run("mine.yaml", workers=3)
    for name in ("welfare", "sectors", "flows", "tariffs"):
        assert getattr(one, name).equals(getattr(three, name))
    assert one.solves.drop(columns="seconds").equals(three.solves.drop(columns="seconds"))


def test_a_fault_in_a_thread_comes_out(home, monkeypatch):
    import bahe.casebook.runs.playing as playing

    def broken(*_):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(playing, "_solve", broken)
    with pytest.raises(ZeroDivisionError):
        run("mine.yaml", workers=3)


def test_the_same_scenario_gives_the_same_figures(home):
    one, two = run("mine.yaml"), run("mine.yaml")
    assert one.welfare.equals(two.welfare)
    for key in ("scenario", "world", "data", "moves"):
        assert one.provenance[key] == two.provenance[key]


def test_the_first_set_named_is_the_central_one():
    """A reader who asks for one set gets that set, and no band around another."""
    done = run("stockholm-2025", variants=["truce"], horizons=["long"], sets=["elasticities=[caliendo-parro]"])
    assert done.world.elasticity_set == "caliendo-parro"
    assert set(done.welfare["elasticities"]) == {"caliendo-parro"}


# ------------------------------------------------------------------------------------------- the round of 2025 (statecraft)

ROUND = ("trade-war-2025", "why-eu-and-japan-settled", "diversion-2025")


@pytest.fixture(scope="module")
def war_of_2025():
    """The case of the trade war in the long run, one elasticity set."""
    return run("trade-war-2025", variants=["before", "november"], horizons=["long"], sets=["elasticities=bsy"])


@pytest.fixture(scope="module")
def settled():
    """The case of the letters in the long run, one elasticity set, seven partners of the 65."""
    import bahe.casebook.talks.episodes as room
    from bahe.atlas.episodes import load_episodes

    some = tuple(e for e in load_episodes() if e.code in ("EU27", "JPN", "KOR", "BRA", "CAN", "IND", "SRB"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "load_episodes", lambda: some)
        return run(
            "why-eu-and-japan-settled",
            variants=["july-terms", "letters", "agreed"],
            horizons=["long"],
            sets=["elasticities=bsy"],
        )


def page_of(done, lang):
    """The page, its answer, and its words."""
    from bahe.report.runs.page import html
    from bahe.report.wording.texts import Words

    page = html(done, lang)
    at = page.index('class="answer"')
    return page, page[at : page.index("<h2", at)], Words(lang)


def test_the_cases_of_statecraft_are_there():
    assert set(ROUND) <= {c.name for c in cases()}


@pytest.mark.parametrize("name", ROUND)
def test_the_stories_say_what_the_model_does_not_see(name):
    """In both languages, under headings of one level, as many in one as in the other."""
    stories = {lang: case(name).story(lang) for lang in ("en", "zh")}
    counts = {lang: text.count("\n## ") for lang, text in stories.items()}
    assert counts["en"] == counts["zh"] >= 2
    assert re.search("does not see|left out", stories["en"])
    assert re.search("所不见|未包含", stories["zh"])


def test_the_trade_war_puts_the_model_beside_what_was_levied(war_of_2025):
    """Ten players, each with a rate of the model in both readings and an average at three dates; the levied ones by the atlas."""
    model, actual = war_of_2025.extra["model_tariffs"], war_of_2025.extra["player_tariffs"]
    one = model[model["grain"] == "importer"]
    assert set(one["elasticities"]) == {"bsy"}
    assert one.groupby("reading").size().to_dict() == {"alone": 10, "war": 10}
    assert set(one["importer"]) == set(actual["importer"]) == set(war_of_2025.scenario.focus)
    assert model["solved"].all()
    all_goods = actual[actual["exporter"] == "all"].set_index(["date", "importer"])["average"]
    assert all_goods["april-peak", "USA"] > all_goods["november", "USA"] > all_goods["before", "USA"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_answer_on_the_trade_war_comes_from_the_tables(war_of_2025, lang):
    """The rates of those who moved, of the model and of November, stand in the answer; the section precedes the matrices."""
    from bahe.report.wording.numbers import Numbers

    page, answer, words = page_of(war_of_2025, lang)
    model, actual = war_of_2025.extra["model_tariffs"], war_of_2025.extra["player_tariffs"]
    told = model[(model["grain"] == "importer") & (model["reading"] == "war")].set_index("importer")["rate"]
    levied = actual[(actual["exporter"] == "all") & (actual["date"] == "november")].set_index("importer")["average"]
    for player in ("USA", "CHN"):
        assert Numbers(lang).rate(told[player]) in answer
        assert Numbers(lang).rate(levied[player]) in answer
    assert words("model_head") in page
    assert page.index('id="model"') < page.index('id="players"') < page.index('id="glance"')


def test_the_letters_have_a_prediction_and_the_others_none(settled):
    """Only partners with a letter, solved: what they would give is at most what they would lose, and not below zero."""
    table = settled.extra["episodes"].set_index("partner")
    assert set(table.index[table["most_pct"].notna()]) == {"EU27", "JPN", "KOR", "BRA", "CAN"}
    told = table[table["most_pct"].notna()]
    assert (told["most_pct"] >= 0).all()
    assert (told["most_pct"] <= told["loss_threat_pct"] + 1e-4).all()
    assert set(table.index[table["cut_cost_usd_mn"].notna()]) == {"EU27"}
    assert table.loc["SRB", "why"] == "inside the rest of the world"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_answer_on_the_letters_comes_from_the_table(settled, lang):
    """Loss and most of the two in the title, and the share of pairs in order, again by hand."""
    from bahe.report.wording.numbers import Numbers

    page, answer, words = page_of(settled, lang)
    table = settled.extra["episodes"].set_index("partner")
    numbers = Numbers(lang)
    for code in ("EU27", "JPN"):
        assert numbers.usd(table.loc[code, "most_usd_mn"]).replace("+", "") in answer
    came, stood = (table.loc[codes, "most_pct"] for codes in (["EU27", "JPN", "KOR"], ["BRA", "CAN"]))
    share = round(100 * np.mean([a > b for a in came for b in stood]))
    assert re.search(rf"\b{share}\D?%", answer)
    part = page[page.index('id="episodes"') : page.index('id="glance"')]
    assert "nan" not in part
    assert words("concede_made") in part
    assert ("Serbia" in part) == (lang == "en")  # named in the language of the page, though the world does not know it


def test_the_rule_of_the_score_is_dated_and_hashed(tmp_path):
    """Dated before the run, hashed in the result, and not to be changed without a trace: another text has another hash."""
    from bahe.casebook.tariffs.diversion import rule_facts

    chosen = case("diversion-2025")
    facts = rule_facts(chosen.scenario())
    assert facts["fixed"] == "2026-11-26"
    for name in ("scenario.yaml", "rule.md"):
        (tmp_path / name).write_bytes((chosen.folder / name).read_bytes())
    assert rule_facts(read(tmp_path / "scenario.yaml"))["sha256"] == facts["sha256"]
    with (tmp_path / "rule.md").open("a", encoding="utf-8") as handle:
        handle.write("A note.\n")
    assert rule_facts(read(tmp_path / "scenario.yaml"))["sha256"] != facts["sha256"]
