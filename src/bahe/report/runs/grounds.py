"""What a run assumed and whom it cites, for its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bahe.report.runs import citations
from bahe.report.runs.told import Told, clean
from bahe.report.wording.numbers import plain
from bahe.report.wording.texts import GROUNDS_ZH, said


class Grounds(Told):
    """Closure, horizons, elasticities, moves, statements and sources."""

    def assumed(self) -> dict[str, Any]:
        """Closure, horizons, elasticity sets, statements of the scenario, moves, remarks of the data, ROW."""
        run, s = self.d.run, self.d.run.scenario
        closure = str(getattr(s, "closure", "transfer"))
        labour = getattr(s, "labour", None)
        return {
            "closure": self.closure(closure) + self.gap + self.words("closure_note"),
            "labour": self.labour(labour) if labour is not None else "",
            "moves": self.moves(),
            "statements": [clean(said(a, self.lang)) for a in getattr(s, "assumptions", ()) or ()],
            "horizons": [self.horizon_row(h) for h in self.d.horizons if h in run.world.horizons],
            "sets": self.set_rows(),
            "remarks": [
                {"check": clean(r.check), "status": r.status, "detail": clean(r.detail)}
                for r in run.world.remarks
                if r.status != "PASS"
            ],
            "row": self.words("row_words") if "ROW" in run.world.economies else "",
        }

    def closure(self, name: str) -> str:
        """The closure in words; of `nominal:USA` the economy too."""
        kind, _, economy = name.partition(":")
        text = self.words.or_else(f"closure_{kind}", name)
        return f"{text} ({self.labels.economy(economy)})" if economy else text

    def labour(self, given: Any) -> str:
        """Elastic labour supply in words."""
        return self.words("labour_words", eta=f"{given.elasticity:g}", tax=self.numbers.rate(given.income_tax),
                          revenue=self.words(f"revenue_{given.revenue}"))  # fmt: skip

    def moves(self, most: int = 8) -> list[dict[str, Any]]:
        """Variant by variant what is done, as the provenance states it; empty where it does not."""
        stated = self.d.run.provenance.get("moves")
        if not isinstance(stated, Mapping):
            return []
        rows = []
        for v in self.d.variants:
            all_moves = [clean(str(m)) for m in stated.get(v, ())]
            more = self.words("moves_more", n=len(all_moves) - most) if len(all_moves) > most else ""
            rows.append({"label": clean(self.labels.variant(v)), "moves": all_moves[:most], "more": more})
        return rows

    def horizon_row(self, name: str) -> dict[str, str]:
        """One horizon in words."""
        h = self.d.run.world.horizons[name]
        theta = h.trade_elasticity[self.d.run.world.axes.sector_index("goods")]
        same = theta.min() == theta.max()
        central = f"{theta.min():g}" if same else self.words(
            "range_median", low=plain(theta.min(), 1), high=plain(theta.max(), 1), median=plain(float(np.median(theta)), 1)
        )  # fmt: skip
        return {
            "name": self.labels.horizon(name),
            "theta": central,
            "va": f"{h.value_added:g}",
            "inputs": f"{h.inputs:g}",
            "final": f"{h.final:g}",
            "factors": self.words("specific" if h.specific else "mobile"),
            "ground": clean(grounds(h.source, self.lang)),
        }

    def set_rows(self) -> list[dict[str, Any]]:
        """Range of each elasticity set of the long horizon over goods industries."""
        w = self.d.run.world
        goods = w.axes.sector_index("goods")
        rows = []
        for name in self.d.labels.get("long", []):
            theta = w.elasticity_sets.get(name)
            if theta is None:
                continue
            mark = f" ({self.words('is_central')})" if name == self.d.central["long"] else ""
            figures = (theta[goods].min(), float(np.median(theta[goods])), theta[goods].max())
            rows.append(
                {
                    "name": self.labels.elasticities(name) + mark,
                    "key": name,
                    "figures": [plain(float(x), 1) for x in figures],
                }
            )
        return rows

    def cite(self, with_map: bool) -> list[dict[str, Any]]:
        """Lists of references under their headings; empty lists are left out."""
        run = self.d.run
        lists = (
            ("data_sources", citations.data(run)),
            ("scenario_sources", citations.scenario(run)),
            ("methods", citations.methods(run, with_map)),
        )
        return [
            {
                "head": self.words(key),
                "entries": [
                    {"citation": clean(c.citation), "what": clean(c.what), "licence": clean(c.licence), "url": c.url}
                    for c in entries
                ],
            }
            for key, entries in lists
            if entries
        ]


def grounds(source: str, lang: str) -> str:
    """The ground for a horizon in `lang`, where there is a translation of it."""
    return GROUNDS_ZH.get(source, source) if lang == "zh" else source
