"""Tables that a case adds to a page (`tables:` of a scenario): what each shows, in one language.

A table is a frame in `Run.extra`; it is written beside the others under its name. A renderer here makes its part of the page: a
heading, sentences, and tables of the form {caption, first, over, columns, rows}. A new kind is one function in `RENDERERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from bahe.report.runs import held
from bahe.report.runs.conceding import Conceding
from bahe.report.runs.modelled import modelled
from bahe.report.wording.labels import Labels
from bahe.report.wording.numbers import Numbers
from bahe.report.wording.texts import Words

if TYPE_CHECKING:
    import pandas as pd

    from bahe.report.run import Run

Content = dict[str, Any]


def episodes(frame: pd.DataFrame, words: Words, labels: Labels, numbers: Numbers) -> Content:
    """The bargaining episodes: loss from the threat, loss when answering, what was agreed and conceded; letters, then the rest."""
    horizons = list(dict.fromkeys(frame["horizon"]))
    solved = frame[frame["solved"] & (frame["threat_source"] != "none")]
    conceding = Conceding(frame, words, labels, numbers)
    tables = [conceding.table()] if len(conceding.rows) else []
    for source in ("letter", "april"):
        rows = solved[solved["threat_source"] == source]
        first = rows[rows["horizon"] == horizons[0]].sort_values("loss_threat_pct", ascending=False)
        if len(first):
            tables.append(_episode_table(list(first["partner"]), rows, horizons, source, words, labels, numbers))
    tables.append(_given_table(frame, words, labels))
    gone = _names(frame, labels)
    return {
        "id": "episodes",
        "head": words("episodes_head"),
        "sentences": [
            *(_settled(solved, h, words, labels, numbers) for h in horizons),
            *conceding.sentences(),
            words("episodes_read"),
        ],  # fmt: skip
        "rule": words("episodes_gone", n=len(gone), names=words("names_join").join(gone)),
        "figure": None,
        "tables": tables,
    }


def _names(frame: pd.DataFrame, labels: Labels) -> list[str]:
    """Partners without figures, each once."""
    gone = frame[frame["why"] != ""].drop_duplicates("partner")
    return [_partner(str(c), str(n), labels) for c, n in zip(gone["partner"], gone["name"], strict=True)]


def _partner(code: str, name: str, labels: Labels) -> str:
    """A partner by name, whether the world has it or not."""
    label = labels.economy(code)
    return label if label != code else labels.words.or_else(f"partner_{code}", name)


def _settled(solved: pd.DataFrame, horizon: str, words: Words, labels: Labels, numbers: Numbers) -> str:
    """Whether those with a letter who came to terms stood to lose more than those who did not, and for whom answering pays."""
    rows = solved[(solved["horizon"] == horizon) & (solved["threat_source"] == "letter")]
    came = rows["outcome"].str.startswith("concede")
    terms, stood, pays = rows[came], rows[~came], rows["loss_answered_pct"] < 0
    if not len(terms) or not len(stood):
        return words("episodes_too_few", horizon=labels.horizon(horizon, "noun"))

    def listed(part: pd.DataFrame) -> str:
        names = [labels.in_sentence(str(p)) for p in part["partner"]]
        return words("names_join").join(names) if names else words("episodes_nobody")

    told = words(
        "episodes_settled",
        horizon=labels.horizon(horizon, "in"),
        n=len(terms),
        of=len(rows),
        terms=numbers.percent(-float(terms["loss_threat_pct"].median())),
        stood=numbers.percent(-float(stood["loss_threat_pct"].median())),
        worse=int((rows["answer_cost_pct"] > 0).sum()),
        yielded=listed(rows[pays & came]),
        held=listed(rows[pays & ~came]),
    )
    return told[:1].upper() + told[1:]


def _episode_table(
    order: list[str],
    rows: pd.DataFrame,
    horizons: list[str],
    source: str,
    words: Words,
    labels: Labels,
    numbers: Numbers,
) -> Content:
    found = {(str(r["partner"]), str(r["horizon"])): r for r in rows.to_dict("records")}
    per = ("loss_threat_pct", "answer_cost_pct", "averted_pct")
    out = []
    for partner in order:
        r = found[partner, horizons[0]]
        cells = [
            numbers.rate(r["threat_rate"], 0),
            numbers.rate(r["rate_end"], 0) + (" *" if r["basis_end"] == "ceiling" else ""),
        ]
        cells += [numbers.rate(r[c]) for c in ("duty_before", "duty_threat", "duty_agreed")]
        for h in horizons:
            seen = found.get((partner, h))
            cells += [_percent(seen[c] if seen else float("nan"), c, words, numbers) for c in per]
        cells.append(words(f"outcome_{r['outcome']}"))
        out.append(
            {"name": labels.economy(partner), "strong": partner in labels.run.scenario.focus[:2], "cells": cells}
        )
    over = [{"name": words("episodes_rates"), "span": 2}, {"name": words("episodes_duties"), "span": 3}]
    over += [{"name": labels.horizon(h, "brief"), "span": len(per)} for h in horizons]
    over += [{"name": "", "span": 1}]
    columns = ["episodes_threat", "episodes_end", "episodes_before", "episodes_threat", "episodes_end"]
    columns += [f"episodes_{c}" for c in per] * len(horizons)
    columns += ["episodes_outcome"]
    return {"caption": words(f"episodes_caption_{source}"), "first": words("economy"), "over": over,
            "columns": [words(c) for c in columns], "rows": out}  # fmt: skip


def _given_table(frame: pd.DataFrame, words: Words, labels: Labels) -> Content:
    """What partners that came to terms, or that gave something, gave: every partner of the compilation, with figures or without."""
    rows = []
    for r in frame.drop_duplicates("partner").to_dict("records"):
        pledged = isfinite(r["pledge_investment_usd_bn"]) or isfinite(r["pledge_purchases_usd_bn"])
        if not (str(r["outcome"]).startswith("concede") or r["own_tariff_cut"] != "no" or pledged):
            continue
        other = words(f"outcome_{r['outcome_other']}") if isinstance(r["outcome_other"], str) else ""
        cells = [words(f"outcome_{r['outcome']}"), other, words(f"deal_{r['deal']}"),
                 "" if r["deal_date"] is None else str(r["deal_date"]), words(f"cut_{r['own_tariff_cut']}"),
                 _pledge(r["pledge_investment_usd_bn"]), _pledge(r["pledge_purchases_usd_bn"]), str(r["grade"])]  # fmt: skip
        rows.append({"name": _partner(str(r["partner"]), str(r["name"]), labels), "strong": False, "cells": cells})
    columns = ("episodes_outcome", "episodes_other", "episodes_deal", "episodes_date", "episodes_cut", "episodes_investment",
               "episodes_purchases", "episodes_grade")  # fmt: skip
    return {"caption": words("episodes_caption_given"), "first": words("economy"), "over": [],
            "columns": [words(c) for c in columns], "rows": rows}  # fmt: skip


def _percent(x: float, column: str, words: Words, numbers: Numbers) -> str:
    """A change of real income: losses carry a minus, what was averted a plus."""
    if not isfinite(x):
        return words("missing")
    return numbers.share(x if column == "averted_pct" else -x)


def _pledge(x: float) -> str:
    return f"{x:g}" if isfinite(x) else "–"


def player_tariffs(frame: pd.DataFrame, words: Words, labels: Labels, numbers: Numbers) -> Content:
    """Average tariffs by pair of players, one table a date; a floor is marked."""
    tables = []
    for date in dict.fromkeys(frame["date"]):
        part = frame[frame["date"] == date]
        day = str(part["day"].iloc[0])
        exporters = [*dict.fromkeys(part["importer"]), "all"]
        known = {(r["importer"], r["exporter"]): r for r in part.to_dict("records")}
        rows = []
        for a in exporters[:-1]:
            cells = []
            for b in exporters:
                r = known.get((a, b))
                floor = "" if r is None or r["complete"] else words("players_floor")
                cells.append("" if r is None else floor + numbers.rate(r["average"]).removesuffix(numbers.unit(0.0)))
            rows.append({"name": labels.economy(a), "strong": False, "cells": cells})
        heads = [b if b != "all" else words("players_all") for b in exporters]
        caption = words("players_caption", date=day) if day else words("players_caption_base")
        tables.append(
            {"caption": caption, "first": words("players_importer"), "over": [], "columns": heads, "rows": rows}
        )
    return {
        "id": "players",
        "head": words("players_head"),
        "sentences": [words("players_read")],
        "rule": "",
        "figure": None,
        "tables": tables,
    }


def model_tariffs(frame: pd.DataFrame, words: Words, labels: Labels, numbers: Numbers) -> Content:
    """What the model says each player would levy beside what each levied."""
    return modelled(frame, words, labels, numbers).content()


#: Name of a frame in `Run.extra` -> its part of the page.
RENDERERS: Mapping[str, Callable[[Any, Words, Labels, Numbers], Content]] = {
    "episodes": episodes,
    "model_tariffs": model_tariffs,
    "player_tariffs": player_tariffs,
    "holdings": held.holdings,
    "share_history": held.share_history,
}

#: Name of a frame in `Run.extra` -> what it says first in the answer of the page.
HEADLINES: Mapping[str, Callable[[Any, Words, Labels, Numbers], list[str]]] = {
    "episodes": lambda frame, *told: Conceding(frame, *told).headline(),
    "model_tariffs": lambda frame, *told: modelled(frame, *told).headline(),
    "holdings": held.headline,
}


def first_sentences(run: Run, words: Words, labels: Labels, numbers: Numbers) -> list[str]:
    """What the score and the tables of a case say, before the figures of real income; nothing where the case has neither."""
    from bahe.report.runs.scored import ScoredPage

    told = (words, labels, numbers)
    out = [] if run.score is None else ScoredPage(run.score, *told).sentences()
    return out + [s for name, frame in run.extra.items() if name in HEADLINES for s in HEADLINES[name](frame, *told)]
