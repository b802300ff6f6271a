"""Tables that unfold: a Parquet file of some kilobytes may hold a thousand million rows, or a name of four megabytes in every row.

What a file says of itself is read first, and words are looked at where they stand once, before anything is made of it row by row.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bahe.faults import BadFile

#: Rows, columns, unpacked bytes and letters of a word that a table of tariffs may have.
ROWS, COLUMNS, BYTES, LETTERS = 300_000, 64, 100_000_000, 1_000


def weighed(path: Path) -> None:
    """Refuse a table that is larger than any table of tariffs; BadFile says by what."""
    if path.suffix == ".parquet":
        _parquet(path)
    else:
        _most("rows", path.read_bytes().count(b"\n"), ROWS, path)


def _most(what: str, found: int, most: int, path: Path) -> None:
    if found > most:
        raise BadFile(f"too many {what} for a table of tariffs", where=path.name, got=found, allowed=f"{most:,}",
                      remedy="Split it, or leave out what does not change.")  # fmt: skip


def _parquet(path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    try:
        with parquet.ParquetFile(path) as file:
            about, schema = file.metadata, file.schema_arrow
            _most("rows", about.num_rows, ROWS, path)
            _most("columns", about.num_columns, COLUMNS, path)
            unpacked = sum(about.row_group(g).total_byte_size for g in range(about.num_row_groups))
            _most("bytes", unpacked, BYTES, path)
        words = [f.name for f in schema if _is_word(f.type)]
        other = [f.name for f in schema if not _is_word(f.type) and not pa.types.is_primitive(f.type)]
        if other:
            raise BadFile("a column holds neither words nor numbers", where=path.name, field=other[0])
        for column in parquet.read_table(path, columns=words, read_dictionary=words).columns if words else ():
            _most("letters in a word", _longest(column), LETTERS, path)
    except (pa.ArrowException, OSError) as error:
        raise BadFile(f"not a Parquet file that can be read ({error})", where=path.name) from None


def _is_word(kind: Any) -> bool:
    import pyarrow as pa

    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(
        test(inner)
        for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    )


def _longest(column: Any) -> int:
    """Bytes of the longest word, each counted where it stands once."""
    import pyarrow as pa
    import pyarrow.compute as compute

    words = [c.dictionary if pa.types.is_dictionary(c.type) else c for c in column.chunks]
    return max((compute.max(compute.binary_length(w)).as_py() or 0 for w in words if len(w)), default=0)
