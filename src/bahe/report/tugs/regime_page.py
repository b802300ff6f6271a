"""The map of regimes as a page: when an embargo is self-defeating, over learning, long-run elasticity and lock-in."""

from __future__ import annotations

from typing import Any

from bahe.report.sheets.page import Page, cited, figure, folded, grid, paragraphs, section
from bahe.report.tugs import charts as drawn

_WORDS = {
    "en": {
        "title": "When is an embargo self-defeating?", "strap": "Tug", "lock_in": "network weight {nu}", "self": "never", "aggregate": "what aggregate estimates support",
        "sector": "what sector estimates support", "across": "across: long-run elasticity; down: Wright's exponent; in the cell: break-even security weight b*, white to blue as it rises; red: at no weight",
        "map": "The map", "cells": "All cells", "ranges": "What published estimates support", "assumed": "What was assumed", "papers": "Papers to cite",
        "verdicts": {"pays at any weight": "pays at any weight", "pays above b*": "pays above b*", "pays below b*": "pays below b*", "self-defeating": "self-defeating", "not converged": "not converged"},
        "heads": ["lock-in", "exponent", "elasticity", "b*", "verdict", "costs the holder", "adds to the other's loss", "estimates"],
        "region": ["estimates", "sources", "cells", "lowest b*", "highest b*", "self-defeating", "not converged"],
        "b": "b* is the worth to the holder, in money of its own, of a unit lost by the other above which an embargo for ever is worth more than free sale for ever. An embargo is "
             "self-defeating where the other, over the years, loses no more than by free sale, since it learns what it was denied.",
        "neutral": "Holder and challenger are labels: the same numbers serve every pair. The map says what follows from the parameters, not what anybody should do.",
    },
    "zh": {
        "title": "禁运何时适得其反？", "strap": "拔河", "lock_in": "网络权重 {nu}", "self": "从不", "aggregate": "总量估计支持的范围", "sector": "分行业估计支持的范围",
        "across": "横轴：长期弹性；纵轴：莱特指数；格内：盈亏平衡的安全权重 b*，越高越蓝；红色：任何权重下都不合算", "map": "区域图", "cells": "全部格点", "ranges": "已发表估计支持什么",
        "assumed": "假设", "papers": "参考文献",
        "verdicts": {"pays at any weight": "任何权重下合算", "pays above b*": "高于 b* 时合算", "pays below b*": "低于 b* 时合算", "self-defeating": "适得其反", "not converged": "未收敛"},
        "heads": ["锁定", "指数", "弹性", "b*", "结论", "持有方代价", "对方损失的增加", "估计"], "region": ["估计", "来源", "格数", "最低 b*", "最高 b*", "适得其反", "未收敛"],
        "b": "b*：对方每损失一单位，对持有方须值多少（以其自身货币计），长期禁运才胜过长期自由销售。若对方多年累计的损失不大于自由销售（因为学会了被拒之物），禁运即适得其反。",
        "neutral": "持有方与挑战方只是标签，同一组数字适用于任何一对。图只说明由参数推出什么，不说明谁应当怎么做。",
    },
}  # fmt: skip


def document(found: Any) -> dict[str, Any]:
    """For JSON: every cell, and the ranges of published estimates."""
    return {
        "intensity": found.intensity,
        "cells": found.table(),
        "ranges": found.ranges(),
        "game": dict(vars(found.game)),
    }


def sentences(found: Any, lang: str) -> list[str]:
    """The answer, both sides of the evidence."""
    zh = lang == "zh"
    rows = found.table()
    lost = sum(r["verdict"] == "self-defeating" for r in rows)
    out = [
        f"{len(rows)} 个格点中 {lost} 个适得其反。"
        if zh
        else f"Of {len(rows)} cells {lost} are self-defeating: no security weight makes the embargo pay."
    ]
    names = {"aggregate": ("estimates of whole economies (long-run elasticity 1.75 to 2.25)", "总量估计（长期弹性 1.75–2.25）"),
             "sector": ("estimates by sector (3 to 8)", "分行业估计（3–8）")}  # fmt: skip
    out.append(certificate(rows, zh))
    for r in found.ranges():
        if not r["cells"]:
            continue
        low, high = (("–" if r[k] is None else f"{r[k]:.2f}") for k in ("lowest", "highest"))
        who = names[r["support"]][zh]
        any_ = sum(x["verdict"] == "pays at any weight" and x["support"] == r["support"] for x in rows)
        out.append(f"按{who}：{r['cells']} 格中 {any_} 格任何权重下合算、{r['self_defeating']} 格适得其反，其余 b* 在 {low} 与 {high} 之间。" if zh else
                   f"By {who}: of {r['cells']} cells {any_} pay at any weight and {r['self_defeating']} are self-defeating; elsewhere b* lies between {low} and {high}.")  # fmt: skip
    return out


