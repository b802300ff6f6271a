"""The answer of `bahe talks`: settlements over draws, the clock, causes switched off, conditions; as tables and one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bahe.report.talks import words

if TYPE_CHECKING:
    import pandas as pd

    from bahe.report.run import Run
    from bahe.scenario.talks import Table


@dataclass(frozen=True)
class Told:
    """One table. Money is USD bn a year against the base of the scenario; every frame has a column `horizon`.

    draws       one row a horizon, elasticity set and end of the pledges: chances, terms, when, what each gets
    clock       one row a deadline: chances of signing, prolonging, lapsing
    causes      one row a cause: how it ends without it, and what that changes
    months      one row a party: what one more month, and one more deadline, is worth
    even        one row a pledge and chance: break-even delivered shares
    pictures    horizon -> the zone of agreement at the central elasticities
    scores      one row an observed end
    region      chance of a signature over what backing down costs the sender and what signing costs the target besides
    delay       one row a cause of delay of a truce clock: chance of signing on the first day with it and without it
    """

    table: Table
    draws: pd.DataFrame
    clock: pd.DataFrame
    causes: pd.DataFrame
    months: pd.DataFrame
    even: pd.DataFrame
    pictures: Mapping[str, Mapping[str, Any]]
    scores: pd.DataFrame
    region: pd.DataFrame
    delay: pd.DataFrame

    @property
    def horizons(self) -> list[str]:
        """Horizons, in the order of the scenario."""
        return [str(h) for h in dict.fromkeys(self.draws["horizon"])]

    def band(self, column: str, horizon: str) -> tuple[float, float, float]:
        """Median, lowest and highest of a column over the draws of a horizon; NaN where no draw has it."""
        known = self.draws.loc[self.draws["horizon"] == horizon, column].dropna()
        if known.empty:
            return (float("nan"),) * 3
        return float(known.median()), float(known.min()), float(known.max())

    def mean(self, column: str, horizon: str) -> float:
        """Mean of a column over the draws of a horizon: every draw counts the same."""
        return float(self.draws.loc[self.draws["horizon"] == horizon, column].mean())

    def kind(self, horizon: str) -> str:
        """The likeliest end of the first deadline over all draws."""
        return max(("deal", "truce", "breakdown"), key=lambda k: self.mean(k, horizon))

    def turning(self, horizon: str) -> Any:
        """The cause on which most turns; None where no cause is given or none moves anything."""
        c = self.causes[self.causes["horizon"] == horizon]
        if c.empty:
            return None
        moved = c[[f"change_{p}" for p in self.table.parties]].abs().sum(axis=1)
        order = c.assign(moved=moved).sort_values(["turns", "moved"], ascending=False)
        best = order.iloc[0]
        return best if best["turns"] > 1e-9 or best["moved"] > 1e-9 else None

    def document(self) -> dict[str, Any]:
        """Everything of one table, for JSON."""
        t = self.table
        ends = {
            h: {
                "kind": self.kind(h), "chances": {k: self.mean(k, h) for k in ("deal", "truce", "breakdown")},
                "signed_in_all": self.mean("signed", h), "surplus_usd_bn": self.band("surplus_usd_bn", h),
                "gain_usd_bn": {p: self.band(f"gain_{p}", h) for p in t.parties},
                "zone_of_agreement_in_draws": self.mean("zone", h), "turns_on": _id(self.turning(h)),
            }
            for h in self.horizons
        }  # fmt: skip
        return {
            "id": t.id, "label": {"en": t.label.en, "zh": t.label.zh}, "parties": list(t.parties), "sign": list(t.sign),
            "unless": dict(t.unless), "while": dict(t.meanwhile or t.unless), "protocol": t.protocol, "deadlines": t.rounds,
            "months": t.months, "noise_usd_bn": t.noise, "ends": ends, "draws": self.draws.to_dict("records"),
            "clock": self.clock.to_dict("records"), "causes": self.causes.to_dict("records"),
            "one_more_month": self.months.to_dict("records"), "break_even": self.even.to_dict("records"),
            "zone": dict(self.pictures), "scores": self.scores.to_dict("records"),
            "region": self.region.to_dict("records"), "delay": self.delay.to_dict("records"),
            "note": None if t.note is None else {"en": t.note.en, "zh": t.note.zh},
            "typed_in": [
                {"pledge": p.name, "label": {lang: getattr(p.label, lang, p.name) for lang in ("en", "zh")}, "source": p.source}
                for p in t.pledges
            ],
            "switches": [
                {"cause": c.id, "label": {"en": c.label.en, "zh": c.label.zh}, "what": c.what,
                 "without": c.without.model_dump(exclude_unset=True)}
                for c in t.causes
            ],
        }  # fmt: skip


def _id(cause: Any) -> str | None:
    return None if cause is None else str(cause["cause"])


@dataclass(frozen=True)
class Answer:
    """Every table of a scenario, its conditions and the verdict."""

    run: Run
    tables: tuple[Told, ...]
    conditions: tuple[Mapping[str, Any], ...] = ()
    verdict: str = "unknown"
    metrics: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def sentences(self, lang: str) -> list[str]:
        """The answer in sentences, table by table."""
        return words.answer(self, lang)

    def document(self) -> dict[str, Any]:
        """One JSON document; amounts are USD bn a year."""
        s = self.run.scenario
        failed = self.run.solves[self.run.solves["outcome"] != "converged"]
        return {
            "scenario": s.id, "title": {"en": s.title.en, "zh": s.title.zh}, "question": {"en": s.question.en, "zh": s.question.zh},
            "world": self.run.world.name, "closure": s.closure, "horizons": list(s.horizons), "unit": "USD bn a year",
            "variants": {v.id: {"en": v.label.en, "zh": v.label.zh} for v in s.variants},
            "verdict": self.verdict, "conditions": [dict(c) for c in self.conditions],
            "metrics": {name: dict(m) for name, m in self.metrics.items()},
            "tables": [t.document() for t in self.tables], "answer": {"en": self.sentences("en"), "zh": self.sentences("zh")},
            "not_converged": failed[["variant", "horizon", "elasticities", "outcome"]].to_dict("records"),
            "provenance": dict(self.run.provenance), "sources": [vars(x) for x in self.run.world.sources],
        }  # fmt: skip

    def frames(self) -> dict[str, pd.DataFrame]:
        """What is written beside a report: file name -> frame."""
        out: dict[str, pd.DataFrame] = {}
        for t in self.tables:
            for name, frame in (
                ("draws", t.draws), ("clock", t.clock), ("causes", t.causes), ("one-more-month", t.months), ("break-even", t.even),
                ("scores", t.scores), ("region", t.region), ("delay", t.delay),
            ):  # fmt: skip
                if len(frame):
                    out[f"{t.table.id}-{name}"] = frame
        return out
