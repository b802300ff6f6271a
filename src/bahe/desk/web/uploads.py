"""Tables of one's own: read, checked in place, shown; kept only where that is asked for, under the digest of their bytes."""

from __future__ import annotations

import re
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from bahe.desk.web.telling import hidden, sentence_zh, spoken
from bahe.desk.web.weighing import weighed
from bahe.faults import BadFile, BaheError, Conflict, MissingData

LARGEST = 5_000_000
SHOWN = 20
#: Tables kept in one store, and their bytes.
MOST, BYTES = 500, 500_000_000
_PARQUET = b"PAR1"
_ROW = re.compile(r"row (\d+)")


def place(folder: Path, name: str) -> Path:
    """Where an upload lies; MissingData where it was not kept."""
    if not re.fullmatch(r"[0-9a-f]{64}", name):
        raise MissingData("no such table", field="tariff_table", remedy="Upload it with keep=true.")
    for kind in (".csv", ".parquet"):
        path = folder / "uploads" / f"{name}{kind}"
        if path.is_file():
            return path
    raise MissingData("no such table", field="tariff_table", remedy="Upload it with keep=true.")


def looked_at(data: bytes, name: str, folder: Path, keep: bool) -> dict[str, Any]:
    """Columns, first rows and faults of a table; its id where it was kept (only a table without faults is)."""
    kind = ".parquet" if data[:4] == _PARQUET else ".csv"
    label = re.sub(r"[^\w.-]", "_", Path(name.replace("\\", "/")).name)[:80] or f"table{kind}"
    with tempfile.TemporaryDirectory(prefix="bahe-web-") as desk:
        path = Path(desk) / f"{Path(label).stem or 'table'}{kind}"
        path.write_bytes(data)
        try:
            weighed(path)
            columns, rows = _read(path)
        except BaheError as error:
            return _shown(label, [], [], [_fault(error)], None)
        faults = _faults(path)
    kept = _kept(data, kind, folder) if keep and not faults else None
    return _shown(label, columns, rows, faults, kept)


def _read(path: Path) -> tuple[list[str], list[dict[str, Any]]]:
    from bahe.atlas.tariff_tables import _file

    rows = [dict(r) for r in _file(path)]
    if not rows:
        raise BadFile("the table has no rows", where=path.name)
    return list(rows[0]), rows


def _faults(path: Path) -> list[dict[str, Any]]:
    """The first fault of a table of tariffs in words, with its row and column; none where it can be solved."""
    from bahe.atlas.tariff_tables import tariff_table

    try:
        tariff_table(path)
    except BaheError as error:
        return [_fault(error)]
    return []


def _fault(error: BaheError) -> dict[str, Any]:
    found = _ROW.search(error.message)
    column = error.field.split(":")[-1].strip() if error.field else None
    return {
        "row": int(found[1]) if found else None,
        "column": column,
        "sentence": hidden(error.message),
        "sentence_zh": hidden(sentence_zh(error)),
        "remedy": error.remedy,
        "remedy_zh": spoken("remedy", error.remedy),
    }


def _shown(
    name: str, columns: list[str], rows: list[dict[str, Any]], faults: list[Any], kept: str | None
) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        return (
            value
            if value is None or isinstance(value, str | int | bool) or value == value and isinstance(value, float)
            else str(value)
        )

    kinds = [{"name": c, "kind": _kind([r.get(c) for r in rows])} for c in columns]
    preview = [[plain(r.get(c)) for c in columns] for r in rows[:SHOWN]]
    return {
        "name": name,
        "columns": kinds,
        "rows": len(rows),
        "preview": preview,
        "faults": faults,
        "kept": kept is not None,
        "id": kept,
    }


def _kind(values: list[Any]) -> str:
    """number or text."""
    try:
        [float(v) for v in values if v not in (None, "")]
    except (TypeError, ValueError):
        return "text"
    return "number"


def _kept(data: bytes, kind: str, folder: Path) -> str:
    name = sha256(data).hexdigest()
    home = folder / "uploads"
    home.mkdir(parents=True, exist_ok=True)
    there = [path.stat().st_size for path in home.iterdir()]
    if not any(home.glob(f"{name}.*")) and (len(there) >= MOST or sum(there) + len(data) > BYTES):
        raise Conflict(
            "too many tables are kept here", field="keep", allowed=f"{MOST}", remedy="Look at it without keeping it."
        )
    part = home / f".{name}.part"
    part.write_bytes(data)
    part.replace(home / f"{name}{kind}")
    return name
