"""Files as reports write them: whole or not at all, plain values, CSV and Parquet."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any
from uuid import uuid4


def atomic(path: Path, fill: Callable[[IO[bytes]], None]) -> Path:
    """Let `fill` write a file beside `path`, then move it there; nothing is left behind where it fails."""
    beside = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
    try:
        with open(beside, "wb") as stream:
            fill(stream)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def text(words: str) -> Callable[[IO[bytes]], None]:
    """Fill a file with UTF-8 text."""
    return lambda stream: void(stream.write(words.encode("utf-8", "replace")))


def binary(data: bytes) -> Callable[[IO[bytes]], None]:
    """Fill a file with bytes."""
    return lambda stream: void(stream.write(data))


def void(_: object) -> None:
    """Drop a result."""


def csv(table: Any) -> Callable[[IO[bytes]], None]:
    """Fill a file with CSV; missing values are empty cells."""
    import pyarrow as pa
    from pyarrow.csv import WriteOptions, write_csv

    for i, column in enumerate(table.schema):
        if pa.types.is_dictionary(column.type):
            table = table.set_column(i, column.name, table.column(i).cast(column.type.value_type))
    options = WriteOptions(include_header=False, quoting_style="needed" if needs_quotes(table) else "none")

    def fill(stream: IO[bytes]) -> None:
        stream.write((",".join(table.column_names) + "\n").encode())
        write_csv(table, stream, options)

    return fill


def needs_quotes(table: Any) -> bool:
    """True where some text of the table holds a comma, a quote or a line break."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = [c.unique() for c in table.columns if pa.types.is_string(c.type) or pa.types.is_large_string(c.type)]
    return any(pc.any(pc.match_substring_regex(t, '[,"\r\n]')).as_py() for t in texts)


def parquet(table: Any) -> Callable[[IO[bytes]], None]:
    """Fill a file with Parquet."""
    from pyarrow.parquet import write_table

    return lambda stream: write_table(table, stream, compression="zstd")


def plain(value: Any) -> Any:
    """Plain values for JSON and YAML: mappings, lists, numbers, text."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if hasattr(value, "item"):
        return plain(value.item())
    if hasattr(value, "__dict__"):
        return plain({k: v for k, v in vars(value).items() if not k.startswith("_")})
    return str(value)


def flat(tree: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Leaves of a nested mapping as (dotted key, text)."""
    out: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            out += flat(value, f"{name}.")
        else:
            shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            out.append((name, shown if len(shown) <= 400 else shown[:400] + "…"))
    return out
