"""The run store past its limit: what was used longest ago goes, what is in use stays, addresses are permanent."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from bahe.atlas.store import Store, key_of, pruned

SIZE = 10_000


def recipe(n):
    return {"run": n}


def arrays(n):
    return {"x": np.full(SIZE, n, dtype=np.uint8)}


def aged(store, n, seconds):
    """As if last written and read so many seconds ago."""
    path = store._file(key_of(recipe(n)))
    then = time.time() - seconds
    os.utime(path, (then, then))


@pytest.fixture
def store(tmp_path):
    """Five runs, of which number 0 was used longest ago."""
    with Store(tmp_path / "store") as found:
        for n in range(5):
            found.put(recipe(n), arrays(n), "answer" if n % 2 == 0 else "draw")
            aged(found, n, 1000 - 100 * n)
        yield found


def kept(store):
    return [n for n in range(5) if recipe(n) in store]


def test_the_newest_stay(store):
    """Three and a half files of room: the two used longest ago go, and no more than those."""
    went = store.prune(int(3.5 * SIZE))
    assert went == [key_of(recipe(0)), key_of(recipe(1))]
    assert kept(store) == [2, 3, 4]
    assert sum(h.bytes for h in store.held()) <= 3.5 * SIZE
    assert store.prune(int(3.5 * SIZE)) == []


def test_reading_is_using(store):
    """What was read last stays, though it was written first."""
    assert store.get(recipe(0)) is not None
    store.prune(int(2.5 * SIZE))
    assert kept(store) == [0, 4]


def test_what_is_in_use_stays(store):
    """Keys that are asked to stay, and whatever was used within the time that is said, even where the limit is missed."""
    store.prune(0, keep=[key_of(recipe(1))], unused=750)
    assert kept(store) == [1, 3, 4]


def test_the_recipe_stays_where_the_address_is_permanent(store):
    """Of an answer the recipe is left, in the catalogue and in the file; of a draw nothing is."""
    store.prune(0, remember=["answer"])
    assert len(store) == 0
    assert kept(store) == []
    left = {r["key"]: r for r in store.runs()}
    assert set(left) == {key_of(recipe(n)) for n in (0, 2, 4)}
    for row in left.values():
        assert row["gone"]
        assert row["bytes"] == 0
        found = store.read(row["key"])
        assert found is not None
        assert found[0] == {}
        assert found[1]["recipe"] == row["recipe"]
    assert store.prune(0, remember=["answer"]) == []  # a recipe alone is not given up again
    store.rebuild()
    assert {r["key"]: r["gone"] for r in store.runs()} == {k: r["gone"] for k, r in left.items()}
    store.put(recipe(0), arrays(0), "answer")  # computed again, it is as before
    np.testing.assert_array_equal(store.get(recipe(0))["x"], arrays(0)["x"])
    assert [r["gone"] for r in store.runs() if r["key"] == key_of(recipe(0))] == [None]


def test_several_stores_share_one_limit(store, tmp_path):
    """The oldest goes, whichever store it lies in; a store may have its own time since when all stays."""
    with Store(tmp_path / "parts") as parts:
        parts.put(recipe(9), arrays(9))
        aged(parts, 9, 950)
        total, went = pruned({store: time.time(), parts: time.time()}, int(4.5 * SIZE))
        assert went == [key_of(recipe(0)), key_of(recipe(9))]
        assert total <= 4.5 * SIZE
        parts.put(recipe(9), arrays(9))
        aged(parts, 9, 950)
        total, went = pruned({store: time.time(), parts: time.time() - 960}, 0)
        assert len(went) == 4
        assert recipe(9) in parts


def test_what_was_used_since_it_was_looked_at_is_not_dropped(store):
    """Between the look and the drop another process read it, or wrote it anew."""
    seen = {h.key: h for h in store.held()}
    store.get(recipe(0))
    store.put(recipe(1), arrays(1), "draw")
    assert not store.drop(seen[key_of(recipe(0))])
    assert not store.drop(seen[key_of(recipe(1))])
    assert store.drop(seen[key_of(recipe(2))])
    assert kept(store) == [0, 1, 3, 4]


def test_litter_of_killed_processes_goes(store):
    """Half-written files are removed after a day; not before, for they may be being written."""
    home = store._file(key_of(recipe(0))).parent
    old, new = home / ".x.npz.1.part", home / ".y.npz.2.part"
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (1, 1))
    store.held()
    assert not old.exists()
    assert new.exists()


def test_a_file_that_is_not_listed_counts_and_goes(store):
    """The files are what there is; the catalogue follows them."""
    store._sql.execute("delete from runs")
    assert len(store.prune(int(2.5 * SIZE), remember=["answer"])) == 3
    assert sum(h.bytes > SIZE for h in store.held()) == 2


def test_a_store_of_an_older_version_is_extended(tmp_path):
    folder = tmp_path / "old"
    (folder / "objects").mkdir(parents=True)
    with sqlite3.connect(folder / "catalogue.sqlite") as sql:
        columns = "key text primary key, kind text not null, recipe text not null, bytes integer not null"
        sql.execute(f"create table runs ({columns}, made text not null default 'x')")
        sql.execute("insert into runs (key, kind, recipe, bytes) values ('k', 'run', '{}', 3)")
    sql.close()
    for _ in range(2):
        with Store(folder) as store:
            assert [(r["key"], r["gone"]) for r in store.runs()] == [("k", None)]


WRITER = """
import sys, numpy as np
from bahe.atlas.store import Store
with Store(sys.argv[1]) as store:
    for n in range(60):
        recipe = {"by": sys.argv[2], "n": n}
        store.put(recipe, {"x": np.full(10_000, n, dtype=np.uint8)}, "answer")
        found = store.get(recipe)
        assert found is None or (found["x"] == n).all()
        if sys.argv[2] == "2":
            store.prune(100_000, remember=["answer"])
"""


def test_writers_and_a_pruner_at_a_time(tmp_path):
    """Three processes write, read and prune one store: every file is whole or a recipe alone, and the catalogue agrees."""
    words = [sys.executable, "-c", WRITER, str(tmp_path / "store")]
    running = [subprocess.Popen([*words, str(n)]) for n in range(3)]
    assert [p.wait(120) for p in running] == [0, 0, 0]
    with Store(tmp_path / "store") as store:
        store.prune(100_000, remember=["answer"])
        rows = {r["key"]: r for r in store.runs()}
        assert len(rows) == 180
        for key, row in rows.items():
            found, meta = store.read(key)
            assert bool(found) != bool(meta.get("gone"))
            assert bool(row["gone"]) == bool(meta.get("gone"))
            if found:
                assert (found["x"] == row["recipe"]["n"]).all()
        assert 1 <= sum(not r["gone"] for r in rows.values()) <= 9  # recipes take room as well


def test_a_new_store_may_be_opened_by_many_at_once(tmp_path):
    """Each of them waits for the one who makes the catalogue, and none is told that it is locked."""
    for n in range(40):
        start = threading.Barrier(8)

        def work(i, folder=tmp_path / str(n), start=start):
            start.wait()
            with Store(folder) as store:
                store.put({"i": i}, {"x": np.arange(3.0)})

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(8)))
        with Store(tmp_path / str(n)) as store:
            assert len(store) == 8
