"""Every sentence of a report, once in English and once in Chinese. Keys are looked up by `Words`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bahe.faults import UnknownName

LANGUAGES = ("en", "zh")

#: key -> (English, Chinese). Placeholders in braces are the same in both.
TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType({
    # page
    "html_lang": ("en", "zh-Hans"),
    "report": ("Scenario report", "情景分析报告"),
    "other_language": ("中文版", "English version"),
    "question": ("The question", "问题"),
    "answer": ("The answer", "结论"),
    "contents": ("Contents", "目录"),
    "glance": ("At a glance", "要点一览"),
    "welfare": ("Who gains and who loses", "谁得谁失"),
    "map": ("The world map", "世界地图"),
    "trade": ("Trade between the main economies", "主要经济体之间的贸易"),
    "industry": ("Output by industry", "分行业产出"),
    "tariffs": ("From a headline rate to rates by industry", "从名义税率到分行业税率"),
    "revenue": ("Tariff revenue", "关税收入"),
    "sure": ("How sure is this?", "结果有多可靠？"),
    "assumed": ("What was assumed", "假设条件"),
    "reading": ("How to read it", "如何阅读"),
    "cite": ("Data and papers to cite", "数据来源与参考文献"),
    "solves": ("Did the solver converge?", "求解是否收敛"),
    "appendix": ("Appendix: every economy", "附录：全部经济体"),
    "provenance": ("Provenance", "来源与复现"),
    "figure": ("Figure {n}", "图 {n}"),
    "table": ("Table {n}", "表 {n}"),
    "source_line": ("Source: bahe, solved on {world}. {what}", "来源：bahe，基于 {world} 求解。{what}"),
    "meta": ("World {world}, {economies} economies, {sectors} industries · {variants} variants · {date}",
             "基准数据 {world}：{economies}个经济体，{sectors}个行业 · {variants}个情景 · {date}"),
    "meta_one": ("World {world}, {economies} economies, {sectors} industries · one variant · {date}",
                 "基准数据 {world}：{economies}个经济体，{sectors}个行业 · 1个情景 · {date}"),
    "missing": ("n/a", "无数据"),
    "not_converged": ("not converged", "未收敛"),
    # variants and horizons
    "variants": ("The variants", "各情景"),
    "variant": ("Variant", "情景"),
    "horizon": ("Horizon", "期限"),
    "economy": ("Economy", "经济体"),
    "base_date": ("Base date: {date}. Every figure is relative to the world at that date.",
                  "基准日期：{date}。所有数字均相对于该日期的世界。"),
    "long": ("long run", "长期"),
    "long-bln": ("7–10 years", "7–10年"),
    "medium": ("medium run", "中期"),
    "short": ("short run, about a year", "短期（约一年）"),
    "shock": ("first months", "最初数月"),
    "long_head": ("Long run", "长期"),
    "long-bln_head": ("7–10 years", "7–10年"),
    "medium_head": ("Medium run", "中期"),
    "short_head": ("Short run (about a year)", "短期（约一年）"),
    "long_brief": ("Long run", "长期"),
    "long-bln_brief": ("7–10 years", "7–10年"),
    "medium_brief": ("Medium run", "中期"),
    "short_brief": ("Short run", "短期"),
    "shock_brief": ("First months", "最初数月"),
    "shock_head": ("First months", "最初数月"),
    "in_long": ("in the long run", "长期来看"),
    "in_long-bln": ("after 7–10 years", "7–10年后"),
    "in_medium": ("in the medium run", "中期来看"),
    "in_short": ("within about a year (short run)", "约一年内（短期）"),
    "in_shock": ("in the first months", "最初数月内"),
    # the answer
    "one_figure": ("{name} {percent}{band}", "{name} {percent}{band}"),
    "one_figure_usd": ("{name} {percent}{band}, {usd}", "{name} {percent}{band}，{usd}"),
    "band_of": (" [{low} to {high}]", "（{low} 至 {high}）"),
    "figures_join": ("; ", "；"),
    "names_join": (", ", "、"),
    "and_join": (" and ", "和"),
    "answer_range": (
        "Of the {n} variants compared, “{most}” changes real income most {horizon}: {figures_most}. "
        "“{least}” changes it least: {figures_least}.",
        "在所比较的{n}个情景中，{horizon}“{most}”对实际收入的影响最大：{figures_most}；“{least}”影响最小：{figures_least}。"),
    "answer_lead": (
        "Under “{lead}”, real income changes {horizon} as follows: {figures_lead}. Of the {n} variants compared, "
        "“{most}” changes it most ({figures_most}) and “{least}” least ({figures_least}).",
        "在“{lead}”情景下，{horizon}实际收入变动为：{figures_lead}。在所比较的{n}个情景中，"
        "“{most}”影响最大（{figures_most}），“{least}”影响最小（{figures_least}）。"),
    "answer_one": (
        "Under “{most}”, real income changes {horizon} as follows: {figures_most}.",
        "在“{most}”情景下，{horizon}实际收入变动为：{figures_most}。"),
    "answer_none": (
        "No variant moves the real income of {names} away from its base.",
        "各情景均未使{names}的实际收入偏离基准。"),
    "answer_unknown": (
        "No solve for {names} converged, so there is no figure to report; the solver table says how each ended.",
        "涉及{names}的求解均未收敛，因此没有可报告的数字；求解表列出了各次求解的结束状态。"),
    "others_mixed": (
        "Of the {n} other economies and groups shown, {gainer} gains most under “{variant}” and {loser} loses most.",
        "在“{variant}”情景下，所列其余{n}个经济体或集团中，升幅最大的是{gainer}，降幅最大的是{loser}。"),
    "others_lose": (
        "All {n} other economies and groups shown lose under “{variant}”: most {loser}, least {gainer}.",
        "在“{variant}”情景下，所列其余{n}个经济体或集团均受损：降幅最大的是{loser}，最小的是{gainer}。"),
    "others_gain": (
        "All {n} other economies and groups shown gain under “{variant}”: most {gainer}, least {loser}.",
        "在“{variant}”情景下，所列其余{n}个经济体或集团均受益：升幅最大的是{gainer}，最小的是{loser}。"),
    "others_one": (
        "The one other economy or group shown comes out under “{variant}” at {gainer}.",
        "在“{variant}”情景下，所列其余一个经济体或集团的结果为：{gainer}。"),
    "others_none": ("No other economy is in focus.", "本情景未列出其他重点经济体。"),
    "sure_two": (
        "{horizon_head} the same variant gives {figures}; {sign}",
        "{horizon_head}，同一情景的结果为：{figures}；{sign}"),
    "sure_one": ("{sign_head}", "{sign_head}"),
    "sign_all": (
        "the sign of all {n} long-run results shown for it is the same under all {sets} elasticity sets.",
        "所列{n}项长期结果的符号在全部{sets}组弹性下均一致。"),
    "sign_open": (
        "the sign of {k} of the {n} long-run results shown for it is the same under all {sets} elasticity sets; it stays open for {names}.",
        "所列{n}项长期结果中，{k}项的符号在全部{sets}组弹性下一致；{names}的符号尚不确定。"),
    "sign_single": (
        "only one elasticity set was solved, so no band can be given.",
        "仅求解了一组弹性，因此无法给出区间。"),
    "answer_note": (
        "Square brackets: lowest and highest of {sets} published sets of trade elasticities. Central figure: set “{central}”. "
        "Change of real income in per cent of base income; money in USD of the base year.",
        "括号内为{sets}组已发表贸易弹性下的最小值与最大值；中心值采用“{central}”弹性组。数字为实际收入相对基准的变动百分比；金额为基年美元。"),
    "still": ("“{names}” is the base itself and is left out of the tables and figures below.", "“{names}”即基准本身，下文图表不再列出。"),
    # glance
    "glance_caption": ("Change of real income by variant, per cent [lowest, highest over elasticities]; change of trade with each other; average tariff on goods.",
                       "各情景下的实际收入变动，百分比[各组弹性下的最小值，最大值]；双边贸易变动；货物平均关税。"),
    "two_way": ("Two-way trade, long run", "双边贸易（长期）"),
    "avg_rate_on": ("Average tariff, {a} on {b}", "平均关税：{a}对{b}"),
    "now_rate": ("base {base}", "基准 {base}"),
    "is_base": ("base", "基准"),
    # welfare
    "welfare_intro": (
        "Change of real income against the base, ranked by the variant “{lead}” in the long run. Real income is what an economy's income, tariff "
        "revenue included, can buy.",
        "实际收入相对基准的变动，按“{lead}”情景长期结果排序。实际收入指一经济体的收入（含关税收入）所能购买的数量。"),
    "welfare_dots": ("Change of real income under “{variant}”", "“{variant}”情景下的实际收入变动"),
    "welfare_dots_caption": (
        "Dot: central elasticities. Line: lowest to highest over {long} elasticity sets (long run) and over {short} values of the elasticity (short run). "
        "Right: central figure and USD.",
        "圆点：中心弹性。横线：长期为{long}组弹性、短期为{short}个弹性取值下的最小值至最大值。右侧：中心值与金额。"),
    "welfare_dots_caption_one": (
        "Dot: central elasticities. Line: lowest to highest over {long} elasticity sets. Right: central figure and USD.",
        "圆点：中心弹性。横线：{long}组弹性下的最小值至最大值。右侧：中心值与金额。"),
    "welfare_by_variant": ("The same by variant, {horizon}", "各情景对比（{horizon}）"),
    "welfare_by_variant_caption": (
        "One panel a variant, one scale. Dot: central; line: lowest to highest over elasticity sets.",
        "每个情景一幅，刻度相同。圆点：中心值；横线：各组弹性下的最小值至最大值。"),
    "welfare_table_caption": (
        "Change of real income, {horizon}: per cent, [lowest, highest over {sets} elasticity sets], and {money}.",
        "实际收入变动（{horizon}）：百分比，[{sets}组弹性下的最小值，最大值]，{money}。"),
    "welfare_table_caption_theta": (
        "Change of real income, {horizon}: per cent, [lowest, highest over {sets} values of the trade elasticity], and {money}.",
        "实际收入变动（{horizon}）：百分比，[{sets}个贸易弹性取值下的最小值，最大值]，{money}。"),
    "some_sets": ("{n} of {of} sets converged", "{of}组弹性中{n}组收敛"),
    # map
    "map_title": ("Change of real income under “{variant}”, {horizon}", "“{variant}”情景下的实际收入变动（{horizon}）"),
    "map_caption": (
        "Per cent, central elasticities. Hatched: no own data, part of the rest of the world (ROW {row}). "
        "Shapes: Natural Earth 1:110 million, as that source draws them; names follow the data source. Neither implies a position on names, "
        "status or borders.",
        "单位：百分比，中心弹性。斜线：无单列数据，计入“世界其他地区”（{row}）。地图轮廓采用 Natural Earth 1:1.1亿数据，"
        "名称沿用数据来源；二者均不表示对名称、地位或边界的任何立场。"),
    "map_no_data": ("no own data: part of ROW", "无单列数据：计入世界其他地区"),
    "map_failed": ("not converged", "未收敛"),
    "map_small": ("All variants on the same colours, {horizon}", "各情景对比，色标相同（{horizon}）"),
    "map_inset": ("Europe, enlarged", "欧洲（放大）"),
    "legend_title": ("Change of real income, per cent", "实际收入变动，%"),
    "loss": ("loss", "损失"),
    "gain": ("gain", "收益"),
    # trade
    "trade_title": ("Change of trade under “{variant}”", "“{variant}”情景下的贸易变动"),
    "trade_caption": (
        "The {n} largest changes between economies and groups in focus, all industries, basic prices, central elasticities. "
        "Right: trade before and after, {money}.",
        "重点经济体与集团之间变动最大的{n}组贸易流，全部行业，基本价格，中心弹性。右侧：变动前后的贸易额（{money}）。"),
    "flow": ("{exporter} → {importer}", "{exporter} → {importer}"),
    "before": ("before", "变动前"),
    "after": ("after", "变动后"),
    # industry
    "industry_title": ("Change of output under “{variant}”, {horizon}", "“{variant}”情景下的产出变动（{horizon}）"),
    "industry_caption": (
        "The {n} industries with the largest changes in USD for the economies drawn, central elasticities. Right: change in {money}.",
        "所示经济体中产值变动最大的{n}个行业，中心弹性。右侧：产值变动（{money}）。"),
    # tariffs
    "tariff_title": ("Rates by industry under “{variant}”", "“{variant}”情景下的分行业税率"),
    "tariff_panel": ("{importer} on {exporter}", "{importer}对{exporter}"),
    "tariff_caption": (
        "Ring: base rate; dot: rate in the variant; dashed: average weighted by base imports. Industries by size of imports, "
        "the {n} largest; right: imports, {money}.",
        "空心圆：基准税率；实心圆：情景税率；虚线：按基准进口额加权的平均税率。行业按进口额排列，取最大的{n}个；右侧：进口额（{money}）。"),
    "tariff_table_caption": ("Average tariff on goods, weighted by base imports.", "货物平均关税，按基准进口额加权。"),
    "tariff_none": ("This scenario changes no tariff.", "本情景不改变任何关税。"),
    "pair": ("Importer on exporter", "进口方对出口方"),
    "base": ("Base", "基准"),
    "average_short": ("average {rate}", "平均 {rate}"),
    "rate_axis": ("tariff, per cent", "税率，%"),
    # revenue
    "revenue_caption": (
        "Tariff revenue of the economies whose tariffs change, {money}, {horizon}, central elasticities [lowest, highest over elasticity sets].",
        "关税发生变动的经济体的关税收入（{money}，{horizon}，中心弹性，[各组弹性下的最小值，最大值]）。"),
    # sure
    "sure_title": ("Each elasticity set a dot: real income under “{variant}”", "每组弹性一个点：“{variant}”情景下的实际收入"),
    "sure_caption": (
        "Every dot is the same question solved with another published set of trade elasticities (long run) or another value (short run); the large dot "
        "is the central one. The words name the sets at the two ends. The sets are alternatives; their spread is not a confidence interval.",
        "每个点表示用另一组已发表的贸易弹性（长期）或另一取值（短期）对同一问题的求解；大圆点为中心值，文字标出两端的弹性组。"
        "各组弹性是可供选择的估计，其离散程度不是置信区间。"),
    "percent_axis": ("change of real income, per cent", "实际收入变动，%"),
    "trade_axis": ("change of trade, {money}", "贸易变动，{money}"),
    "output_axis": ("change of output, per cent", "产出变动，%"),
    # assumptions
    "closure": ("Closure", "闭合规则"),
    "closure_transfer": ("Trade imbalances keep their share of world income (“transfer”).", "贸易差额占世界收入的份额保持不变（transfer）。"),
    "closure_balanced": ("The benchmark is first re-solved with balanced trade; changes are relative to it (“balanced”).",
                         "先在贸易平衡条件下重新求解基准，变动相对于该基准（balanced）。"),
    "closure_proportional": ("Trade imbalances move in proportion to income (“proportional”).", "贸易差额随收入同比例变动（proportional）。"),
    "closure_nominal": ("Trade imbalances are fixed in a named price (“nominal”).", "贸易差额按指定价格固定（nominal）。"),
    "closure_note": ("Signs can change with the closure.", "结果的符号可能随闭合规则而变。"),
    "horizons": ("Horizons", "期限设定"),
    "horizon_caption": ("Elasticities of each horizon.", "各期限的弹性设定。"),
    "theta": ("Trade elasticity θ", "贸易弹性 θ"),
    "range_median": ("{low} to {high}, median {median}", "{low} 至 {high}，中位数 {median}"),
    "s_va": ("Value added against inputs", "增加值与投入之间"),
    "s_in": ("Among inputs", "投入之间"),
    "s_fin": ("Final demand", "最终需求"),
    "factors": ("Factors", "要素"),
    "mobile": ("mobile between industries", "可跨行业流动"),
    "specific": ("fixed in their industry", "固定于本行业"),
    "ground": ("Ground", "依据"),
    "elasticities": ("Elasticity sets", "弹性组"),
    "elasticity_caption": ("Trade elasticities θ over goods industries, long run.", "长期贸易弹性 θ（货物行业）。"),
    "set": ("Set", "弹性组"),
    "lowest": ("Lowest", "最小"),
    "median": ("Median", "中位数"),
    "highest": ("Highest", "最大"),
    "is_central": ("central", "中心"),
    "labour": ("Labour supply", "劳动供给"),
    "labour_words": ("Elastic with elasticity {eta}; tariff revenue: {revenue}.", "劳动供给弹性 {eta}；关税收入用途：{revenue}。"),
    "scope": ("Stated by the scenario", "情景说明"),
    "moves": ("What is done in each variant", "各情景的措施"),
    "moves_none": ("nothing is changed", "不采取任何措施"),
    "moves_more": ("… and {n} more", "……另有{n}项"),
    "baserates": ("Base rates and data", "基准税率与数据"),
    "row": ("Rest of the world", "世界其他地区"),
    "row_words": ("Economies without own data form one economy, ROW; its services trade is imputed.",
                  "无单列数据的经济体合并为“世界其他地区”（ROW），其服务贸易为推算值。"),
    "remark_caption": ("What the audit of the data says.", "数据审核说明。"),
    "check": ("Check", "项目"),
    "status": ("Status", "状态"),
    "detail": ("Detail", "说明"),
    # reading
    "read_income": (
        "Real income: income after the change divided by a final price index after the change, against the base. It is exact, not a first-order figure. "
        "USD figures are that change times base income.",
        "实际收入：变动后的收入除以变动后的最终价格指数，再与基准相比；为精确值而非一阶近似。美元数字为该变动乘以基准收入。"),
    "read_band": (
        "Band: the same question solved again with every elasticity set. Where the line crosses zero, even the sign depends on the set.",
        "区间：用每组弹性重新求解同一问题。横线跨越零点时，结果的符号也取决于所用弹性组。"),
    "read_horizon": (
        "Horizon: how long buyers and factors have had to adjust. In the short run origins substitute less easily and factors stay in "
        "their industry, so changes in prices and in the terms of trade weigh more. It is a comparison of two worlds, not a forecast by date.",
        "期限：买方与要素的调整时间。短期内产地之间较难替代、要素固定于本行业，价格与贸易条件变动的影响更大。结果是两个世界的比较，而非按日期的预测。"),
    "read_not": (
        "Not included: uncertainty itself, exchange-rate movements, stocks, firm entry, and politics. Names of economies follow the data source.",
        "未包括：不确定性本身、汇率波动、库存、企业进入以及政治因素。经济体名称沿用数据来源。"),
    # cite
    "data_sources": ("Data", "数据"),
    "scenario_sources": ("Measures and dates", "措施与日期"),
    "methods": ("Methods used", "所用方法"),
    # solves
    "solves_caption": ("Solves by variant and horizon; residual: the largest over the elasticity sets.", "按情景与期限汇总的求解；残差取各组弹性中的最大值。"),
    "solves_all": ("All {n} solves converged.", "全部{n}次求解均已收敛。"),
    "solves_some": ("{k} of {n} solves converged; the others give no figure in this report.", "{n}次求解中{k}次收敛；其余在本报告中不给出数字。"),
    "solves_each": ("Every solve", "逐次求解"),
    "number_solves": ("Solves", "求解次数"),
    "converged": ("Converged", "收敛"),
    "outcome": ("Outcome", "结果"),
    "iterations": ("Iterations", "迭代次数"),
    "residual": ("Residual", "残差"),
    "seconds": ("Seconds", "秒"),
    "method": ("Method", "方法"),
    "out_converged": ("converged", "收敛"),
    "out_stalled": ("stalled", "停滞"),
    "out_diverged": ("diverged", "发散"),
    "out_out_of_iterations": ("out of iterations", "达到迭代上限"),
    "out_infeasible": ("no finite equilibrium", "无有限均衡"),
    # appendix
    "appendix_caption": ("Change of real income in every economy, per cent, central elasticities [lowest, highest over sets].",
                         "全部经济体的实际收入变动，百分比，中心弹性[各组弹性下的最小值，最大值]。"),
    "appendix_open": ("Show all {n} economies", "展开全部{n}个经济体"),
    "code": ("Code", "代码"),
    # provenance
    "reproduce": ("Make this report again", "复现本报告"),
    "files_beside": ("Beside this page: {files}.", "随附文件：{files}。"),
    "neutral": ("bahe computes what follows from stated assumptions. It takes no side and makes no recommendation.",
                "bahe 仅计算既定假设下的结果，不持立场，不作建议。"),
    "key": ("Item", "项目"),
    "value": ("Value", "值"),
    "group_EU27": ("European Union (27)", "欧盟27国"),
    "group_ASEAN": ("ASEAN", "东盟"),
    "group_G7": ("G7", "七国集团"),
    "group_USMCA": ("USMCA", "美墨加三国"),
    "group_world": ("World", "世界"),
    "group_others": ("All others", "其他经济体"),
    "group_ROW": ("Rest of the world", "世界其他地区"),
})  # fmt: skip


#: The grounds of the standard horizons (`bahe.world.horizon`), in Chinese.
GROUNDS_ZH: Mapping[str, str] = MappingProxyType({
    "sector elasticities of the quantitative trade literature": "定量贸易文献中的分行业弹性",
    "Boehm, Levchenko and Pandalai-Nayar (2023), 7-10 years: 1.75-2.25 less one":
        "Boehm、Levchenko 和 Pandalai-Nayar（2023），7–10年：1.75–2.25 减 1",
    "a choice between long-bln and short": "介于 long-bln 与 short 之间的选择",
    "a choice (sigma 1.5) between the first-year and the 7-10 year estimate of Boehm, Levchenko and Pandalai-Nayar (2023); "
    "nests after Baqaee and Farhi (2024)":
        "在 Boehm、Levchenko 和 Pandalai-Nayar（2023）首年与7–10年估计之间的选择（σ = 1.5）；嵌套结构参照 Baqaee 和 Farhi（2024）",
    "Boehm, Levchenko and Pandalai-Nayar (2023), first year: sigma 0.76, origins are complements":
        "Boehm、Levchenko 和 Pandalai-Nayar（2023），首年：σ = 0.76，产地之间互补",
})  # fmt: skip


class Words:
    """The texts of one language: `words("answer")`, `words("figure", n=3)`."""

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise UnknownName("language", lang, LANGUAGES, field="lang")
        self.lang = lang
        self._column = LANGUAGES.index(lang)

    def __call__(self, key: str, **values: Any) -> str:
        """The text of `key` with its placeholders filled."""
        if key not in TEXTS:
            raise UnknownName("text", key, TEXTS)
        text = TEXTS[key][self._column]
        return text.format(**values) if values else text

    def or_else(self, key: str, fallback: str) -> str:
        """The text of `key`, or `fallback` where there is none."""
        return TEXTS[key][self._column] if key in TEXTS else fallback


def said(text: Any, lang: str) -> str:
    """A text of the scenario in `lang`: a plain string, a mapping or an object with `en` and `zh`; empty for None."""
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    if isinstance(text, Mapping):
        return str(text.get(lang) or next((t for t in text.values() if t), ""))
    return str(getattr(text, lang, None) or getattr(text, "en", None) or text)
