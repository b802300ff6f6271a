"""Tables that unfold: a Parquet file of some kilobytes may hold a thousand million rows, or a name of four megabytes in every row.

What a file says of itself is read first; then it is unfolded piece by piece, since what it says may be a lie, and words are looked at where
they stand once, before anything is made of it row by row.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bahe.faults import BadFile

#: Rows, columns, unpacked bytes and letters of a word that a table of tariffs may have.
ROWS, COLUMNS, BYTES, LETTERS = 300_000, 64, 100_000_000, 1_000
#: What ends a line for the reader of tables (`str.splitlines`); those of two bytes and more would need a larger file.
_ENDS = (b"\n", b"\r", b"\v", b"\f", b"\x1c", b"\x1d", b"\x1e")


def weighed(path: Path) -> None:
    """Refuse a table that is larger than any table of tariffs; BadFile says by what."""
    if path.suffix == ".parquet":
        _parquet(path)
    else:
        _most("rows", sum(path.read_bytes().count(end) for end in _ENDS), ROWS, path)


def _most(what: str, found: int, most: int, path: Path) -> None:
    if found > most:
        raise BadFile(f"too many {what} for a table of tariffs", where=path.name, got=found, allowed=f"{most:,}",
                      remedy="Split it, or leave out what does not change.")  # fmt: skip


def _parquet(path: Path) -> None:
    """First what the file says of itself, then what it is: group by group, with a running sum, since it may lie."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    try:
        with parquet.ParquetFile(path) as file:
            about, schema = file.metadata, file.schema_arrow
            _most("columns", about.num_columns, COLUMNS, path)
            groups = [about.row_group(g) for g in range(about.num_row_groups)]
            _most("rows", max(about.num_rows, sum(max(g.num_rows, 0) for g in groups)), ROWS, path)
            _most("bytes", sum(max(g.total_byte_size, 0) for g in groups), BYTES, path)
        words = [f.name for f in schema if _is_word(f.type)]
        other = [f.name for f in schema if not _is_word(f.type) and not pa.types.is_primitive(f.type)]
        if other:
            raise BadFile("a column holds neither words nor numbers", where=path.name, field=other[0])
        _unfolded(path, words)
    except (pa.ArrowException, OSError) as error:
        raise BadFile(f"not a Parquet file that can be read ({error})", where=path.name) from None


def _unfolded(path: Path, words: list[str]) -> None:
    """Every value once, a word where it stands once; rows, letters and bytes as they are."""
    import pyarrow.parquet as parquet

    rows = size = 0
    with parquet.ParquetFile(path, read_dictionary=words) as file:
        for batch in file.iter_batches(10_000, use_threads=False):
            rows += batch.num_rows
            _most("rows", rows, ROWS, path)
            for column in batch.columns:
                longest, bytes_ = _letters(column)
                _most("letters in a word", longest, LETTERS, path)
                size += bytes_
                _most("bytes", size, BYTES, path)


def _is_word(kind: Any) -> bool:
    import pyarrow as pa

    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(
        test(inner)
        for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    )


def _letters(column: Any) -> tuple[int, int]:
    """Bytes of the longest word of a column, each looked at where it stands once, and of all its values, each where it is used."""
    import pyarrow as pa
    import pyarrow.compute as compute

    if not pa.types.is_dictionary(column.type):
        words = compute.binary_length(column) if _is_word(column.type) else None
        return (
            (0, column.nbytes) if words is None else (compute.max(words).as_py() or 0, compute.sum(words).as_py() or 0)
        )
    words = compute.binary_length(column.dictionary)
    return compute.max(words).as_py() or 0, compute.sum(words.take(column.indices)).as_py() or 0
