"""TugEnsemble: the figures of a tug over draws; bands before and after the figures on file are looked at, and what they are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.numerics.sensitivity import indices, shapley_shares
from bahe.rounds.conditioning import LEAST, effective, quantile

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

#: Ends and middle of a band.
QUANTILES = (0.05, 0.5, 0.95)
#: Figure -> (unit, en, zh); `date_*` and `due_*` follow a pattern.
FIGURES: dict[str, tuple[str, str, str]] = {
    "half_life": ("years", "half-life of dependence", "依赖的半衰期"),
    "bites": ("months", "until the squeeze bites", "断供见效所需时间"),
    "stops": ("months", "until it stops biting", "断供不再见效所需时间"),
    "left": ("ratio", "dependence left after the years played", "期末剩余依赖（与起点之比）"),
    "shown_at_end": ("share", "share that the figures are of, at the end", "期末所示份额"),
    "home_at_end": ("share", "home share at the end", "期末国产份额"),
    "position_at_end": ("share", "place of the rope at the end", "期末绳的位置"),
    "leverage_at_start": ("percent", "target's loss by a full stop, at the start", "起点：全面断供时对象的损失"),
    "leverage_at_end": ("percent", "target's loss by a full stop, at the end", "期末：全面断供时对象的损失"),
    "own_at_start": ("percent", "holder's own loss by it, at the start", "起点：持有方自身的损失"),
    "own_at_end": ("percent", "holder's own loss by it, at the end", "期末：持有方自身的损失"),
    "channel_home": ("log", "fall of dependence through home output", "依赖下降：国内产出"),
    "channel_third": ("log", "fall of dependence through third countries", "依赖下降：第三国"),
    "channel_switch": ("log", "fall of dependence through another technology", "依赖下降：技术替换"),
}


@dataclass(frozen=True, eq=False)
class TugEnsemble:
    """Figures of the goods of a tug over draws.

    labels     good -> its name by language;  years: good -> (first year, years played)
    inputs     what was uncertain: groups of parameters
    figures    good -> figure -> [rows of the design]; infinite where not reached, NaN where not asked for;
               `log_weight`: log-likelihood of the figures on file
    computed   blocks that were computed now; the others came from the store
    """

    case: str
    title: Mapping[str, str]
    question: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    years: Mapping[str, tuple[float, int]]
    inputs: tuple[str, ...]
    shares: str
    draws: int
    figures: Mapping[str, Mapping[str, Floats]]
    computed: int
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sample(self) -> slice:
        """The rows that bands are taken over: in a design its first two blocks, which are independent."""
        return slice(0, self.draws * (1 if self.shares == "none" else 2))

    def names(self, good: str) -> list[str]:
        """Figures of a good that were asked for."""
        return [n for n, v in self.figures[good].items() if n != "log_weight" and not np.isnan(v[self.sample]).all()]

    def weight(self, good: str) -> tuple[Floats | None, float]:
        """(weights [s] of the sample by the figures on file, effective draws); None where too few draws explain them."""
        logs = self.figures[good]["log_weight"][self.sample]
        w = np.exp(logs - logs.max())
        w /= w.sum()
        enough = effective(w)
        return (w if enough >= LEAST else None), enough

    def table(self, goods: Sequence[str] | None = None) -> pd.DataFrame:
        """One row a good and figure: low, median, high (5, 50, 95 %; infinite: not reached), the same once the figures on file weigh
        the draws (`fitted_*`; NaN where fewer than 20 effective draws explain them), and in which part of the draws it is reached."""
        import pandas as pd

        rows = []
        for good in goods or self.figures:
            w, enough = self.weight(good)
            for name in self.names(good):
                v = self.figures[good][name][self.sample]
                row: dict[str, Any] = {"good": good, "figure": name, "unit": unit(name)}
                flat = np.full(len(v), 1 / len(v))
                for prefix, weights in (("", flat), ("fitted_", w)):
                    ends = np.full(3, np.nan) if weights is None else quantile(v, weights, QUANTILES)
                    row |= {f"{prefix}{q}": float(x) for q, x in zip(("low", "median", "high"), ends, strict=True)}
                rows.append(row | {"reached": float(np.isfinite(v).mean()), "effective": enough, "draws": len(v)})
        return pd.DataFrame(rows)

    def made_of(self, goods: Sequence[str] | None = None) -> pd.DataFrame:
        """What the spread is made of before the figures on file: one row a good, figure and input.

        Clocks that are not reached count as the years played. Empty where the draws are a sample alone; NaN where nothing varies.
        """
        import pandas as pd

        rows: list[dict[str, Any]] = []
        for good in goods or self.figures:
            for name in self.names(good) if self.shares != "none" else ():
                y = self.capped(good, name)
                if np.isnan(y).any():
                    continue
                if self.shares == "shapley":
                    found = {"shapley": shapley_shares(y[:, None], len(self.inputs))[:, 0]}
                else:
                    i = indices(y[:, None], len(self.inputs))
                    found = {"first": i.first[:, 0], "first_low": i.first_range[0][:, 0], "first_high": i.first_range[1][:, 0],
                             "total": i.total[:, 0], "total_low": i.total_range[0][:, 0], "total_high": i.total_range[1][:, 0]}  # fmt: skip
                rows += [
                    {"good": good, "figure": name, "input": n} | {k: float(v[m]) for k, v in found.items()}
                    for m, n in enumerate(self.inputs)
                ]
        return pd.DataFrame(rows, columns=None if rows else ["good", "figure", "input"])

    def capped(self, good: str, name: str) -> Floats:
        """A figure over the whole design, with what is not reached at the end of the years played."""
        y, (first, years) = self.figures[good][name], self.years[good]
        end = {"years": float(years), "months": 12.0 * years, "date": first + years}.get(unit(name), np.inf)
        y = np.where(np.abs(y) < 1e-9, 0.0, y)  # what is there only by rounding does not vary
        return np.asarray(np.where(np.isposinf(y), end, y))


def unit(name: str) -> str:
    """Unit of a figure."""
    if name.startswith("date_"):
        return "date"
    return "share" if name.startswith("due_") else FIGURES[name][0]


def called(name: str, lang: str) -> str:
    """A figure in words."""
    from bahe.report.tugs.words import FACTORS, of

    zh = lang == "zh"
    if name.startswith("date_"):
        return f"达到 {name[5:]} % 的时间" if zh else f"when {name[5:]} % is reached"
    if name.startswith("due_"):
        factor = of(FACTORS, name[4:].replace("_", " ") if name != "due_lock-in" else "lock-in", lang)
        return f"期末变化中来自“{factor}”的部分" if zh else f"change by the end due to {factor}"
    return FIGURES[name][2 if zh else 1]
