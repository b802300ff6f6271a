"""Results to labelled tables, charts, one self-contained HTML page, CSV and Parquet.

`write(run, out, lang="en")` is the one verb. Nothing heavy is imported here: pandas, jinja2 and pyarrow load
inside the functions that need them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bahe.report.run import Run
    from bahe.report.runs.folder import write

__all__ = ["Run", "write"]


def __getattr__(name: str) -> Any:
    """Load `Run` and `write` when first asked for."""
    if name == "Run":
        from bahe.report.run import Run

        return Run
    if name == "write":
        from bahe.report.runs.folder import write

        return write
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
