"""What others say of a share: definitions side by side, and forecasts beside ours at the same date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bahe.atlas.localisation import all_figures
from bahe.casebook.tugs.files import Good
from bahe.faults import BadFile
from bahe.report.tugs.answer import Floats, Seen


def definitions(good: Good) -> list[dict[str, Any]]:
    """One row a definition with its figures; BadFile where a definition has none."""
    out = []
    for d in good.definitions:
        kind = d.get("kind", "observed")
        found = [
            f
            for f in all_figures()
            if f.series == d["series"] and f.kind == kind and f.source.startswith(d.get("source", ""))
        ]
        if not found:
            raise BadFile("names no figure", where=f"good {good.id!r}", field="definitions", got=d["series"])
        dated = sorted(found, key=lambda f: f.year)
        figures = [
            {"period": f.period, "year": f.year, "value": f.value, "grade": f.grade, "to_verify": f.to_verify}
            for f in dated
        ]
        out.append({"en": d["en"], "zh": d["zh"], "kind": kind, "figures": figures})
    return out


def forecasts(good: Good, seen: Sequence[Seen], fan: Floats) -> list[dict[str, Any]]:
    """Forecasts of others of the good's series with our 5, 50 and 95 per cent at the same date; None beyond the years played."""
    ours: Mapping[str, int] = {"low": 0, "median": 2, "high": 4}
    out = []
    for f in (s for s in seen if s.kind == "forecast"):
        inside = good.times[0] <= f.year <= good.times[-1]
        at = {k: float(np.interp(f.year, good.times, fan[q])) if inside else None for k, q in ours.items()}
        out.append({"year": f.year, "period": f.period, "source": f.source, "grade": f.grade, "theirs": f.value,
                    "theirs_low": f.low, "theirs_high": f.high, **at})  # fmt: skip
    return out
