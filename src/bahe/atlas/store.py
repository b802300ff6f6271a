"""The run store: what has been computed is kept under the digest of its recipe and never computed again.

A recipe is plain values (scenario, world, draw, version); its key is the sha256 of their canonical JSON. Arrays lie in one file a
key, written beside and renamed, so that a kill at any moment leaves whole files alone; a catalogue in SQLite lists them with recipe,
size and date, and can be made anew from the files.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from bahe.atlas import container
from bahe.faults import BadFile, BadValue

Arrays = dict[str, np.ndarray[Any, Any]]

_SCHEMA = """
create table if not exists runs (
  key text primary key, kind text not null, recipe text not null, bytes integer not null,
  made text not null default (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
)
"""


def key_of(recipe: Mapping[str, Any]) -> str:
    """sha256 of a recipe's canonical JSON; raises BadValue where it holds what JSON cannot."""
    try:
        text = json.dumps(recipe, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise BadValue(f"a recipe is plain finite values ({error})", field="recipe", where="store") from None
    return sha256(text.encode("utf-8")).hexdigest()


class Store:
    """A folder of results by recipe. `with Store(path) as store:`; safe for several processes at once.

    get(recipe)          arrays, or None where they have not been computed (or their file is not whole)
    put(recipe, arrays)  keep them; the same recipe twice is kept once
    runs()               (key, kind, made, bytes, recipe) of everything, the newest first
    rebuild()            the catalogue, made anew from the files
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        if self.folder.exists() and not self.folder.is_dir():
            raise BadFile("a file stands where the store's folder should be", where=self.folder.name)
        try:
            (self.folder / "objects").mkdir(parents=True, exist_ok=True)
            self._sql = sqlite3.connect(self.folder / "catalogue.sqlite", timeout=30, isolation_level=None)
            self._sql.execute("pragma journal_mode=wal")
            self._sql.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise BadFile(f"the store cannot be opened ({error})", where=self.folder.name,
                          remedy="Name another folder, or remove catalogue.sqlite: it is made anew from the files.") from None  # fmt: skip

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the catalogue."""
        self._sql.close()

    def _file(self, key: str) -> Path:
        return self.folder / "objects" / key[:2] / f"{key}.npz"

    def get(self, recipe: Mapping[str, Any]) -> Arrays | None:
        """What the recipe gave, or None."""
        key = key_of(recipe)
        path = self._file(key)
        if not path.is_file():
            return None
        try:
            arrays, meta = container.read(path)
        except BadFile:
            return None
        return arrays if meta.get("key") == key else None

    def put(self, recipe: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]], kind: str = "run") -> str:
        """Keep the arrays of a recipe, whole or not at all; its key."""
        key = key_of(recipe)
        path = self._file(key)
        path.parent.mkdir(exist_ok=True)
        container.write(path, arrays, {"key": key, "kind": kind, "recipe": dict(recipe)})
        self._list(key, kind, recipe, path.stat().st_size)
        return key

    def _list(self, key: str, kind: str, recipe: Mapping[str, Any], size: int) -> None:
        text = json.dumps(recipe, sort_keys=True, ensure_ascii=False)
        self._sql.execute(
            "insert or replace into runs (key, kind, recipe, bytes) values (?, ?, ?, ?)", (key, kind, text, size)
        )

    def __contains__(self, recipe: Mapping[str, Any]) -> bool:
        return self.get(recipe) is not None

    def __len__(self) -> int:
        return int(self._sql.execute("select count(*) from runs").fetchone()[0])

    def runs(self) -> Iterator[dict[str, Any]]:
        """The catalogue, the newest first."""
        rows = self._sql.execute("select key, kind, made, bytes, recipe from runs order by made desc, key")
        for key, kind, made, size, recipe in rows:
            yield {"key": key, "kind": kind, "made": made, "bytes": size, "recipe": json.loads(recipe)}

    def rebuild(self) -> int:
        """List every whole file anew; how many there are."""
        found = []
        for path in sorted((self.folder / "objects").glob("??/*.npz")):
            try:
                _, meta = container.read(path)
            except BadFile:
                continue
            if meta.get("key") == path.stem:
                found.append((path, meta))
        with self._together():
            self._sql.execute("delete from runs")
            for path, meta in found:
                self._list(path.stem, str(meta.get("kind", "run")), meta.get("recipe", {}), path.stat().st_size)
        return len(found)

    @contextmanager
    def _together(self) -> Iterator[None]:
        self._sql.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._sql.execute("rollback")
            raise
        self._sql.execute("commit")
