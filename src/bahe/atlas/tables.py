"""Small packaged tables: CSV with a header row, read without pandas so that a world loads at once."""

from __future__ import annotations

import csv
import os
from functools import lru_cache
from pathlib import Path

from bahe.faults import BadFile, MissingData

#: The file by which the folder of raw sources is known.
ICIO = "icio2022_81x50.npz"


def packaged(name: str) -> Path:
    """Path of a file that ships with bahe (atlas/data)."""
    return Path(__file__).parent / "data" / name


@lru_cache(maxsize=32)
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a packaged CSV as dictionaries of text; lines that start with `#` are comments."""
    return tuple(read_csv(packaged(name)))


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a UTF-8 CSV with a header; `BadFile` names the line that is off."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadFile("no such file", where=str(path)) from None
    except UnicodeDecodeError as error:
        raise BadFile(f"not UTF-8 text (byte {error.start})", where=str(path), remedy="Save it as UTF-8.") from None
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    reader = csv.DictReader(lines)
    out = []
    for number, row in enumerate(reader, start=2):
        if None in row or None in row.values():
            raise BadFile(f"line {number} has not as many fields as the header", where=str(path))
        out.append(row)
    return out


def source_folder(sources: str | os.PathLike[str] | None = None) -> Path:
    """The folder of raw sources: the argument, or BAHE_SOURCES; `MissingData` otherwise."""
    given = sources or os.environ.get("BAHE_SOURCES")
    if not given:
        raise MissingData("the folder of raw sources is not known", field="sources",
                          remedy=f"Give it, or set BAHE_SOURCES to the folder that holds {ICIO}.")  # fmt: skip
    folder = Path(given)
    if not (folder / ICIO).is_file():
        raise BadFile(f"holds no {ICIO}", where=str(folder), remedy="BAHE_SOURCES must name the folder of raw sources.")
    return folder
