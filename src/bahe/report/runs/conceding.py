"""The part of a page that sets the most that each threatened partner would give beside what it gave.

One frame of `Run.extra`: `episodes` (casebook.talks.episodes). Partners with a letter alone: without one
the rate was no answer to anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import isfinite
from typing import TYPE_CHECKING, Any

from bahe.report.wording.labels import Labels
from bahe.report.wording.numbers import THIN, Numbers, plain
from bahe.report.wording.texts import Words

if TYPE_CHECKING:
    import pandas as pd

#: What may order partners by how much they would give -> column: the prediction, then what needs no model.
ORDERS = {"most": "most_pct", "exposure": "exposure_pct", "letter": "threat_rate"}


def in_order(above: Sequence[float], below: Sequence[float]) -> float:
    """Share of pairs, one of each, in which the first is larger; half a point for a tie. NaN without pairs.

    0.5 is what drawing lots gives (Mann and Whitney 1947: U over the number of pairs).
    """
    pairs = [(a, b) for a, b in product(above, below) if isfinite(a) and isfinite(b)]
    return sum(1.0 if a > b else 0.5 if a == b else 0.0 for a, b in pairs) / len(pairs) if pairs else float("nan")


@dataclass(frozen=True)
class Conceding:
    """The rows with a prediction, and how they are said in one language."""

    frame: pd.DataFrame
    words: Words
    labels: Labels
    numbers: Numbers

    # -- figures ---------------------------------------------------------------------------------------------------------
    @cached_property
    def rows(self) -> pd.DataFrame:
        """Solved partners with a letter and a prediction."""
        f = self.frame
        return f[(f["threat_source"] == "letter") & f["solved"] & f["most_pct"].notna()]

    @cached_property
    def horizons(self) -> list[str]:
        """Horizons, in the order of the run."""
        return list(dict.fromkeys(self.rows["horizon"]))

    def split(self, horizon: str, other: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
        """(came to terms, did not) at a horizon; by the other defensible coding where there is one, if asked."""
        rows = self.rows[self.rows["horizon"] == horizon]
        coded = (
            rows["outcome_other"].where(rows["outcome_other"].notna(), rows["outcome"]) if other else rows["outcome"]
        )
        terms = coded.astype(str).str.startswith("concede")
        return rows[terms], rows[~terms]

    def ordered(self, horizon: str, by: str, other: bool = False) -> float:
        """Share of pairs in the right order by one of `ORDERS`."""
        terms, stood = self.split(horizon, other)
        return in_order(list(terms[ORDERS[by]]), list(stood[ORDERS[by]]))

    def against(self, horizon: str) -> dict[str, list[str]]:
        """Partners against the prediction: gave though answering pays, gave though little, did not though much; worst first.

        little and much: below the median of those who did not come to terms, above the median of those who did.
        """
        terms, stood = self.split(horizon)
        rather = terms[terms["most_pct"] <= 0]
        little = terms[(terms["most_pct"] > 0) & (terms["most_pct"] < stood["most_pct"].median())].sort_values(
            "most_pct"
        )
        much = stood[stood["most_pct"] > terms["most_pct"].median()].sort_values("most_pct", ascending=False)
        return {"rather": list(rather["partner"]), "little": list(little["partner"]), "much": list(much["partner"])}

    # -- words -----------------------------------------------------------------------------------------------------------
    def _names(self, codes: Sequence[str]) -> str:
        join = self.words("names_join")
        return join.join(self.labels.in_sentence(c) for c in codes) if codes else self.words("episodes_nobody")

    def _share(self, x: float) -> str:
        return plain(100 * x, 0, self.words.lang) + (THIN + "%" if self.words.lang == "en" else "%")

    def _money(self, x: float) -> str:
        return self.numbers.usd(x).replace("+", "")

    def headline(self) -> list[str]:
        """For the answer of the page: the partners of the title one by one, then how well the prediction orders all."""
        w, n = self.words, self.numbers
        if not len(self.rows):
            return []
        h = self.horizons[0]
        out = []
        for code in self.labels.run.scenario.focus[:2]:
            found = self.rows[(self.rows["partner"] == code) & (self.rows["horizon"] == h)].to_dict("records")
            if not found:
                continue
            r = found[0]
            name = self.labels.in_sentence(code)
            out.append(
                w("concede_one", name=name[:1].upper() + name[1:], letter=n.rate(r["threat_rate"], 0),
                  horizon=self.labels.horizon(h, "in"), loss=n.percent(-r["loss_threat_pct"]),
                  most=self._money(r["most_usd_mn"]), averted=self._money(r["averted_usd_mn"]), answer=self._answer(r, True),
                  backing=self._money(r["backing_down_usd_mn"]))
            )  # fmt: skip
        parts = [
            w("concede_share", horizon=self.labels.horizon(x, "in"), most=self._share(self.ordered(x, "most")),
              exposure=self._share(self.ordered(x, "exposure")), letter=self._share(self.ordered(x, "letter")))
            for x in self.horizons
        ]  # fmt: skip
        terms, stood = self.split(h)
        out.append(w("concede_order", n=len(terms) * len(stood), shares=w("figures_join").join(parts)))
        return [(" " if w.lang == "en" else "").join(out)]

    def sentences(self) -> list[str]:
        """Where the prediction fails, by name, at each horizon; whether the sender would carry it out; what tariff cuts cost."""
        w, out = self.words, []
        for h in self.horizons:
            failed, rows = self.against(h), self.rows[self.rows["horizon"] == h]
            dear = rows[rows["backing_down_usd_mn"] > 0].sort_values("backing_down_usd_mn", ascending=False)
            first = w("concede_failed", horizon=self.labels.horizon(h, "in"), other=self._share(self.ordered(h, "most", True)),
                      **{k: self._names(v) for k, v in failed.items()})  # fmt: skip
            second = ""
            if len(dear):
                most = dear.iloc[0]
                second = w("concede_sender", n=len(dear), of=len(rows), name=self.labels.in_sentence(str(most["partner"])),
                           amount=self._money(float(most["backing_down_usd_mn"])))  # fmt: skip
            told = (" " if w.lang == "en" and second else "").join([first, second])
            out.append(told[:1].upper() + told[1:])
        h = self.horizons[0] if self.horizons else ""
        cut = self.rows[(self.rows["horizon"] == h) & self.rows["cut_cost_usd_mn"].notna()]
        if len(cut):
            over = cut[cut["cut_cost_usd_mn"] > cut["most_usd_mn"]]
            out.append(w("concede_cut", n=len(cut), names=self._names(list(cut["partner"])), over=self._names(list(over["partner"])),
                         horizon=self.labels.horizon(h, "in")))  # fmt: skip
        return out

    def _answer(self, r: Mapping[Any, Any], sentence: bool = False) -> str:
        key = str(r["best_answer"]).replace(" ", "_")
        prefix = "concede_by_" if sentence else "concede_answer_"
        return self.words(prefix + key, rate=self.numbers.rate(r["best_rate"], 0))

    def table(self) -> dict[str, Any]:
        """Letters, by the most that each would give at the first horizon; what it gave at the right."""
        w, n = self.words, self.numbers
        first = self.rows[self.rows["horizon"] == self.horizons[0]].sort_values("most_pct", ascending=False)
        known = {(str(r["partner"]), str(r["horizon"])): r for r in self.rows.to_dict("records")}
        rows = []
        for code in first["partner"]:
            cells = []
            for h in self.horizons:
                r = known.get((code, h))
                if r is None:
                    cells += [w("missing")] * 5
                    continue
                cells += [
                    plain(r["loss_threat_pct"], n.digits, w.lang), self._answer(r), plain(r["most_pct"], n.digits, w.lang),
                    n.money(r["most_usd_mn"], False), n.money(r["backing_down_usd_mn"], False),
                ]  # fmt: skip
            r = known[code, self.horizons[0]]
            other = w(f"outcome_{r['outcome_other']}") if isinstance(r["outcome_other"], str) else ""
            cut = n.money(r["cut_cost_usd_mn"], False) if isfinite(r["cut_cost_usd_mn"]) else w("score_none")
            cells += [cut, w(f"outcome_{r['outcome']}"), other]
            rows.append(
                {
                    "name": self.labels.economy(code),
                    "strong": code in self.labels.run.scenario.focus[:2],
                    "cells": cells,
                }
            )
        over = [{"name": self.labels.horizon(h, "brief"), "span": 5} for h in self.horizons]
        heads = [w(f"concede_{c}") for c in ("loss", "answer", "most_pct", "most_usd", "backing")] * len(self.horizons)
        return {
            "caption": w("concede_caption", money=n.money_unit), "first": w("economy"),
            "over": [*over, {"name": w("concede_made"), "span": 3}],
            "columns": [*heads, w("concede_cut_cost"), w("episodes_outcome"), w("episodes_other")], "rows": rows,
        }  # fmt: skip
