"""Numbers as a reader sees them: signed, with units, sensible digits, a true minus sign; missing is said, never 0."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, isfinite, log10

MINUS = "\N{MINUS SIGN}"
THIN = "\N{NARROW NO-BREAK SPACE}"
SPACE = "\N{NO-BREAK SPACE}"
MISSING = {"en": "n/a", "zh": "无数据"}


def known(x: float | None) -> bool:
    """True for a finite number."""
    return x is not None and isfinite(x)


def plain(x: float | None, digits: int, lang: str = "en") -> str:
    """A number with grouped thousands and a true minus: `−1 234.5`; zero carries no sign."""
    if x is None or not isfinite(x):
        return MISSING[lang]
    text = f"{abs(x):,.{digits}f}".replace(",", THIN)
    return (MINUS if x < 0 else "") + text if any(c in "123456789" for c in text) else text


def signed(x: float | None, digits: int, lang: str = "en") -> str:
    """As `plain`, with `+` in front of what is above zero after rounding."""
    text = plain(x, digits, lang)
    return "+" + text if known(x) and x > 0 and any(c in "123456789" for c in text) else text  # type: ignore[operator]


def digits_for(values: Iterable[float | None], least: int = 2, most: int = 3) -> int:
    """Decimals that give the larger half of the figures two significant digits, within `least` and `most`."""
    sizes = sorted(abs(v) for v in values if known(v) and v != 0)  # type: ignore[arg-type]
    if not sizes:
        return least
    upper = sizes[len(sizes) * 3 // 4]
    return min(most, max(least, 1 - floor(log10(upper))))


@dataclass(frozen=True)
class Numbers:
    """Formats of one language; `digits` are the decimals of percentages of the whole report."""

    lang: str = "en"
    digits: int = 2

    @property
    def billion(self) -> float:
        """USD million in the money unit of the language: USD bn in English, 100 million USD (yi) in Chinese."""
        return 100.0 if self.lang == "zh" else 1000.0

    @property
    def money_unit(self) -> str:
        """Name of the money unit."""
        return "亿美元" if self.lang == "zh" else "USD bn"

    def share(self, x: float | None, digits: int | None = None) -> str:
        """Signed per cent without its unit."""
        return signed(x, self.digits if digits is None else digits, self.lang)

    def percent(self, x: float | None, digits: int | None = None) -> str:
        """Signed per cent with its unit: `−0.42 %`."""
        return self.share(x, digits) + self.unit(x)

    def unit(self, x: float | None) -> str:
        """The per cent sign with the spacing of the language; nothing after a missing number."""
        return ("" if self.lang == "en" and not THIN else THIN + "%" if self.lang == "en" else "%") if known(x) else ""

    def rate(self, x: float | None, digits: int = 1) -> str:
        """A tariff rate given as a fraction: `31.4 %`."""
        return plain(None if x is None else 100 * x, digits, self.lang) + self.unit(x)

    def band(self, low: float | None, high: float | None, digits: int | None = None) -> str:
        """`[−0.61, −0.30]`."""
        return f"[{self.share(low, digits)}, {self.share(high, digits)}]"

    def money(self, usd_mn: float | None, sign: bool = True) -> str:
        """The money figure alone, in `money_unit`: three significant digits at most, one decimal at least below 100."""
        if usd_mn is None or not isfinite(usd_mn):
            return MISSING[self.lang]
        x = usd_mn / self.billion
        digits = 0 if abs(x) >= 100 or self.lang == "zh" and abs(x) >= 10 else 1 if abs(x) >= 1 else 2
        return signed(x, digits, self.lang) if sign else plain(x, digits, self.lang)

    def usd(self, usd_mn: float | None) -> str:
        """Money with its unit: `USD −75.3 bn`, `−753亿美元`."""
        figure = self.money(usd_mn)
        if not known(usd_mn):
            return figure
        return f"{figure}{THIN}亿美元" if self.lang == "zh" else f"USD{SPACE}{figure}{SPACE}bn"


def rate(x: float, lang: str, digits: int = 1) -> str:
    """A rate given in per cent."""
    return Numbers(lang).rate(x / 100, digits)


def change(x: float, lang: str) -> str:
    """A change in per cent, signed."""
    return Numbers(lang).percent(x, 2 if abs(x) >= 0.01 else 3)


def money(usd_mn: float, lang: str) -> str:
    """An amount in USD without its sign."""
    return Numbers(lang).usd(abs(usd_mn)).replace("+", "")


RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def power(x: float) -> str:
    """A very small number: 5 × 10⁻¹⁴; larger ones as they are."""
    if not 0 < x < 1e-3:
        return f"{x:.2g}"
    digit, _, exponent = f"{x:.0e}".partition("e")
    return f"{digit} × 10{str(int(exponent)).translate(RAISED)}"
