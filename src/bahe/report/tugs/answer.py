"""What a tug answers: fans, clocks, channels, what it is made of, scores and checks; plain arrays and one document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.scenario.judging import verdict_word

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

#: Quantiles of every fan, and of every clock.
FAN = (0.05, 0.25, 0.5, 0.75, 0.95)
CLOCK = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Seen:
    """A figure on a fan. use: fit | score | late | other;  kind: observed | forecast."""

    year: float
    value: float
    low: float | None
    high: float | None
    use: str
    kind: str
    source: str
    grade: str
    url: str
    period: str
    to_verify: str


@dataclass(frozen=True)
class Score:
    """A figure held back: CRPS in points of share, log score of log-odds (lower is better), and whether the 90 % band held it.

    persistence, line    CRPS of the last fitted figure and of a straight line in log-odds through the fitted ones (None: fewer than two)
    reduced              CRPS of the state-space forecast of `substitution.fit`, which knows no mechanism (None: not at hand)
    """

    year: float
    observed: float
    low: float
    median: float
    high: float
    crps: float
    log_score: float
    inside: bool
    persistence: float | None
    line: float | None
    reduced: float | None


@dataclass(frozen=True, eq=False)
class GoodAnswer:
    """One rope. Fans are [q,t] over `times`; clocks are quantiles 5, 50, 95 %, infinite where not reached within the years played.

    fitted, effective    figures behind the fans, and how many equal draws the weighted ones are worth
    expected             effective draws among as many of the priors alone: how far the priors expected the figures
    counterfactuals      one row a variant: share and change at each date looked at, dates of the levels (`casebook.tugs.counterfactuals`)
    definitions          of the share, side by side, each with its figures; never fitted together
    forecasts            of others, with ours at the same date: ours is of the share that is fitted, theirs of what they say
    refitted             the figure held back for the score is in the fans; False: the draws hardly allow it, and the fans are the forecast
    """

    id: str
    name: Mapping[str, str]
    holder: str
    target: str
    shown: str
    times: Sequence[float]
    since: int
    policy: str
    control: Floats
    fan: Floats
    position: Floats
    leverage: Floats
    own: Floats
    seen: Sequence[Seen]
    half_life: Floats
    bites: Floats
    stops: Floats
    stops_by: str
    crossings: Mapping[str, Floats]
    channels: Mapping[str, float]
    fallen: float
    rerouted: float
    made_of: Mapping[str, float]
    made_of_whole: float
    made_of_what: str
    ends: float
    score: Score | None
    fitted: int
    effective: float
    refitted: bool
    parameters: Sequence[Mapping[str, Any]]
    squeezing: Sequence[Mapping[str, Any]]
    accounts: Mapping[str, float]
    accuracy: Mapping[str, Any]
    note: Mapping[str, str]
    sources: Sequence[Mapping[str, str]] = ()
    events: Sequence[Mapping[str, Any]] = ()
    expected: float = float("nan")
    counterfactuals: Sequence[Mapping[str, Any]] = ()
    definitions: Sequence[Mapping[str, Any]] = ()
    forecasts: Sequence[Mapping[str, Any]] = ()

    def document(self) -> dict[str, Any]:
        """For JSON: fans by quantile, clocks with null where infinite."""
        said = {k: v for k, v in vars(self).items() if k not in ("seen", "score", "fan", "position", "leverage", "own")}
        fans = {
            k: dict(zip((f"q{round(100 * q)}" for q in FAN), _tidy(getattr(self, k)), strict=True))
            for k in ("fan", "position", "leverage", "own")
        }
        return _tidy(said) | {
            "fans": fans,
            "seen": [vars(s) for s in self.seen],
            "score": None if self.score is None else _tidy(vars(self.score)),
        }


@dataclass(frozen=True, eq=False)
class TugAnswer:
    """A case: its goods and the conditions fixed beforehand, each with what came out.

    metrics    named figures: {value, unit, basis, how}, and low and high where there is an interval; value None: `how` says what is
               missing. basis: observed | accounts | model | fit
    evidence   what the figures say without the mechanism: event study, pooled speeds (`event_studies`, `pooling` in casebook.tugs)
    """

    id: str
    title: Mapping[str, str]
    question: Mapping[str, str]
    goods: Sequence[GoodAnswer]
    checks: Sequence[Mapping[str, Any]]
    draws: int
    seed: int
    seconds: float
    story: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def deciding(self) -> list[Mapping[str, Any]]:
        """Conditions that decide: those that say `decides: false` look at the nearest figure on file and are only shown."""
        return [c for c in self.checks if c.get("decides", True)]

    @property
    def verdict(self) -> str:
        """supported | contradicted | mixed | unknown (`scenario.judging`); a condition that decides nothing has no figure yet."""
        decided = {True: "yes", False: "no", None: "unknown"}
        return verdict_word((c["side"], decided[c["met"] if c.get("decides", True) else None]) for c in self.checks)

    def document(self) -> dict[str, Any]:
        """For JSON."""
        from bahe.report.tugs.words import sentences

        head = {"case": self.id, "title": dict(self.title), "question": dict(self.question), "draws": self.draws, "seed": self.seed,
                "seconds": self.seconds}  # fmt: skip
        return head | {
            "verdict": self.verdict,
            "checks": [_tidy(dict(c)) for c in self.checks],
            "answer": {lang: sentences(self, lang) for lang in ("en", "zh")},
            "metrics": _tidy(self.metrics),
            "evidence": _tidy(self.evidence),
            "goods": [g.document() for g in self.goods],
        }

    def tables(self) -> dict[str, pd.DataFrame]:
        """Fans, clocks and figures as frames."""
        import pandas as pd

        fans, clocks, seen = [], [], []
        for g in self.goods:
            for what in ("fan", "position", "leverage", "own"):
                for t, year in enumerate(g.times):
                    fans.append(
                        {"good": g.id, "what": what, "year": year}
                        | {f"q{round(100 * q)}": getattr(g, what)[i, t] for i, q in enumerate(FAN)}
                    )
            for what in ("half_life", "bites", "stops"):
                clocks.append(
                    {"good": g.id, "what": what}
                    | {f"q{round(100 * q)}": v for q, v in zip(CLOCK, getattr(g, what), strict=True)}
                )
            seen += [{"good": g.id, **vars(s)} for s in g.seen]
        return {"fans": pd.DataFrame(fans), "clocks": pd.DataFrame(clocks), "figures": pd.DataFrame(seen)}


def _tidy(value: Any) -> Any:
    """Plain lists and numbers; what is not finite becomes None."""
    if isinstance(value, Mapping):
        return {str(k): _tidy(v) for k, v in value.items()}
    if isinstance(value, np.ndarray | list | tuple):
        return [_tidy(v) for v in value]
    if isinstance(value, np.bool_ | bool):
        return bool(value)
    if isinstance(value, np.integer | int):
        return int(value)
    if isinstance(value, np.floating | float):
        return float(value) if np.isfinite(value) else None
    return value
