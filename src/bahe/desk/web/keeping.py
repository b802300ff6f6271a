"""What has been answered is kept in the run store, under the digest of the question, the version and the code that answered it.

So an address of a result is permanent: the same address always gives the same figures, and another code has other addresses. Where the
store had to make room, the question is left at the address, and the same code computes the answer again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from bahe.atlas.store import Arrays, Store, file_of, key_of
from bahe.atlas.store import read as read_at

#: The member that holds the document of an answer.
ANSWER = "answer"


@cache
def code() -> str:
    """Digest of the program and its packaged data: what the figures of an answer depend on besides the question."""
    import bahe

    home, digest = Path(bahe.__file__).parent, sha256()
    for path in sorted(p for p in home.rglob("*") if p.suffix in (".py", ".csv", ".yaml", ".json")):
        if "page" not in path.relative_to(home).parts[:2]:
            digest.update(str(path.relative_to(home)).encode() + path.read_bytes())
    for path in sorted(home.rglob("*.npz")):
        digest.update(f"{path.name} {path.stat().st_size}".encode())
    return digest.hexdigest()[:12]


def recipe(verb: str, options: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """What an answer follows from."""
    from bahe import __version__

    return {"web": verb, "options": dict(options), "version": __version__, "code": code(), **more}


def members(files: Mapping[str, bytes]) -> dict[str, np.ndarray[Any, Any]]:
    """Bytes as arrays of the store."""
    return {name: np.frombuffer(data, dtype=np.uint8) for name, data in files.items()}


class Kept:
    """The answers in a folder: written by workers, read by the server; every file is whole or absent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with Store(folder):
            pass

    def put(self, recipe: Mapping[str, Any], files: Mapping[str, bytes], kind: str) -> str:
        """Keep an answer; its id."""
        with Store(self.folder) as store:
            return store.put(recipe, members(files), kind)

    def read(self, key: str) -> tuple[dict[str, bytes], dict[str, Any]] | None:
        """Members and meta (recipe, kind) of an id, or None where there are none, or none any more."""
        found = self._found(key)
        if found is None or found[1].get("gone"):
            return None
        found[1]["written"] = time.time()
        with suppress(FileNotFoundError):  # given up since it was read
            found[1]["written"] = file_of(self.folder, key).stat().st_mtime
        return {name: a.tobytes() for name, a in found[0].items()}, found[1]

    def question(self, key: str) -> dict[str, Any] | None:
        """The recipe of an id whose answer was given up for want of room; None where there never was one, or it is there."""
        found = self._found(key)
        return dict(found[1]["recipe"]) if found is not None and found[1].get("gone") else None

    def _found(self, key: str) -> tuple[Arrays, dict[str, Any]] | None:
        plain = len(key) == 64 and set(key) <= set("0123456789abcdef")
        return read_at(self.folder, key) if plain else None

    def has(self, recipe: Mapping[str, Any]) -> bool:
        """True where the answer is kept."""
        return self.read(key_of(recipe)) is not None

    def listed(self, limit: int, verb: str | None = None) -> list[dict[str, Any]]:
        """The newest answers: id, verb, options, date, size, and whether they are still kept."""
        found: list[dict[str, Any]] = []
        with Store(self.folder) as store:
            for row in self._asked(store):
                if verb is None or row["verb"] == verb:
                    found.append(row)
                if len(found) >= limit:
                    break
        return found

    def _asked(self, store: Store) -> Iterator[dict[str, Any]]:
        for row in store.runs():
            if row["kind"] == ANSWER:
                r = row["recipe"]
                yield {
                    "id": row["key"],
                    "verb": r["web"],
                    "options": r["options"],
                    "made": row["made"],
                    "bytes": row["bytes"],
                    "kept": row["gone"] is None,
                }


def document(files: Mapping[str, bytes]) -> Any:
    """The document of an answer."""
    return json.loads(files[ANSWER])
