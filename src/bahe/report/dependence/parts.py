"""Parts that the pages on dependence, leverage and items share: figures, tables, heads and cells of losses, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bahe.report.dependence.words import pct
from bahe.report.drawing.svg import safe


def term(horizon: str, zh: bool) -> str:
    """A horizon in a heading."""
    return _TERMS.get(horizon, horizon) if zh else horizon


_TERMS = {"short": "短期", "long": "长期", "medium": "中期", "long-bln": "长期（低弹性）"}


def figure(drawing: str, caption: str) -> str:
    """A drawing with its caption."""
    return f"<figure>{drawing}<figcaption>{safe(caption[:1].upper() + caption[1:])}</figcaption></figure>"


def loss_heads(horizons: Sequence[str], zh: bool) -> list[str]:
    """Heads of `loss_cells`."""
    said = (("{}：买方 %", "断供方 %", "完全断供 %", "σ") if zh else ("{}: buyer loses %", "holder loses %", "whole cut %", "sigma"))  # fmt: skip
    return [w.format(term(x, zh)) for x in horizons for w in said]


def tied(words: str) -> str:
    """Words that a narrow cell must not break."""
    return words.replace(" ", "\u00a0").replace("–", "\u2060–\u2060")


def loss_cells(r: Mapping[Any, Any], horizons: Sequence[str]) -> list[str]:
    """Losses of one item by horizon: buyer, holder, whole cut, elasticity."""
    out = []
    for x in horizons:
        out += [pct(r[f"{c}_{x}"]) for c in ("loss_pct", "own_loss_pct", "whole_loss_pct")] + [f"{r[f'sigma_{x}']:.3g}"]
    return out


ITEM_NOTE = (
    "Each item is withheld alone. First with what still arrives by its table (the buyer's middlemen earn the scarcity: the least that the "
    "buyer loses), then as a whole cut, an upper end.",
    "每种商品单独断供：先按商品表留有泄漏（稀缺租金归买方中间商，为买方损失下限），再作完全断供，为上限。",
)


def cited(sources: Sequence[Mapping[str, Any]]) -> str:
    """The sources as a list."""
    lines = [
        f"<li><code>{safe(x['key'])}</code> {safe(_once(x['what'], x['citation']))} {safe(x['url'])}</li>"
        for x in sources
    ]
    return f'<ul class="cite">{"".join(lines)}</ul>' if lines else ""


def _once(title: str, citation: str) -> str:
    return title if citation.startswith(title.rstrip(".")) else f"{title.rstrip('.')}. {citation}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], words: int) -> str:
    """A table; the first `words` columns are text, the others numbers; a row of one cell that begins with NUL is a heading."""

    def line(cells: Sequence[str], tag: str) -> str:
        if len(cells) == 1 and cells[0].startswith("\x00"):  # a heading inside the table
            return f'<tr><td class="word group" colspan="{len(heads)}">{safe(cells[0])}</td></tr>'
        return (
            "<tr>"
            + "".join(f"<{tag}{' class=word' if c < words else ''}>{safe(v)}</{tag}>" for c, v in enumerate(cells))
            + "</tr>"
        )

    return f'<div class="scroll"><table><thead>{line(heads, "th")}</thead><tbody>{"".join(line(r, "td") for r in rows)}</tbody></table></div>'
