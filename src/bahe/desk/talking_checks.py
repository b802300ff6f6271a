"""`bahe talks --calibration` and `bahe talks --backtest`: published frequencies, and the partners of 2025."""

from __future__ import annotations

from typing import Any

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


def calibration(lang: str, json: bool) -> int:
    """The crisis game against 633 threats: what is identified, and published rates beside it."""
    from bahe.casebook.talks.calibrating import TIES
    from bahe.casebook.talks.calibrating import calibration as made
    from bahe.desk.terminal import console, dump

    found = made()
    if json:
        dump(
            {
                "observed": [vars(r) | {"share": r.share} for r in TIES],
                **{k: f.to_dict("records") for k, f in found.items()},
            }
        )
        return 0
    screen = console()
    for part in (_fits, _held, _rates):
        part(screen, found, lang)
    return 0


def _fits(screen: Any, found: Any, lang: str) -> None:
    """Which payoffs the frequencies fix."""
    from bahe.casebook.talks.calibrating import TIES
    from bahe.desk.terminal import put, table
    from bahe.report.numbers import plain

    zh, n = lang == "zh", lambda v: plain(v, 3, lang)
    out = table(["自由的收益" if zh else "payoffs left free", "误差" if zh else "error", "可见方向" if zh else "directions seen",
                 "可识别" if zh else "identified", "struck", "shame", "firm"], words=1)  # fmt: skip
    for r in found["fits"].to_dict("records"):
        out.add_row(r["free"], f"{r['error']:.0e}", f"{r['rank']} / {r['of']}", _yes(r["identified"], zh),
                    *(n(r[k]) for k in ("struck", "shame", "firm")))  # fmt: skip
    ends = ", ".join(f"{r.name} {r.count}" for r in TIES)
    put(screen, "危机信号博弈对 633 次威胁的拟合" if zh else "Crisis signalling fitted to 633 threats", out,
        f"{ends}。三个份额只确定两个数；其余须设定。" if zh else f"{ends}; three shares fix two numbers, all else is held")  # fmt: skip


def _held(screen: Any, found: Any, lang: str) -> None:
    """What the frequencies leave open."""
    from bahe.desk.terminal import put, table
    from bahe.report.numbers import plain

    zh, n = lang == "zh", lambda v: plain(v, 3, lang)
    out = table(["设定的收益" if zh else "held payoff", "取值" if zh else "at", "误差" if zh else "error", "struck", "shame",
                 "威胁概率" if zh else "chance of a threat", "制裁更贵时让步" if zh else "concedes if sanctions cost one spread more"],
                words=1)  # fmt: skip
    for r in found["held"].to_dict("records"):
        out.add_row(
            r["held"],
            n(r["at"]),
            f"{r['error']:.0e}",
            *(n(r[k]) for k in ("struck", "shame", "threat", "concede_if_dearer")),
        )
    title = "不可识别之处：拟合同样好，答案不同" if zh else "What is not identified: as good a fit, another answer"
    put(screen, title, out)


def _rates(screen: Any, found: Any, lang: str) -> None:
    """Published rates beside what the fitted game says."""
    from bahe.desk.terminal import put, table
    from bahe.report.numbers import plain

    zh, n = lang == "zh", lambda v: plain(v, 3, lang)
    out = table(["公布的比率" if zh else "published rate", "", "公布" if zh else "published", "95 %", "博弈" if zh else "game",
                 "区间内" if zh else "inside"], words=1)  # fmt: skip
    rows = found["checks"].to_dict("records")
    for r in rows:
        inside = "–" if r["inside"] is None else _yes(r["inside"], zh)
        band = f"{n(r['low'])} – {n(r['high'])}"
        out.add_row(r["rate"], f"{r['count']} / {r['of']}", n(r["published"]), band, n(r["game"]), inside)
    lines = [f"{r['rate']}: {r['what']}" for r in rows]
    put(screen, "未用于拟合的比率" if zh else "Rates that were not fitted", out, "\n".join(lines))


def _yes(value: Any, zh: bool) -> str:
    return ("是" if value else "否") if zh else ("yes" if value else "no")


def backtest(lang: str, json: bool, horizon: str) -> int:
    """The partners of 2025: scores of every predictor, and every partner with what was said of it."""
    from bahe.casebook.talks.backtest import backtest as made
    from bahe.desk.terminal import console, dump

    found = made(horizon)
    if json:
        dump(found.document())
        return 0
    screen = console()
    for coding in ("first", "other"):
        _scores(screen, found.scores[found.scores["coding"] == coding], coding, lang)
    _sizes(screen, found.sizes, lang)
    _partners(screen, found.partners, lang)
    return 0


def _scores(screen: Any, scores: Any, coding: str, lang: str) -> None:
    """Scores of every predictor by one coding."""
    from bahe.desk.terminal import put, table
    from bahe.report.numbers import plain
    from bahe.report.statecraft_words import of

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
    from bahe.desk.terminal import put, table
    from bahe.report.numbers import plain
    from bahe.report.statecraft_words import label, of

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
    from bahe.desk.terminal import put, table
    from bahe.report.numbers import plain
    from bahe.report.statecraft_words import of

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
