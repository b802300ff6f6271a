"""The teaching notebook runs from top to bottom, and its stored results are those of today's code."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_notebook(path: Path, tmp_path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    namespace: dict[str, object] = {"__name__": "__main__"}
    cells = [cell for cell in book.cells if cell.cell_type == "code"]
    assert len(cells) >= 8
    with contextlib.chdir(tmp_path):
        for number, cell in enumerate(cells, start=1):
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(cell.source, f"{path.name}, cell {number}", "exec"), namespace)
            stored = "".join(o.get("text", "") for o in cell.outputs if o.output_type == "stream")
            assert stored == out.getvalue(), f"cell {number}"
