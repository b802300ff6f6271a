"""Those who play, and those who only look on: a row each, columns as the game has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from bahe.desk.terminal import headings, put, table
from bahe.report.wording.names import label

if TYPE_CHECKING:
    from rich.table import Table

#: Heading in English and Chinese, and the cell of a row.
Column = tuple[tuple[str, str], Callable[[Any], str]]


def filled(first: tuple[str, str], columns: Sequence[Column], rows: Any, lang: str) -> Table:
    """A table of `rows`, named by their index."""
    out = table(headings(lang, first, *(head for head, _ in columns)), words=1)
    out.columns[0].no_wrap = True
    for name, row in rows.iterrows():
        out.add_row(label(str(name), lang), *(cell(row) for _, cell in columns))
    return out


def show_players(screen: Any, title: str, columns: Sequence[Column], rows: Any, top: int, caption: str, lang: str) -> None:  # fmt: skip
    """The first `top` players; the caption says how many there are besides."""
    rest = max(len(rows) - top, 0)
    more = (f"；另有 {rest} 个参与方" if lang == "zh" else f"; {rest} more players: --top {len(rows)}") if rest else ""
    put(screen, title, filled(("player", "参与方"), columns, rows.head(top), lang), caption + more)


def show_bystanders(screen: Any, economies: Any, by: str, columns: Sequence[Column], most: int, lang: str) -> None:
    """Economies that do not play, the most affected in `by` first; nothing where all play."""
    rest = economies[economies["player"] == ""]
    if rest.empty:
        return
    first = rest.reindex(rest[by].abs().sort_values(ascending=False).index).head(most)
    count = len(rest)
    title = (
        f"受影响最大的其他经济体（共 {count} 个）" if lang == "zh" else f"The most affected of {count} other economies"
    )
    put(screen, title, filled(("other economies", "其他经济体"), columns, first, lang))
