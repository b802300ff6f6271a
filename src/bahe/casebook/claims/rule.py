"""The verdict rule (CASES A.3), mechanical: what the evidence of a claim says, in one of five words.

Drop rows of grade D and rows that say `unknown`; nothing left: unknown; all that remain agree: their word; otherwise mixed. A claim
without evidence rows carries its own word. Tables beside the claims, all packaged (`atlas/data/claims`): which room covers each
mechanism (`mechanisms`), what is tested in place of rhetoric (`sharpened`), and how each claim that documents leave open is
answered (`open_claims`): by a computation, or by the datum that is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from bahe.atlas.claims import Claim, Evidence, claims
from bahe.atlas.tables import rows

#: A grade that never decides alone.
WEAK = "D"


def heard(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The rows that count: better than grade D, and not `unknown`."""
    return tuple(e for e in evidence if e.grade != WEAK and e.word != "unknown")


def word_of(evidence: Iterable[Evidence]) -> str:
    """The word of some rows of evidence."""
    words = {e.word for e in heard(evidence)}
    if not words:
        return "unknown"
    return words.pop() if len(words) == 1 else "mixed"


def documented(claim: Claim) -> str:
    """The word that documents give a claim."""
    return claim.own_word if claim.own_word is not None else word_of(claim.evidence)


def counted(table: Mapping[str, Claim] | None = None) -> dict[str, int]:
    """How many claims carry each word; of all claims unless given."""
    words = [documented(c) for c in (claims() if table is None else table).values()]
    return {w: words.count(w) for w in dict.fromkeys(words)}


@dataclass(frozen=True)
class Mechanism:
    """A mechanism of the articles, the claims that state it, and the rooms that cover it (CASES B)."""

    group: str
    text: Mapping[str, str]
    claims: tuple[str, ...]
    rooms: tuple[str, ...]
    how: str


@dataclass(frozen=True)
class Sharpened:
    """What is tested in place of a claim of rhetoric; `text` is empty where there is no version that could be tested.

    like    the claim whose version this one shares;  why: the reason where there is none
    """

    claim: str
    text: Mapping[str, str]
    like: str
    why: Mapping[str, str]


@dataclass(frozen=True)
class Open:
    """How a claim that documents leave unknown is answered: by: `rule`, `case` or `missing`.

    name       id of the rule or of the case;  datum: what is missing, by language
    """

    claim: str
    by: str
    name: str
    datum: Mapping[str, str]


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    """The table of mechanisms, in the order of CASES B."""
    return tuple(
        Mechanism(r["group"], _both(r, "mechanism"), tuple(r["claims"].split()), tuple(r["rooms"].split()), r["how"])
        for r in rows("claims/mechanisms.csv")
    )


def rooms_of(claim: str) -> tuple[str, ...]:
    """Rooms that cover a claim; none for facts and rhetoric that no mechanism names."""
    return tuple(dict.fromkeys(room for m in mechanisms() if claim in m.claims for room in m.rooms))


@cache
def sharpened() -> Mapping[str, Sharpened]:
    """Versions tested in place of rhetoric, by claim."""
    table = {r["claim"]: r for r in rows("claims/sharpened.csv")}
    out = {}
    for name, r in table.items():
        source = table[r["like"]] if r["like"] else r
        out[name] = Sharpened(name, _both(source, "version"), r["like"], _both(r, "why"))
    return MappingProxyType(out)


@cache
def open_claims() -> Mapping[str, Open]:
    """How each claim is answered that documents leave unknown, by claim."""
    found = (Open(r["claim"], r["by"], r["name"], _both(r, "datum")) for r in rows("claims/open.csv"))
    return MappingProxyType({o.claim: o for o in found})


def _both(row: Mapping[str, str], column: str) -> Mapping[str, str]:
    return MappingProxyType({lang: row[f"{column}_{lang}"] for lang in ("en", "zh") if row[f"{column}_{lang}"]})
