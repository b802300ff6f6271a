"""`bahe replicate`: published tables computed again from the authors' raw files."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def papers() -> list[str]:
    """Names of the papers that can be replicated."""
    from bahe.atlas.replicate import papers as known

    return known.names()


def replicate_paper(paper: str, data: Path, json: bool) -> int:
    """Every published cell beside the computed one; 1 where a cell does not match."""
    from bahe.atlas.replicate import replicate
    from bahe.desk.terminal import console, dump

    done = replicate(paper, data)
    if json:
        dump(document(done))
        return 0
    screen = console()
    screen.print(f"\n[bold]{done.citation}[/]")
    screen.print(f"{done.matched} of {done.cells} published cells match to the printed digit\n")
    for t in done.tables:
        _table(screen, t)
    for name, cell in done.exceptions:
        remark = f": {cell.remark}" if cell.remark else ""
        screen.print(
            f"[yellow]{name}, {cell.row}, {cell.column}: printed {cell.printed}, computed {cell.computed:.6g}{remark}[/]"
        )
    for remark in done.remarks:
        screen.print(f"[dim]{remark}[/]")
    return 0


def document(done: Any) -> dict[str, Any]:
    """What `--json` prints."""
    if hasattr(done, "as_dict"):
        return dict(done.as_dict())
    return {
        "paper": done.paper,
        "citation": done.citation,
        "tables": {t.name: t.as_dict() for t in done.tables},
        "results": done.results,
        "remarks": list(done.remarks),
        "solves": done.solves,
    }


def _table(screen: Any, published: Any) -> None:
    from bahe.desk.terminal import table

    columns = list(dict.fromkeys(c.column for c in published.cells))
    rows = list(dict.fromkeys(c.row for c in published.cells))
    at = {(c.row, c.column): c for c in published.cells}
    count = f"{published.matched} of {len(published.cells)} match"
    caption = f"computed figures, {published.unit}; printed figure in brackets where it differs; {count}"
    out = table(f"{published.name}: {published.caption}", ["", *columns], caption)
    for row in rows:
        out.add_row(row, *(_cell(at.get((row, c))) for c in columns))
    screen.print(out)


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    places = max(0, -cell_exponent(cell.printed))
    text = f"{cell.computed:.{places}f}" if "e" not in cell.printed.lower() else f"{cell.computed:.2e}"
    return text if cell.matches else f"[yellow]{text} ({cell.printed})[/]"


def cell_exponent(printed: str) -> int:
    """Exponent of the last printed place."""
    from decimal import Decimal

    return int(Decimal(printed).as_tuple().exponent)
