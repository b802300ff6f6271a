"""`bahe replicate`: published tables computed again from the authors' raw files."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def papers() -> list[str]:
    """Names of the papers that can be replicated."""
    from bahe.atlas.replicate import papers as known

    return known.names()


def replicate_paper(
    paper: str, data: Path, json: bool, scenario: str | None = None, sigma_mean: float | None = None
) -> int:
    """Every published cell beside the computed one; 1 where a cell does not match."""
    from bahe.atlas.replicate import replicate
    from bahe.desk.terminal import console, dump

    done = replicate(paper, data, scenario, sigma_mean=sigma_mean)
    if json:
        dump(document(done))
        return 0
    screen = console()
    screen.print(f"\n[bold]{done.citation}[/]")
    if done.cells:
        screen.print(f"{done.matched} of {done.cells} published cells match to the printed digit\n")
    for t in done.tables:
        _table(screen, t)
    shown = {t.scenario for t in done.tables}
    for name, economies in done.results.items():
        _exact(screen, name, economies)
        if name not in shown:
            _answer(screen, name, economies)
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
    from bahe.desk.terminal import put, table

    columns = list(dict.fromkeys(c.column for c in published.cells))
    rows = list(dict.fromkeys(c.row for c in published.cells))
    at = {(c.row, c.column): c for c in published.cells}
    count = f"{published.matched} of {len(published.cells)} match"
    caption = f"computed figures, {published.unit}; printed figure in brackets where it differs; {count}"
    out = table(["", *columns])
    out.columns[0].no_wrap = True
    for row in rows:
        out.add_row(row, *(_cell(at.get((row, c))) for c in columns))
    put(screen, f"{published.name}: {published.caption}", out, caption)


def _exact(screen: Any, scenario: str, economies: Any) -> None:
    """The exact real income beside the first-order total that the paper prints, where the two are known."""
    from bahe.desk.terminal import put, table

    both = ("first_order_welfare_pct", "exact_real_income_pct")
    rows = [(name, row[both[0]], row[both[1]]) for name, row in economies.items() if row.get(both[1]) is not None]
    if not rows:
        return
    rows.sort(key=lambda r: -abs(r[1]))
    out = table(["", "first order, as published", "exact real income"])
    for name, first, exact in rows[:SHOWN]:
        out.add_row(name, f"{first:+.3f}", f"{exact:+.3f}")
    caption = f"percent; the {min(SHOWN, len(rows))} largest of {len(rows)}; all with --json"
    put(screen, f"Two measures of the same equilibrium: {scenario}", out, caption)


def _answer(screen: Any, scenario: str, economies: Any) -> None:
    """The full answer of a scenario of which no published cell is on file."""
    from bahe.desk.terminal import put, table

    columns = [c for c, v in next(iter(economies.values()), {}).items() if not isinstance(v, str)]
    out = table(["", *(c.removesuffix("_pct").replace("_", " ") for c in columns)])
    out.columns[0].no_wrap = True
    for name, row in economies.items():
        out.add_row(name, *(f"{row[c]:+.3f}" for c in columns))
    put(screen, f"{scenario}: no published figures to compare with", out, "percent")


#: Economies in the comparison of the two measures.
SHOWN = 8


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
