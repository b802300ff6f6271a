"""japan-china-2026: the stored ranking, what was done placed on it, and the figures that the conditions ask for."""

from __future__ import annotations

from functools import cache
from typing import Any

from bahe.casebook.levers.ranking import SIDES, TOP, Lever, Placed, measures, placed, power_of_sides, score, stored
from bahe.casebook.runs.exhibits import Exhibit, exhibit

#: Rows of the ranking that are shown.
SHOWN = 12


@cache
def product_labels() -> dict[str, str]:
    """HS6 code -> label of the packaged raw materials, as the customs files word it."""
    from bahe.atlas.tables import rows

    return {r["hs6"]: r["label"] for r in rows("products/minerals_labels.csv")}


def shortened(label: str, most: int = 44) -> str:
    """A label cut at a word."""
    return label if len(label) <= most else label[:most].rsplit(" ", 1)[0].rstrip(",:;") + " …"


def answer() -> dict[str, Any]:
    """Metrics and exhibits of the case, as plain values."""
    levers, stamp = stored()
    found = [placed(levers, m) for m in measures()]
    power = power_of_sides()
    return {
        "metrics": metrics(found, power),
        "stamp": stamp,
        "exhibits": [e.as_dict() for e in (_placed(found, levers), _ranking(levers, stamp), _sides(levers, power))],
        "sentences": sentences(found, levers, power),
    }


def metrics(found: list[Placed], power: dict[str, float]) -> dict[str, Any]:
    """The two figures of the conditions; null with bounds where a measure cannot be placed."""
    part, low, high = score(found)
    known = sum(p.top is not None for p in found)
    needs = list(dict.fromkeys(p.measure.needs["en"] for p in found if p.top is None and p.measure.needs))
    higher = max(power, key=lambda side: power[side])
    said = ", ".join(f"{k} {v:.2f} %" for k, v in power.items())
    acted = any(p.measure.by == higher for p in found)
    return {
        "measures_in_top_decile": {
            "value": part, "low": low, "high": high, "unit": "fraction of the measures taken",
            "how": {"en": f"{known} of {len(found)} measures can be placed: between {low:.2f} and {high:.2f}",
                    "zh": f"{len(found)} 项措施中 {known} 项可排位：在 {low:.2f} 与 {high:.2f} 之间"},
            "missing": None if part is not None else {"en": "; ".join(needs), "zh": "2024年双向六位税号贸易，以及两用物项清单"},
        },
        "higher_index_side_acts": {
            "value": acted, "unit": "true or false",
            "how": {"en": f"{higher} has the higher index: {said} of the other side's value added",
                    "zh": f"{higher} 的指数较高：{said}（占对方增加值）"},
            "missing": None,
        },
    }  # fmt: skip


def sentences(found: list[Placed], levers: tuple[Lever, ...], power: dict[str, float]) -> dict[str, list[str]]:
    """The result in words."""
    one = next((p for p in found if p.best is not None), None)
    _, low, high = score(found)
    en = [f"Stopping all inputs costs Japan {power['CHN']:.2f} % and China {power['JPN']:.2f} % of value added (50 industries, σ = 3); "
          "the measures taken are China's."]  # fmt: skip
    zh = [
        f"停供全部投入使日本损失增加值的 {power['CHN']:.2f}%，使中国损失 {power['JPN']:.2f}%（50个行业，σ = 3）；所采取的措施来自中国。"
    ]
    if one is not None and one.best is not None and one.chance is not None:
        en.append(f"Of the dual-use ban, rare earths stand at rank {one.best.rank} of {len(levers)}; the best of {one.products} "
                  f"products drawn at random stands as high with a chance of {100 * one.chance:.0f} %.")  # fmt: skip
        zh.append(f"两用物项禁令中，稀土排在 {len(levers)} 行中的第 {one.best.rank} 位；随机抽取的 {one.products} 个商品中最好者"
                  f"排得同样靠前的概率为 {100 * one.chance:.0f}%。")  # fmt: skip
    en.append(f"Two measures work through the buyer and cannot be placed, so that the part in the top tenth lies between {low:.2f} and "
              f"{high:.2f}: the threshold of 0.5 is inside, and the condition stays unknown.")  # fmt: skip
    zh.append(
        f"另两项措施经由买方起作用，无法排位，因此位于前十分之一的比例在 {low:.2f} 与 {high:.2f} 之间：阈值 0.5 在其中，条件未知。"
    )
    return {"en": en, "zh": zh}


