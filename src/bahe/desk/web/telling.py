"""Errors in words for the web: one shape for every fault, and no place of the machine in any text that goes out."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path, PureWindowsPath
from typing import Any

from bahe.faults import BaheError, ModelSaysNo
from bahe.report.wording.phrases import chinese

#: A place on a disk: two parts or more after a slash that begins a word, or a drive letter.
_POSIX = re.compile(r"(?<![\w/.:}<])/(?:[\w.+@~-]+/)+[\w.+@~-]*")
_WINDOWS = re.compile(r"(?<!\w)[A-Za-z]:[\\/](?:[^\s\\/:*?\"<>|]+[\\/])*[^\s\\/:*?\"<>|]*")

#: Longer texts are what somebody sent: no message is, and a search through them would take its time.
SPOKEN = 600


@cache
def roots() -> tuple[str, ...]:
    """Places that no text may show, the longest first."""
    import bahe

    places = {
        Path(bahe.__file__).parent,
        Path(sys.prefix),
        Path(sys.base_prefix),
        Path.home(),
        Path.cwd(),
        Path(tempfile.gettempdir()),
    }
    told = {str(p) for p in places} | {str(p.resolve()) for p in places}
    return tuple(sorted((t for t in told if len(t) > 4), key=len, reverse=True))


def hidden(text: str, also: Iterable[str] = ()) -> str:
    """The text with the last name of every place instead of the place."""
    for place in (*also, *roots()):
        text = text.replace(place + "/", "").replace(place + "\\", "").replace(place, "")
    text = _POSIX.sub(lambda m: m[0].rstrip("/").rpartition("/")[2], text)
    return _WINDOWS.sub(lambda m: PureWindowsPath(m[0]).name, text)


def without_places(text: str, also: Iterable[str] = ()) -> str:
    """A document with the places of this machine taken out; whatever else looks like one is left as it is."""
    for place in (*also, *roots()):
        if place in text:
            text = text.replace(place + "/", "").replace(place, "")
    return text


def fault(
    kind: str,
    sentence: str,
    *,
    field: str | None = None,
    place: str | None = None,
    found: Any = None,
    allowed: str | None = None,
    remedy: str | None = None,
    sentence_zh: str | None = None,
) -> dict[str, Any]:
    """One fault, as every answer that is none gives it; what no template says in Chinese stands there in English."""
    zh = {
        "sentence_zh": sentence_zh or spoken("sentence", sentence),
        "found_zh": spoken("got", found),
        "allowed_zh": spoken("allowed", allowed),
        "remedy_zh": spoken("remedy", remedy),
    }
    plain = {
        "field": field,
        "place": place,
        "found": found,
        "allowed": allowed,
        "remedy": remedy,
        "sentence": sentence,
        **zh,
    }
    return {"kind": kind, **{k: None if v is None else hidden(str(v))[:2000] for k, v in plain.items()}}


def spoken(kind: str, text: Any) -> str | None:
    """A text in Chinese where a template of its kind says it, as it is otherwise; None stays None, and long texts are not searched."""
    if text is None or len(str(text)) > SPOKEN:
        return None if text is None else str(text)
    return chinese(kind, str(text)) or str(text)


def told(error: BaheError) -> tuple[int, dict[str, Any]]:
    """Status and fault of an error of bahe: 422 the words are off, 409 the model says no."""
    got = None if error.got is None else repr(error.got) if not isinstance(error.got, str) else error.got
    facts = fault(type(error).__name__, error.message, field=error.field, place=error.where, found=got, allowed=error.allowed,
                  remedy=error.remedy, sentence_zh=sentence_zh(error))  # fmt: skip
    return (409 if isinstance(error, ModelSaysNo) else 422), facts


def sentence_zh(error: BaheError) -> str:
    """The whole sentence in Chinese, as `BaheError.message` puts it together: place, field, fault, finding, allowed, remedy."""
    place = "：".join(p for p in (spoken("place", error.where), error.field) if p)
    what = spoken("fault", error.what)
    parts = [f"{place}：{what}" if place else str(what)]
    if error.got is not None:
        got = spoken("got", error.got) if isinstance(error.got, str) else repr(error.got)
        parts.append(f"所见为 {got}"[:120])
    if error.allowed:
        parts.append(f"允许：{spoken('allowed', error.allowed)}")
    end = f"。{spoken('remedy', error.remedy)}" if error.remedy else "。"
    return "；".join(parts) + end


def unexpected(error: BaseException) -> dict[str, Any]:
    """A fault of bahe itself; what it was goes to the log of the server, not to the browser."""
    return fault("Unexpected", f"Something went wrong inside bahe ({type(error).__name__}). This is a fault of bahe, not yours.",
                 remedy="Please report what was asked.")  # fmt: skip
