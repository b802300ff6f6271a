"""Words of the table of verdicts, in English and Chinese: the command line and the page say the same."""

from __future__ import annotations

from collections.abc import Mapping

#: Word of a table -> (English, Chinese).
SAYS: Mapping[str, tuple[str, str]] = {
    "claim": ("claim", "主张"), "role": ("role", "性质"), "verdict": ("verdict", "裁定"), "says": ("what it says", "原文"),
    "behind": ("what is behind it", "依据"), "computed": ("computed", "计算"), "missing": ("missing", "缺少"),
    "instead": ("tested instead", "改为检验"), "not tested": ("not tested", "不检验"), "run": ("computed by", "计算命令"),
    "fact": ("fact", "事实"), "mechanism": ("mechanism", "机制"), "prediction": ("prediction", "预测"), "rhetoric": ("rhetoric", "修辞"),
    "article": ("article", "文章"), "sentence": ("sentence", "句"), "rooms": ("rooms", "模块"), "documents": ("documents say", "文献所示"),
    "grade": ("grade", "等级"), "date": ("date", "日期"), "value": ("value", "数值"), "source": ("source", "来源"),
    "check": ("to verify", "待核实"), "counts": ("counts", "计入"), "yes": ("yes", "是"), "no": ("no", "否"),
    "figure": ("figure", "数字"), "condition": ("condition, fixed before", "事先条件"), "formula": ("formula", "公式"),
    "caution": ("what it cannot say", "局限"), "version": ("version {v} of the rule, {d}", "规则第 {v} 版，{d}"), "part": ("part", "组成"),
    "undetermined": ("no computation settles it", "尚无计算可定"),
    "stale": ("The store holds nothing for the rules, data and code as they are: --compute.", "存储中没有与当前规则、数据和代码相符的结果：--compute。"),
    "fault": ("the model says no", "模型无解"), "older": ("earlier", "旧版"), "earlier": ("version {v} gave {f}, {w}", "第 {v} 版得 {f}，{w}"), "note": ("note", "说明"), "word": ("verdict", "裁定"),
}  # fmt: skip
#: The rule in words (CASES A.3).
RULE = {
    "en": "Rows of grade D and rows that say unknown are dropped; none left: unknown; all agree: that word; otherwise mixed. "
    "A computed verdict stands in the place of unknown, never of a documented word.",
    "zh": "去掉D级与“未知”的证据；无剩余为未知，一致则为该词，否则为证据不一。计算只取代“未知”，不取代文献所定。",
}
#: Notes of claims without evidence that occur often, in Chinese.
NOTES_ZH = {
    "definition: names an element of the system, nothing to test": "定义：指称系统的一个要素，无可检验",
    "rhetoric: only a sharpened version can be tested; it is never assumed": "修辞：只能检验其精确化的说法，从不作为前提",
    "test: does supply variance fall when one foreign source is replaced by one domestic source?":
        "检验：以一个国内来源替代一个国外来源时，供应的方差是否下降？",
    "forecast without date: give it a horizon and score it": "无日期的预测：给定期限后评分",
    "parameter k of the assurance model; 8-100 to be swept": "可信验证模型的参数 k；在 8–100 之间扫描",
    "the praise has no located source": "该赞语未找到出处",
}  # fmt: skip
#: A full-width colon takes no blank, so that the line does not break behind it.
COLON = {"en": ": ", "zh": "："}
#: Unit -> Chinese.
UNITS_ZH = {
    "fraction": "（比例）",
    "ratio": "（比值）",
    "years": "年",
    "log points": "对数点",
    "probability": "（概率）",
}


def word(key: str | None, lang: str) -> str:
    """One of the five words in a language."""
    from bahe.report.wording.texts import Words

    return Words(lang)(f"score_{key}") if key else ""


def says(key: str, lang: str) -> str:
    """A label in a language."""
    return SAYS[key][lang == "zh"]


def labelled(key: str, text: str, lang: str) -> str:
    """A label and what it says."""
    return f"{says(key, lang)}{COLON[lang]}{text}"


def said(text: Mapping[str, str], lang: str) -> str:
    """A text in a language; empty where there is none."""
    return text.get(lang, "")


def translated(figure: str, lang: str) -> str:
    """A figure with its unit in the language."""
    value, _, unit = figure.partition(" ")
    return f"{value}{UNITS_ZH[unit]}" if lang == "zh" and unit in UNITS_ZH else figure


def number(value: float | None) -> str:
    """Four digits; what is not known is a dash."""
    return "–" if value is None or value != value else "∞" if value == float("inf") else f"{value:.4g}"
