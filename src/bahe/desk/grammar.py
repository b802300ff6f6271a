"""The words of `bahe shock`: short sentences such as `USA on CHN C26 +30%`, read into the moves of a scenario.

    --tariff       BY on ON [SECTORS] +RATE% | -RATE% | =RATE%
    --export-tax   BY on ON [SECTORS] +RATE% | -RATE% | =RATE%
    --control      BY on ON [SECTORS] deny SHARE% [rent exporter|importer|nobody]
    --embargo      BY on ON [SECTORS] [both|exports|imports] [leak SHARE%]
    --trade-cost   BY on ON [SECTORS] +RATE% | xFACTOR
    --productivity OF [SECTORS] +RATE% | xFACTOR
    --subsidy      BY SECTORS RATE%
    --transfer     BY to TO USD_MN

Lists are written with commas and without blanks: `USA,CAN on CHN C26,C27 +25%`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from bahe.faults import BadValue

_NUMBER = r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
_RATE = re.compile(rf"([+=-]?)({_NUMBER})%\Z")
_FACTOR = re.compile(rf"x({_NUMBER})\Z")

#: option -> (pattern in words, example)
PATTERNS = {
    "tariff": ("BY on ON [SECTORS] +RATE% or =RATE%", "USA on CHN +30%"),
    "export-tax": ("BY on ON [SECTORS] +RATE% or =RATE%", "CHN on USA C26 +25%"),
    "control": ("BY on ON [SECTORS] deny SHARE% [rent exporter|importer|nobody]", "JPN on CHN C26 deny 80%"),
    "embargo": ("BY on ON [SECTORS] [both|exports|imports] [leak SHARE%]", "USA on CHN leak 5%"),
    "trade-cost": ("BY on ON [SECTORS] +RATE% or xFACTOR", "USA on CHN +10%"),
    "productivity": ("OF [SECTORS] +RATE% or xFACTOR", "CHN C26 -5%"),
    "subsidy": ("BY SECTORS RATE%", "USA C26 20%"),
    "transfer": ("BY to TO USD_MN", "JPN to USA 50000"),
}


class Sentence:
    """Words of one option, taken from left to right; every fault names the option and shows the pattern."""

    def __init__(self, option: str, text: str) -> None:
        self.option, self.text = option, text
        self.words = re.sub(r"\s*,\s*", ",", text).split()

    def fault(self, what: str, got: str | None = None) -> BadValue:
        """The error to raise."""
        pattern, example = PATTERNS[self.option]
        return BadValue(
            what, where=f"--{self.option}", got=got or self.text, allowed=pattern, remedy=f'For example "{example}".'
        )

    def take(self, what: str) -> str:
        """The next word, which is needed."""
        if not self.words:
            raise self.fault(f"{what} is missing")
        return self.words.pop(0)

    def keyword(self, word: str) -> None:
        """The next word must be `word`."""
        got = self.take(f"the word `{word}`")
        if got.lower() != word:
            raise self.fault(f"the word `{word}` is expected", got)

    def names(self, what: str) -> list[str]:
        """The next word as a list of names."""
        word = self.take(what)
        if not re.match(r"[A-Za-z]", word):
            raise self.fault(f"{what} is expected", word)
        out = [name for name in word.split(",") if name]
        if not out:
            raise self.fault(f"{what} is expected", word)
        return out

    def maybe_names(self, stops: Iterable[str] = ()) -> list[str] | None:
        """Names if the next word is one: a letter first, and neither a keyword nor a factor such as x1.1."""
        if self.words and re.match(r"[A-Za-z]", self.words[0]) and not _FACTOR.match(self.words[0].lower()):
            return None if self.words[0].lower() in stops else self.names("sectors")
        return None

    def rate(self, what: str = "a rate in per cent") -> tuple[str, float]:
        """Sign (`+`, `-`, `=` or none) and size of a rate written in per cent."""
        word = self.take(what)
        found = _RATE.match(word)
        if not found:
            near = f" (did you mean {word}%?)" if re.fullmatch(rf"[+=-]?({_NUMBER})", word) else ""
            raise self.fault(f"{what} is expected{near}", word)
        return found[1], float(found[2]) / 100

    def factor(self) -> float:
        """A factor: `x1.1`, or a change in per cent."""
        if self.words and (found := _FACTOR.match(self.words[0].lower())):
            self.words.pop(0)
            return float(found[1])
        sign, size = self.rate("a change in per cent, or a factor such as x1.1")
        if sign == "=":
            raise self.fault("a change is expected, not a level")
        return 1 - size if sign == "-" else 1 + size

    def end(self) -> None:
        """Nothing may be left."""
        if self.words:
            raise self.fault("words too many", " ".join(self.words))


def _taxed(s: Sentence, instrument: str) -> dict[str, Any]:
    move = _pair(s, instrument)
    sign, size = s.rate()
    if not sign:
        raise s.fault("say + for points on top of the base rate, or = for the new level", s.text)
    return move | ({"rate": size} if sign == "=" else {"add": -size if sign == "-" else size})


def _pair(s: Sentence, instrument: str, stops: Iterable[str] = ()) -> dict[str, Any]:
    move: dict[str, Any] = {"instrument": instrument, "by": s.names("who acts")}
    s.keyword("on")
    move["on"] = s.names("whom it hits")
    sectors = s.maybe_names(stops)
    return move | ({"sectors": sectors} if sectors else {})


def _control(s: Sentence) -> dict[str, Any]:
    move = _pair(s, "export_control", ("deny",))
    s.keyword("deny")
    move["deny"] = s.rate("a share in per cent")[1]
    if s.words:
        s.keyword("rent")
        move["rent"] = s.take("who gets the rent").lower()
    return move


def _embargo(s: Sentence) -> dict[str, Any]:
    move = _pair(s, "embargo", ("both", "exports", "imports", "leak"))
    if s.words and s.words[0].lower() in ("both", "exports", "imports"):
        move["direction"] = s.words.pop(0).lower()
    if s.words:
        s.keyword("leak")
        move["leakage"] = s.rate("a share in per cent")[1]
    return move


def _trade_cost(s: Sentence) -> dict[str, Any]:
    return _pair(s, "trade_cost") | {"factor": s.factor()}


def _productivity(s: Sentence) -> dict[str, Any]:
    move: dict[str, Any] = {"instrument": "productivity", "of": s.names("whose productivity")}
    sectors = s.maybe_names()
    return move | ({"sectors": sectors} if sectors else {}) | {"factor": s.factor()}


def _subsidy(s: Sentence) -> dict[str, Any]:
    by, sectors = s.names("who pays it"), s.names("sectors")
    sign, size = s.rate()
    return {"instrument": "subsidy", "by": by, "sectors": sectors, "rate": -size if sign == "-" else size}


def _transfer(s: Sentence) -> dict[str, Any]:
    by = s.names("who pays")
    s.keyword("to")
    to = s.names("who receives")
    word = s.take("the amount in USD million")
    if not re.fullmatch(_NUMBER, word):
        raise s.fault("an amount in USD million is expected", word)
    return {"instrument": "transfer", "by": by, "to": to, "usd_mn": float(word)}


_READERS: dict[str, Callable[[Sentence], dict[str, Any]]] = {
    "tariff": lambda s: _taxed(s, "tariff"),
    "export-tax": lambda s: _taxed(s, "export_tax"),
    "control": _control,
    "embargo": _embargo,
    "trade-cost": _trade_cost,
    "productivity": _productivity,
    "subsidy": _subsidy,
    "transfer": _transfer,
}


def move(option: str, text: str) -> dict[str, Any]:
    """The move, as a scenario file would say it, of one sentence given to one option."""
    sentence = Sentence(option, text)
    out = _READERS[option](sentence)
    sentence.end()
    return out
