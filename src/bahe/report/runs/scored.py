"""Scored: a run set against what was observed, by a rule fixed before; and the part of a page that shows it.

Made by the casebook (`casebook.tariffs.diversion`), written down like the other tables of a Run. Figures are changes of shares
in log points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

from bahe.report.drawing.scatter import Point, scatter
from bahe.report.wording.labels import Labels
from bahe.report.wording.numbers import THIN, Numbers, plain, signed
from bahe.report.wording.texts import Words

if TYPE_CHECKING:
    import pandas as pd

#: Columns that say which solve and which comparison a row belongs to.
KEYS = ("variant", "horizon", "elasticities", "window", "partners")
#: Predictors in the order of the page: the model, then what needs none.
PREDICTORS = ("model", "own-tariff", "headline", "last-growth", "zero")
#: Sets of partners in the order of the page.
SETS = ("all", "without-electronics", "without-gold-and-medicines")
VERDICTS = ("supported", "contradicted", "mixed", "untestable", "unknown")


@dataclass(frozen=True)
class Scored:
    """A run against what was observed.

    partners   KEYS, partner, before_usd_mn, after_usd_mn (observed imports of the two windows), observed, and one column a
               predictor: model, own-tariff, headline, last-growth, zero (changes of shares among the partners of the set, log
               points); duty_before, duty_after (average rates, fractions), electronics (share of imports of 2024 on the list of
               exempt electronics), electronic (whether that is more than twice the average)
    scores     KEYS, predictor, count, hits, spearman, spearman_low, spearman_high, slope, slope_se, error
    main       the KEYS of the main score; the key `partners` names a set of partners
    verdict    one of the five words, by the rule
    left_out   partner -> why it is not compared
    rule       file, fixed (the day), sha256
    least      rank correlation that the rule asks for: what chance alone passes once in twenty
    """

    partners: pd.DataFrame
    scores: pd.DataFrame
    main: Mapping[str, str]
    verdict: str
    left_out: Mapping[str, str] = field(default_factory=dict)
    rule: Mapping[str, str] = field(default_factory=dict)
    least: float = float("nan")

    def of(self, table: pd.DataFrame, **changes: str) -> pd.DataFrame:
        """Rows of the main score, with some keys changed."""
        wanted = dict(self.main) | changes
        kept = table
        for key, value in wanted.items():
            kept = kept[kept[key] == value]
        return kept

    def figure(self, predictor: str, measure: str, **changes: str) -> float:
        """One score; NaN where it is not defined or was not computed."""
        rows = self.of(self.scores, **changes)
        rows = rows[rows["predictor"] == predictor]
        return float(rows[measure].iloc[0]) if len(rows) else float("nan")

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: the main score, every row of scores, the partners of the main score; NaN becomes null."""
        return {
            "rule": dict(self.rule),
            "verdict": self.verdict,
            "main": dict(self.main),
            "least_rank": self.least if isfinite(self.least) else None,
            "left_out": dict(self.left_out),
            "scores": _records(self.scores),
            "partners": _records(self.of(self.partners)),
        }

    def frames(self) -> dict[str, pd.DataFrame]:
        """File name -> table, for the folder of the report."""
        return {"scores": self.scores, "score_partners": self.partners}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(k): None if isinstance(v, float) and not isfinite(v) else v for k, v in row.items()}
        for row in table.to_dict("records")
    ]


