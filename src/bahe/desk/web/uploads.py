"""Tables of one's own: looked at in a process that may fail; kept only where that is asked for, under the digest of their bytes."""

from __future__ import annotations

import re
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from bahe.desk.web.looking import looked
from bahe.faults import Conflict, MissingData

LARGEST = 5_000_000
#: Tables kept in one store, and their bytes.
MOST, BYTES = 500, 500_000_000
_PARQUET = b"PAR1"


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
    """Columns, first rows and faults of a table; its id where it was kept (only a table without faults is). Raises Unfolds."""
    kind = ".parquet" if data[:4] == _PARQUET else ".csv"
    label = re.sub(r"[^\w.-]", "_", Path(name.replace("\\", "/")).name)[:80] or f"table{kind}"
    with tempfile.TemporaryDirectory(prefix="bahe-web-") as desk:
        path = Path(desk) / f"{Path(label).stem or 'table'}{kind}"
        path.write_bytes(data)
        found = looked(path)
    kept = _kept(data, kind, folder) if keep and not found["faults"] else None
    return {"name": label, **found, "kept": kept is not None, "id": kept}


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
