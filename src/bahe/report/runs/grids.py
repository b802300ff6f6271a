"""The tables of the page of a scenario."""

from __future__ import annotations

from functools import cached_property
from math import isfinite
from typing import Any

from bahe.report.drawing import worldmap
from bahe.report.runs.figures import Figures, marked
from bahe.report.runs.told import Told, clean


class Grids(Told):
    """Tables as the template wants them: heads, rows, cells of words; made where there is an equilibrium."""

    @cached_property
    def figures(self) -> Figures:
        """Figures of the same run, for what they know of pairs and of missing numbers."""
        return Figures(*self.told)

    def cell(self, variant: str, horizon: str, name: str, measure: str = "welfare_pct") -> dict[str, str]:
        """One figure of real income: per cent, band, money, tint class and remark."""
        band = self.d.band(variant, horizon, name, measure)
        if not band.known:
            return {
                "figure": self.figures.missing(variant, horizon),
                "band": "",
                "money": "",
                "cls": "missing",
                "remark": "",
            }
        if variant in self.d.still:
            return {"figure": self.words("is_base"), "band": "", "money": "", "cls": "quiet", "remark": ""}
        money = self.d.value(variant, horizon, name, "welfare_usd_mn")
        partial = band.sets < band.asked
        return {
            "figure": self.numbers.share(band.central),
            "band": self.numbers.band(band.low, band.high) if band.wide else "",
            "money": self.numbers.money(money) if isfinite(money) else "",
            "cls": worldmap.class_of(band.central, self.limits) if self.tint(band.central) != "level" else "level",
            "remark": self.words("some_sets", n=band.sets, of=band.asked) if partial else "",
        }

    @cached_property
    def limits(self) -> list[float]:
        """Class limits of the map, for the tint of cells as well."""
        return worldmap.breaks(self.d.map_values)

    def tint(self, x: float) -> str:
        """`down` or `up` for a figure that is not zero after rounding."""
        if not isfinite(x) or round(x, self.numbers.digits) == 0:
            return "level"
        return "down" if x < 0 else "up"

    def glance(self) -> dict[str, Any]:
        """One row a variant: real income of the actors at each horizon, their trade, the average rates."""
        d = self.d
        shown = [h for h in d.horizons if h in ("long", "short")] or d.horizons[:2]
        heads = [{"name": self.labels.economy(a), "span": len(shown)} for a in d.actors]
        pairs = [p for p in self.figures.main_pairs(2) if set(p) == set(d.actors)]
        base = {p: d.rates(d.variants[0], *p) for p in pairs}
        rows = []
        for v in d.variants:
            cells = [self.cell(v, h, a) for a in d.actors for h in shown]
            rates = [self.numbers.rate(d.rates(v, *p).average(d.rates(v, *p).new)) for p in pairs]
            rows.append({"id": v, "label": clean(self.labels.variant(v)), "note": clean(self.labels.note(v)), "cells": cells,
                         "rates": rates, "trade": self.two_way(v)})  # fmt: skip
        return {
            "heads": heads,
            "horizons": [self.labels.horizon(h, "brief") for _ in d.actors for h in shown],
            "pairs": [
                {"name": self.words("avg_rate_on", a=self.labels.economy(a), b=self.labels.economy(b)),
                 "base": self.words("now_rate", base=self.numbers.rate(base[(a, b)].average(base[(a, b)].base)))}
                for a, b in pairs
            ],
            "rows": rows,
            "trade_head": self.words("two_way", horizon=self.labels.horizon(d.horizons[0], "noun")),
            "trade": any(r["trade"] for r in rows) and len(d.actors) == 2,
        }  # fmt: skip

    def two_way(self, variant: str) -> str:
        """Change of trade between the two actors, both directions, per cent, first horizon."""
        both = [f for f in self.d.flows(variant, self.d.horizons[0]) if {f.exporter, f.importer} == set(self.d.actors)]
        base = sum(f.base for f in both)
        return (
            self.numbers.percent(100 * (sum(f.new for f in both) / base - 1), 0 if base else None) if base > 0 else ""
        )

    def compare(self) -> dict[str, Any] | None:
        """The variants against the one that the scenario names: a heading, a figure of the lead, a table a horizon."""
        a = self.d.against
        if a is None:
            return None
        other = Grids(a, self.words, self.labels, self.numbers)
        names = {"variant": self.labels.variant(a.lead), "reference": self.labels.variant(a.reference)}
        captions = ("compare_table_caption", "compare_table_caption_theta")
        return {
            "head": clean(self.words("compare", reference=names["reference"])),
            "intro": clean(self.words("compare_intro", **names)),
            "figure": marked(other.figures.welfare(clean(self.words("compare_dots", **names)), "c")),
            "tables": [other.welfare_table(h, captions) for h in a.horizons],
        }

    def welfare_table(
        self, horizon: str, captions: tuple[str, str] = ("welfare_table_caption", "welfare_table_caption_theta")
    ) -> dict[str, Any]:
        """Rows: focus by rank; columns: variants; cells: per cent, band, money."""
        key = captions[self.d.by_value(horizon)]
        return {
            "caption": self.words(key, horizon=self.labels.horizon(horizon, "noun"),
                                  sets=len(self.d.labels[horizon]), money=self.numbers.money_unit),
            "columns": [clean(self.labels.variant(v)) for v in self.d.shown],
            "split": len(self.d.shown) <= 5,
            "money": self.numbers.money_unit,
            "rows": [
                {"name": self.labels.economy(n), "actor": n in self.d.actors, "cells": [self.cell(v, horizon, n) for v in self.d.shown]}
                for n in self.d.ranked_focus
            ],
        }  # fmt: skip

    def tariff_table(self) -> dict[str, Any] | None:
        """Average tariffs by variant for the heaviest pairs."""
        pairs = self.figures.main_pairs(8)
        if not pairs:
            return None
        rows = []
        for pair in pairs:
            rates = [self.d.rates(v, *pair) for v in self.d.shown]
            rows.append({
                "name": self.words("tariff_panel", importer=self.labels.economy(pair[0]), exporter=self.labels.economy(pair[1])),
                "base": self.numbers.rate(rates[0].average(rates[0].base)),
                "cells": [self.numbers.rate(r.average(r.new)) for r in rates],
            })  # fmt: skip
        return {"columns": [clean(self.labels.variant(v)) for v in self.d.shown], "rows": rows}

    def revenue_table(self) -> dict[str, Any] | None:
        """Tariff revenue by variant for the blocks whose tariffs change."""
        d, h = self.d, self.d.horizons[0]
        names = d.importers[:10]
        known = [n for n in names if any(d.band(v, h, n, "revenue_usd_mn").known for v in d.variants)]
        if not known:
            return None
        world = d.run.world
        rows = []
        for n in known:
            base = float(sum(world.revenue[world.axes.economy(m)] for m in d.members(n)))
            cells = []
            for v in d.shown:
                b = d.band(v, h, n, "revenue_usd_mn")
                if b.known:
                    low, central, high = (self.numbers.money(x, False) for x in (b.low, b.central, b.high))
                    cells.append({"figure": central, "band": f"[{low}, {high}]" if b.wide else "", "cls": ""})
                else:
                    cells.append({"figure": self.figures.missing(v, h), "band": "", "cls": "missing"})
            rows.append({"name": self.labels.economy(n), "base": self.numbers.money(base, False), "cells": cells})
        return {
            "caption": self.words(
                "revenue_caption", money=self.numbers.money_unit, horizon=self.labels.horizon(h, "noun")
            ),
            "columns": [clean(self.labels.variant(v)) for v in d.shown],
            "rows": rows,
        }

    def appendix(self) -> dict[str, Any]:
        """Every economy by rank: first horizon with bands by variant, then the others' central figures."""
        d = self.d
        shown = [h for h in d.horizons if h in ("long", "short")] or d.horizons[:2]
        return {
            "open": self.words("appendix_open", n=len(d.run.world.economies)),
            "tables": [
                {
                    "horizon": self.labels.horizon(h),
                    "columns": [clean(self.labels.variant(v)) for v in d.shown],
                    "rows": [
                        {"name": self.labels.economy(n), "code": n, "cells": [self.cell(v, h, n) for v in d.shown]}
                        for n in d.ranked_economies
                    ],
                }
                for h in shown
            ],
        }
