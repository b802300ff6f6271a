"""The ten cases answered: each by its own verb, then its conditions judged and the verdict given.

    from bahe.casebook.ten.answering import answered
    a = answered("rare-earth-mirror")         # a Solved: metrics, exhibits, sentences, parts of pages, the word

A Solved holds plain values alone, so that it can be kept in a file and taken up again after a break.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import Any

from bahe.casebook.ten.conditions import TEN, Judged, conditions, judged, verdict_of
from bahe.casebook.ten.supplied import supplied
from bahe.faults import BaheError, UnknownName, UserError
from bahe.numerics.parts import Keep, computed

Progress = Callable[[int, int, str], None]
LANGS = ("en", "zh")

#: How each case is answered, and the line that answers it alone.
KINDS: Mapping[str, str] = MappingProxyType({
    "korea-2019": "tug", "ai-chip-floor-and-lock-in": "tug", "slow-tug-multi-tech": "tug", "truce-clock-stockholm": "talks",
    "pledge-for-tariff": "talks", "oil-linkage": "talks", "courts-and-credibility": "talks", "rare-earth-mirror": "mirror",
    "h20-assurance": "assurance", "japan-china-2026": "levers",
})  # fmt: skip
COMMANDS: Mapping[str, str] = MappingProxyType({
    "tug": "bahe tug {}", "talks": "bahe talks {}", "mirror": "bahe case run all", "assurance": "bahe case run {}",
    "levers": "bahe case run {}",
})  # fmt: skip
#: Sections of the full page of a case that its short report shows: (pattern of the English heading, how many of them); `tables:` without
#: their drawings.
SHOWN: Mapping[str, tuple[tuple[str, int], ...]] = MappingProxyType({
    "korea-2019": (("^Event study", 1), ("^Clocks", 1)),
    "ai-chip-floor-and-lock-in": (("tables:^AI accelerators", 1), ("^Clocks", 1)),
    "slow-tug-multi-tech": (("^Clocks", 1), ("pooled|together|definition", 1)),
    "truce-clock-stockholm": (("When it is signed$", 1), ("On what it turns$", 1), ("Against what happened$", 1)),
    "pledge-for-tariff": (("Terms and gains$", 2), ("Break-even", 2)),
    "oil-linkage": (("Where linkage works$", 1), ("Against what happened$", 2)),
    "courts-and-credibility": (("Terms and gains$", 2), ("Break-even", 1)),
})  # fmt: skip
_FIGURE = re.compile(r'<figure class="fig">.*?</figure>', re.DOTALL)
#: The last sentence of a verb that weighs its own conditions: the verdict here is given by one rule alone (`verdict_of`).
_WEIGHED = re.compile(r"^By the conditions fixed beforehand|conditions written down|^事先确定的条件|^事先写下的")
#: Goods of a tug whose fan is shown.
FANS = 4


@dataclass(frozen=True)
class Solved:
    """A case answered, in plain values.

    metrics    name -> figure, unit, how;  sentences, parts, full: by language (parts: HTML of the short report; full: the page of the verb)
    exhibits   tables in both languages (`casebook.runs.exhibits`);  fault: why there is no answer, empty where there is one
    """

    case: str
    kind: str
    command: str
    metrics: Mapping[str, Any]
    sentences: Mapping[str, list[str]]
    exhibits: tuple[Mapping[str, Any], ...] = ()
    parts: Mapping[str, list[str]] = field(default_factory=dict)
    full: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    fault: str = ""

    @property
    def found(self) -> tuple[Judged, ...]:
        """The conditions with their figures."""
        return judged(conditions(self.case), self.metrics)

    @property
    def word(self) -> str:
        """The verdict of the case."""
        return verdict_of(self.found)

    def document(self) -> dict[str, Any]:
        """For `--json`."""
        said = conditions(self.case)
        return {
            "case": self.case, "kind": self.kind, "command": self.command, "scenario": said.scenario, "fixed": said.fixed.isoformat(),
            "version": said.version, "question": {"en": said.question.en, "zh": said.question.zh}, "verdict": self.word,
            "conditions": [j.as_dict() for j in self.found], "metrics": dict(self.metrics), "answer": dict(self.sentences),
            "exhibits": [dict(e) for e in self.exhibits], "seconds": self.seconds, "fault": self.fault,
        }  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """Everything, to be kept."""
        return {**vars(self), "exhibits": [dict(e) for e in self.exhibits]}


def kept(data: Mapping[str, Any]) -> Solved:
    """A Solved from what `as_dict` gave."""
    return Solved(**{**data, "exhibits": tuple(data["exhibits"])})


def answered(
    case: str, progress: Progress | None = None, data: str | Path | None = None, keep: Keep = computed
) -> Solved:
    """One of the ten cases; where the model says no, a Solved without figures that says why. UserError is raised as it is.

    data   a table of one's own (`casebook.ten.supplied`): its figures stand in the place of those that are missing
    keep   keeps parts (`numerics.parts`) of tugs and talks
    """
    if case not in TEN:
        raise UnknownName("case with conditions", case, TEN)
    given = {} if data is None else supplied(case, data)
    kind, begun = KINDS[case], perf_counter()
    command = COMMANDS[kind].format(case)
    try:
        made = _MAKERS[kind](case, progress, keep)
    except UserError:
        raise
    except BaheError as no:
        made = {"metrics": {}, "sentences": {lang: [no.message] for lang in LANGS}, "fault": no.message}
    made["metrics"] = {**made["metrics"], **given}
    return Solved(case, kind, command, seconds=perf_counter() - begun, **made)


# -- by kind ----------------------------------------------------------------------------------------------------------------
def _tug(case: str, progress: Progress | None, keep: Keep) -> dict[str, Any]:
    from bahe.casebook.tugs.tugging import tug
    from bahe.report.tugs.page import tug_page
    from bahe.report.tugs.words import sentences

    found = tug(case, progress=progress, keep=keep)
    pages = {lang: tug_page(found, lang) for lang in LANGS}
    fans = {lang: [_fan(s) for s in p.sections if len(_figures(s)) >= 3][:FANS] for lang, p in pages.items()}
    boxed = {lang: [f'<div class="pair">{"".join(f)}</div>'] for lang, f in fans.items()}
    picked = _picked(case, pages)
    return {
        "metrics": found.metrics, "sentences": _unweighed({lang: list(sentences(found, lang)) for lang in LANGS}),
        "parts": {lang: boxed[lang] + picked[lang] for lang in LANGS}, "full": _html(pages),
    }  # fmt: skip


def _talks(case: str, progress: Progress | None, keep: Keep) -> dict[str, Any]:
    from bahe.casebook.talks.talking import talks
    from bahe.report.talks.page import talking_page

    found = talks(case, progress=progress, keep=keep)
    pages = {lang: talking_page(found, lang) for lang in LANGS}
    return {
        "metrics": dict(found.metrics), "sentences": _unweighed({lang: list(found.sentences(lang)) for lang in LANGS}),
        "parts": _picked(case, pages), "full": _html(pages),
    }  # fmt: skip


def _own(module: str) -> Callable[[str, Progress | None, Keep], dict[str, Any]]:
    def made(case: str, progress: Progress | None, keep: Keep) -> dict[str, Any]:
        from importlib import import_module

        found = import_module(f"bahe.casebook.{module}").answer()
        return {"metrics": found["metrics"], "sentences": found["sentences"], "exhibits": tuple(found["exhibits"])}

    return made


_MAKERS: Mapping[str, Callable[[str, Progress | None, Keep], dict[str, Any]]] = {
    "tug": _tug, "talks": _talks, "mirror": _own("tugs.mirroring"), "assurance": _own("inspections.inspecting"),
    "levers": _own("levers.case"),
}  # fmt: skip


# -- parts of pages ---------------------------------------------------------------------------------------------------------
def _unweighed(told: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Sentences without the one that states a verdict of the verb itself."""
    return {lang: [s for s in sentences if not _WEIGHED.search(s)] for lang, sentences in told.items()}