def certificate(rows: Any, zh: bool) -> str:
    """How far the digits of b* can be trusted: by how much it moves from the next coarser grid, and in which cells by more than 1 %."""
    moved = [r["moved"] for r in rows if r["moved"] is not None]
    rough, unsolved = sum(r["rough"] for r in rows), sum(r["verdict"] == "not converged" for r in rows)
    middle = f"{100 * sorted(moved)[len(moved) // 2]:.1f} %" if moved else "–"
    if zh:
        said = f"网格凭证：与次粗网格相比，b* 的变动以 {middle} 为中位数；{rough} 格超过 1 %（图中以 ≈ 标出，其末位数字不可靠）"
        return said + (f"；{unsolved} 格未收敛，不给数字。" if unsolved else "。")
    said = f"Certificate of the grid: from the next coarser one b* moves by {middle} in the middle cell, and by more than 1 % (marked ≈, digits not to be trusted) in {rough}"
    return said + (f"; {unsolved} did not converge and have no number." if unsolved else ".")


def regime_page(found: Any, lang: str) -> Page:
    """The map as a page in one language."""
    w: Any = _WORDS[lang]
    zh, rows = lang == "zh", found.table()

    def number(x: float | None, rough: bool = False) -> str:
        return "–" if x is None else ("≈ " if rough else "") + f"{x:.2f}"

    body = [[f"{r['lock_in']:g}", f"{r['learning']:g}", f"{r['long_elasticity']:g}", number(r["break_even_weight"], r["rough"]), w["verdicts"][r["verdict"]],
             number(r["cost_market_years"]), number(r["hurt_market_years"]), w.get(r["support"], "")] for r in rows]  # fmt: skip
    regions = [[w[r["support"]], "; ".join(r["sources"]).replace("_", " "), str(r["cells"]), number(r["lowest"]), number(r["highest"]),
                str(r["self_defeating"]), str(r["not_converged"])] for r in found.ranges()]  # fmt: skip
    g = found.game
    assumed = (
        f"强度 {found.intensity:g}，短期弹性 {g.short_elasticity:g}，泄漏 {g.leakage:g}，贴现 {g.discount:g}，起始差距 {g.gap:g}、份额 {g.share:g}；其余见 JSON。"
        if zh else
        f"Intensity {found.intensity:g}, short elasticity {g.short_elasticity:g}, leakage {g.leakage:g}, discount {g.discount:g}, gap at the start {g.gap:g}, home share {g.share:g}; "
        "all other numbers stand in the JSON."
    )  # fmt: skip
    papers = [
        {"citation": "Boehm, C. E., Levchenko, A. A. and Pandalai-Nayar, N. (2023), The Long and Short (Run) of Trade Elasticities, American Economic Review 113(4)", "url": ""},
        {"citation": "Wright, T. P. (1936), Factors Affecting the Cost of Airplanes, Journal of the Aeronautical Sciences 3(4)", "url": ""},
    ]  # fmt: skip
    import pandas as pd

    return Page(
        w["title"], w["strap"], assumed, lang, [*sentences(found, lang), w["b"]],
        (section(w["map"], figure(drawn.regimes(rows, "regime", w), w["across"])), section(w["ranges"], grid(w["region"], regions, 2, "dense")),
         section(w["cells"], folded(w["cells"], grid(w["heads"], body, 0, "dense"))), section(w["assumed"], paragraphs([assumed, w["neutral"]], "small")),
         section(w["papers"], cited(papers))),
        document(found), {"cells": pd.DataFrame(rows)},
    )  # fmt: skip