def _placed(found: list[Placed], levers: tuple[Lever, ...]) -> Exhibit:
    def line(p: Placed, lang: str) -> list[str]:
        none = "not placed" if lang == "en" else "无法排位"
        rank = none if p.best is None else f"{p.best.rank} / {len(levers)}"
        chance = "–" if p.chance is None else f"{100 * p.chance:.0f} %"
        needs = p.measure.needs.get(lang, "") if p.top is None or p.measure.needs else ""
        return [p.measure.text[lang], f"{p.measure.by} → {p.measure.on}", p.measure.day, needs, rank, chance]

    return exhibit(
        ("The measures taken, on the stored ranking", "所采取的措施在已存排序中的位置"),
        (["measure", "by", "day", "needed to place it", "best rank", "chance at random"],
         ["措施", "方向", "日期", "排位所缺", "最佳名次", "随机概率"]),
        {lang: [line(p, lang) for p in found] for lang in ("en", "zh")}, 4,
        (f"Top tenth: rank {int(TOP * len(levers))} or better. Chance: that the best of as many products, drawn at random, stands as high.",
         f"前十分之一：名次 {int(TOP * len(levers))} 或更好。概率：随机抽取同样数目的商品，其中最好者排得同样靠前。"),
    )  # fmt: skip


def _ranking(levers: tuple[Lever, ...], stamp: dict[str, str]) -> Exhibit:
    from bahe.atlas import names

    labels = (product_labels(), names("zh", "product"))
    flag = {1: ("yes", "是"), 0: ("no", "否"), -1: ("undecided", "未定")}

    def line(r: Lever, k: int) -> list[str]:
        label = shortened(labels[k].get(r.code, ""))
        return [
            f"{r.code} {label}",
            f"{r.holder} → {r.target}",
            flag[r.flagged][k],
            str(r.rank),
            f"{100 * r.share:.1f}",
            f"{r.imports:,.0f}",
            f"{r.loss:.3g}",
        ]

    return exhibit(
        (f"The ranking as stored on {stamp['day']}", f"{stamp['day']} 所存排序"),
        (["product", "lever", "flagged by geodep", "rank", "share, %", "imports, USD mn", "loss, per mn of value added"],
         ["商品", "方向", "geodep 筛选", "名次", "份额（%）", "进口（百万美元）", "损失（增加值的百万分之）"]),
        {lang: [line(r, k) for r in levers[:SHOWN]] for k, lang in enumerate(("en", "zh"))}, 3,
        (f"First {SHOWN} of {len(levers)} rows of both directions. sha256 {stamp['sha256'][:16]}… of ranking.csv. Data end in 2024; "
         "the rule was written when the measures were public: out of sample in data, not in knowledge. Raw materials alone: no "
         "resist, no machines.",
         f"双向共 {len(levers)} 行，列前 {SHOWN} 行。ranking.csv 的 sha256：{stamp['sha256'][:16]}…。数据止于2024年；规则写成时措施已公开，"
         "因此是数据上的样本外，而非知识上的样本外。仅含原材料，无光刻胶与机器。"),
    )  # fmt: skip


def _sides(levers: tuple[Lever, ...], power: dict[str, float]) -> Exhibit:
    def line(h: str) -> list[str]:
        mine = [r for r in levers if r.holder == h]
        top = sum(r.rank <= TOP * len(levers) for r in mine)
        return [
            h,
            f"{power[h]:.2f}",
            str(len(mine)),
            str(sum(r.flagged == 1 for r in mine)),
            str(top),
            f"{sum(r.loss for r in mine):.0f}",
        ]

    rows = [line(h) for h in SIDES]
    return exhibit(
        ("Both directions, same screens and thresholds", "双向，同一筛选与阈值"),
        (["holder", "loss of the other side, all inputs, %", "products", "flagged", "in the top tenth", "sum of losses, per mn"],
         ["持有方", "对方损失（全部投入，%）", "商品数", "被筛出", "前十分之一", "损失合计（百万分之）"]),
        {"en": rows, "zh": rows}, 1, ("At 50 industries the chokepoints of Japan are invisible.",
                                             "在50个行业的粒度上，日本的咽喉商品不可见。"),
    )  # fmt: skip
