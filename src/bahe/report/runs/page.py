"""The report as one self-contained HTML page: figures, tables and words handed to the packaged template."""

from __future__ import annotations

from base64 import b64encode
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from bahe.report.drawing import worldmap
from bahe.report.files import flat
from bahe.report.run import Run
from bahe.report.runs import answer
from bahe.report.runs.digest import Digest
from bahe.report.runs.ends import Ends
from bahe.report.runs.figures import Figures, marked
from bahe.report.runs.grids import Grids
from bahe.report.runs.grounds import Grounds
from bahe.report.runs.told import Told, clean
from bahe.report.wording.labels import Labels
from bahe.report.wording.numbers import Numbers, digits_for
from bahe.report.wording.texts import LANGUAGES, Words, said

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


class Page(Told):
    """What the template needs, made of the digest in one language."""

    @cached_property
    def figures(self) -> Figures:
        """The figures of the run."""
        return Figures(*self.told)

    def content(self, other: str, files_beside: tuple[str, ...]) -> dict[str, Any]:
        """Every variable of the template."""
        from markupsafe import Markup

        run, s = self.d.run, self.d.run.scenario
        mappable = self.figures.mappable and self.d.solved
        grounds, ends = Grounds(*self.told), Ends(*self.told)
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
            "verdicts": ends.verdicts(),
            "solved": self.d.solved,
            **(self.results(mappable) if self.d.solved else {}),
            "assumed": grounds.assumed(),
            "cite": grounds.cite(mappable),
            "solves": ends.solves(),
            "provenance": self.provenance(),
            "command": clean(str(run.provenance.get("command") or f"bahe run {s.id}")),
            "files_beside": self.words("files_beside", files=self.words("names_join").join(files_beside))
            if files_beside
            else "",
            "horizon_head": lambda h: self.labels.horizon(h),
        }

    def results(self, mappable: bool) -> dict[str, Any]:
        """Figures and tables of results: everything that needs an equilibrium."""
        f, grids = self.figures, Grids(*self.told)
        return {
            "exhibits": self.exhibits(),
            "glance": grids.glance(),
            "compare": grids.compare(),
            "welfare_intro": clean(self.welfare_intro()),
            "welfare": marked(f.welfare()),
            "by_variant": marked(f.by_variant()),
            "welfare_tables": [grids.welfare_table(h) for h in self.d.horizons],
            "map": marked(f.map()) if mappable else None,
            "maps": marked(f.maps()) if mappable else None,
            "trade": marked(f.trade()),
            "industry": marked(f.industry()),
            "tariffs": marked(f.tariffs()),
            "tariff_table": grids.tariff_table(),
            "revenue": grids.revenue_table(),
            "sure": marked(f.sure()),
            "appendix": grids.appendix(),
        }

    def answer_sentences(self) -> list[str]:
        """What the figures of real income say."""
        return list(answer.sentences(self.d, self.words, self.labels, self.numbers))

    def score_sentences(self) -> list[str]:
        """What the score and the tables of the case say, before everything else; nothing where the case has neither."""
        from bahe.report.runs.exhibits import HEADLINES
        from bahe.report.runs.scored import ScoredPage

        run, told = self.d.run, (self.words, self.labels, self.numbers)
        out = [] if run.score is None else ScoredPage(run.score, *told).sentences()
        return out + [
            s for name, frame in run.extra.items() if name in HEADLINES for s in HEADLINES[name](frame, *told)
        ]

    def exhibits(self) -> list[dict[str, Any]]:
        """What the case adds to the page: the run against what was observed, and tables of its own."""
        from markupsafe import Markup

        from bahe.report.runs.exhibits import RENDERERS
        from bahe.report.runs.scored import ScoredPage

        told = (self.words, self.labels, self.numbers)
        run = self.d.run
        out = [ScoredPage(run.score, *told).content()] if run.score is not None else []
        out += [RENDERERS[name](frame, *told) for name, frame in run.extra.items() if name in RENDERERS]
        for found in out:
            if found["figure"]:
                found["figure"]["panels"] = [Markup(p) for p in found["figure"]["panels"]]
        return out

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
        return clean(self.gap.join(x for x in parts if x))

    def welfare_intro(self) -> str:
        """How the tables are ranked, and which variants are the base itself."""
        horizon = self.labels.horizon(self.d.horizons[0], "noun")
        text = self.words("welfare_intro", lead=self.labels.variant(self.d.lead), horizon=horizon)
        still = [v for v in self.d.still if v not in self.d.shown]
        if not still:
            return text
        names = self.words("names_join").join(self.labels.variant(v) for v in still)
        return text + self.gap + self.words("still", names=names)

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

    def provenance(self) -> list[tuple[str, str]]:
        """Key and value, nested keys joined by dots; long values cut."""
        told = ("sources", "horizons", "moves", "command")
        return [
            (clean(k), clean(v)) for k, v in flat({k: v for k, v in self.d.run.provenance.items() if k not in told})
        ]


def languages(lang: str) -> tuple[str, ...]:
    """`en`, `zh` or both."""
    from bahe.faults import UnknownName

    if lang == "both":
        return LANGUAGES
    if lang not in LANGUAGES:
        raise UnknownName("language", lang, [*LANGUAGES, "both"], field="lang")
    return (lang,)
