"""The part of a page that sets what the model says each player would levy beside what each levied.

Two frames of `Run.extra`: `model_tariffs` (casebook.tariffs.model) and `player_tariffs` (casebook.tariffs.actual). Rates are fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any

from bahe.report.drawing.rows import Mark, Row, frame, row_chart
from bahe.report.wording.labels import Labels
from bahe.report.wording.numbers import MINUS, Numbers, plain
from bahe.report.wording.texts import Words

if TYPE_CHECKING:
    import pandas as pd

#: A player moved if its average on all goods rose by at least so much over the base at one of the dates (a fraction).
MOVED = 0.01
#: Dates of the table of what was levied, as `casebook.tariffs.actual` names them.
BEFORE, PEAK, END = "before", "april-peak", "november"
WIDE = 930.0


@dataclass(frozen=True)
class Spread:
    """The rate of a player in one reading: central, lowest and highest over the elasticity sets that came to rest."""

    central: float
    low: float
    high: float

    def place(self, rate: float) -> str:
        """Where a rate stands: inside, above or below the range."""
        return "above" if rate > self.high else "below" if rate < self.low else "inside"


@dataclass(frozen=True)
class Modelled:
    """The two frames, and how they are said in one language."""

    model: pd.DataFrame
    actual: pd.DataFrame
    words: Words
    labels: Labels
    numbers: Numbers

    # -- figures ---------------------------------------------------------------------------------------------------------
    @cached_property
    def players(self) -> list[str]:
        """Players of the model, in its order."""
        return list(dict.fromkeys(self.model["importer"]))

    @cached_property
    def horizons(self) -> list[str]:
        """Horizons, in the order of the run."""
        return list(dict.fromkeys(self.model["horizon"]))

    def spread(self, player: str, horizon: str, reading: str = "war") -> Spread:
        """One rate on all partners, with the range over elasticity sets; NaN where no search ended."""
        rows = self._one_rate(player, horizon, reading)
        return Spread(_only(rows[rows["central"]]["rate"]), float(rows["rate"].min()), float(rows["rate"].max()))

    def gain(self, player: str, horizon: str, reading: str = "war") -> float:
        """Change of the player's real income at the central elasticities, per cent."""
        rows = self._one_rate(player, horizon, reading)
        return _only(rows[rows["central"]]["gain_pct"])

    def _one_rate(self, player: str, horizon: str, reading: str) -> pd.DataFrame:
        """Rows of one rate on all partners, by set of elasticities."""
        m = self.model
        asked = (m["importer"] == player) & (m["horizon"] == horizon) & (m["reading"] == reading)
        return m[(m["grain"] == "importer") & asked]

    def by_partner(self, player: str, horizon: str) -> dict[str, float]:
        """The player's rates by partner in the war of all, central elasticities."""
        m = self.model
        rows = m[(m["grain"] == "partner") & (m["importer"] == player) & (m["horizon"] == horizon)]
        return {str(e): float(r) for e, r in zip(rows["exporter"], rows["rate"], strict=True)}

    def levied(self, importer: str, exporter: str, date: str) -> dict[str, Any]:
        """The row of what was levied; empty where the pair is not there."""
        a = self.actual
        rows = a[(a["importer"] == importer) & (a["exporter"] == exporter) & (a["date"] == date)]
        return dict(rows.iloc[0]) if len(rows) else {}

    def digits(self, horizon: str) -> int:
        """Decimals of the model's rates at a horizon: none where they are near 100 %."""
        rates = self.model[self.model["horizon"] == horizon]["rate"]
        return 0 if rates.max() >= 0.5 else 1

    def rate(self, importer: str, exporter: str, date: str) -> float:
        """An average that was levied; NaN where the pair is not there."""
        return float(self.levied(importer, exporter, date).get("average", float("nan")))

    @cached_property
    def moved(self) -> list[str]:
        """Players whose average on all goods rose, at one of the dates, by `MOVED` or more."""
        base = {p: self.rate(p, "all", BEFORE) for p in self.players}
        return [p for p in self.players if max(self.rate(p, "all", d) for d in (PEAK, END)) - base[p] >= MOVED]

    def began(self, player: str) -> bool:
        """Whether the player began, after the base, to levy what is not held here."""
        notes = {d: str(self.levied(player, "all", d).get("note", "")) for d in (BEFORE, PEAK, END)}
        return any(part not in notes[BEFORE] for d in (PEAK, END) for part in notes[d].split("; ") if part)

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """(importer, exporter) whose average rose by `MOVED` or more at one of the dates."""
        out = []
        for a in self.players:
            for b in self.players:
                base = self.rate(a, b, BEFORE)
                if a != b and max(self.rate(a, b, d) for d in (PEAK, END)) - base >= MOVED:
                    out.append((a, b))
        return out

    def agreement(self, player: str, horizon: str) -> tuple[int, float]:
        """(partners, rank correlation of the model's rates by partner with those in force in November)."""
        import pandas as pd

        told = self.by_partner(player, horizon)
        two = pd.DataFrame({b: (r, self.rate(player, b, END)) for b, r in told.items()}).T.dropna()
        return len(two), float(two[0].rank().corr(two[1].rank())) if len(two) > 2 else float("nan")

    # -- words -----------------------------------------------------------------------------------------------------------
    def _names(self, players: list[str]) -> str:
        join = self.words("names_join")
        return join.join(self.labels.in_sentence(p) for p in players) if players else self.words("episodes_nobody")

    def _points(self, x: float, digits: int = 1) -> str:
        return plain(100 * x, digits, self.words.lang)

    def headline(self) -> list[str]:
        """For the answer of the page: what all would set, what those who moved did set, what the others did."""
        w, n = self.words, self.numbers
        long, spreads = self.horizons[0], {}
        for h in self.horizons:
            spreads[h] = [self.spread(p, h) for p in self.players]
        known = all(isfinite(s.central) for h in self.horizons for s in spreads[h])
        if not known:
            return [w("model_unknown")]
        parts = [
            w("model_range", horizon=self.labels.horizon(h, "in"), low=n.rate(min(s.central for s in spreads[h]), 0),
              high=n.rate(max(s.central for s in spreads[h]), 0), least=n.rate(min(s.low for s in spreads[h]), 0),
              most=n.rate(max(s.high for s in spreads[h]), 0))
            for h in self.horizons
        ]  # fmt: skip
        out = [w("model_answer", n=len(self.players), ranges=w("figures_join").join(parts))]
        for p in self.moved:
            s, end = self.spread(p, long), self.rate(p, "all", END)
            name = self.labels.in_sentence(p)
            out.append(w("model_moved", name=name[:1].upper() + name[1:], april=n.rate(self.rate(p, "all", PEAK)), november=n.rate(end),
                         rate=n.rate(s.central), low=n.rate(s.low), high=n.rate(s.high),
                         horizon=self.labels.horizon(long, "noun"), place=w(f"model_{s.place(end)}")))  # fmt: skip
        still = [p for p in self.players if p not in self.moved]
        if still:
            low = min(self.spread(p, long).low for p in still)
            out.append(
                w(
                    "model_still",
                    n=len(still),
                    names=self._names(still),
                    low=n.rate(low),
                    horizon=self.labels.horizon(long, "in"),
                )
            )
            unheld = [p for p in still if self.began(p)]
            out += [w("model_unheld", names=self._names(unheld))] if unheld else []
        return [(" " if w.lang == "en" else "").join(out)]

    def sentences(self) -> list[str]:
        """What an answer to others adds, what the war costs, and how the rates by partner agree with the law."""
        w, n, long = self.words, self.numbers, self.horizons[0]
        reply = max(abs(self.spread(p, long).central - self.spread(p, long, "alone").central) for p in self.players)
        losers = [p for p in self.players if self.gain(p, long) < 0]
        out = []
        if isfinite(reply):
            out.append(w("model_reply", points=self._points(reply), losers=len(losers), n=len(self.players), names=self._names(losers),
                         horizon=self.labels.horizon(long, "in")))  # fmt: skip
        for p in self.moved[:1]:
            told, (count, rank) = self.by_partner(p, long), self.agreement(p, long)
            if told and isfinite(rank):
                seen = [self.rate(p, b, END) for b in told]
                name = self.labels.in_sentence(p)
                out.append(w("model_pairs", name=name, low=n.rate(min(told.values())), high=n.rate(max(told.values())), n=count,
                             least=n.rate(min(seen)), most=n.rate(max(seen)), rank=plain(rank, 2, w.lang)))  # fmt: skip
        return out

    # -- tables ----------------------------------------------------------------------------------------------------------
    def _cell(self, importer: str, exporter: str, date: str) -> str:
        row = self.levied(importer, exporter, date)
        if not row:
            return self.words("missing")
        return ("" if row["complete"] else self.words("players_floor")) + self._points(row["average"])

    def table(self) -> dict[str, Any]:
        """One row a player: the model at each horizon, and what was levied at each date."""
        w, rows = self.words, []
        for p in self.players:
            cells = []
            for h in self.horizons:
                digits = self.digits(h)
                s, alone = self.spread(p, h), self.spread(p, h, "alone")
                cells += [
                    self._points(s.central, digits),
                    f"{self._points(s.low, digits)}–{self._points(s.high, digits)}",
                    self._points(alone.central, digits),
                    self.numbers.share(self.gain(p, h)),
                ]
            cells += [self._cell(p, "all", d) for d in (BEFORE, PEAK, END)]
            rows.append({"name": self.labels.economy(p), "strong": p in self.moved, "cells": cells})
        over = [{"name": w("model_over", horizon=self.labels.horizon(h, "noun")), "span": 4} for h in self.horizons]
        heads = [w("model_war"), w("model_sets"), w("model_alone"), w("model_income")] * len(self.horizons)
        dates = self._days()
        return {
            "caption": w("model_caption"), "first": w("players_player"), "over": [*over, {"name": w("model_levied"), "span": 3}],
            "columns": [*heads, *dates], "rows": rows,
        }  # fmt: skip

    def _days(self) -> list[str]:
        a, out = self.actual, []
        for date in (BEFORE, PEAK, END):
            rows = a[a["date"] == date]
            day = str(rows["day"].iloc[0]) if len(rows) else ""
            out.append(day or self.words("model_before"))
        return out

    def pairs_table(self) -> dict[str, Any]:
        """One row a pair whose duty moved: the model's rate on that partner, and the averages levied."""
        w, rows = self.words, []
        held = [h for h in self.horizons if any(self.by_partner(p, h) for p in self.players)]
        told = {(p, h): self.by_partner(p, h) for p in self.players for h in held}
        for a, b in self.pairs:
            cells = [self._points(told[a, h].get(b, float("nan")), self.digits(h)) for h in held]
            cells += [self._cell(a, b, d) for d in (BEFORE, PEAK, END)]
            name = w("tariff_panel", importer=self.labels.economy(a), exporter=self.labels.economy(b))
            rows.append({"name": name, "strong": False, "cells": cells})
        over = [{"name": w("model_model"), "span": len(held)}, {"name": w("model_levied"), "span": 3}]
        columns = [*(self.labels.horizon(h, "brief") for h in held), *self._days()]
        return {"caption": w("model_pairs_caption"), "first": w("players_importer_on"), "over": over, "columns": columns,
                "rows": rows}  # fmt: skip

    def figure(self) -> dict[str, Any]:
        """A row a player at the first horizon: range and centre of the model, what was levied at the base, the peak and the end."""
        w, h = self.words, self.horizons[0]
        rows = []
        for p in self.players:
            s = self.spread(p, h)
            levied = {d: 100 * self.rate(p, "all", d) for d in (BEFORE, PEAK, END)}
            marks = (
                Mark("line", 100 * s.low, 100 * s.high, "whisker level capped"),
                Mark(
                    "dot", 100 * s.central, cls="ink", hint=f"{w('model_model')}: {plain(100 * s.central, 1, w.lang)}"
                ),
                Mark("tick", levied[BEFORE], cls="zero", hint=f"{self._days()[0]}: {plain(levied[BEFORE], 1, w.lang)}"),
                Mark("ring", levied[PEAK], hint=f"{self._days()[1]}: {plain(levied[PEAK], 1, w.lang)}"),
                Mark("diamond", levied[END], cls="loss", hint=f"{self._days()[2]}: {plain(levied[END], 1, w.lang)}"),
            )
            notes = (plain(100 * s.central, 1, w.lang), self._cell(p, "all", PEAK), self._cell(p, "all", END))
            rows.append(Row(self.labels.economy(p), marks, notes, strong=p in self.moved))
        heads = (w("model_model"), self._days()[1], self._days()[2])
        f = frame([rows], WIDE, row=25, headers=heads)
        title = w("model_figure", horizon=self.labels.horizon(h, "noun"))
        panel = row_chart(
            rows, f, key="model", title=title, desc=title, axis=lambda v: f"{v:g}%".replace("-", MINUS), headers=heads
        )
        return {"title": title, "caption": w("model_figure_caption"), "panels": [panel], "columns": 1, "heads": ()}

    def content(self) -> dict[str, Any]:
        """The section for the template."""
        return {
            "id": "model", "head": self.words("model_head"), "sentences": self.sentences(), "rule": self.words("model_read"),
            "figure": self.figure(), "tables": [self.table(), self.pairs_table()],
        }  # fmt: skip


def modelled(frame_: pd.DataFrame, words: Words, labels: Labels, numbers: Numbers) -> Modelled:
    """The frame of the model with that of the run beside it."""
    return Modelled(frame_, labels.run.extra["player_tariffs"], words, labels, numbers)


def _only(values: pd.Series[float]) -> float:
    return float(values.iloc[0]) if len(values) else float("nan")
