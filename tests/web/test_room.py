"""A store past its limit: the newest answers stay, the address of an old one gives the same figures again, nothing in use goes."""

from __future__ import annotations

import os
import time

import numpy as np
import pytest
from starlette.testclient import TestClient

from bahe.atlas.store import Store, file_of, key_of
from bahe.desk.web.app import Settings, create
from bahe.desk.web.journal import Journal
from bahe.desk.web.keeping import ANSWER, Kept, recipe
from bahe.desk.web.models import Gone
from bahe.desk.web.pruning import IDLE, prune
from web.client import Client

API = "/api/v1"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A server of its own, whose store is pruned by hand."""
    store = tmp_path_factory.mktemp("room") / "store"
    settings = Settings(store, workers=1, prepare=False, page=store / "no-page")
    with TestClient(create(settings), base_url="http://127.0.0.1", raise_server_exceptions=False) as inner:
        yield Client(inner, store)


def aged(folder, key, seconds):
    """As if last used so many seconds ago."""
    then = time.time() - seconds
    os.utime(file_of(folder, key), (then, then))


def again(web, path):
    """An address, waited for while its answer is computed again."""
    end = time.monotonic() + 60
    while (found := web.get(path)).status_code == 202 and time.monotonic() < end:
        assert found.headers["location"].startswith(f"{API}/jobs/")
        time.sleep(0.1)
    return found


def test_the_oldest_gives_way_and_its_address_gives_the_same_bytes(small):
    """Three answers, room for two: the newest stay as they are; the oldest is computed again at its address."""
    ids = [small.answer("assure", fleet=5000, altered=n)[0] for n in (10, 20, 30)]
    before = [small.get(f"/results/{id}").json() for id in ids]
    for n, id in enumerate(ids):
        aged(small.store, id, 1000 - 100 * n)
    room = sum(file_of(small.store, id).stat().st_size for id in ids) - 1
    left, went = prune(small.store, room)
    assert went == [ids[0]]
    assert left <= room
    listed = {r["id"]: r for r in small.get("/results").json()["results"]}
    assert [listed[id]["kept"] for id in ids] == [False, True, True]
    assert listed[ids[0]]["options"] == before[0]["options"]
    assert small.get(f"/results/{ids[1]}").json()["answer"] == before[1]["answer"]
    assert small.get(f"/results/{ids[0]}/command").json()["command"] == before[0]["command"]

    found = again(small, f"/results/{ids[0]}")
    assert found.status_code == 200
    after = found.json()
    assert {k: v for k, v in after.items() if k != "made"} == {k: v for k, v in before[0].items() if k != "made"}
    assert {r["id"]: r["kept"] for r in small.get("/results").json()["results"]}[ids[0]]


@pytest.mark.parametrize("path", ["", "/tables", "/figures", "/report.html"])
def test_every_address_below_computes_again(small, path):
    """Tables and reports of an answer that gave way, too."""
    id, _ = small.answer("deal", **{"from": "status-quo", "frontier": False})
    aged(small.store, id, 10_000)
    assert id in prune(small.store, 0)[1]
    end = time.monotonic() + 120
    while (found := small.get(f"/results/{id}{path}")).status_code == 202 and time.monotonic() < end:
        time.sleep(0.2)
    assert found.status_code == 200, found.text


def test_the_same_question_is_answered_again(small):
    id, answer = small.answer("assure", fleet=700)
    aged(small.store, id, 10_000)
    prune(small.store, 0)
    assert small.answer("assure", fleet=700) == (id, answer)


def test_an_answer_of_another_version_says_that_it_is_gone(small):
    """410 in words, with the question and the equal command line."""
    old = {"web": "assure", "options": {"fleet": 5000}, "version": "0.0.9", "code": "0123456789ab"}
    id = Kept(small.store).put(old, {ANSWER: b'{"x": 1}'}, ANSWER)
    assert small.get(f"/results/{id}").json()["answer"] == {"x": 1}
    aged(small.store, id, 10_000)
    prune(small.store, 0)
    for path in ("", "/tables", "/figures", "/report.html", "/tables/x.csv"):
        found = small.get(f"/results/{id}{path}")
        assert found.status_code == 410
        told = Gone.model_validate(found.json())
        assert "another version" in told.error.sentence
        assert (told.verb, told.options, told.version, told.code) == (
            "assure",
            {"fleet": 5000},
            "0.0.9",
            "0123456789ab",
        )
        assert told.command == "bahe assure --fleet 5000"
    assert small.get(f"/results/{id}/command").json()["command"] == "bahe assure --fleet 5000"
    foreign = {"web": "oracle", "options": {"of": "Delphi"}, "version": "0.0.1", "code": "0" * 12}
    id = Kept(small.store).put(foreign, {ANSWER: b"{}"}, ANSWER)
    aged(small.store, id, 10_000)
    prune(small.store, 0)
    assert small.get(f"/results/{id}").json()["command"] is None


def test_what_was_just_answered_stays(small):
    """Whoever asked is still to fetch it."""
    id, _ = small.answer("assure", fleet=800)
    assert id not in prune(small.store, 0)[1]
    assert small.get(f"/results/{id}").status_code == 200


def test_adjoints_in_use_stay_and_others_give_way(small):
    named = {"world": "icio-2022", "tariffs": "all", "horizon": "long", "closure": "transfer", "elasticities": None}
    used, other = recipe("adjoints", named), recipe("adjoints", named | {"closure": "balanced"})
    with Store(small.store) as store:
        for r in (used, other):
            store.put(r, {"lam": np.zeros(1000)}, "adjoints")
            aged(small.store, key_of(r), 10_000)
        app = small.inner.app.app
        went = prune(small.store, 0, app.state.desk.previews.in_use())[1]
        assert key_of(other) in went
        assert used in store
        assert other not in store
        assert key_of(other) not in store.gone()  # nobody asks for it by its address


def parts(folder, name, count, seconds):
    """A folder of parts, each last used so many seconds ago; their recipes."""
    recipes = [{"draw": n, "of": name} for n in range(count)]
    with Store(folder / name) as store:
        for r in recipes:
            store.put(r, {"x": np.zeros(1000)}, "draw")
            aged(folder / name, key_of(r), seconds)
    return recipes


def left(folder, name, recipes):
    with Store(folder / name) as store:
        return sum(r in store for r in recipes)


def test_parts_of_an_open_question_stay(tmp_path):
    """Though the store is past its limit; once the question has its end, they give way like everything else."""
    kept, journal = Kept(tmp_path), Journal(tmp_path)
    journal.add("q", {"verb": "ensemble"})
    made = parts(tmp_path, "draws", 4, 0)
    for r in made:  # a minute and more after the question was asked, and after that nothing for long
        aged(tmp_path / "draws", key_of(r), 3000)
    journal.sql.execute("update open set asked = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-3600 seconds')")
    assert journal.oldest() == pytest.approx(time.time() - 3600, abs=2)
    assert prune(kept.folder, 0, oldest=journal.oldest())[1] == []
    assert left(tmp_path, "draws", made) == 4
    journal.remove("q")
    assert journal.oldest() is None
    for r in made:
        aged(tmp_path / "draws", key_of(r), 3000)
    assert len(prune(kept.folder, 0, oldest=journal.oldest())[1]) == 4
    journal.close()


def test_parts_of_questions_that_ended_long_ago_go(tmp_path):
    """After a week without use (of a run, a day), though there is room; younger ones stay for kin of the question to share."""
    kept = Kept(tmp_path)
    week, day = IDLE["draws"], IDLE["parts"]
    old, young = parts(tmp_path, "draws", 3, week + 60), parts(tmp_path, "verdicts", 3, week - 3600)
    of_a_run = parts(tmp_path, "parts", 3, day + 60)
    answer = kept.put(recipe("assure", {}), {ANSWER: b"{}"}, ANSWER)
    aged(tmp_path, answer, 10 * week)
    prune(tmp_path, 10**9)
    assert left(tmp_path, "draws", old) == left(tmp_path, "parts", of_a_run) == 0
    assert left(tmp_path, "verdicts", young) == 3
    assert kept.read(answer) is not None


def test_uploads_count_and_stay(tmp_path):
    """They are nobody's to compute again."""
    kept = Kept(tmp_path)
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / f"{'0' * 64}.csv").write_bytes(b"x" * 50_000)
    id = kept.put(recipe("assure", {"fleet": 1}), {ANSWER: b"x" * 10_000}, ANSWER)
    aged(tmp_path, id, 1000)
    size, went = prune(tmp_path, 55_000)
    assert went == [id]
    assert size >= 50_000
    assert (tmp_path / "uploads" / f"{'0' * 64}.csv").is_file()


def test_a_server_keeps_its_room_by_itself(tmp_path):
    """At its start, without being asked."""
    kept = Kept(tmp_path / "store")
    id = kept.put(recipe("assure", {"fleet": 1}), {ANSWER: b"x" * 300_000}, ANSWER)
    aged(tmp_path / "store", id, 1000)
    settings = Settings(tmp_path / "store", workers=1, prepare=False, page=tmp_path / "none", room=100_000)
    with TestClient(create(settings), base_url="http://127.0.0.1") as client:
        end = time.monotonic() + 20
        while client.get(f"{API}/results").json()["results"][0]["kept"] and time.monotonic() < end:
            time.sleep(0.1)
        assert not client.get(f"{API}/results").json()["results"][0]["kept"]
