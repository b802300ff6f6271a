"""Files of bahe: same bytes each time, safe to open, atomic, and kind when they are off."""

from __future__ import annotations

import io
import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from bahe.atlas.container import META, read, write
from bahe.faults import BadFile

ARRAYS = {"a": np.arange(6.0).reshape(2, 3), "names": np.array(["USA", "CHN"])}
META_DATA = {"kind": "test", "name": "拔河"}


def members(path: Path, **changes: bytes) -> Path:
    """The file at `path` written again with some members replaced or added (by name, `_npy` for `.npy`)."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content |= {name.replace("_", "."): data for name, data in changes.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def npy(array: np.ndarray, allow_pickle: bool = False) -> bytes:
    """The bytes of one .npy member."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, allow_pickle=allow_pickle)
    return stream.getvalue()


def test_round_trip(tmp_path: Path) -> None:
    """Arrays, texts and meta come back as they were."""
    arrays, meta = read(write(tmp_path / "x.npz", ARRAYS, META_DATA))
    assert meta == META_DATA
    assert np.array_equal(arrays["a"], ARRAYS["a"])
    assert arrays["names"].tolist() == ["USA", "CHN"]


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Written twice, and from a Fortran-ordered copy: one file."""
    first = write(tmp_path / "1.npz", ARRAYS, META_DATA).read_bytes()
    again = {"a": np.asfortranarray(ARRAYS["a"]), "names": ARRAYS["names"]}
    assert write(tmp_path / "2.npz", again, META_DATA).read_bytes() == first


def test_numpy_reads_it(tmp_path: Path) -> None:
    """It is an ordinary .npz for everybody else."""
    path = write(tmp_path / "x.npz", ARRAYS, META_DATA)
    with np.load(path, allow_pickle=False) as archive:
        assert np.array_equal(archive["a"], ARRAYS["a"])


def test_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure while writing leaves the old file and no other."""
    path = write(tmp_path / "x.npz", ARRAYS, META_DATA)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space"):
        write(path, {"a": np.zeros(3)}, {})
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["x.npz"]


def test_folder_must_exist(tmp_path: Path) -> None:
    """No folder is made up on the way."""
    with pytest.raises(BadFile, match="folder does not exist"):
        write(tmp_path / "no" / "x.npz", ARRAYS, {})
    with pytest.raises(BadFile, match="a folder stands"):
        write(tmp_path, ARRAYS, {})


class Evil:
    """Runs when unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.system, ("exit 1",))


def test_pickles_are_refused(tmp_path: Path) -> None:
    """An object array is refused before anything is unpickled; so is a bare pickle."""
    path = write(tmp_path / "x.npz", ARRAYS, META_DATA)
    with pytest.raises(BadFile, match="pickled objects"):
        read(members(path, a_npy=npy(np.array([Evil()], dtype=object), allow_pickle=True)))
    bare = tmp_path / "y.npz"
    bare.write_bytes(pickle.dumps([1, 2, 3]))
    with pytest.raises(BadFile, match=r"not a whole \.npz"):
        read(bare)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"a_npy": b"hello"}, "not an array"),
        ({"a_npy": npy(np.zeros(4))[:-8]}, "number of bytes disagree"),
        ({"meta_json": b"{"}, "meta.json cannot be read"),
        ({"meta_json": b"[1]"}, "must hold one object"),
        ({"meta_json": b"\xff\xfe"}, "meta.json cannot be read"),
        ({"readme_txt": b"hello"}, "neither .npy nor meta.json"),
    ],
)
def test_hostile_members(changes: dict[str, bytes], words: str, tmp_path: Path) -> None:
    """Each kind of damage has its own sentence and names the file."""
    path = write(tmp_path / "x.npz", ARRAYS, META_DATA)
    with pytest.raises(BadFile, match=words) as caught:
        read(members(path, **changes))
    assert "x.npz" in caught.value.message


def test_truncated_everywhere(tmp_path: Path) -> None:
    """Cut at any place, the file is refused and nothing else happens."""
    path = write(tmp_path / "x.npz", ARRAYS, META_DATA)
    whole = path.read_bytes()
    for size in range(0, len(whole), 37):
        path.write_bytes(whole[:size])
        with pytest.raises(BadFile):
            read(path)


def test_flipped_bits_are_noticed(tmp_path: Path) -> None:
    """A damaged byte in the data is found by the checksum."""
    path = write(tmp_path / "x.npz", ARRAYS, META_DATA)
    data = bytearray(path.read_bytes())
    data[data.index(np.float64(5.0).tobytes())] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(BadFile):
        read(path)


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would unpack to more than a world is refused before it is read; so are endless lists of members."""
    monkeypatch.setattr("bahe.atlas.container.MAX_BYTES", 10_000)
    path = write(tmp_path / "x.npz", {}, META_DATA)
    with pytest.raises(BadFile, match="unpacks to more"):
        read(members(path, b_npy=npy(np.zeros(100_000))))
    many = write(tmp_path / "y.npz", {f"a{i}": np.zeros(1) for i in range(80)}, {})
    monkeypatch.setattr("bahe.atlas.container.MAX_BYTES", 10_000_000)
    with pytest.raises(BadFile, match="too many members"):
        read(many)
    (tmp_path / "z.npz").write_bytes(b"\0" * 20_000)
    monkeypatch.setattr("bahe.atlas.container.MAX_BYTES", 10_000)
    with pytest.raises(BadFile, match="too large"):
        read(tmp_path / "z.npz")


def test_no_file(tmp_path: Path) -> None:
    """A path without a file, and a folder."""
    for path, said in ((tmp_path / "none.npz", "no such file"), (tmp_path, "a folder, not a file")):
        with pytest.raises(BadFile, match=said):
            read(path)


def test_meta_is_optional(tmp_path: Path) -> None:
    """A plain .npz of numpy is read with empty meta."""
    np.savez(tmp_path / "x.npz", a=np.arange(3))
    arrays, meta = read(tmp_path / "x.npz")
    assert meta == {}
    assert arrays["a"].tolist() == [0, 1, 2]
    assert META not in arrays
