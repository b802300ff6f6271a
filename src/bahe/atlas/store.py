"""The run store: what has been computed is kept under the digest of its recipe and never computed again.

A recipe is plain values (scenario, world, draw, version); its key is the sha256 of their canonical JSON. Arrays lie in one file a
key, written beside and renamed, so that a kill at any moment leaves whole files alone; a catalogue in SQLite lists them with recipe,
size and date, and can be made anew from the files. A store need not grow for ever: `prune` gives up what was used longest ago, and
of what must stay computable at its address it keeps the recipe, in a file of the same name without arrays.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from bahe.atlas import container, sqlite
from bahe.faults import BadFile, BadValue

Arrays = dict[str, np.ndarray[Any, Any]]

_SCHEMA = """
create table if not exists runs (
  key text primary key, kind text not null, recipe text not null, bytes integer not null,
  made text not null default (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
)
"""
_GONE = "alter table runs add column gone text"  # since when only the recipe is left; null: the arrays are there
#: Seconds after which a file that was never finished is litter of a process that was killed.
LITTER = 86_400.0


def key_of(recipe: Mapping[str, Any]) -> str:
    """sha256 of a recipe's canonical JSON; raises BadValue where it holds what JSON cannot."""
    try:
        text = json.dumps(recipe, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise BadValue(f"a recipe is plain finite values ({error})", field="recipe", where="store") from None
    return sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Held:
    """A file of a store: its key, its bytes, and when it was last written or read (seconds since 1970)."""

    key: str
    bytes: int
    used: float


def file_of(folder: Path, key: str) -> Path:
    """Where the arrays of a key lie in the store of a folder."""
    return folder / "objects" / key[:2] / f"{key}.npz"


def read(folder: Path, key: str) -> tuple[Arrays, dict[str, Any]] | None:
    """Arrays and meta of a key, or None; no catalogue is opened. Reading is using, which the file itself notes."""
    path = file_of(folder, key)
    try:
        arrays, meta = container.read(path)
    except BadFile:
        return None
    with suppress(OSError):  # readers need no lock; the time of writing stays
        os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))
    return (arrays, meta) if meta.get("key") == key else None


