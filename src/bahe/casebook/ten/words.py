"""Words of the casebook's reports and index, in English and Chinese."""

from __future__ import annotations

from typing import Any

VERDICTS = {
    "supported": ("supported", "支持"), "contradicted": ("contradicted", "不支持"), "mixed": ("mixed", "不一"),
    "untestable": ("untestable", "无法检验"), "unknown": ("unknown", "未知"),
}  # fmt: skip
HOLDS = {
    "yes": ("met", "成立"), "no": ("not met", "不成立"), "split": ("met in part", "部分成立"), "unknown": ("unknown", "未知"),
}  # fmt: skip
#: Parts of the keys of figures that are told one by one: horizons and ends of a stated range.
TERMS = {
    "long": ("long run", "长期"), "short": ("short run", "短期"), "medium": ("some years", "数年"), "low": ("low", "下端"),
    "high": ("high", "上端"), "value": ("by value", "按金额"), "tonnage": ("by tonnage", "按重量"),
}  # fmt: skip
SIDES = {"supports": ("supports", "支持"), "contradicts": ("contradicts", "反驳")}

WORDS: dict[str, tuple[str, str]] = {
    "strap": ("Casebook", "案例集"), "index": ("The ten cases", "十个案例"), "back": ("All ten cases", "全部十个案例"),
    "question": ("The question", "问题"), "fixed": ("What was fixed before the run", "运算之前确定的内容"),
    "figures": ("Each figure: how it is got and what it rests on", "每个数字：如何得出、依据何在"),
    "data": ("Data and their conflicts", "数据及其冲突"), "result": ("The result", "结果"),
    "verdict": ("The verdict", "判定"), "mind": ("What would change our mind", "什么会改变我们的看法"),
    "condition": ("condition", "条件"), "bound": ("metric and threshold", "指标与阈值"), "found": ("figure [band]", "数字［区间］"),
    "holds": ("met?", "是否成立"), "side": ("side", "一方"), "metric": ("metric", "指标"), "formula": ("formula", "公式"),
    "how": ("how it was got", "得出方式"), "rests": ("rests on", "依据"), "line": ("line", "行"), "source": ("source", "来源"),
    "row": ("row", "内容"), "claim": ("claim", "主张"), "documented": ("by documents", "据文献"), "computed": ("by this case", "据本案例"),
    "missing": ("missing", "缺少"), "importer": ("importer", "导入方式"), "user": ("Only the reader can supply:", "只有读者能提供："),
    "full": ("All tables and charts of this case", "本案例的全部表格与图"), "json": ("answer.json", "answer.json"),
    "other": ("中文", "English"), "case": ("case", "案例"), "word": ("verdict", "判定"),
    "claims": ("Claims that a condition decides", "由条件判定的主张"),
    "table": ("All 184 claims", "全部184项主张"), "role": ("role", "类型"), "gloss": ("gloss", "含义"), "figure": ("figure", "数字"),
    "lines": ("Lines of conditions.yaml", "conditions.yaml 原文"),
    "rule": (
        "Supports only: supported. Contradicts only: contradicted. Both, or none though all are measured: mixed. None, and one without its "
        "figure: unknown. A condition that is met in part is read both ways: the word on which all readings agree, else mixed.",
        "仅支持条件成立：支持；仅反驳条件成立：不支持；两者皆成立，或全部已测而无一成立：不一；无一成立且有条件缺数字：未知。"
        "部分成立的条件按两种读法分别判定：各读法一致则取该词，否则为不一。",
    ),
    "no_datum": ("datum missing", "缺少数据"),
    "no_answer": ("The model gave no answer", "模型没有给出答案"),
}  # fmt: skip


def word(name: str, lang: str) -> str:
    """A word of the page."""
    return WORDS[name][lang == "zh"]


def of(table: dict[str, tuple[str, str]], name: str, lang: str) -> str:
    """A word of a table of words; the name itself where it has none."""
    pair = table.get(name)
    return name if pair is None else pair[lang == "zh"]


def number(value: Any, lang: str) -> str:
    """A figure, truth or word as it is read; three significant digits."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return (("no", "否"), ("yes", "是"))[value][lang == "zh"]
    if isinstance(value, str):
        return value
    if value == int(value) and abs(value) < 1e6:
        return f"{value:.0f}".replace("-", "−")
    return f"{value:.3g}".replace("-", "−")


def banded(value: Any, low: Any, high: Any, lang: str) -> str:
    """A figure with its band."""
    said = number(value, lang)
    if low is None or high is None or isinstance(value, bool | str) or low == high:
        return said
    return f"{said} [{number(low, lang)}, {number(high, lang)}]"
