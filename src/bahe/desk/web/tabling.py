"""Tables out of a document: every list of records and every mapping of records, by its place, as CSV, Parquet or JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

Record = dict[str, Any]
#: Content types of the formats.
FORMATS = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet", "json": "application/json"}
_DEEP = 8


def tables(document: Any) -> dict[str, list[Record]]:
    """name -> rows. The name is the place in the document, joined by dots; the order is that of the document."""
    return dict(_found(document, (), 0))


def _found(value: Any, place: tuple[str, ...], depth: int) -> Iterator[tuple[str, list[Record]]]:
    if depth > _DEEP:
        return
    if isinstance(value, list):
        if value and all(isinstance(v, Mapping) for v in value):
            yield ".".join(place) or "answer", [_row(v) for v in value]
            for n, v in enumerate(value):
                yield from _found({k: x for k, x in v.items() if _holds(x)}, (*place, _named(v, n)), depth + 1)
    elif isinstance(value, Mapping):
        if _records(value):
            head = "economy" if _codes(value) else "name"
            yield ".".join(place) or "answer", [{head: k, **_row(v)} for k, v in value.items()]
            return
        for k, v in value.items():
            yield from _found(v, (*place, str(k)), depth + 1)


def _holds(value: Any) -> bool:
    """True where a table may lie within."""
    return isinstance(value, Mapping) or isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _records(value: Mapping[str, Any]) -> bool:
    """A mapping of two or more alike records, none of which holds tables of its own."""
    rows = list(value.values())
    if len(rows) < 2 or not all(isinstance(r, Mapping) and r for r in rows):
        return False
    first = list(rows[0])
    return all(list(r) == first for r in rows) and not any(_table_within(r) for r in rows)


def _table_within(row: Mapping[str, Any]) -> bool:
    return any(isinstance(v, Mapping) and any(isinstance(x, Mapping) for x in v.values()) or
               isinstance(v, list) and any(isinstance(x, Mapping) for x in v) for v in row.values())  # fmt: skip


def _codes(value: Mapping[str, Any]) -> bool:
    return "USA" in value or "ROW" in value or all(len(k) == 3 and k.isupper() for k in value)


def _named(row: Mapping[str, Any], number: int) -> str:
    """How a record is called within its list."""
    for key in ("name", "id", "key", "variant"):
        if isinstance(row.get(key), str):
            return str(row[key])
    return str(number)


def _row(record: Mapping[str, Any]) -> Record:
    """Plain cells: a mapping within a cell becomes columns with dots, a list becomes text."""
    out: Record = {}
    for k, v in record.items():
        if isinstance(v, Mapping):
            out |= {f"{k}.{x}": y for x, y in _row(v).items()}
        else:
            out[k] = json.dumps(v, ensure_ascii=False) if isinstance(v, list) else v
    return out


def columns(rows: list[Record]) -> list[str]:
    """Names of all columns, in the order in which they first occur."""
    return list(dict.fromkeys(k for r in rows for k in r))


def written(rows: list[Record], kind: str) -> bytes:
    """The table as bytes; what is missing is an empty cell (CSV) or null."""
    if kind == "json":
        return json.dumps(rows, ensure_ascii=False, allow_nan=False).encode()
    import pandas as pd

    frame = pd.DataFrame(rows, columns=columns(rows))
    for name in [c for c in frame.columns if frame[c].dtype.kind == "O"]:
        kinds = {type(v) for v in frame[name] if v is not None}
        if len(kinds - {int, float}) > 1 or bool in kinds and len(kinds) > 1:
            frame[name] = [None if v is None else str(v) for v in frame[name]]
    if kind == "csv":
        return frame.to_csv(index=False).encode()
    out = io.BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()
