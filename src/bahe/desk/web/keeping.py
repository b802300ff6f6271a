"""What has been answered is kept in the run store, under the digest of the question, the version and the code that answered it.

So an address of a result is permanent: the same address always gives the same figures, and another code has other addresses.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from bahe.atlas import container
from bahe.atlas.store import Store, key_of
from bahe.faults import BadFile

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
        """Members and meta (recipe, kind) of an id, or None."""
        if len(key) != 64 or not set(key) <= set("0123456789abcdef"):
            return None
        path = self.folder / "objects" / key[:2] / f"{key}.npz"
        try:
            arrays, meta = container.read(path)
        except BadFile:
            return None
        if meta.get("key") != key:
            return None
        return {name: a.tobytes() for name, a in arrays.items()}, {**meta, "written": path.stat().st_mtime}

    def has(self, recipe: Mapping[str, Any]) -> bool:
        """True where the answer is kept."""
        return self.read(key_of(recipe)) is not None

    def listed(self, limit: int, verb: str | None = None) -> list[dict[str, Any]]:
        """The newest answers: id, verb, options, date, size."""
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
                }


def document(files: Mapping[str, bytes]) -> Any:
    """The document of an answer."""
    return json.loads(files[ANSWER])
