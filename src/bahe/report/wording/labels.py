"""Names as a reader sees them: economies, groups, industries, variants, horizons and elasticity sets, by language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from bahe.report.run import Run
from bahe.report.wording.names import with_article
from bahe.report.wording.texts import Words, said

if TYPE_CHECKING:
    from bahe.report.ensembles.runs import Ensemble

#: Short names of elasticity sets: initials of the papers' authors, as charts name them.
SETS: Mapping[str, str] = {
    "bsy": "BSY", "caliendo-parro": "CP", "fgo": "FGO", "gyy": "GYY", "in-sample": "IS",
    "lashkaripour-lugovskyy": "LL", "shapiro": "Shapiro", "uniform-4": "θ = 4",
}  # fmt: skip


@lru_cache(maxsize=4)
def atlas_names(lang: str) -> Mapping[str, str]:
    """Code -> name from the atlas, for economies and industries alike; empty where the atlas has none."""
    try:
        from bahe.atlas import names
    except ImportError:
        return {}
    found: Any = names(lang)
    return dict(found)


class Labels:
    """Names in one language; a code without a name stands for itself."""

    def __init__(self, run: Run | Ensemble, words: Words) -> None:
        self.run: Any = run
        self.words, self.lang = words, words.lang

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return atlas_names(self.lang)

    def economy(self, code: str) -> str:
        """Name of an economy or group."""
        return self._names.get(code) or self.words.or_else(f"group_{code}", code)

    def in_sentence(self, code: str) -> str:
        """The name inside a sentence: with its article in English."""
        name = self.economy(code).removesuffix(" (27)")
        return with_article(name, self.lang)

    def sector(self, code: str) -> str:
        """Name of an industry."""
        return self._names.get(code, code)

    @cached_property
    def _variants(self) -> dict[str, str]:
        return {v.id: said(getattr(v, "label", None), self.lang) or v.id for v in self.run.scenario.variants}

    def variant(self, name: str) -> str:
        """Label of a variant."""
        return self._variants.get(name, name)

    def note(self, name: str) -> str:
        """Note of a variant; empty where there is none."""
        return next((said(getattr(v, "note", None), self.lang) for v in self.run.scenario.variants if v.id == name), "")

    def horizon(self, name: str, form: str = "head") -> str:
        """A horizon as heading (`head`, `brief`), as noun (`noun`), or inside a sentence (`in`)."""
        key = {"head": f"{name}_head", "brief": f"{name}_brief", "noun": name, "in": f"in_{name}"}[form]
        return self.words.or_else(key, name)

    def elasticities(self, name: str) -> str:
        """Short name of an elasticity set or of a value of theta."""
        return SETS.get(name, name.replace("theta ", "θ = "))

    def outcome(self, name: str) -> str:
        """An outcome of the solver in words."""
        return self.words.or_else(f"out_{name}", name)
