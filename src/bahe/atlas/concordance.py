"""From product codes to industries: Harmonized System codes to the goods industries of the OECD ICIO tables.

The table `data/policy/hs_to_icio.csv` is an own compilation: prefixes of the Harmonized System (2022 edition, and
codes of earlier editions that still occur) and the ICIO industry each belongs to, after the scope notes of ISIC
Rev. 4 and the correspondences HS - CPC Ver. 2.1 - ISIC Rev. 4 published by the United Nations Statistics Division
(unstats.un.org/unsd/classifications) and, where CPC is silent on an industry, CPA 2.1. The longest prefix wins.

Choices that are not forced by those texts:

* waste and scrap go to the industry of the material (7204 to C24A, 4707 to C17_18), not to waste collection;
* printed matter, exposed film and works of art go to the industry that makes the carrier;
* electricity (2716) is `D`, an ICIO industry that is not a good;
* chapters 98 and 99 (special provisions, returned and low-value goods) name no product: `None`.

HS6 is the finest level at which trade is at hand, so a subheading whose products fall in two industries
(844399: parts of printers and of copiers) stands where most of it belongs.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadValue, UnknownName

#: The goods industries of the ICIO tables, in their order.
GOODS: tuple[str, ...] = tuple(
    "A01 A02 A03 B05 B06 B07 B08 B09 C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24A C24B C25 C26 C27 C28 C29 "
    "C301 C302T309 C31T33".split()
)


@cache
def prefixes() -> dict[str, str | None]:
    """Prefix (2 to 6 digits) -> ICIO industry; None for the chapters that name no product."""
    lines = files("bahe.atlas").joinpath("data/policy/hs_to_icio.csv").read_text("utf-8").splitlines()
    rows = (line.split(",", 2) for line in lines[1:])
    return {prefix: industry or None for prefix, industry, _ in rows}


def digits_of(code: Any) -> str:
    """The code as 2, 4, 6, 8 or 10 digits: dots and spaces dropped, a lost leading zero put back.

    An odd number of digits means that a spreadsheet ate the zero in front ("2071100" is 0207.11.00).
    Text such as "8542.31.0000" is legal; 85423100.0 (a number read from a table with gaps) is too.
    """
    if isinstance(code, float | np.floating):
        if not float(code).is_integer():
            raise BadValue("a product code must be a whole number of digits", field="hs", got=code)
        code = int(code)
    text = str(code).strip().replace(".", "").replace(" ", "")
    if not text.isascii() or not text.isdigit() or not 1 <= len(text) <= 10:
        raise BadValue(
            "not a product code",
            field="hs",
            got=code,
            allowed="2, 4, 6, 8 or 10 digits",
            remedy="Give Harmonized System or HTS codes as text, for example '8542.31'.",
        )
    return text if len(text) % 2 == 0 else "0" + text


@cache
def industry(hs: str) -> str | None:
    """ICIO industry of one code of plain digits by the longest known prefix; `UnknownName` if there is none."""
    known = prefixes()
    for length in (6, 4, 2):
        if len(hs) >= length and hs[:length] in known:
            return known[hs[:length]]
    raise UnknownName("product code", hs, sorted(p for p in known if len(p) == 2), field="hs")


def industry_of(hs: Iterable[Any] | str) -> NDArray[np.object_]:
    """ICIO industries of product codes of 2 to 10 digits, one for each code, in order.

    Returns an object array of industry codes (`GOODS`, or `D` for electricity) and None for chapters 98 and 99,
    which name no product. Raises `UnknownName` for a chapter that does not exist, `BadValue` for what is no code.

    >>> list(industry_of(["8542.31", 2071100, "9801"]))
    ['C26', 'C10T12', None]
    """
    codes = [hs] if isinstance(hs, str) else hs
    found = [industry(digits_of(code)) for code in codes]
    out = np.empty(len(found), dtype=object)
    out[:] = found
    return out


def goods_weights(hs: Iterable[Any], value: Iterable[float]) -> dict[str, float]:
    """Sum of `value` by ICIO industry; chapters 98 and 99 under the key "missing" rather than dropped.

    `hs` and `value` have one entry a product; the unit is that of `value`.
    """
    totals: dict[str, float] = {}
    for code, amount in zip(industry_of(hs), value, strict=True):
        key = code or "missing"
        totals[key] = totals.get(key, 0.0) + float(amount)
    return totals
