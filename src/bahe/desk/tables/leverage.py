"""Who loses what if who cuts whom off, in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bahe.atlas import names
from bahe.desk.terminal import headings, put, table, tell
from bahe.report.dependence.words import COVER, STOCK_HEADS, bn, pct, span, stock_cells

if TYPE_CHECKING:
    from rich.table import Table

    from bahe.report.dependence.levers import Levers


def show(screen: Any, found: Levers, top: int, lang: str) -> None:
    """Sentences, a grid and the largest losses of every horizon, and how long stocks last."""
    labels = names(lang)
    tell(screen, found.sentences(lang))
    for block in found.blocks:
        if len(block.found.suppliers) <= 12 and len(block.found.buyers) <= 30:
            put(screen, block.title(lang), _grid(block.found, labels, lang), block.caption(lang))
        title = "" if len(block.found.suppliers) <= 12 else block.title(lang)
        put(screen, title, _largest(block.table.head(top), labels, lang), block.caption(lang))
    if len(found.stocks):
        _stocks(screen, found.stocks, labels, lang)


def _grid(found: Any, labels: Any, lang: str) -> Table:
    """The loss of each buyer by who cuts it off; empty where both hold the same economy."""
    head = "买方失去 → 被谁断供" if lang == "zh" else "loss of row if column cuts"
    out = table(["", head, *found.suppliers], words=2)
    for r, b in enumerate(found.buyers):
        cells = ["" if found.overlap[r, c] else pct(found.loss[r, c]) for c in range(len(found.suppliers))]
        out.add_row(f"[bold]{b}[/]", labels.get(b, b), *cells)
    return out


def _largest(rows: Any, labels: Any, lang: str) -> Table:
    """Buyer and supplier, what a cut costs each, and the range of it where there is one."""
    ranged = "loss_pct_low" in rows
    heads = headings(lang, ("buyer", "买方"), ("cut off by", "断供方"), ("buyer loses\n%", "买方损失\n%"), ("USD bn", "亿美元"),
                     ("supplier loses\n%", "断供方损失\n%"), ("USD bn", "亿美元"),
                     *((("range of the\nbuyer's, %", "买方损失区间\n%"),) if ranged else ()))  # fmt: skip
    out = table(heads, words=2)
    for row in rows.to_dict("records"):
        band = [span(row["loss_pct_low"], row["loss_pct_high"])] if ranged else []
        out.add_row(
            labels.get(row["buyer"], row["buyer"]), labels.get(row["supplier"], row["supplier"]), pct(row["loss_pct"]),
            bn(row["loss_usd_mn"], lang), pct(row["own_loss_pct"]), bn(row["own_loss_usd_mn"], lang), *band,
        )  # fmt: skip
    return out


def _stocks(screen: Any, stocks: Any, label: Any, lang: str) -> None:
    """How long stocks cover each withheld item."""
    out = table(headings(lang, *STOCK_HEADS), words=1)
    for r in stocks.to_dict("records"):
        out.add_row(*stock_cells(r, label, lang))
    put(screen, "几个月后显现" if lang == "zh" else "Months until it bites", out, COVER[lang == "zh"])