def _html(pages: Mapping[str, Any]) -> dict[str, str]:
    from bahe.report.sheets.page import html

    return {lang: html(p) for lang, p in pages.items()}


def _picked(case: str, pages: Mapping[str, Any]) -> dict[str, list[str]]:
    """Sections of the full pages that the short report shows: chosen by English headings, at the same places in every language."""
    heads = [(re.findall(r"<h2>(.*?)</h2>", s) or [""])[0] for s in pages["en"].sections]
    places: list[tuple[int, bool]] = []
    for pattern, most in SHOWN.get(case, ()):
        bare, wanted = pattern.startswith("tables:"), pattern.removeprefix("tables:")
        places += [(k, bare) for k in [k for k, h in enumerate(heads) if re.search(wanted, h)][:most]]
    return {
        lang: [_undrawn(p.sections[k]) if bare else p.sections[k] for k, bare in places] for lang, p in pages.items()
    }


def _undrawn(section: str) -> str:
    return _FIGURE.sub("", section)


def _fan(section: str) -> str:
    """The fan of a good under its name: the second drawing of its section."""
    name = re.findall(r"<h2>(.*?)</h2>", section)[0]
    return f"<div><p>{name}</p>{_figures(section)[1]}</div>"


def _figures(section: str) -> list[str]:
    return _FIGURE.findall(section)
