"""What a hostile user would try: connections that never end, answers nobody reads, tables and texts that unfold, names that break out."""

from __future__ import annotations

import asyncio
import io
import multiprocessing
import socket
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest

from bahe.desk.serving import _patient
from bahe.desk.web.guard import Guard, Limits
from bahe.desk.web.looking import Unfolds, looked

HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"


# -- connections -----------------------------------------------------------------------------------------------------------
@contextmanager
def listening(app, **limits):
    """An application behind the protocol of `bahe serve`, in a thread; its port."""
    import uvicorn

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(
            app, http=_patient(**limits), log_level="critical", lifespan="off", ws="none", timeout_keep_alive=30
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.force_exit = server.should_exit = True
            thread.join(10)


async def large(scope, receive, send):
    """Answers with as much as nobody takes at once."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    large.ended = False
    try:
        for _ in range(1000):
            await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
    finally:
        large.ended = True
    await send({"type": "http.response.body", "body": b""})


async def small(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


def served(s, seconds=2.0):
    """Ask once; True where the whole answer came."""
    s.settimeout(seconds)
    s.sendall(HEAD + b"\r\n")
    found = b""
    while not found.endswith(b"ok"):
        part = s.recv(1000)
        if not part:
            return False
        found += part
    return True


def hung_up(s, seconds=5.0):
    """Seconds until the other side has closed; infinite where it does not."""
    s.settimeout(seconds)
    start = time.monotonic()
    with suppress(ConnectionError):
        try:
            while s.recv(4096):
                pass
        except TimeoutError:
            return float("inf")
    return time.monotonic() - start


def test_who_does_not_read_is_hung_up_on():
    """The answer is given up, and the place is free for others."""
    with listening(large, stall=0.5) as port, socket.create_connection(("127.0.0.1", port)) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.sendall(HEAD + b"\r\n")
        end = time.monotonic() + 5
        time.sleep(0.3)
        assert not large.ended
        while not large.ended and time.monotonic() < end:
            time.sleep(0.05)
        assert large.ended


def test_who_begins_a_second_request_and_does_not_end_it_is_hung_up_on():
    """As with the first; a request after a while of silence is answered."""
    with listening(small, patience=0.5) as port, socket.create_connection(("127.0.0.1", port)) as s:
        for _ in range(2):
            assert served(s)
            time.sleep(0.8)
        s.sendall(HEAD)
        assert 0.3 < hung_up(s) < 3


def test_connections_of_one_address_are_counted():
    """Beyond so many they are closed; when one ends, another is served."""
    with listening(small, each=5) as port:
        several = [socket.create_connection(("127.0.0.1", port)) for _ in range(5)]
        for s in several:
            assert served(s)
        with socket.create_connection(("127.0.0.1", port)) as sixth:
            assert hung_up(sixth) < 2
        several.pop().close()
        end = time.monotonic() + 3
        again = False
        while not again and time.monotonic() < end:
            with socket.create_connection(("127.0.0.1", port)) as s, suppress(ConnectionError):
                again = served(s)
        assert again
        for s in several:
            s.close()


# -- requests and streams that stay open --------------------------------------------------------------------------------------
class Open:
    """An application whose requests stay open until they are let go."""

    def __init__(self):
        self.let_go, self.inside = asyncio.Event(), 0

    async def __call__(self, scope, receive, send):
        self.inside += 1
        await self.let_go.wait()
        await small(scope, receive, send)
        self.inside -= 1


async def ask(guard, path, client):
    """The status of a request through the guard."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b"", "client": (client, 1)}
    await guard(scope, receive, send)
    return sent[0]["status"]


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/jobs/x/events"])
def test_so_many_at_a_time_of_one_address_and_of_all(path):
    """One address cannot take every place, all together no more than there are; a stream takes no place of a request."""

    async def play():
        app = Open()
        guard = Guard(app, limits=Limits(together=8, each=5, streams=8, streams_each=5))
        first = [asyncio.create_task(ask(guard, path, "10.0.0.1")) for _ in range(7)]
        second = [asyncio.create_task(ask(guard, path, "10.0.0.2")) for _ in range(7)]
        await asyncio.sleep(0.05)
        assert app.inside == 8
        other = "/api/v1/jobs/y/events" if path.endswith("health") else "/api/v1/health"
        beside = asyncio.create_task(ask(guard, other, "10.0.0.3"))
        await asyncio.sleep(0.05)
        assert app.inside == 9
        app.let_go.set()
        statuses = [await asyncio.gather(*tasks) for tasks in (first, second)]
        assert [s.count(200) for s in statuses] == [5, 3]
        assert [s.count(503) for s in statuses] == [2, 4]
        assert await beside == 200
        assert await ask(guard, path, "10.0.0.1") == 200
        assert not guard.open

    asyncio.run(play())


def test_a_websocket_is_not_opened(web):
    """The question for one is a request like others, or is refused; nothing hangs."""
    found = web.inner.get("/api/v1/health", headers={"upgrade": "websocket", "connection": "Upgrade", "sec-websocket-version": "13",
                                                     "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ=="})  # fmt: skip
    assert found.status_code == 200
    with listening(Guard(small)) as port, socket.create_connection(("127.0.0.1", port)) as s:
        s.sendall(HEAD + b"Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        s.settimeout(5)
        answer = s.recv(2000)
        assert b"101" not in answer.splitlines()[0]


# -- what unfolds ----------------------------------------------------------------------------------------------------------------
def parquet(n, **columns):
    """A Parquet file of n rows."""
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    plain = {"importer": "USA", "exporter": "CHN", "sector": "C26", "add": 0.1}
    table = pa.table({k: pa.array([v] * n) for k, v in (plain | columns).items()})
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd", dictionary_pagesize_limit=10_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("rows", "columns", "what"),
    [
        (1_000_000, {}, "too many rows"),
        (300, {"importer": "x" * 300_000}, "too many letters"),
        (10, {"add": [1.0]}, "neither words nor numbers"),
        (2, {f"c{n}": 1 for n in range(100)}, "too many columns"),
    ],
)
def test_a_table_that_unfolds_is_refused_before_it_does(web, rows, columns, what):
    """A few kilobytes that would be gigabytes: told in words, at once."""
    data = parquet(rows, **columns)
    assert len(data) < 100_000
    started = time.monotonic()
    found = web.inner.post("/api/v1/tables", files={"file": ("bomb.parquet", data)}, data={"keep": "true"})
    assert time.monotonic() - started < 5
    assert found.status_code == 200
    assert what in found.json()["faults"][0]["sentence"]
    assert not found.json()["kept"]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\v"])
def test_a_table_of_too_many_rows(web, end):
    """Whatever ends its lines."""
    data = b"importer,exporter,sector,add" + end + (b"a,b,c,1" + end) * 400_000
    found = web.inner.post("/api/v1/tables", files={"file": ("long.csv", data)})
    assert "too many rows" in found.json()["faults"][0]["sentence"]


def test_no_more_tables_are_kept_than_there_is_room_for(tmp_path, monkeypatch):
    """By number and by bytes; one that is there is kept once more at no cost."""
    from bahe.desk.web import uploads
    from bahe.faults import Conflict

    monkeypatch.setattr(uploads, "BYTES", 10)
    first = uploads._kept(b"123456", ".csv", tmp_path)
    with pytest.raises(Conflict, match="too many tables"):
        uploads._kept(b"654321", ".csv", tmp_path)
    assert uploads._kept(b"123456", ".csv", tmp_path) == first


def lying(groups, letters):
    """A Parquet file of some kilobytes with a word of so many letters in every group, which says that each group is a few bytes."""
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    out, table = (
        io.BytesIO(),
        pa.table({"importer": ["x" * letters], "exporter": ["CHN"], "sector": ["C26"], "add": [0.1]}),
    )
    with pq.ParquetWriter(
        out, table.schema, compression="zstd", dictionary_pagesize_limit=2**30, write_statistics=False
    ) as writer:
        for _ in range(groups):
            writer.write_table(table)
    data, about = out.getvalue(), pq.read_metadata(io.BytesIO(out.getvalue()))
    foot = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    head, tail = data[:foot], data[foot:]
    for size in {about.row_group(0).total_byte_size, about.row_group(0).column(0).total_uncompressed_size}:
        told = varint(size)
        tail = tail.replace(told, varint(100, len(told)))
    data = head + tail
    about = pq.read_metadata(io.BytesIO(data))
    assert sum(about.row_group(g).total_byte_size for g in range(groups)) < 10_000
    return data


def varint(n, size=0):
    """A number as footers have it, with idle bytes up to a size."""
    n, out = 2 * n, []
    while n or len(out) < size:
        out.append(n & 127)
        n >>= 7
    return bytes([b | 128 for b in out[:-1]] + out[-1:])


def most_memory(since=False):
    """The most memory that this process had, bytes; `since`: begin to look."""
    if since:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return 1024 * int(next(line for line in lines if line.startswith("VmHWM:")).split()[1])


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel")
def test_a_table_that_lies_takes_no_memory_of_the_server(web):
    """One word of 300 million letters, in some kilobytes; made elsewhere, so that this process holds nothing of it."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as elsewhere:
        data = elsewhere.submit(lying, 1, 300_000_000).result()
    assert len(data) < 100_000
    before = most_memory(since=True)
    found = web.inner.post("/api/v1/tables", files={"file": ("lie.parquet", data)}, data={"keep": "true"})
    assert most_memory() - before < 50_000_000
    assert (found.status_code, found.json()["error"]["kind"]) == (413, "TooLarge")


def test_a_table_that_lies_is_looked_at_piece_by_piece(web):
    """Groups of a few bytes by their own account, each with a word of two million letters."""
    found = web.inner.post("/api/v1/tables", files={"file": ("lie.parquet", lying(60, 2_000_000))})
    assert found.status_code == 200
    assert "too many letters" in found.json()["faults"][0]["sentence"]


@pytest.mark.skipif(sys.platform != "linux", reason="no limit on addresses elsewhere")
def test_a_table_that_unfolds_beyond_memory_costs_its_own_answer(web, tmp_path, monkeypatch):
    """413 in words, and the next table is read."""
    from bahe.desk.web import uploads

    narrow = partial(looked, memory=500_000_000)
    monkeypatch.setattr(uploads, "looked", narrow)
    found = web.inner.post("/api/v1/tables", files={"file": ("lie.parquet", lying(1, 520_000_000))})
    assert (found.status_code, found.json()["error"]["kind"]) == (413, "TooLarge")
    assert web.inner.post("/api/v1/tables", files={"file": ("good.parquet", parquet(1))}).json()["faults"] == []


def test_a_table_that_takes_too_long_is_given_up(tmp_path):
    path = tmp_path / "slow.csv"
    path.write_bytes(b"importer,exporter,sector,add\nUSA,CHN,C26,0.1\n")
    with pytest.raises(Unfolds):
        looked(path, seconds=0.001)


def test_words_count_where_they_are_used(web):
    """One word of a thousand letters in every cell of a long table."""
    data = parquet(200_000, importer="x" * 900)
    found = web.inner.post("/api/v1/tables", files={"file": ("long.parquet", data)}).json()
    assert "too many bytes" in found["faults"][0]["sentence"]


def test_what_takes_seconds_in_the_server_is_done_in_turns():
    """One after the other, a quarter of the places a visitor, and none beyond all places."""
    from bahe.desk.web.jobs import Enough, Full
    from bahe.desk.web.turns import Turns

    async def play():
        going, turns = threading.Event(), Turns(places=8)
        visitors = [f"10.0.0.{n}" for n in range(4)]
        tasks = [asyncio.create_task(turns.take(who, going.wait, 10)) for who in visitors for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Full):
            await turns.take("10.0.0.9", going.wait, 10)
        for task in tasks[2:]:
            task.cancel()
        await asyncio.gather(*tasks[2:], return_exceptions=True)
        with pytest.raises(Enough):
            await turns.take(visitors[0], going.wait, 10)
        going.set()
        assert await asyncio.gather(*tasks[:2]) == [True] * 2
        assert not turns.taken
        turns.close()

    asyncio.run(play())


def test_printing_takes_no_thread_of_those_who_ask(web, monkeypatch):
    """Somebody prints the same report again and again: others are answered, and he is told that it is enough."""
    from bahe.desk.web import routes_results

    id, _ = web.answer("assure", fleet=900)
    assert web.get(f"/results/{id}/figures").status_code == 200
    end = time.monotonic() + 60
    while web.get(f"/results/{id}/report.html").status_code != 200 and time.monotonic() < end:
        time.sleep(0.2)
    going = threading.Event()
    monkeypatch.setattr(routes_results, "_pressed", lambda members: going.wait(30) and b"%PDF")
    with ThreadPoolExecutor(6) as hands:
        asked = [hands.submit(web.get, f"/results/{id}/report.pdf") for _ in range(6)]
        time.sleep(0.5)
        assert web.post("/command/shock", {"tariff": ["USA on CHN +1%"]}).status_code == 200
        going.set()
        assert sorted(a.result().status_code for a in asked) == [200] * 4 + [429] * 2


def test_a_plain_parquet_table_is_read(web):
    found = web.inner.post("/api/v1/tables", files={"file": ("good.parquet", parquet(1))}).json()
    assert (found["rows"], found["faults"]) == (1, [])


BOMBS = [
    "a: " + "[" * 199_000,
    "a: " + "{" * 199_000,
    "- " * 99_000,
    "? " * 99_000,
    "a: &a0 [x, x]\n" + "".join(f"b{i}: &a{i + 1} [*a{i}, *a{i}]\n" for i in range(90)),
    "a: &a [*a, *a]\n",
    "a: " + "9" * 190_000,
    "a: !!python/object/apply:os.system [ls]\n",
]


@pytest.mark.parametrize("text", BOMBS, ids=range(len(BOMBS)))
def test_a_scenario_that_unfolds_is_refused_at_once(web, text):
    """Depth, references and large numbers; in seconds, in words, and nothing else waits meanwhile."""
    found = web.ask("run", scenario=text)
    assert found.status_code == 422, found.text
    assert found.json()["error"]["sentence"]
    said = web.post("/command/run", {"scenario": text})
    assert said.status_code in (200, 422)


@pytest.mark.parametrize(
    "body",
    [
        b'{"fleet": ' + b"9" * 100_000 + b"}",
        b'{"fleet": 1e999}',
        b'{"fleet": -0}',
        b'{"a": ' * 5000 + b"1" + b"}" * 5000,
    ],
)
def test_numbers_and_depths_of_json(web, body):
    found = web.inner.post("/api/v1/ask/assure?wait=30", content=body, headers={"content-type": "application/json"})
    assert found.status_code in (400, 422)
    assert found.json()["error"]["sentence"]


OUT_OF_PROPORTION = [
    ({f"k{n}": 1 for n in range(60_000)}, "too many keys"),
    ({"k" * 900_000: 1}, "too many letters in a key"),
    ({"tariff": [1] * 300_000}, "tariff: too many values"),
    ({"tariff": {f"k{n}": 1 for n in range(60_000)}}, "tariff: too many values"),
]


@pytest.mark.parametrize("path", ["/ask/shock?wait=0", "/preview", "/command/shock"])
@pytest.mark.parametrize(("body", "says"), OUT_OF_PROPORTION, ids=range(len(OUT_OF_PROPORTION)))
def test_a_question_out_of_proportion_is_not_looked_at_part_by_part(web, monkeypatch, path, body, says):
    """One fault for all of it, in words of its size; a fault a part held the server for seconds."""
    from bahe.desk.web import app

    monkeypatch.setattr(app, "_keys", lambda request: pytest.fail("the key was compared with those that there are"))
    found = web.post(path, body)
    assert found.status_code == 422
    assert says in found.json()["error"]["sentence"]
    assert len(found.content) < 2_000


# -- names -----------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["x%0d%0aSet-Cookie:%20a=b", "x%22;%20filename=%22evil.exe", "%E2%80%AE", "a%00b"])
def test_no_name_of_a_download_makes_a_header(web, name):
    id, _ = web.answer("assure", fleet=900)
    for path in (f"/results/{id}/tables/{name}.csv", f"/results/{id}/figures/{name}.svg"):
        found = web.get(path)
        assert found.status_code in (404, 422)
        assert "set-cookie" not in found.headers


def test_a_download_has_a_plain_name():
    from bahe.desk.web.routes_results import _saved

    assert _saved('a"\r\nX: y/../b.csv') == {"content-disposition": 'attachment; filename="bahe-a___X__y_.._b.csv"'}


def test_a_name_of_an_upload_is_plain(web):
    files = {"file": ('..\\..\\x"\r\nA: b.csv', b"importer\n")}
    name = web.inner.post("/api/v1/tables", files=files).json()["name"]
    assert not set(name) & set('/\\"\r\n:')