class Store:
    """A folder of results by recipe. `with Store(path) as store:`; safe for several processes at once.

    get(recipe)          arrays, or None where they have not been computed (or their file is not whole, or they were given up)
    put(recipe, arrays)  keep them; the same recipe twice is kept once
    runs()               (key, kind, made, bytes, recipe, gone) of everything, the newest first
    prune(limit)         give up what was used longest ago, until the rest is no larger than so many bytes
    rebuild()            the catalogue, made anew from the files
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        if self.folder.exists() and not self.folder.is_dir():
            raise BadFile("a file stands where the store's folder should be", where=self.folder.name)
        try:
            (self.folder / "objects").mkdir(parents=True, exist_ok=True)
            self._sql = sqlite.connect(self.folder / "catalogue.sqlite")
            self._sql.execute(_SCHEMA)
            self._extend()
        except (OSError, sqlite3.Error) as error:
            raise BadFile(f"the store cannot be opened ({error})", where=self.folder.name,
                          remedy="Name another folder, or remove catalogue.sqlite: it is made anew from the files.") from None  # fmt: skip

    def _extend(self) -> None:
        """The catalogue of an older store gets its newer column; another process may have been faster."""
        if "gone" not in {row[1] for row in self._sql.execute("pragma table_info(runs)")}:
            with suppress(sqlite3.OperationalError):
                self._sql.execute(_GONE)

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
        return file_of(self.folder, key)

    def get(self, recipe: Mapping[str, Any]) -> Arrays | None:
        """What the recipe gave, or None."""
        found = self.read(key_of(recipe))
        return None if found is None or found[1].get("gone") else found[0]

    def read(self, key: str) -> tuple[Arrays, dict[str, Any]] | None:
        """Arrays and meta (key, kind, recipe; `gone`, since when only those are left) of a key, or None."""
        return read(self.folder, key)

    def put(self, recipe: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]], kind: str = "run") -> str:
        """Keep the arrays of a recipe, whole or not at all; its key."""
        key = key_of(recipe)
        path = self._file(key)
        path.parent.mkdir(exist_ok=True)
        with self._together():  # so that nobody who makes room takes it for the file that was there before
            container.write(path, arrays, {"key": key, "kind": kind, "recipe": dict(recipe)})
            self._list(key, kind, recipe, path.stat().st_size)
        return key

    def _list(self, key: str, kind: str, recipe: Mapping[str, Any], size: int, gone: str | None = None) -> None:
        text = json.dumps(recipe, sort_keys=True, ensure_ascii=False)
        self._sql.execute(
            "insert or replace into runs (key, kind, recipe, bytes, gone) values (?, ?, ?, ?, ?)",
            (key, kind, text, size, gone),
        )

    def __contains__(self, recipe: Mapping[str, Any]) -> bool:
        return self.get(recipe) is not None

    def __len__(self) -> int:
        return int(self._sql.execute("select count(*) from runs where gone is null").fetchone()[0])

    def runs(self) -> Iterator[dict[str, Any]]:
        """The catalogue, the newest first; `gone` says since when only the recipe is left, and is None otherwise."""
        rows = self._sql.execute("select key, kind, made, bytes, recipe, gone from runs order by made desc, key")
        for key, kind, made, size, recipe, gone in rows:
            yield {"key": key, "kind": kind, "made": made, "bytes": size, "recipe": json.loads(recipe), "gone": gone}

    # -- making room -------------------------------------------------------------------------------------------------------
    def held(self) -> list[Held]:
        """Every file, whether it is listed or not; litter of processes that were killed is removed on the way."""
        found = []
        for path in (self.folder / "objects").glob("??/*"):
            with suppress(OSError):  # another process may be faster
                if path.suffix == ".npz":
                    found.append(_held(path))
                elif path.suffix == ".part" and time.time() - path.stat().st_mtime > LITTER:
                    path.unlink()
        return found

    def gone(self) -> set[str]:
        """Keys of which the recipe alone is left."""
        return {row[0] for row in self._sql.execute("select key from runs where gone is not null")}

    def prune(
        self, limit: int, *, keep: Collection[str] = (), remember: Collection[str] = (), unused: float = 0.0
    ) -> list[str]:
        """Give up what was used longest ago until all files together have at most `limit` bytes; the keys that went.

        keep      keys that stay, whatever their age;  remember: kinds of which the recipe stays, and its address
        unused    seconds: what was used since then stays
        """
        return pruned({self: time.time() - unused}, limit, keep, remember)[1]

    def drop(self, held: Held, remember: Collection[str] = ()) -> bool:
        """Give up one file as it was seen; False where it has been used or written since, or is a recipe alone."""
        path = self._file(held.key)
        with self._together():
            try:
                if _held(path) != held:
                    return False
            except OSError:
                return False
            kind, recipe, gone = self._about(held.key)
            if gone:
                return False
            if kind not in remember:
                path.unlink(missing_ok=True)
                self._sql.execute("delete from runs where key = ?", (held.key,))
                return True
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            container.write(path, {}, {"key": held.key, "kind": kind, "recipe": recipe, "gone": now})
            self._sql.execute("update runs set bytes = 0, gone = ? where key = ?", (now, held.key))
            return True

    def _about(self, key: str) -> tuple[str, dict[str, Any], str | None]:
        """Kind, recipe and `gone` of a file: from the catalogue, else from the file, which is then listed; none where it is not whole."""
        ask = "select kind, recipe, gone from runs where key = ?"
        row = self._sql.execute(ask, (key,)).fetchone()
        if row is None:
            try:
                meta = container.read(self._file(key))[1]
            except BadFile:
                return "", {}, None
            self._list(key, str(meta.get("kind", "run")), meta.get("recipe", {}), 0, meta.get("gone"))
            row = self._sql.execute(ask, (key,)).fetchone()
        return row[0], json.loads(row[1]), row[2]

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
                size = 0 if meta.get("gone") else path.stat().st_size
                self._list(path.stem, str(meta.get("kind", "run")), meta.get("recipe", {}), size, meta.get("gone"))
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


def _held(path: Path) -> Held:
    about = path.stat()
    return Held(path.stem, about.st_size, max(about.st_atime, about.st_mtime))


def pruned(
    shelves: Mapping[Store, float], limit: int, keep: Collection[str] = (), remember: Collection[str] = ()
) -> tuple[int, list[str]]:
    """(bytes that are left, keys that went): of several stores together, what was used longest ago goes until `limit` is kept.

    shelves   each store with the time (seconds since 1970) since when nothing of it may go
    """
    found = [(held, store) for store in shelves for held in store.held()]
    stay = {*keep, *(key for store in shelves for key in store.gone())}
    total, went = sum(held.bytes for held, _ in found), []
    for held, store in sorted(found, key=lambda f: f[0].used):
        if total <= limit:
            break
        if held.used <= shelves[store] and held.key not in stay and store.drop(held, remember):
            total -= held.bytes
            went.append(held.key)
    return total, went