@dataclass(frozen=True)
class ScoredPage:
    """The part of a page for one score in one language."""

    scored: Scored
    words: Words
    labels: Labels
    numbers: Numbers

    def content(self) -> dict[str, Any]:
        """Heading, what is seen and what is not, scatter plots and tables for the template; `sentences` go to the answer."""
        return {
            "id": "score",
            "head": self.words("score_head"),
            "sentences": [self.seen()],
            "rule": self.rule(),
            "figure": self.plots(),
            "tables": [self.scores_table(), self.sets_table(), self.partners_table()],
        }

    def _points(self, x: float, digits: int = 1) -> str:
        return signed(x, digits, self.words.lang)

    def _plain(self, x: float, digits: int = 2) -> str:
        return plain(x, digits, self.words.lang)

    def _share(self, x: float) -> str:
        unit = "%" if self.words.lang == "zh" else THIN + "%"
        return self._plain(100 * x, 0) + unit if isfinite(x) else self.words("score_none")

    def sentences(self) -> list[str]:
        """What came out, said with the baselines beside it."""
        s, w = self.scored, self.words
        best = max(("own-tariff", "headline", "last-growth"), key=lambda p: _lowest(s.figure(p, "spearman")))
        told = w(
            "score_answer",
            verdict=w(f"score_{s.verdict}"),
            n=int(s.figure("model", "count")),
            rank=self._plain(s.figure("model", "spearman")),
            low=self._plain(s.figure("model", "spearman_low")),
            high=self._plain(s.figure("model", "spearman_high")),
            hits=self._share(s.figure("model", "hits")),
            slope=self._plain(s.figure("model", "slope")),
            se=self._plain(s.figure("model", "slope_se")),
            own=self._plain(s.figure("own-tariff", "spearman")),
            headline=self._plain(s.figure("headline", "spearman")),
            growth=self._plain(s.figure("last-growth", "spearman")),
            best=w(f"score_{best}"),
            error=self._plain(s.figure("model", "error"), 1),
            zero=self._plain(s.figure("zero", "error"), 1),
            chance=w("score_chance", least=self._plain(s.least)) if isfinite(s.least) else "",
        )
        without = w(
            "score_without",
            n=int(s.figure("model", "count", partners="without-electronics")),
            rank=self._plain(s.figure("model", "spearman", partners="without-electronics")),
            hits=self._share(s.figure("model", "hits", partners="without-electronics")),
            slope=self._plain(s.figure("model", "slope", partners="without-electronics")),
            own=self._plain(s.figure("own-tariff", "spearman", partners="without-electronics")),
        )
        return [told, without]

    def seen(self) -> str:
        """What the model sees, what it does not, and the widest misses by name."""
        rows = self.scored.of(self.scored.partners)
        gap = (rows["observed"] - rows["model"]).to_numpy()
        order = sorted(range(len(gap)), key=lambda i: -abs(gap[i]))[:4]
        names = [f"{self.labels.economy(str(rows['partner'].iloc[i]))} ({self._points(gap[i], 0)})" for i in order]
        return self.words("score_seen", misses=self.words("names_join").join(names))

    def rule(self) -> str:
        """Which rule, of which day, and who is not compared."""
        s = self.scored
        out = [f"{self.labels.economy(p)}" for p in s.left_out]
        key = "score_rule" if s.rule.get("sha256") else "score_rule_away"
        rule = self.words(
            key, file=s.rule.get("file", ""), fixed=s.rule.get("fixed", ""), sha=s.rule.get("sha256", "")[:12]
        )
        gone = self.words("score_left_out", names=self.words("names_join").join(out)) if out else ""
        return ("" if self.words.lang == "zh" else " ").join(x for x in (rule, gone) if x)

    def plots(self) -> dict[str, Any]:
        """Two scatter plots on one scale: all partners, and those without much electronics."""
        s, w = self.scored, self.words
        panels = []
        for at, chosen in enumerate(SETS[:2]):
            points = [
                Point(
                    float(r["model"]), float(r["observed"]), str(r["partner"]), float(r["before_usd_mn"]),
                    "loss" if r["electronic"] else "ink",
                    f"{self.labels.economy(str(r['partner']))}: {self._points(r['model'])} / {self._points(r['observed'])}",
                )
                for r in s.of(s.partners, partners=chosen).to_dict("records")
            ]  # fmt: skip
            panels.append(
                scatter(
                    points, key=f"score{at}", heading=w(f"score_set_{chosen}"),
                    desc=w("figures_join").join(p.hint for p in points),
                    x_title=w("score_x"), y_title=w("score_y"), lang=w.lang, fit=w("score_fit"),
                )
            )  # fmt: skip
        horizon = self.labels.horizon(s.main["horizon"], "noun")
        return {
            "title": w("score_plot_title", variant=self.labels.variant(s.main["variant"]), horizon=horizon),
            "caption": w("score_plot_caption"),
            "panels": panels,
            "columns": 2,
            "heads": (),
        }

    def scores_table(self) -> dict[str, Any]:
        """Predictors and elasticities: hits, rank correlation, slope, error, over all partners and without electronics."""
        s, w = self.scored, self.words
        rows = []
        seen = s.scores[(s.scores["variant"] == s.main["variant"]) & (s.scores["window"] == s.main["window"])]
        for horizon in ("short", "medium", "long", "long-bln", "shock"):
            labels = list(dict.fromkeys(seen[seen["horizon"] == horizon]["elasticities"]))
            for label in labels:
                main = (horizon, label) == (s.main["horizon"], s.main["elasticities"])
                parts = (self.labels.horizon(horizon, "brief").lower(), self.labels.elasticities(label))
                name = w("score_set_of", horizon=parts[0], set=parts[1])
                rows.append(
                    self._score_row(w("score_model", set=name), "model", main, horizon=horizon, elasticities=label)
                )
        rows = sorted(rows, key=lambda r: not r["strong"])
        rows[1:1] = [self._score_row(w(f"score_{p}"), p, False) for p in PREDICTORS[1:]]
        heads = [w("score_hits"), w("score_rank"), w("score_slope"), w("score_error")]
        return {"caption": w("score_table_caption", window=w(f"score_window_{s.main['window']}")), "first": w("score_predictor"),
                "over": self._over(SETS[:2], len(heads)), "columns": heads * 2, "rows": rows}  # fmt: skip

    def sets_table(self) -> dict[str, Any]:
        """The main elasticity under other windows, laws and sets of partners: rank correlation of the model and of the own duty."""
        s, w = self.scored, self.words
        rows = []
        for window in dict.fromkeys(s.scores["window"]):
            for variant in dict.fromkeys(s.scores["variant"]):
                name = w("score_row", variant=self.labels.variant(variant), window=w(f"score_months_{window}"))
                cells = [
                    self._rank(predictor, partners=chosen, variant=variant, window=window)
                    for chosen in SETS
                    for predictor in ("model", "own-tariff", "last-growth")
                ]
                strong = (variant, window) == (s.main["variant"], s.main["window"])
                rows.append({"name": name, "strong": strong, "cells": cells})
        heads = [w("score_the_model"), w("score_own-tariff"), w("score_last-growth")]
        return {"caption": w("score_robust_caption"), "first": w("score_law"), "over": self._over(SETS, len(heads)),
                "columns": heads * len(SETS), "rows": rows}  # fmt: skip

    def _rank(self, predictor: str, **changes: str) -> str:
        rank = self.scored.figure(predictor, "spearman", **changes)
        return self._plain(rank) if isfinite(rank) else self.words("score_none")

    def _over(self, sets: tuple[str, ...], span: int) -> list[dict[str, Any]]:
        counts = [int(self.scored.figure("model", "count", partners=chosen)) for chosen in sets]
        return [{"name": self.words("score_over", set=self.words(f"score_set_{c}"), n=n), "span": span}
                for c, n in zip(sets, counts, strict=True)]  # fmt: skip

    def _score_row(self, name: str, predictor: str, strong: bool, **changes: str) -> dict[str, Any]:
        cells = []
        for chosen in SETS[:2]:
            where = {"partners": chosen} | changes
            slope, se, error = (self.scored.figure(predictor, m, **where) for m in ("slope", "slope_se", "error"))
            fitted = f"{self._plain(slope)} ± {self._plain(se)}" if isfinite(slope) else self.words("score_none")
            hits = self._share(self.scored.figure(predictor, "hits", **where))
            cells += [hits, self._rank(predictor, **where), fitted, self._plain(error, 1)]
        return {"name": name, "strong": strong, "cells": cells}

    def partners_table(self) -> dict[str, Any]:
        """Partners ranked by the prediction, beside what was observed."""
        w, rows = self.words, self.scored.of(self.scored.partners).sort_values("model")
        predicted = rows["model"].rank().astype(int)
        observed = rows["observed"].rank().astype(int)
        cells = []
        for (_, r), p, o in zip(rows.iterrows(), predicted, observed, strict=True):
            name = self.labels.economy(str(r["partner"])) + (" *" if r["electronic"] else "")
            same = r["model"] * r["observed"] > 0
            cells.append(
                {
                    "name": name,
                    "strong": False,
                    "cells": [
                        self.numbers.rate(r["duty_after"] - r["duty_before"]),
                        self._points(r["model"]),
                        str(p),
                        self._points(r["observed"]),
                        str(o),
                        w("score_yes") if same else w("score_no"),
                        self._points(r["own-tariff"]),
                        self._points(r["last-growth"]),
                        self.numbers.money(float(r["before_usd_mn"]), False),
                        self.numbers.money(float(r["after_usd_mn"]), False),
                    ],
                }
            )
        heads = ("score_duty", "score_predicted", "score_place", "score_observed", "score_place", "score_same",
                 "score_own-tariff", "score_last-growth", "score_before", "score_after")  # fmt: skip
        caption = w("score_partners_caption", money=self.numbers.money_unit)
        return {"caption": caption, "first": w("economy"), "over": [], "columns": [w(h) for h in heads], "rows": cells}


def _lowest(x: float) -> float:
    return x if isfinite(x) else -2.0
