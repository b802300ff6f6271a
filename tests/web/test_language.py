"""Both languages and the vintage of every source, as the web sends them."""

from __future__ import annotations

import re

import pytest

import bahe
from bahe.atlas.vintages import vintage
from bahe.desk.web import models
from bahe.desk.web import models_facts as m

HAN = re.compile(r"[\u4e00-\u9fff]")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@pytest.fixture(scope="module")
def told(web):
    return web.get("/sources").json()


def test_a_source_says_what_it_covers_and_when_it_was_published(told):
    """Each of its own: the year of the world is that of its trade alone."""
    m.Sources.model_validate(told)
    rows = {s["key"]: s for s in told["sources"]}
    assert list(rows) == [s.key for s in bahe.load_world().sources]
    for key, s in rows.items():
        own = vintage(key)
        assert (s["covers"] or {}).get("en", "") == own.covers
        assert s["published"] == (own.published or None)
        assert s["covers"] or s["published"]
    assert rows["oecd-icio-2025"]["covers"]["en"] == "2022"
    assert rows["us-census-2024"]["covers"]["en"] == "2024"
    assert len({str((s["covers"], s["published"])) for s in rows.values()}) > 8


def test_the_years_of_a_source_are_those_of_its_citation(told):
    """What was published stands in the citation; what is covered in what was taken from it, or in the rows that quote it."""
    from bahe.atlas.tables import rows

    quoted = " ".join(
        " ".join(r.values()) for name in ("figures_quoted.csv", "food_tariffs_quoted.csv") for r in rows(name)
    )
    for s in told["sources"]:
        assert set(YEAR.findall(s["published"] or "")) <= set(YEAR.findall(s["citation"])), s["key"]
        said = " ".join([s["what"]["en"], s["citation"], quoted])
        assert set(YEAR.findall((s["covers"] or {}).get("en", ""))) <= set(YEAR.findall(said)), s["key"]


def test_texts_of_sources_and_audit_are_in_both_languages(told):
    """Same order as the audit itself; every figure has a unit."""
    for s in told["sources"]:
        assert HAN.search(s["what"]["zh"])
        assert HAN.search(s["licence"]["zh"])
    assert len(told["audit_words"]) == len(told["audit"]["rows"])
    for row, words in zip(told["audit"]["rows"], told["audit_words"], strict=True):
        assert words["check"]["en"] == row["check"]
        assert words["detail"]["en"] == row["detail"]
        assert all(HAN.search(words[k]["zh"]) for k in ("check", "detail", "unit"))
        assert "as the finding" not in words["unit"]["en"] or row["figure"] is None


TABLE = "importer,exporter,sector,rate\nUSA,CHN,C26,0.1\n"
FAULTS = {
    "number": (TABLE + "USA,DEU,C29,much\n", "不是数", "写小数"),
    "per cent": (TABLE + "USA,DEU,C29,25\n", "超出关税范围", "比率用小数"),
    "empty": (TABLE + "USA,,C29,0.2\n", "为空", None),
    "twice": (TABLE + "USA,CHN,C26,0.2\n", "同一流量有两行", "保留其中一个"),
    "column": ("importer,sector,rate\nUSA,C26,0.1\n", "缺少列 'exporter'", None),
    "no rate": ("importer,exporter,sector\nUSA,CHN,C26\n", "需要 `add` 或 `rate` 列", "均为小数"),
    "both": ("importer,exporter,sector,add,rate\nUSA,CHN,C26,0.1,0.2\n", "须恰好给出一个", "若为零请写 0"),
    "no rows": ("importer,exporter,sector,rate\n", "表格没有任何行", None),
}


@pytest.mark.parametrize("case", FAULTS)
def test_the_fault_of_an_upload_is_told_in_both_languages(web, case):
    table, said, remedy = FAULTS[case]
    found = web.inner.post("/api/v1/tables", files={"file": ("own.csv", table.encode(), "text/csv")}).json()
    models.UploadAnswer.model_validate(found)
    (fault,) = found["faults"]
    assert said in fault["sentence_zh"]
    assert not HAN.search(fault["sentence"])
    if remedy:
        assert remedy in fault["remedy_zh"]
        assert fault["remedy"]


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/ask/shock", {"tariff": ["USA on CHX +30%"]}, "未知的经济体 'CHX'"),
        ("/ask/tug", {"case": "korea-2019", "intensity": 3}, None),
        ("/ask/shock", {"tarif": ["USA on CHN +30%"]}, "未知的键 'tarif'"),
        ("/ask/assure", {"fraction": "many"}, "应为数"),
        ("/ask/talks", {}, "需要一个案例"),
    ],
)
def test_a_refusal_is_in_both_languages(web, path, body, said):
    """Sentence and remedy; the English one stays as it was."""
    answer = web.inner.post(f"/api/v1{path}?wait=20", json=body)
    assert answer.status_code == 422
    fault = answer.json()["error"]
    models.Fault.model_validate(fault)
    assert HAN.search(fault["sentence_zh"])
    assert not HAN.search(fault["sentence"])
    assert said is None or said in fault["sentence_zh"]


def test_steps_of_the_work_are_told_in_chinese(web):
    """`said_zh` stands beside `said` in every job; what no template says stays English, and none of the library's steps does."""
    from bahe.desk.web.jobs import Job

    facts = {"want": "answer", "verb": "run"}
    told = {"snapback, long, bsy": "snapback，长期，bsy", "war: gain left 3e-05": "贸易战：剩余收益 3e-05", "draw 12": "抽样 12",
            "certificate USA": "检验：美国", "the map of the zone": "谈判空间图", "short": "短期", "": "",
            "CHN: gain left 1e-09": "中国：剩余收益 1e-09", "round 3: rates moved by 2e-03": "第 3 轮：税率变动 2e-03"}  # fmt: skip
    for en, zh in told.items():
        view = Job("0" * 64, facts, state="running", said=en).view()
        models.JobAnswer.model_validate(view)
        assert (view["said"], view["said_zh"]) == (en, zh)
