"""Typst at work: fonts by a declared stack, one archival PDF out of one text, without a file, a network or a clock."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from bahe.faults import MissingData

#: Fonts in order of preference; those that Typst brings along stand last, so that English needs none of the system's.
SERIF = ("Libertinus Serif",)
SANS = ("Source Sans 3", "Noto Sans", "Segoe UI", "Helvetica Neue", "Arial")
LAST = ("Liberation Sans", "DejaVu Sans")
MONO = ("DejaVu Sans Mono",)
#: Chinese, for text and for tables.
SONG = (
    "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "Songti SC", "STSong", "SimSun",
)  # fmt: skip
HEI = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Heiti SC", "Microsoft YaHei", "SimHei",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback", "AR PL UMing CN",
)  # fmt: skip
REMEDY = "Install a font such as Noto CJK (Debian: apt install fonts-noto-cjk) or WenQuanYi (fonts-wqy-microhei), and ask again."
#: The profile of archives: every font inside, no sign without a form, nothing that may change.
PROFILE = "a-2b"


def typst() -> Any:
    """The compiler; MissingData where the extra is not installed."""
    try:
        import typst as compiler
    except ImportError:
        remedy = "pip install 'bahe[pdf]', or take the HTML, which prints well."
        raise MissingData("no maker of PDF is installed", field="pdf", remedy=remedy) from None
    return compiler


@lru_cache(maxsize=1)
def families() -> frozenset[str]:
    """Families of fonts of this machine and of Typst."""
    return frozenset(typst().Fonts().families())


def stacks(found: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The fonts of text, tables and code that are there, in order of preference.

    Signs of Chinese without a song font are taken from a hei font and the other way round.
    """
    there = lambda names: tuple(n for n in names if n in found)
    song, hei = there(SONG), there(HEI)
    chinese = lambda first, second: first + second
    return {
        "serif": (*there(SERIF), *chinese(song, hei)),
        "sans": (*there(SANS), *chinese(hei, song), *there(LAST), *there(SERIF)),
        "mono": (*there(MONO), *chinese(hei, song)),
    }


def quoting(found: frozenset[str]) -> str:
    """The font of quotation marks and dashes in a text that is not Chinese: fonts of Chinese make them as wide as a sign."""
    return next((n for n in (*SANS, *LAST) if n in found), SERIF[0])


def speaks_chinese(found: frozenset[str]) -> bool:
    """True where a declared font of Chinese is there."""
    return bool(found & {*SONG, *HEI})


def pressed(source: str, made: date | None) -> bytes:
    """The PDF of a text in Typst.

    A sign that no font has is refused by the archival profile, which also asks for a date; without one the text is pressed twice, first to
    be checked. Raises MissingData where a font is missing.
    """
    if made is None:
        _compiled(dated(source, date(2000, 1, 1)), PROFILE)
        return _compiled(dated(source, None), "1.7")
    return _compiled(dated(source, made), PROFILE)


def dated(source: str, made: date | None) -> str:
    """The text with the date of the document."""
    day = "none" if made is None else f"datetime(year: {made.year}, month: {made.month}, day: {made.day})"
    return f"#let made = {day}\n{source}"


def _compiled(source: str, profile: str) -> bytes:
    compiler = typst()
    try:
        return bytes(compiler.compile(source.encode(), pdf_standards=[profile]))
    except compiler.TypstError as fault:
        said = str(getattr(fault, "message", fault))
        if "could not be displayed" in said or "notdef" in said:
            what, which = "no font of this machine has a sign that the report holds", said.split("error: ")[-1]
            raise MissingData(what, field="pdf", got=which, remedy=REMEDY) from None
        raise
