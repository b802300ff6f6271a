"""What a policy of one's own does on a rope: fans and clocks of three courses, as a document, tables and sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.report.tugs.answer import FAN, _tidy

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
FANS = ("position", "dependence", "leverage", "own", "home_share")
CLOCKS = ("half_life", "bites", "stops", "left")


@dataclass(frozen=True, eq=False)
class Course:
    """One policy played: fans [q,t] (shares; leverage and own in per cent of real income, NaN where no market is on file) and clocks [q].

    half_life (years), bites, stops (months), left (dependence at the end, of that at the start): quantiles 5, 50, 95 %; infinite where
    not reached within the years played
    """

    policy: str
    control: Floats
    position: Floats
    dependence: Floats
    leverage: Floats
    own: Floats
    home_share: Floats
    half_life: Floats
    bites: Floats
    stops: Floats
    left: Floats

    def document(self) -> dict[str, Any]:
        """For JSON: fans by quantile, null where nothing is known or reached."""
        fans = {
            k: dict(zip((f"q{round(100 * q)}" for q in FAN), _tidy(getattr(self, k)), strict=True))
            for k in ("control", *FANS)
        }
        return {"policy": self.policy, "fans": fans} | {k: _tidy(getattr(self, k)) for k in CLOCKS}


@dataclass(frozen=True, eq=False)
class Pulled:
    """One good of a case under the control that was asked for (`asked`), the case's own (`case_policy`) and free sale (`free`).

    start, lift   as played; lift None: for good.  stops_by: what `stops` is read from
    """

    case: str
    title: Mapping[str, str]
    good: str
    name: Mapping[str, str]
    holder: str
    target: str
    times: Sequence[float]
    intensity: float
    start: float
    lift: float | None
    asked: Course
    case_policy: Course
    free: Course
    draws: int
    seed: int
    events: Sequence[Mapping[str, Any]] = ()
    stops_by: str = "leverage"

    def document(self) -> dict[str, Any]:
        """For JSON."""
        courses = {k: getattr(self, k).document() for k in ("asked", "case_policy", "free")}
        said = {k: _tidy(v) for k, v in vars(self).items() if k not in courses and k != "events"}
        return (
            said
            | {"events": [dict(e) for e in self.events], "answer": {x: self.sentences(x) for x in ("en", "zh")}}
            | courses
        )

    def sentences(self, lang: str) -> list[str]:
        """What the control does to dependence, against free sale."""
        from bahe.report.tugs.words import clock, share
        from bahe.report.wording.names import label

        zh = lang == "zh"
        who = (label(self.holder, lang), label(self.target, lang))
        held = share(self.intensity, lang)
        span = (
            f"{self.start:.0f} 年起" if self.lift is None else f"{self.start:.0f} 至 {self.lift:.0f} 年"
        ) if zh else (f"from {self.start:.0f} on" if self.lift is None else f"from {self.start:.0f} to {self.lift:.0f}")  # fmt: skip
        with_, without = (clock(list(c.half_life), lang, "年" if zh else " years") for c in (self.asked, self.free))
        kept, bare = (clock(list(100 * c.left), lang, "%" if zh else " %", 0) for c in (self.asked, self.free))
        if zh:
            first = (
                f"{self.name['zh']}：{who[0]}{span}对{who[1]}断供 {held}。依赖的半衰期：{with_}；自由销售：{without}。"
            )
            return [first, f"末年尚存的依赖（起点 = 100%）：{kept}；自由销售：{bare}。"]
        first = f"{self.name['en']}: {who[0]} withholds {held} from {who[1]} {span}."
        half = f" Half-life of dependence: {with_}; under free sale: {without}."
        return [
            first + half,
            f"Dependence left in the last year, of that at the start: {kept}; under free sale: {bare}.",
        ]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Fans and clocks as frames."""
        import pandas as pd

        fans, clocks = [], []
        for name in ("asked", "case_policy", "free"):
            c = getattr(self, name)
            for what in ("control", *FANS):
                rows = np.asarray(getattr(c, what))
                fans += [
                    {"course": name, "what": what, "year": y}
                    | {f"q{round(100 * q)}": rows[i, t] for i, q in enumerate(FAN)}
                    for t, y in enumerate(self.times[: rows.shape[1]])
                ]
            clocks += [
                {"course": name, "what": k, **dict(zip(("q5", "q50", "q95"), getattr(c, k), strict=True))}
                for k in CLOCKS
            ]
        return {"fans": pd.DataFrame(fans), "clocks": pd.DataFrame(clocks)}
