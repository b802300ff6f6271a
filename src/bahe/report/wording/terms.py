"""Terms of the model as a reader knows them: horizons, closures, levers, how finely rates are set, base tariffs, elasticities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bahe.world.world import World

#: Horizon -> (English, Chinese).
HORIZONS = {
    "short": ("Within about a year", "一年之内"), "long": ("Long run (about ten years)", "长期（约十年）"),
    "medium": ("Some years", "数年"), "long-bln": ("Long run, low elasticities", "长期（低弹性）"), "shock": ("Within months", "数月之内"),
}  # fmt: skip

#: Closure -> (English, Chinese).
CLOSURES = {
    "balanced": ("trade balanced first", "先令贸易平衡"), "transfer": ("deficits held", "逆差保持不变"),
    "proportional": ("deficits in proportion to income", "逆差与收入成比例"), "nominal": ("deficits held in prices", "逆差按价格保持"),
}  # fmt: skip

#: Grain -> (English, Chinese).
GRAINS = {
    "importer": ("one rate on all imports", "对全部进口同一税率"), "partner": ("one rate a partner", "按伙伴设定税率"),
    "sector": ("one rate an industry", "按行业设定税率"), "partner-sector": ("one rate a partner and industry", "按伙伴和行业设定税率"),
    "instruments": ("chosen instruments", "自选工具"),
}  # fmt: skip

#: Lever -> (English, Chinese).
LEVERS = {
    "tariff": ("tariff", "关税"), "export_tax": ("export tax", "出口税"), "subsidy": ("subsidy of output", "产出补贴"),
    "export_control": ("share of exports denied", "出口管制的拒供比例"),
}  # fmt: skip

#: Choice of base tariffs -> (English, Chinese), as `atlas.tariffs.CHOICES`.
TARIFFS = {
    "all": ("MFN and preferential averages, US duties collected in 2024, China on US goods in January 2025",
            "最惠国与优惠平均税率、美国 2024 年实征关税、中国对美货 2025 年 1 月税率"),
    "us-collected": ("US duties collected in 2024, no others", "仅美国 2024 年实征关税"), "none": ("none", "无"),
    "as given": ("those of the world handed in", "所给世界自带"),
}  # fmt: skip


def elasticities_of(world: World, name: str | None = None) -> str:
    """The set of elasticities of a world, or another by name, with the paper behind it where the world names one."""
    name = name or world.elasticity_set
    source = next((s.citation for s in world.sources if s.key == f"elasticities:{name}"), "")
    authors, bracket, rest = source.partition(" (")
    year = rest[:4]
    named = re.match(r"[^\d,]+, \S", authors)  # `Surname, I.`: a set that this house estimated has no authors
    return f"{name} ({_short(authors)} {year})" if bracket and named and year.isdigit() else name


def _short(authors: str) -> str:
    """`Bagwell, K., R. W. Staiger and A. Yurukoglu` -> `Bagwell et al.`; two are both named."""
    first, last = authors.split(",")[0], authors.rpartition(" and ")[2].split(" ")[-1]
    if " and " not in authors:
        return first
    return f"{first} and {last}" if authors.count(",") <= 1 else f"{first} et al."
