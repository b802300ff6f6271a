"""The report as one self-contained HTML page: figures, tables and words handed to the packaged template."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.resources import files
from math import isfinite
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from bahe.numerics.info import Outcome
from bahe.report import answer, citations, worldmap
from bahe.report.digest import Digest, outcome_name
from bahe.report.figures import Figure, Figures
from bahe.report.labels import Labels
from bahe.report.numbers import THIN, Numbers, digits_for, plain
from bahe.report.run import Run
from bahe.report.texts import GROUNDS_ZH, LANGUAGES, Words, said

if TYPE_CHECKING:
    from jinja2 import Template

#: Opens the folded appendix before printing and folds it again afterwards; the page works without it.
SCRIPT = (
    "addEventListener('beforeprint',function(){document.querySelectorAll('details.printed:not([open])').forEach("
    "function(d){d.open=true;d.dataset.folded=''})});"
    "addEventListener('afterprint',function(){document.querySelectorAll('details[data-folded]').forEach("
    "function(d){d.open=false;delete d.dataset.folded})});"
)


def html(
    run: Run, lang: str = "en", *, other: str = "", files_beside: tuple[str, ...] = (), digest: Digest | None = None
) -> str:
    """The page in `lang`. `other` is the file name of the same report in the other language, linked at the top."""
    d = digest or Digest(run)
    words = Words(lang)
    page = Page(d, words, Labels(run, words), Numbers(lang, digits(d)))
    return template().render(page.content(other, files_beside))


def digits(d: Digest) -> int:
    """Decimals of percentages: enough for the focus economies of the lead variant."""
    return digits_for(d.value(d.lead, h, n) for h in d.horizons for n in d.focus)


@lru_cache(maxsize=1)
def template() -> Template:
    """The packaged template; everything that is not marked as safe is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    env = Environment(
        loader=PackageLoader("bahe.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return env.get_template("report.html")


class Page:
    """What the template needs, made of the digest in one language."""

    def __init__(self, d: Digest, words: Words, labels: Labels, numbers: Numbers) -> None:
        self.d, self.words, self.labels, self.numbers = d, words, labels, numbers
        self.lang = words.lang
        self.figures = Figures(d, words, labels, numbers)

    def content(self, other: str, files_beside: tuple[str, ...]) -> dict[str, Any]:
        """Every variable of the template."""
        from markupsafe import Markup

        run, s = self.d.run, self.d.run.scenario
        mappable = self.figures.mappable and self.d.solved
        style = files("bahe.report").joinpath("templates/report.css").read_text(encoding="utf-8")
        return {
            "t": self.words,
            "lang": self.words("html_lang"),
            "style": Markup(style),
            "script": Markup(SCRIPT),
            "script_hash": b64encode(sha256(SCRIPT.encode()).digest()).decode(),
            "shapes": Markup(worldmap.definitions()) if mappable else "",
            "other": other,
            "other_lang": {"en": "zh-Hans", "zh": "en"}[self.lang],
            "title": clean(said(s.title, self.lang)),
            "question": clean(said(s.question, self.lang)),
            "meta": self.meta(),
            "base_date": self.base_date(),
            "answer": [clean(x) for x in (*self.score_sentences(), *self.answer_sentences()) if x],
            "answer_note": self.answer_note(),
            "verdicts": self.verdicts(),
            "solved": self.d.solved,
            **(self.results(mappable) if self.d.solved else {}),
            "assumed": self.assumed(),
            "cite": self.cite(mappable),
            "solves": self.solves(),
            "provenance": self.provenance(),
            "command": clean(str(run.provenance.get("command") or f"bahe run {s.id}")),
            "files_beside": self.words("files_beside", files=self.words("names_join").join(files_beside))
            if files_beside
            else "",
            "horizon_head": lambda h: self.labels.horizon(h),
        }

    def results(self, mappable: bool) -> dict[str, Any]:
        """Figures and tables of results: everything that needs an equilibrium."""
        f = self.figures
        return {
            "exhibits": self.exhibits(),
            "glance": self.glance(),
            "compare": self.compare(),
            "welfare_intro": clean(self.welfare_intro()),
            "welfare": self.mark(f.welfare()),
            "by_variant": self.mark(f.by_variant()),
            "welfare_tables": [self.welfare_table(h) for h in self.d.horizons],
            "map": self.mark(f.map()) if mappable else None,
            "maps": self.mark(f.maps()) if mappable else None,
            "trade": self.mark(f.trade()),
            "industry": self.mark(f.industry()),
            "tariffs": self.mark(f.tariffs()),
            "tariff_table": self.tariff_table(),
            "revenue": self.revenue_table(),
            "sure": self.mark(f.sure()),
            "appendix": self.appendix(),
        }

    def answer_sentences(self) -> list[str]:
        """What the figures of real income say."""
        return list(answer.sentences(self.d, self.words, self.labels, self.numbers))

    def score_sentences(self) -> list[str]:
        """What the score and the tables of the case say, before everything else; nothing where the case has neither."""
        from bahe.report.exhibits import HEADLINES
        from bahe.report.scored import ScoredPage

        run, told = self.d.run, (self.words, self.labels, self.numbers)
        out = [] if run.score is None else ScoredPage(run.score, *told).sentences()
        return out + [
            s for name, frame in run.extra.items() if name in HEADLINES for s in HEADLINES[name](frame, *told)
        ]

    def exhibits(self) -> list[dict[str, Any]]:
        """What the case adds to the page: the run against what was observed, and tables of its own."""
        from markupsafe import Markup

        from bahe.report.exhibits import RENDERERS
        from bahe.report.scored import ScoredPage

        told = (self.words, self.labels, self.numbers)
        run = self.d.run
        out = [ScoredPage(run.score, *told).content()] if run.score is not None else []
        out += [RENDERERS[name](frame, *told) for name, frame in run.extra.items() if name in RENDERERS]
        for found in out:
            if found["figure"]:
                found["figure"]["panels"] = [Markup(p) for p in found["figure"]["panels"]]
        return out

    def mark(self, figure: Figure | None) -> dict[str, Any] | None:
        """A figure for the template, its panels marked as finished markup."""
        from markupsafe import Markup

        if figure is None:
            return None
        return {"title": clean(figure.title), "caption": clean(figure.caption), "panels": [Markup(p) for p in figure.panels],
                "columns": figure.columns, "heads": [clean(h) for h in figure.heads]}  # fmt: skip

    # -- head --------------------------------------------------------------------------------------------------------
    def meta(self) -> str:
        """World, sizes and date in one line."""
        w = self.d.run.world
        chosen = getattr(getattr(self.d.run.scenario, "world", None), "name", "")
        chosen = (
            chosen if chosen and w.name.startswith(chosen) else w.name
        )  # a benchmark at its base date keeps its own name
        name = PurePath(chosen).name + (f" ({w.year})" if w.year and str(w.year) not in chosen else "")
        facts = self.d.run.provenance
        date = str(facts.get("made") or facts.get("time") or "")[:10]
        n = len(self.d.variants)
        sizes = {"economies": len(w.economies), "sectors": len(w.sectors), "variants": n}
        text = self.words("meta_one" if n == 1 else "meta", world=name, date=date, **sizes)
        return clean(text.rstrip(" ·"))

    def base_date(self) -> str:
        """The base date, where the scenario states one."""
        base = getattr(self.d.run.scenario, "base", None)
        date = getattr(base, "date", None)
        note = said(getattr(base, "note", None), self.lang)
        parts = (self.words("base_date", date=date) if date else "", note)
        return clean(("" if self.lang == "zh" else " ").join(x for x in parts if x))

    def welfare_intro(self) -> str:
        """How the tables are ranked, and which variants are the base itself."""
        horizon = self.labels.horizon(self.d.horizons[0], "noun")
        text = self.words("welfare_intro", lead=self.labels.variant(self.d.lead), horizon=horizon)
        still = [v for v in self.d.still if v not in self.d.shown]
        if not still:
            return text
        names = self.words("names_join").join(self.labels.variant(v) for v in still)
        return text + (" " if self.lang == "en" else "") + self.words("still", names=names)

    def answer_note(self) -> str:
        """What the brackets and the central figure are; nothing where there is no figure."""
        if not self.d.solved:
            return ""
        h = self.d.horizons[0]
        sets, central = len(self.d.labels[h]), self.labels.elasticities(self.d.central[h])
        if sets < 2:
            return clean(self.words("answer_note_one", central=central))
        return clean(
            self.words("answer_note_theta" if self.d.by_value(h) else "answer_note", sets=sets, central=central)
        )

    # -- cells -------------------------------------------------------------------------------------------------------
    def cell(self, variant: str, horizon: str, name: str, measure: str = "welfare_pct") -> dict[str, str]:
        """One figure of real income: per cent, band, money, tint class and remark."""
        band = self.d.band(variant, horizon, name, measure)
        if not band.known:
            return {
                "figure": self.figures.missing(variant, horizon),
                "band": "",
                "money": "",
                "cls": "missing",
                "remark": "",
            }
        if variant in self.d.still:
            return {"figure": self.words("is_base"), "band": "", "money": "", "cls": "quiet", "remark": ""}
        money = self.d.value(variant, horizon, name, "welfare_usd_mn")
        partial = band.sets < band.asked
        return {
            "figure": self.numbers.share(band.central),
            "band": self.numbers.band(band.low, band.high) if band.wide else "",
            "money": self.numbers.money(money) if isfinite(money) else "",
            "cls": worldmap.class_of(band.central, self.limits) if self.tint(band.central) != "level" else "level",
            "remark": self.words("some_sets", n=band.sets, of=band.asked) if partial else "",
        }

    @cached_property
    def limits(self) -> list[float]:
        """Class limits of the map, for the tint of cells as well."""
        return worldmap.breaks(self.d.map_values)

    def tint(self, x: float) -> str:
        """`down` or `up` for a figure that is not zero after rounding."""
        if not isfinite(x) or round(x, self.numbers.digits) == 0:
            return "level"
        return "down" if x < 0 else "up"

    # -- tables ------------------------------------------------------------------------------------------------------
    def glance(self) -> dict[str, Any]:
        """One row a variant: real income of the actors at each horizon, their trade, the average rates."""
        d = self.d
        shown = [h for h in d.horizons if h in ("long", "short")] or d.horizons[:2]
        heads = [{"name": self.labels.economy(a), "span": len(shown)} for a in d.actors]
        pairs = [p for p in self.figures.main_pairs(2) if set(p) == set(d.actors)]
        base = {p: d.rates(d.variants[0], *p) for p in pairs}
        rows = []
        for v in d.variants:
            cells = [self.cell(v, h, a) for a in d.actors for h in shown]
            rates = [self.numbers.rate(d.rates(v, *p).average(d.rates(v, *p).new)) for p in pairs]
            rows.append({"id": v, "label": clean(self.labels.variant(v)), "note": clean(self.labels.note(v)), "cells": cells,
                         "rates": rates, "trade": self.two_way(v)})  # fmt: skip
        return {
            "heads": heads,
            "horizons": [self.labels.horizon(h, "brief") for _ in d.actors for h in shown],
            "pairs": [
                {"name": self.words("avg_rate_on", a=self.labels.economy(a), b=self.labels.economy(b)),
                 "base": self.words("now_rate", base=self.numbers.rate(base[(a, b)].average(base[(a, b)].base)))}
                for a, b in pairs
            ],
            "rows": rows,
            "trade_head": self.words("two_way", horizon=self.labels.horizon(d.horizons[0], "noun")),
            "trade": any(r["trade"] for r in rows) and len(d.actors) == 2,
        }  # fmt: skip

    def two_way(self, variant: str) -> str:
        """Change of trade between the two actors, both directions, per cent, first horizon."""
        both = [f for f in self.d.flows(variant, self.d.horizons[0]) if {f.exporter, f.importer} == set(self.d.actors)]
        base = sum(f.base for f in both)
        return (
            self.numbers.percent(100 * (sum(f.new for f in both) / base - 1), 0 if base else None) if base > 0 else ""
        )

    def compare(self) -> dict[str, Any] | None:
        """The variants against the one that the scenario names: a heading, a figure of the lead, a table a horizon."""
        a = self.d.against
        if a is None:
            return None
        other = Page(a, self.words, self.labels, self.numbers)
        names = {"variant": self.labels.variant(a.lead), "reference": self.labels.variant(a.reference)}
        captions = ("compare_table_caption", "compare_table_caption_theta")
        return {
            "head": clean(self.words("compare", reference=names["reference"])),
            "intro": clean(self.words("compare_intro", **names)),
            "figure": self.mark(other.figures.welfare(clean(self.words("compare_dots", **names)), "c")),
            "tables": [other.welfare_table(h, captions) for h in a.horizons],
        }

    def welfare_table(
        self, horizon: str, captions: tuple[str, str] = ("welfare_table_caption", "welfare_table_caption_theta")
    ) -> dict[str, Any]:
        """Rows: focus by rank; columns: variants; cells: per cent, band, money."""
        key = captions[self.d.by_value(horizon)]
        return {
            "caption": self.words(key, horizon=self.labels.horizon(horizon, "noun"),
                                  sets=len(self.d.labels[horizon]), money=self.numbers.money_unit),
            "columns": [clean(self.labels.variant(v)) for v in self.d.shown],
            "split": len(self.d.shown) <= 5,
            "money": self.numbers.money_unit,
            "rows": [
                {"name": self.labels.economy(n), "actor": n in self.d.actors, "cells": [self.cell(v, horizon, n) for v in self.d.shown]}
                for n in self.d.ranked_focus
            ],
        }  # fmt: skip

    def tariff_table(self) -> dict[str, Any] | None:
        """Average tariffs by variant for the heaviest pairs."""
        pairs = self.figures.main_pairs(8)
        if not pairs:
            return None
        rows = []
        for pair in pairs:
            rates = [self.d.rates(v, *pair) for v in self.d.shown]
            rows.append({
                "name": self.words("tariff_panel", importer=self.labels.economy(pair[0]), exporter=self.labels.economy(pair[1])),
                "base": self.numbers.rate(rates[0].average(rates[0].base)),
                "cells": [self.numbers.rate(r.average(r.new)) for r in rates],
            })  # fmt: skip
        return {"columns": [clean(self.labels.variant(v)) for v in self.d.shown], "rows": rows}

    def revenue_table(self) -> dict[str, Any] | None:
        """Tariff revenue by variant for the blocks whose tariffs change."""
        d, h = self.d, self.d.horizons[0]
        names = d.importers[:10]
        known = [n for n in names if any(d.band(v, h, n, "revenue_usd_mn").known for v in d.variants)]
        if not known:
            return None
        world = d.run.world
        rows = []
        for n in known:
            base = float(sum(world.revenue[world.axes.economy(m)] for m in d.members(n)))
            cells = []
            for v in d.shown:
                b = d.band(v, h, n, "revenue_usd_mn")
                if b.known:
                    low, central, high = (self.numbers.money(x, False) for x in (b.low, b.central, b.high))
                    cells.append({"figure": central, "band": f"[{low}, {high}]" if b.wide else "", "cls": ""})
                else:
                    cells.append({"figure": self.figures.missing(v, h), "band": "", "cls": "missing"})
            rows.append({"name": self.labels.economy(n), "base": self.numbers.money(base, False), "cells": cells})
        return {
            "caption": self.words(
                "revenue_caption", money=self.numbers.money_unit, horizon=self.labels.horizon(h, "noun")
            ),
            "columns": [clean(self.labels.variant(v)) for v in d.shown],
            "rows": rows,
        }

    def appendix(self) -> dict[str, Any]:
        """Every economy by rank: first horizon with bands by variant, then the others' central figures."""
        d = self.d
        shown = [h for h in d.horizons if h in ("long", "short")] or d.horizons[:2]
        return {
            "open": self.words("appendix_open", n=len(d.run.world.economies)),
            "tables": [
                {
                    "horizon": self.labels.horizon(h),
                    "columns": [clean(self.labels.variant(v)) for v in d.shown],
                    "rows": [
                        {"name": self.labels.economy(n), "code": n, "cells": [self.cell(v, h, n) for v in d.shown]}
                        for n in d.ranked_economies
                    ],
                }
                for h in shown
            ],
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

    # -- what was assumed --------------------------------------------------------------------------------------------
    def assumed(self) -> dict[str, Any]:
        """Closure, horizons, elasticity sets, statements of the scenario, moves, remarks of the data, ROW."""
        run, s = self.d.run, self.d.run.scenario
        closure = str(getattr(s, "closure", "transfer"))
        labour = getattr(s, "labour", None)
        return {
            "closure": self.closure(closure) + (" " if self.lang == "en" else "") + self.words("closure_note"),
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

    # -- solver ------------------------------------------------------------------------------------------------------
    def solves(self) -> dict[str, Any]:
        """How every solve ended: by variant and horizon, and one by one."""
        s = self.d.run.solves
        names = [outcome_name(o) for o in s["outcome"]]
        good = sum(n == "converged" for n in names)
        each = [
            {
                "variant": clean(self.labels.variant(str(v))), "horizon": self.labels.horizon(str(h)),
                "set": clean(self.labels.elasticities(str(e))),
                "ok": n == "converged", "outcome": clean(self.labels.outcome(n)), "iterations": _whole(i), "residual": _tiny(r, self.lang),
                "seconds": plain(_float(sec), 3, self.lang), "method": clean(str(m)),
            }
            for v, h, e, n, i, r, sec, m in zip(
                s["variant"], s["horizon"], s["elasticities"], names, s["iterations"], s["residual"], s["seconds"], s["method"], strict=True
            )
        ]  # fmt: skip
        groups: dict[tuple[str, str], list[int]] = {}
        for i, pair in enumerate(zip(s["variant"].astype(str), s["horizon"].astype(str), strict=True)):
            groups.setdefault(pair, []).append(i)
        rows = []
        for (v, h), places in groups.items():
            part = s.iloc[places]
            off = [names[i] for i in places if names[i] != "converged"]
            rows.append({
                "variant": clean(self.labels.variant(v)), "horizon": self.labels.horizon(h), "n": len(places),
                "ok": len(places) - len(off), "ended": [clean(self.labels.outcome(e)) for e in sorted(set(off))],
                "iterations": _span(part["iterations"]), "residual": _tiny(part["residual"].max(), self.lang),
                "seconds": plain(_float(part["seconds"].sum()), 2, self.lang),
            })  # fmt: skip
        key = "solves_all" if good == len(names) else "solves_some"
        return {"line": self.words(key, n=len(names), k=good), "rows": rows, "each": each, "all": good == len(names)}

    def verdicts(self) -> list[dict[str, Any]]:
        """One row a variant and horizon with solves that gave no equilibrium: the verdict, what was tried, what to do."""
        s = self.d.run.solves
        rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in s.assign(outcome=[outcome_name(o) for o in s["outcome"]]).to_dict("records"):
            solve = {str(k): x for k, x in row.items()}
            rows.setdefault((str(row["variant"]), str(row["horizon"])), []).append(solve)
        return [self.verdict(*key, solves) for key, solves in rows.items() if any(map(_failed, solves))]

    def verdict(self, variant: str, horizon: str, solves: list[dict[str, Any]]) -> dict[str, Any]:
        """The verdict on one variant at one horizon."""
        off = [r for r in solves if _failed(r)]
        told = {str(r.get("advice") or "") for r in off} - {"", *(o.value for o in Outcome)}
        outcomes = sorted({str(r["outcome"]) for r in off})
        iterations, residuals = [r["iterations"] for r in off], [_float(r["residual"]) for r in off]
        known, seconds = [x for x in residuals if x is not None], sum(_float(r["seconds"]) or 0.0 for r in off)
        facts = (
            self.words("verdict_iterations", n=_span(iterations)) if _span(iterations) != "–" else "",
            self.words("verdict_residual", x=_tiny(max(known), self.lang)) if known else "",
            self.words("verdict_seconds", x=plain(seconds, 1, self.lang)) if seconds > 0 else "",
        )
        remedy = self.words("do_infeasible" if outcomes == [Outcome.infeasible.name] else "do_unconverged")
        if any(0 < dose < 1 for dose in _doses(off)):
            remedy += (" " if self.lang == "en" else "") + self.words("do_share")
        return {
            "variant": clean(self.labels.variant(variant)),
            "horizon": self.labels.horizon(horizon),
            "ended": [clean(self.labels.outcome(o)) for o in outcomes],
            "count": self.words("verdict_count", k=len(off), n=len(solves)),
            "tried": clean(self.tried(off)),
            "facts": self.words("figures_join").join(x for x in facts if x),
            "remedy": remedy,
            "details": [clean(x) for x in sorted(told)],
        }

    def tried(self, solves: list[dict[str, Any]]) -> str:
        """What the solver did before it gave up, in words; how far the path of the shock went."""
        methods = {str(r["method"]) if isinstance(r["method"], str) else "" for r in solves}
        doses = [x for x in _doses(solves) if x < 1]
        share = "–".join(dict.fromkeys(f"{100 * x:.0f}" for x in (doses[:1] + doses[-1:])))
        parts = [
            self.words("tried_base") if "base" in methods else "",
            self.words("tried_nothing") if "" in methods else "",
            self.words("tried_path") if "homotopy" in methods else "",
            *(self.words("tried_method", method=m) for m in sorted(methods - {"", "base", "homotopy"})),
            self.words("tried_share", share=share) if doses else "",
        ]
        return (" " if self.lang == "en" else "").join(p for p in parts if p)

    def provenance(self) -> list[tuple[str, str]]:
        """Key and value, nested keys joined by dots; long values cut."""
        told = ("sources", "horizons", "moves", "command")
        return [
            (clean(k), clean(v)) for k, v in flat({k: v for k, v in self.d.run.provenance.items() if k not in told})
        ]


def grounds(source: str, lang: str) -> str:
    """The ground for a horizon in `lang`, where there is a translation of it."""
    return GROUNDS_ZH.get(source, source) if lang == "zh" else source


def flat(tree: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Leaves of a nested mapping as (dotted key, text)."""
    out: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            out += flat(value, f"{name}.")
        else:
            shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            out.append((name, shown if len(shown) <= 400 else shown[:400] + "…"))
    return out


def clean(text: str) -> str:
    """Text without the characters that no page may hold."""
    from bahe.report.svg import _UNPRINTABLE

    return _UNPRINTABLE.sub("", text)


def _failed(solve: Mapping[str, Any]) -> bool:
    return bool(solve["outcome"] != Outcome.converged.name)


def _doses(solves: list[dict[str, Any]]) -> list[float]:
    """Shares of the shock that were reached, rising; solves that state none are left out."""
    return sorted(x for r in solves if (x := _float(r.get("dose"))) is not None)


def _float(x: Any) -> float | None:
    try:
        value = float(x)
    except (TypeError, ValueError):
        return None
    return value if isfinite(value) else None


def _whole(x: Any) -> str:
    value = _float(x)
    return "–" if value is None else f"{value:.0f}"


def _span(values: Any) -> str:
    known = [float(v) for v in values if _float(v) is not None]
    if not known:
        return "–"
    low, high = min(known), max(known)
    return f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"


def _tiny(x: Any, lang: str) -> str:
    """A residual as `3.1 × 10⁻¹¹`."""
    value = _float(x)
    if value is None:
        return plain(None, 0, lang)
    if value == 0:
        return "0"
    mantissa, _, power = f"{value:.1e}".partition("e")
    raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa}{THIN}×{THIN}10{raised}"


def languages(lang: str) -> tuple[str, ...]:
    """`en`, `zh` or both."""
    from bahe.faults import UnknownName

    if lang == "both":
        return LANGUAGES
    if lang not in LANGUAGES:
        raise UnknownName("language", lang, [*LANGUAGES, "both"], field="lang")
    return (lang,)
