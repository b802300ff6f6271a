"""Every sentence of a report, once in English and once in Chinese. Keys are looked up by `Words`."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from bahe.faults import UnknownName

LANGUAGES = ("en", "zh")
#: YAML folds a line break into a space, which has no place after a full-width sign.
_FOLDED = re.compile(r"(?<=[，。；：、）！？”]) +")


@lru_cache(maxsize=1)
def texts() -> Mapping[str, tuple[str, str]]:
    """key -> (English, Chinese), from `data/texts.csv`; placeholders in braces are the same in both."""
    table = files("bahe.report").joinpath("data/texts.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["key"]: (row["en"], row["zh"]) for row in csv.DictReader(table.splitlines())})


def of(words: Mapping[Any, tuple[str, str]], key: Any, lang: str) -> str:
    """The words of `key` in a table of English and Chinese; `key` itself where the table has none."""
    return words[key][lang == "zh"] if key in words else str(key)


#: The grounds of the standard horizons (`bahe.world.horizon`), in Chinese.
GROUNDS_ZH: Mapping[str, str] = MappingProxyType({
    "sector elasticities of the quantitative trade literature": "定量贸易文献中的分行业弹性",
    "Boehm, Levchenko and Pandalai-Nayar (2023), 7-10 years: 1.75-2.25 less one":
        "Boehm、Levchenko 和 Pandalai-Nayar（2023），7–10年：1.75–2.25 减 1",
    "a choice between long-bln and short": "介于 long-bln 与 short 之间的选择",
    "a choice (sigma 1.5) between the first-year and the 7-10 year estimate of Boehm, Levchenko and Pandalai-Nayar (2023); "
    "nests after Baqaee and Farhi (2024)":
        "在 Boehm、Levchenko 和 Pandalai-Nayar（2023）首年与7–10年估计之间的选择（σ = 1.5）；嵌套结构参照 Baqaee 和 Farhi（2024）",
    "Boehm, Levchenko and Pandalai-Nayar (2023), first year: sigma 0.76, origins are complements":
        "Boehm、Levchenko 和 Pandalai-Nayar（2023），首年：σ = 0.76，产地之间互补",
})  # fmt: skip


class Words:
    """The texts of one language: `words("answer")`, `words("figure", n=3)`."""

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise UnknownName("language", lang, LANGUAGES, field="lang")
        self.lang = lang
        self._column = LANGUAGES.index(lang)

    def __call__(self, key: str, **values: Any) -> str:
        """The text of `key` with its placeholders filled."""
        if key not in texts():
            raise UnknownName("text", key, texts())
        text = texts()[key][self._column]
        return text.format(**values) if values else text

    def or_else(self, key: str, fallback: str) -> str:
        """The text of `key`, or `fallback` where there is none."""
        return texts()[key][self._column] if key in texts() else fallback


def said(text: Any, lang: str) -> str:
    """A text of the scenario in `lang`: a plain string, a mapping or an object with `en` and `zh`; empty for None."""
    found = _said(text, lang)
    return _FOLDED.sub("", found) if lang == "zh" else found


def _said(text: Any, lang: str) -> str:
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    if isinstance(text, Mapping):
        return str(text.get(lang) or next((t for t in text.values() if t), ""))
    return str(getattr(text, lang, None) or getattr(text, "en", None) or text)


def listed(parts: Sequence[str], lang: str) -> str:
    """a, b and c."""
    if lang == "zh":
        return "、".join(parts)
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def capital(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]
