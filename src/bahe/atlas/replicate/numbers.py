"""A file of numbers, one line a row, checked for its shape and range before anything is computed with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bahe.faults import BadFile, MissingData

Floats = NDArray[np.float64]


def matrix(
    folder: Path, name: str, shape: tuple[int, int], meaning: str, lowest: float = 0.0, separator: str | None = None
) -> Floats:
    """The numbers in `folder/name`, `shape[0]` lines of `shape[1]`, each finite and at least `lowest`.

    separator   what stands between two numbers; None: any white space

    Raises MissingData where the file is not there, BadFile where it is not what `meaning` says.
    """
    path = folder / name
    if not path.is_file():
        raise MissingData(
            "file not found", field=name, where=str(folder), allowed=f"{shape[0]} lines of {shape[1]}: {meaning}"
        )
    try:
        lines = [line.split(separator) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile("cannot be read as text", where=str(path), got=str(error)) from None
    width = next((n for n, line in enumerate(lines) if len(line) != shape[1]), None)
    if len(lines) != shape[0] or width is not None:
        got = f"{len(lines)} lines" + ("" if width is None else f", line {width + 1} has {len(lines[width])} numbers")
        raise BadFile("wrong shape", where=str(path), got=got, allowed=f"{shape[0]} lines of {shape[1]}: {meaning}")
    out = np.empty(shape)
    for row, line in enumerate(lines):
        try:
            out[row] = [float(text) for text in line]
        except ValueError as error:
            raise BadFile("not a number", where=f"{path}, line {row + 1}", got=str(error), allowed=meaning) from None
    if not np.isfinite(out).all() or out.min() < lowest:
        row, column = (int(v) for v in np.argwhere(~(np.isfinite(out) & (out >= lowest)))[0])
        raise BadFile(f"every number must be finite and at least {lowest:g}", where=f"{path}, line {row + 1}, column {column + 1}",
                      got=float(out[row, column]), allowed=meaning)  # fmt: skip
    return out
