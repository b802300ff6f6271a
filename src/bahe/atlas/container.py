"""Reading and writing `.npz` files that are the same bytes on every machine and safe to open.

A bahe file is a plain zip of `.npy` members and one `meta.json`. Members are stored, not deflated: numbers of trade
hardly compress (8 %), the file opens several times faster, and its bytes do not depend on a zlib version. Timestamps
are fixed. Nothing is ever unpickled; sizes are checked before anything is read.
"""

from __future__ import annotations

import io
import json
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from bahe.faults import BadFile

#: Largest file, and largest sum of unpacked members, that is opened: 400 economies x 120 sectors fit.
MAX_BYTES = 1_000_000_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
META = "meta.json"


def write(path: str | os.PathLike[str], arrays: Mapping[str, np.ndarray[Any, Any]], meta: Mapping[str, Any]) -> Path:
    """Write arrays and meta atomically: a temporary file beside `path`, then a rename. Equal input, equal bytes."""
    path = Path(path)
    if not path.parent.is_dir():
        raise BadFile("the folder does not exist", where=str(path.parent), remedy="Create it first.")
    try:
        if path.is_dir():
            raise BadFile("a folder stands where the file should go", where=str(path), remedy="Name a file in it.")
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise BadFile(
            f"cannot be written ({error.strerror or error})", where=str(path), remedy="Name another path."
        ) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            write_stream(stream, arrays, meta)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def write_stream(stream: IO[bytes], arrays: Mapping[str, np.ndarray[Any, Any]], meta: Mapping[str, Any]) -> None:
    """The bytes of `write`, to an open binary stream."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
            archive.writestr(_member(f"{name}.npy"), buffer.getvalue())
        text = json.dumps(meta, ensure_ascii=False, sort_keys=True, indent=1)
        archive.writestr(_member(META), text.encode("utf-8"))


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info


def read(path: str | os.PathLike[str]) -> tuple[dict[str, np.ndarray[Any, Any]], dict[str, Any]]:
    """Arrays and meta of a bahe file; `BadFile` says what is wrong with any other."""
    path = Path(path)
    where = str(path)
    if os.path.isdir(path):
        raise BadFile("a folder, not a file", where=where, remedy="Name the file in it.")
    if not os.path.isfile(path):
        raise BadFile("no such file", where=where, remedy="Check the path.")
    if path.stat().st_size > MAX_BYTES:
        raise BadFile(
            "the file is too large to be a world", where=where, got=path.stat().st_size, allowed=f"{MAX_BYTES} bytes"
        )
    try:
        with zipfile.ZipFile(path) as archive:
            return _contents(archive, where)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadFile(
            f"not a whole .npz file ({error})", where=where, remedy="It may be truncated: copy it again."
        ) from None
    except OSError as error:
        raise BadFile(f"cannot be read ({error.strerror or error})", where=where) from None


def _contents(archive: zipfile.ZipFile, where: str) -> tuple[dict[str, np.ndarray[Any, Any]], dict[str, Any]]:
    members = archive.infolist()
    names = [m.filename for m in members]
    if len(names) > 64 or len(set(names)) != len(names):
        raise BadFile("too many members, or one twice", where=where, got=len(names), allowed="64 different names")
    total = sum(m.file_size for m in members)
    if total > MAX_BYTES:
        raise BadFile("unpacks to more than a world can hold", where=where, got=total, allowed=f"{MAX_BYTES} bytes")
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    meta: dict[str, Any] = {}
    for member in members:
        data = archive.read(member)
        if member.filename == META:
            meta = _json(data, where)
        elif member.filename.endswith(".npy"):
            arrays[member.filename[:-4]] = _array(data, f"{where}: {member.filename}")
        else:
            raise BadFile("a member that is neither .npy nor meta.json", where=where, got=member.filename)
    return arrays, meta


def _array(data: bytes, where: str) -> np.ndarray[Any, Any]:
    """One `.npy` member as a read-only array over its bytes; object arrays are refused before anything is unpickled."""
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, fortran, dtype = header(stream)
    except (ValueError, EOFError, SyntaxError, TypeError) as error:
        raise BadFile(f"not an array ({error})", where=where) from None
    if dtype.hasobject:
        raise BadFile("holds pickled objects, which are never loaded", where=where,
                      remedy="Save plain numbers with bahe: world.save(path).")  # fmt: skip
    count = int(np.prod(shape, dtype=np.int64)) if shape else 1
    if count < 0 or count * dtype.itemsize != len(data) - stream.tell():
        raise BadFile("the header and the number of bytes disagree", where=where, got=f"{shape} of {dtype}")
    array = np.frombuffer(data, dtype, count, stream.tell())
    return array.reshape(shape, order="F" if fortran else "C")


def _json(data: bytes, where: str) -> dict[str, Any]:
    try:
        meta = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadFile(f"meta.json cannot be read ({error})", where=where) from None
    if not isinstance(meta, dict):
        raise BadFile("meta.json must hold one object", where=where, got=type(meta).__name__)
    return meta
