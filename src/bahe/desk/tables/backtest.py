"""The partners of 2025 in the terminal: scores of every predictor, and every partner with what was said of it."""

from __future__ import annotations

from typing import Any

from bahe.desk.terminal import put, table
from bahe.report.wording.names import label
from bahe.report.wording.numbers import plain
from bahe.report.wording.texts import of

#: Class of an ending -> (English, Chinese).
CLASSES = {
    "concede_fast": ("concedes fast", "快速让步"), "concede_late": ("concedes late", "较晚让步"), "retaliate": ("retaliates", "反制"),
    "stand": ("stands", "不让步"),
}  # fmt: skip
#: Predictor -> (English, Chinese).
PREDICTORS = {
    "loss": ("loss", "损失"), "size": ("size alone", "仅看规模"), "exports": ("export share", "出口占比"),
    "base rates": ("base rates", "基准率"), "base rates by letter": ("base rates by letter", "按信函的基准率"),
    "concession": ("split over the threat", "威胁下的折中"),
}  # fmt: skip
#: Group of partners -> (English, Chinese).
GROUPS = {"all": ("all", "全部"), "letter": ("with a letter", "收到信函"), "no letter": ("without a letter", "未收到信函"),
          "in the world": ("in the world", "世界表所含")}  # fmt: skip
#: Measure of what was given -> (English, Chinese).
MEASURES = {"relief": ("rate relief, points", "税率下降，百分点"), "own cut": ("cut of own tariffs", "自身关税削减"),
            "purchases": ("purchases over income", "采购额占收入"), "investment": ("investment over income", "投资额占收入"),
            "pledged": ("larger pledge, USD bn", "较大承诺，十亿美元")}  # fmt: skip
#: Levels -> (English, Chinese).
LEVELS = {"none fitted": ("nothing fitted", "不拟合"), "left one out": ("left one out", "留一法")}


def show(screen: Any, found: Any, lang: str) -> None:
    """Scores by both codings, how much was given, and every partner."""
    for coding in ("first", "other"):
        _scores(screen, found.scores[found.scores["coding"] == coding], coding, lang)
    _sizes(screen, found.sizes, lang)
    _partners(screen, found.partners, lang)


def _scores(screen: Any, scores: Any, coding: str, lang: str) -> None:
    """Scores of every predictor by one coding."""
    zh, n = lang == "zh", lambda v: "–" if v != v else plain(v, 2, lang)
    titles = {
        "first": ("Scores, first coding", "得分：首选编码"),
        "other": ("Scores, other defensible coding", "得分：另一可辩护编码"),
    }
    heads = ["预测依据", "水平", "组", "n", "Brier", "对数分", "平衡准确率", "秩：让步", "秩：降幅"] if zh else [
        "predictor", "levels", "group", "n", "Brier", "log", "balanced accuracy", "rank: conceding", "rank: relief"]  # fmt: skip
    out = table(heads, words=3)
    for r in scores.to_dict("records"):
        said = (of(t, r[k], lang) for t, k in ((PREDICTORS, "predictor"), (LEVELS, "levels"), (GROUPS, "group")))
        figures = (n(r[k]) for k in ("brier", "log_score", "balanced_accuracy", "rank_conceding", "rank_relief"))
        out.add_row(*said, str(r["partners"]), *figures)
    note = "Brier and log: lower is better; relief: letter rate less the rate at the end of 2025"
    put(screen, titles[coding][zh], out, "Brier 与对数分越低越好" if zh else note)


def _partners(screen: Any, partners: Any, lang: str) -> None:
    """Every partner with what was said of it and what happened."""
    zh, n = lang == "zh", lambda v, d=2: "–" if v != v else plain(v, d, lang)
    out = table(["伙伴" if zh else "partner", "预测" if zh else "predicted", "实际" if zh else "happened", "威胁" if zh else "threat %",
                 "损失" if zh else "loss %", *(of(CLASSES, c, lang) for c in CLASSES), ""], words=3)  # fmt: skip
    for r in partners.to_dict("records"):
        other = f" ({of(CLASSES, r['other_coding'], lang)})" if r["other_coding"] else ""
        mark = ("未中" if zh else "miss") if r["miss"] else ""
        out.add_row(label(r["partner"], lang), of(CLASSES, r["predicted"], lang), of(CLASSES, r["happened"], lang) + other,
                    n(r["threat_pct"], 0), n(r["loss_pct"]), *(n(100 * r[c], 0) for c in CLASSES), mark)  # fmt: skip
    missed = int(partners["miss"].sum())
    put(screen, "逐个伙伴（损失，水平用留一法）" if zh else "Partner by partner (loss, levels left one out)", out,
        f"{len(partners)} 个伙伴中 {missed} 个未中；括号：另一编码" if zh else
        f"{missed} misses of {len(partners)}; in brackets the other coding; chances in per cent")  # fmt: skip


def _sizes(screen: Any, sizes: Any, lang: str) -> None:
    """How much was given: rank correlations."""
    zh = lang == "zh"
    n = lambda v: "–" if v != v else plain(v, 2, lang)
    out = table(
        ["给出的尺度", "预测依据", "n", "秩相关", "95 %"]
        if zh
        else ["what was given", "predictor", "n", "rank", "95 %"],
        words=2,
    )
    for r in sizes.to_dict("records"):
        out.add_row(of(MEASURES, r["measure"], lang), of(PREDICTORS, r["predictor"], lang), str(r["partners"]), n(r["rank"]),
                    f"{n(r['low'])} – {n(r['high'])}")  # fmt: skip
    put(
        screen,
        "让步的大小（秩相关，不拟合）" if zh else "How much was given: rank correlations, nothing fitted",
        out,
        "空白的承诺为未知，不计为零；与关税无关的承诺不计入"
        if zh
        else "a pledge that is blank is not known and never zero; those not tied to tariffs are left out",
    )
