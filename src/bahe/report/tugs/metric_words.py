"""How each named figure of a tug was got, or what is missing, in English and Chinese; places in braces are filled with figures."""

from __future__ import annotations

HOW: dict[str, tuple[str, str]] = {
    # korea-2019
    "home_share_change_vs_2018_24m_after_lift": (
        "home output of Korean makers is not published, so that the share is not known; the draws, which only the holder's part of imports weighs, say {median:+.2f} for hydrogen fluoride from 2018.25 to 2025.25 (90 %: {low:+.2f} to {high:+.2f}), and that is the priors",
        "韩国厂商的产量未公布，份额不可知；抽样只由持有方占进口的份额加权，氟化氢自2018.25至2025.25为 {median:+.2f}（九成：{low:+.2f} 至 {high:+.2f}），那是先验"),
    "third_country_part_of_fall": (
        "Korean imports of hydrogen fluoride in USD, 2019 to 2020: part of the fall of the holder's sales that others sold more; nought under either date (2018 or 2019) of the share of 32.2 %",
        "韩国氟化氢进口（美元），2019至2020年：持有方销售下降中由他国增售的部分；32.2% 的份额无论属于2018还是2019年，均为零"),
    "holder_share_24m_after_lift_over_2018": (
        "no figure of March 2025 and none of 2018 of one definition; the last on file is May 2023, two months after the lift",
        "没有2025年3月的数字，也没有同一口径的2018年数字；最后一个是2023年5月，即解除后两个月"),
    "resist_holder_share_3y": (
        "no figure of July 2022; the last on file, January to May 2021, is {resist:.3f}", "没有2022年7月的数字；最后一个为2021年1至5月：{resist:.3f}"),
    "placebo_chance_of_fall": (
        "hydrogen fluoride 2019 to 2020 ({fall:+.2f} log-odds) among {materials} raw materials of the same holder, not controlled: {as_far} fell as far; permutation",
        "氟化氢2019至2020年（对数几率 {fall:+.2f}）与同一持有方 {materials} 种未受管制的原料相比：{as_far} 种下降得同样多；置换"),
    # ai-chip-floor-and-lock-in
    "control_effect_credible_interval_excludes_zero": (
        "share of 2028.5 less that without control, 90 % interval (low, high), over draws weighed by all IDC figures; median {median:.3f}",
        "2028.5 年份额减去没有管制时的份额，九成区间（low、high），由全部 IDC 数字加权的抽样；中位数 {median:.3f}"),
    "prob_share_90_before_2028_5": (
        "share at 2028.5 at .90 or above, over draws weighed by all IDC figures", "2028.5 年份额在 .90 或以上，由全部 IDC 数字加权的抽样"),
    "prob_share_70_in_2025_58": (
        "share at 2025.58 at .70 or above, over draws weighed by all IDC figures", "2025.58 年份额在 .70 或以上，由全部 IDC 数字加权的抽样"),
    "shapley_floor": (
        "Shapley part of the floor in the rise of the home share to 2028.5", "到2028.5年国产份额上升中采购下限的沙普利部分"),
    "private_share_floor_off": (
        "median home share of buyers without a floor at 2028.5, floors off, over draws weighed by all IDC figures",
        "取消下限后，没有下限的买方2028.5年国产份额的中位数，由全部 IDC 数字加权的抽样"),
    "share_2026_change": (
        "share of 2026.5 with the memory cap less that without; the cap (10 to 28 % of demand) is a range around a report of 805 to 300 thousand cards (grade B), demand of 2026 a judgement",
        "2026.5 年有内存限制时的份额减去没有时的份额；限制（需求的 10% 至 28%）以80.5万降至30万卡的报告（等级 B）为据，2026年需求为判断"),
    # slow-tug-multi-tech
    "median_speed_over_reducer_speed": (
        "two of the three others have one figure each, so that their speed is not on file: the mechanism with its priors says {model:.2f}, speeds lent by the others (narrow segments) say {pooled:.2f}; neither is evidence",
        "其余三种中有两种各只有一个数字，速度不在档：带先验的机制给出 {model:.2f}，借自其他技术的速度（窄口径）给出 {pooled:.2f}；两者都不是证据"),
    "arf_share_2030_median": (
        "median of the fan at 2030.5; one figure, grade D, speed prior alone", "2030.5 年扇形的中位数；一个数字，等级 D，速度仅为先验"),
    "jpn_share_of_bearing_dependence": (
        "three countries' makers are named, no figure for any: equal parts are an assumption of the table of items", "列名三国厂商，均无数字：等分是商品表的假设"),
    "net_gap_trend": (
        "yearly change of the log cost gap, sold freely; medians over goods of 5, 50 and 95 per cent ({said}); mostly prior", "自由销售下成本差距（对数）的年变化；各商品 5%、50%、95% 分位的中位数（{said}）；主要是先验"),
}  # fmt: skip
