"""Which way the look-through goes: its parts by number of purchases, and the largest chains, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bahe.dependence.indices.paths import Path, path_lengths, top_paths
from bahe.dependence.indices.reliance import face_value, look_through
from bahe.dependence.network import Network
from bahe.report.dependence.words import node, pct

#: Chains shown for each pair, and how many are searched for one that crosses a third economy.
SHOWN, SEARCHED = 8, 400
#: Parts of the look-through: chains of one, two and three purchases, then the longer ones.
STEPS = ("one_pct", "two_pct", "three_pct", "longer_pct")

ROUTES = ("buyer", "supplier", "route", "share", "purchases")
INPUTS = ("buyer", "supplier", "face_value_pct", "look_through_pct", *STEPS, "abroad", "abroad_share")


def inputs(net: Network, using: NDArray[np.intp], pairs: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Face value and look-through of each (buyer, supplier) in the network, per cent of the inputs of the industries `using`.

    The look-through is split by the number of purchases (`STEPS` add up to it). `abroad` is the largest chain that crosses a third
    economy, among the `SEARCHED` largest of all, with its share as a fraction; empty and NaN where there is none among them.
    """
    face, look = face_value(net, using), look_through(net, using)
    rows = []
    for buyer, supplier, n, i in _placed(net, pairs):
        parts = path_lengths(net, n, i, using, len(STEPS) - 1)
        around = _abroad(top_paths(net, n, i, SEARCHED, using))
        rows.append({
            "buyer": buyer, "supplier": supplier, "face_value_pct": 100 * face[n, i], "look_through_pct": 100 * look[n, i],
            **dict(zip(STEPS, 100 * parts, strict=True)),
            "abroad": _written(around) if around else "", "abroad_share": around.share if around else np.nan,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=list(INPUTS))


def routes(net: Network, using: NDArray[np.intp], pairs: Sequence[tuple[str, str]], count: int = SHOWN) -> pd.DataFrame:
    """The largest chains of each pair, largest first: route as `JPN C26 → CHN C26`, share of all inputs and inputs of inputs."""
    rows = [
        {"buyer": buyer, "supplier": supplier, "route": _written(p), "share": p.share, "purchases": p.length}
        for buyer, supplier, n, i in _placed(net, pairs)
        for p in top_paths(net, n, i, count, using)
    ]
    return pd.DataFrame(rows, columns=list(ROUTES))


def _placed(net: Network, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str, int, int]]:
    """Pairs with their positions; those outside the network (ROW left out) are passed over."""
    at = {e: p for p, e in enumerate(net.economies)}
    return [(b, s, at[b], at[s]) for b, s in pairs if b in at and s in at]


def _abroad(found: Sequence[Path]) -> Path | None:
    return next((p for p in found if len({e for e, _ in p.nodes}) > 2), None)


def _written(path: Path) -> str:
    return " → ".join(f"{e} {s}" for e, s in path.nodes)


def spelt(route: str, label: Mapping[str, str], lang: str) -> str:
    """A route with names instead of codes."""
    nodes = [n.partition(" ") for n in route.split(" → ")]
    return " → ".join(node(e, s, label, lang) for e, _, s in nodes)


def explain(found: pd.DataFrame, chains: pd.DataFrame, label: Mapping[str, str], lang: str) -> list[str]:
    """A sentence a pair: how the look-through splits by number of purchases, its largest chain, and the largest one through others."""
    return [_pair(r, chains, label, lang) for r in found.to_dict("records")]


def _pair(r: Mapping[Any, Any], chains: pd.DataFrame, label: Mapping[str, str], lang: str) -> str:
    b, s = label.get(r["buyer"], r["buyer"]), label.get(r["supplier"], r["supplier"])
    mine = chains[(chains["buyer"] == r["buyer"]) & (chains["supplier"] == r["supplier"])]
    one, two, three, more = (pct(r[c]) for c in STEPS)
    look, face = pct(r["look_through_pct"]), pct(r["face_value_pct"])
    largest = f"{spelt(mine.iloc[0]['route'], label, lang)} ({pct(100 * mine.iloc[0]['share'])} %)" if len(mine) else ""
    around = f"{spelt(r['abroad'], label, lang)} ({pct(100 * r['abroad_share'])} %)" if r["abroad"] else ""
    if lang == "zh":
        said = f"{b}制造业投入链中{s}占 {look} %（表面值 {face} %）：一次购买到达 {one}，两次 {two}，三次 {three}，更长的链 {more}。"
        said += f"最大的路径：{largest}。" if largest else ""
        return said + (f"经第三方的最大路径：{around}。" if around else "")
    said = (f"{s} in the inputs of {b}'s manufacturing, look-through {look} % (face value {face} %): {one} by one purchase, {two} by two, "
            f"{three} by three, {more} by longer chains.")  # fmt: skip
    said += f" Largest route: {largest}." if largest else ""
    return said + (f" Largest through a third economy: {around}." if around else "")
