"""Words of the pages of ensembles."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "strap": "Ensemble", "bands": "Bands", "made": "What the spread is made of", "assumed": "What was uncertain", "tables": "All figures", "papers": "Papers to cite",
        "heads": ["median (5 to 95 per cent)"], "first": "first: goes once this input alone is known", "total": "total: stays while this input alone is unknown",
        "caption": "Dot: median; bar: from the 5th to the 95th percentile of the draws.",
        "caption_tug": "Bar and dot: 5th percentile, median and 95th of the priors; line and diamond: the same once the figures on file weigh the draws, where 20 or more effective draws explain them.",
        "sobol": "Part of the variance, with 90 per cent intervals; the number is the total. Below the intervals' width nothing should be read into a share.",
        "shapley": "Shapley shares of the variance, per cent: what inputs do together is shared between them. An estimate; what falls below nought is left out of the bar.",
        "prior": "Shares are those of the priors: figures on file make the inputs depend on each other, and a share of the variance loses its one meaning. Clocks that are not reached count as the years played.",
        "runs": "{runs} runs, {computed} computed now{blocks}; seed {seed}.", "in_blocks": " in blocks", "missing": "{n} runs have a figure missing: a solve did not converge. They are left out, not set to nought.",
        "figure": "figure", "unit": "unit", "fitted": "given figures on file", "reached": "reached in", "input": "input", "law": "law", "real_income": "change of real income, per cent", "economy": "economy",
        "loses": "loses in", "never": "not reached", "usd": "USD bn, median", "scenario_answer": "{who}: {median} per cent of real income in the median draw, 5 to 95 per cent of draws from {low} to {high}; it loses in {loses} of draws ({variant}, {horizon}).",
        "made_answer": "{figure}: most of its spread is due to “{input}” ({share}).", "tug_answer": "{good}: {figure} {value}.", "unweighed": "{good}: only {n} effective draws of {all} explain the figures on file, so that bands are those of the priors; bahe tug draws where the figures are.",
        "neutral": "Bands say what follows from the ranges that were put in. The same ranges serve every economy.",
    },
    "zh": {
        "strap": "多次抽样", "bands": "区间", "made": "差异由什么构成", "assumed": "哪些输入不确定", "tables": "全部数字", "papers": "参考文献",
        "heads": ["中位数（5%–95%）"], "first": "一阶：仅该输入已知时消除的部分", "total": "总效应：仅该输入未知时仍存在的部分",
        "caption": "圆点：中位数；横条：抽样的第5至第95百分位。",
        "caption_tug": "横条与圆点：先验的第5百分位、中位数与第95百分位；线与菱形：以已有数字加权之后（有效抽样不少于20时）。",
        "sobol": "占方差的比例，附90%区间；所标数字为总效应。小于区间宽度的差别不应解读。",
        "shapley": "方差的沙普利份额（%）：共同作用由各输入分担。此为估计值，低于零的部分不画入横条。",
        "prior": "份额按先验计算：已有数字会使各输入相互依赖，方差份额便不再有唯一含义。未达到的时间按推演年数计。",
        "runs": "共{runs}次运行，本次计算{computed}{blocks}；种子 {seed}。", "in_blocks": "组", "missing": "{n}次运行有缺失数字（未收敛），已剔除，不作零处理。",
        "figure": "数字", "unit": "单位", "fitted": "结合已有数字", "reached": "达到比例", "input": "输入", "law": "分布", "real_income": "实际收入变动（%）", "economy": "经济体",
        "loses": "受损比例", "never": "未达到", "usd": "中位数，十亿美元", "scenario_answer": "{who}：中位抽样的实际收入变动为 {median}%，5%–95% 的抽样在 {low} 与 {high} 之间；{loses} 的抽样中受损（{variant}，{horizon}）。",
        "made_answer": "{figure}：差异主要来自“{input}”（{share}）。", "tug_answer": "{good}：{figure} {value}。", "unweighed": "{good}：{all}次抽样中仅相当于{n}次能解释已有数字，因此区间为先验区间；bahe tug 会在数字所在之处抽样。",
        "neutral": "区间只说明由所设范围推出什么；同一组范围适用于任何经济体。",
    },
}  # fmt: skip

INPUTS: dict[str, tuple[str, str]] = {
    "elasticities": ("trade elasticities", "贸易弹性"), "start": ("start", "起点"), "control": ("control", "管制"), "learning": ("learning", "学习"),
    "buyers": ("buyers", "买方反应"), "distrust": ("distrust", "不信任"), "network": ("lock-in", "网络锁定"), "luck": ("luck", "运气"),
}  # fmt: skip
UNITS: dict[str, tuple[str, str]] = {
    "years": ("years", "年"), "months": ("months", "月"), "ratio": ("ratio", "比率"), "share": ("per cent or points", "百分比（点）"),
    "percent": ("per cent of real income", "占实际收入 %"), "log": ("natural logs", "自然对数"), "date": ("year", "年份"),
}  # fmt: skip


def input_of(name: str, lang: str) -> str:
    """An input in words; a key of a scenario stands for itself."""
    return INPUTS[name][lang == "zh"] if name in INPUTS else name


def figure(x: float, unit: str, lang: str) -> str:
    """A figure of a tug in its unit."""
    from bahe.report.wording.numbers import MINUS

    if not isfinite(x):
        return str(WORDS[lang]["never"]) if x > 0 else "–"
    text = f"{100 * x:.0f}" if unit == "share" else f"{x:.1f}" if unit in ("years", "months", "date") else f"{x:.2f}"
    return text.lstrip("-") if not text.strip("-0.") else text.replace("-", MINUS)


def band(values: Sequence[float], unit: str, lang: str) -> str:
    """`2.3 (0.9 – not reached)`."""
    low, mid, high = (figure(v, unit, lang) for v in values)
    return f"{mid}（{low} – {high}）" if lang == "zh" else f"{mid} ({low} – {high})"
