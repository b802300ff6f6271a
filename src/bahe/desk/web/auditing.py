"""Rows of an audit in words: check, finding and the unit of the figure, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from bahe.report.wording.phrases import chinese

#: How the name of a check begins -> unit of its figure, English and Chinese; the first that fits.
UNITS: Mapping[str, tuple[str, str]] = {
    "adding up": ("fraction, 1 is all", "小数，1 为全部"),
    "income": ("fraction of world income", "占世界收入的比例"),
    "Walras": ("fraction of value added", "占增加值的比例"),
    "negative final": ("cells", "个单元"),
    "benchmark": ("distance of a ratio from 1", "比值与 1 的距离"),
    "world output": ("USD trillion", "万亿美元"),
    "cross-border": ("USD trillion", "万亿美元"),
    "value added": ("USD trillion", "万亿美元"),
    "tariff revenue": ("USD trillion", "万亿美元"),
    "profits": ("USD trillion", "万亿美元"),
    "recorded total": ("USD trillion", "万亿美元"),
    "deficits": ("fraction of value added", "占增加值的比例"),
    "industries": ("industries", "个产业"),
    "products": ("products", "个产品"),
    "tiny": ("industries", "个产业"),
    "tariffs above": ("cells", "个单元"),
    "tariffs outside": ("cells", "个单元"),
    "US duties, partners": ("economies", "个经济体"),
    "tariff": ("fraction of the value of imports", "占进口额的比例"),
    "food tariffs": ("fraction of the value of imports", "占进口额的比例"),
    "US duties": ("fraction of the value of imports", "占进口额的比例"),
    "China on": ("fraction of the value of imports", "占进口额的比例"),
    "inputs": ("inputs over output, a ratio", "投入与产出之比"),
    "elasticities: spread": ("largest over smallest, a ratio", "最大与最小之比"),
    "elasticities": ("theta, median over industries, no unit", "θ，各产业中位数，无单位"),
    "items": ("figures", "个数值"),
}
#: Of a check that another house adds: its sentence says what the figure is.
UNSAID = ("as the finding says", "见所见一栏")


def unit(check: str) -> tuple[str, str]:
    """Unit of the figure of a check, English and Chinese."""
    return next((u for begins, u in UNITS.items() if check.startswith(begins)), UNSAID)


def words(check: str, detail: str) -> dict[str, dict[str, str]]:
    """What was checked, what was found and the unit of the figure."""
    en, zh = unit(check)
    return {
        "check": {"en": check, "zh": chinese("check", check) or check},
        "detail": {"en": detail, "zh": chinese("detail", detail) or detail},
        "unit": {"en": en, "zh": zh},
    }
