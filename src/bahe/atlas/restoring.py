"""Damaged Chinese text made whole: pages that carry the pinyin of a character in brackets behind it.

    restored("美財(cái)長罕見承認(rèn)")                    # -> "美財長罕見承認"

The fault is common on copied Chinese pages. What is taken for damage: a bracket, ASCII or full-width, that holds one lower-case
syllable of pinyin (Latin letters, tone marks allowed) and directly follows a Chinese character. What stays: upper-case abbreviations,
digits, words that are no syllable, brackets after anything else. A foreign word of
one syllable (`men`) cannot be told from pinyin. `SLIPS` holds the slips of several bytes that are known one by one.
"""

from __future__ import annotations

import re
import unicodedata

#: Slips of several bytes, damaged -> as it was (CASES H: the headline of article 2).
SLIPS = (("談?dòng)ミ_(dá)", "談英偉達"), ("談?dòng)ミ_（dá）", "談英偉達"))

_INITIALS = "zh ch sh b p m f d t n l g k h j q x r z c s y w".split()
_FINALS = (
    "a o e ai ei ao ou an en ang eng ong i ia ie iao iu ian in iang ing iong u ua uo uai ui uan un uang ueng v ve van vn ue"
).split()
#: Finals that stand without an initial.
_ALONE = "a o e ai ei ao ou an en ang eng er m n ng hm hng".split()
#: A syllable of pinyin without its tone.
_SYLLABLE = re.compile(
    rf"(?:{'|'.join(_INITIALS)})(?:{'|'.join(sorted(_FINALS, key=len, reverse=True))})|{'|'.join(_ALONE)}"
)
_TONES = {"\u0304", "\u0301", "\u030c", "\u0300"}
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
#: A Chinese character, then letters (with marks of their own) between two brackets of one kind.
_WORD = r"[^\W\d_][\w\u0300-\u036f]*"
_BRACKETED = re.compile(rf"(?<=[{_HAN}])(?:\(({_WORD})\)|（({_WORD})）)")


def restored(text: str) -> str:
    """The text without bracketed pinyin; a text without that damage comes back as it is."""
    for damaged, whole in SLIPS:
        text = text.replace(damaged, whole)
    return _BRACKETED.sub(lambda m: "" if is_syllable(m[1] or m[2]) else m[0], text)


def is_syllable(word: str) -> bool:
    """Whether a word is one lower-case syllable of pinyin, with at most one tone mark."""
    letters = unicodedata.normalize("NFD", word)
    tones = [c for c in letters if c in _TONES]
    plain = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES)).replace("ü", "v")
    return len(tones) <= 1 and _SYLLABLE.fullmatch(plain) is not None
