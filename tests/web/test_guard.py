"""Who may ask, how much and how often; malformed input; no place of the server in any answer; nothing from anywhere else."""

from __future__ import annotations

import re
import socket
import sys
import tempfile
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bahe.desk.web.app import Settings, create
from bahe.desk.web.guard import LOCAL, Limits, house


def served(tmp_path, **more):
    """A server with settings of its own, which works on nothing."""
    settings = Settings(tmp_path / "store", workers=1, prepare=False, page=tmp_path / "no-page", **more)
    return TestClient(create(settings), base_url="http://127.0.0.1", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    with served(tmp_path_factory.mktemp("guarded"), token="correct-horse-battery", hosts=LOCAL) as client:
        yield client


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({}, 401),
        ({"headers": {"authorization": "Bearer wrong-horse-battery"}}, 401),
        ({"headers": {"authorization": "correct-horse"}}, 401),
        ({"headers": {"authorization": "Bearer "}}, 401),
        ({"headers": {"cookie": "bahe_token=; x=\x01"}}, 401),
        ({"params": {"token": "correct-horse-batter"}}, 401),
        ({"params": {"token": ["no", "correct-horse-battery"]}}, 200),
        ({"headers": {"authorization": "Bearer correct-horse-battery"}}, 200),
        ({"headers": {"cookie": "bahe_token=correct-horse-battery"}}, 200),
    ],
)
def test_a_token_is_the_right_one_or_none(guarded, how, status):
    guarded.cookies.clear()
    assert guarded.get("/api/v1/health", **how).status_code == status


def test_the_token_in_the_address_of_the_page_becomes_a_cookie(guarded):
    """So that the page need not know it; no script can read it, no other site send it."""
    guarded.cookies.clear()
    found = guarded.get("/", params={"token": "correct-horse-battery"})
    assert found.status_code == 200
    assert "HttpOnly" in found.headers["set-cookie"]
    assert "SameSite=Strict" in found.headers["set-cookie"]
    assert guarded.get("/api/v1/health").status_code == 200
    guarded.cookies.clear()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1.evil.example"}, 421),
        ({"host": "localhost:8766"}, 401),
        ({"host": "[::1]:8766"}, 401),
        ({"host": ""}, 421),
    ],
)
def test_another_name_is_refused(guarded, headers, status):
    """A site that gives its name our address learns nothing."""
    guarded.cookies.clear()
    assert guarded.get("/api/v1/health", headers=headers).status_code == status


def test_another_site_may_not_ask(web):
    """A form of another site is a simple request, which no browser asks about first."""
    data = {"file": ("t.csv", b"importer,exporter\n")}
    assert web.inner.post("/api/v1/tables", files=data, headers={"origin": "http://evil.example"}).status_code == 403
    assert web.inner.post("/api/v1/tables", files=data, headers={"origin": "http://127.0.0.1"}).status_code == 200


LINK = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_pages_of_other_sites_start_no_work(web, site):
    """A browser says whose page asks, though it sends no origin with pictures, scripts and forms; a link may be followed."""
    asked = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
    framed = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    for headers in (asked, framed):
        assert web.get("/results", headers=headers).status_code == 403
        assert web.inner.get("/", headers=headers).status_code == 403
    assert web.post("/ask/assure?wait=0", {"fleet": 777}, headers={"sec-fetch-site": site, **LINK}).status_code == 403
    assert web.get("/results", headers={"sec-fetch-site": site, **LINK}).status_code == 200
    for own in ("same-origin", "none"):
        assert web.get("/results", headers={"sec-fetch-site": own, "sec-fetch-mode": "cors"}).status_code == 200


def test_rate_of_one_client(tmp_path):
    """After the burst 429 with the time to wait; then it goes on."""
    with served(tmp_path, limits=Limits(rate=20, burst=5)) as client:
        statuses = [client.get("/api/v1/health").status_code for _ in range(20)]
        assert statuses[:5] == [200] * 5
        assert 429 in statuses
        refused = next(r for r in (client.get("/api/v1/health") for _ in range(50)) if r.status_code == 429)
        assert int(refused.headers["retry-after"]) >= 1
        time.sleep(0.3)
        assert client.get("/api/v1/health").status_code == 200


def test_guesses_of_the_token_have_a_rate(tmp_path):
    """Who does not know it waits like everybody else; who does is answered again after a moment."""
    with served(tmp_path, token="correct-horse-battery", limits=Limits(rate=5, burst=5)) as client:
        guesses = [
            client.get("/api/v1/health", headers={"authorization": f"Bearer guess-{n}"}).status_code for n in range(30)
        ]
        assert guesses[:5] == [401] * 5
        assert guesses.count(429) > 10
        time.sleep(0.5)
        assert (
            client.get("/api/v1/health", headers={"authorization": "Bearer correct-horse-battery"}).status_code == 200
        )


def test_as_many_questions_as_the_queue_holds(tmp_path, monkeypatch):
    """One visitor has half of the places, told in words and with a time; the others are for others, to the last."""
    monkeypatch.setattr("bahe.desk.web.jobs.LONGEST", 8)
    monkeypatch.setattr("bahe.desk.web.crew.Hand._work", lambda hand: None)  # nothing is ever taken

    def asked(n):
        return client.post("/api/v1/ask/shock?wait=0", json={"tariff": [f"USA on CHN +{n}%"]})

    with served(tmp_path) as client:
        one = [asked(n) for n in range(1, 8)]
        assert [r.status_code for r in one] == [202] * 4 + [429] * 3
        assert one[-1].json()["error"]["kind"] == "TooMany"
        assert int(one[-1].headers["retry-after"]) >= 1
        assert asked(1).status_code == 202, "what waits already takes no further place"
        others = []
        for n in range(10, 16):
            client._transport.client = (f"10.0.0.{n}", 1)
            others.append(asked(n))
        assert [r.status_code for r in others] == [202] * 4 + [503] * 2
        assert others[-1].json()["error"]["kind"] == "Busy"


def test_a_second_server_of_a_store_leaves_open_questions_to_the_first(tmp_path, monkeypatch):
    """It works on its own; what is open when the first is gone is taken up by the next that starts."""
    monkeypatch.setattr("bahe.desk.web.crew.Hand._work", lambda hand: None)  # nothing is ever taken

    def open_questions(client):
        return {j["id"]: j["state"] for j in client.get("/api/v1/jobs").json()["jobs"]}

    with served(tmp_path) as first:
        id = first.post("/api/v1/ask/shock?wait=0", json={"tariff": ["USA on CHN +1%"]}).json()["id"]
        with served(tmp_path) as second:
            assert open_questions(second) == {}
            other = second.post("/api/v1/ask/shock?wait=0", json={"tariff": ["USA on CHN +2%"]}).json()["id"]
        assert open_questions(first) == {id: "queued"}
    with served(tmp_path) as third:
        assert open_questions(third) == {id: "interrupted", other: "interrupted"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("testclient", "testclient", True),
    ],
)
def test_addresses_of_one_house_are_one_visitor(one, other, same):
    """Who has a network of the newer protocol has more addresses than any limit."""
    assert (house(one) == house(other)) == same


# -- malformed input -------------------------------------------------------------------------------------------------------
DEEP = b"[" * 100_000
MALFORMED = [
    (b"{", 422),
    (b"", 422),
    (b"null", 422),
    (b"[]", 422),
    (b'"x"', 422),
    (b"\xff\xfe\x00", (400, 422)),
    (DEEP, (400, 422)),
    (b'{"tariff": ' + b"[" * 500 + b"]" * 500 + b"}", 422),
    (b'{"tariff": ["\\ud800 on CHN +3%"]}', 422),
    (b'{"tariff": ["USA on CHN +3%\\u0000"]}', 422),
    (b'{"tariff": ["USA on CHN +NaN%"]}', 422),
    (b'{"tariff": [NaN]}', 422),
    (b'{"tariff": ["' + b"A," * 5000 + b'B on CHN +3%"]}', 422),
    (b'{"tariff": [' + b'"USA on CHN +3%",' * 65 + b'"USA on CHN +3%"]}', 422),
    (b'{"tariff": ["USA on CHN +99999999999999999999999%"]}', 422),
    (b'{"tariff": ["USA on CHN +3%"], "tariff_table": "../../etc/passwd"}', 422),
    (b'{"tariff": ["USA on CHN +3%"], "tariff_table": "' + b"0" * 64 + b'"}', 422),
    (b'{"tariff": ["USA on CHN +3%"], "__class__": {}}', 422),
    (b" " * 1_100_000, 413),
]


@pytest.mark.parametrize(("body", "status"), MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_body_is_told_in_words(web, body, status):
    found = web.inner.post("/api/v1/ask/shock?wait=30", content=body, headers={"content-type": "application/json"})
    assert found.status_code in (status if isinstance(status, tuple) else (status,)), found.text[:300]
    assert found.json()["error"]["sentence"]
    assert "Traceback" not in found.text


def test_a_body_without_a_length_is_cut_off(web):
    """Parts are counted as they come."""

    def parts():
        for _ in range(40):
            yield b" " * 100_000

    found = web.inner.post("/api/v1/ask/shock", content=parts(), headers={"content-type": "application/json"})
    assert found.status_code == 413


@pytest.mark.parametrize("wait", ["-1", "31", "nan", "inf", "x"])
def test_waits_are_bounded(web, wait):
    assert web.post(f"/ask/shock?wait={wait}", {"tariff": ["USA on CHN +30%"]}).status_code == 422


@pytest.mark.parametrize(
    "path",
    ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../x.py", "/assets/%2e%2e%2fx", "/..%5c..%5cx.ini", "/%00.js",
     "/api/v1/cases/..%2f..%2fx", "/api/v1/results/..%2f..", "/api/v1/schema/verbs/..", "/.git/config.x"],
)  # fmt: skip
def test_no_path_leads_out_of_the_page(web, path):
    """Nothing is there, or (for what reads like a room) the front page."""
    found = web.inner.get(path)
    assert found.status_code in (404, 422) or found.text == web.inner.get("/").text


# -- tables of one's own -----------------------------------------------------------------------------------------------------
GOOD = b"importer,exporter,sector,add\nUSA,CHN,C26,0.25\nUSA,MEX,C29,0.1\n"


def upload(web, data, name="mine.csv", keep=False):
    return web.inner.post("/api/v1/tables", files={"file": (name, data)}, data={"keep": str(keep).lower()})


def test_a_table_is_looked_at_and_kept_only_where_asked(web):
    found = upload(web, GOOD).json()
    assert found["columns"] == [
        {"name": "importer", "kind": "text"}, {"name": "exporter", "kind": "text"}, {"name": "sector", "kind": "text"},
        {"name": "add", "kind": "number"},
    ]  # fmt: skip
    assert (found["rows"], found["faults"], found["kept"], found["id"]) == (2, [], False, None)
    assert found["preview"][0] == ["USA", "CHN", "C26", "0.25"]
    assert not list(web.store.glob("uploads/*"))
    kept = upload(web, GOOD, keep=True).json()
    assert kept["kept"]
    _, table = web.answer("shock", tariff_table=kept["id"])
    _, said = web.answer("shock", tariff=["USA on CHN C26 +25%", "USA on MEX C29 +10%"])
    assert table["economies"]["USA"]["welfare_pct"] == pytest.approx(said["economies"]["USA"]["welfare_pct"], rel=1e-6)


@pytest.mark.parametrize(
    ("data", "name", "row", "column"),
    [
        (b"importer,exporter,sector,add\nUSA,CHN,C26,0.25\nUSA,MEX,C29,\n", "gap.csv", 3, "add"),
        (b"importer,exporter,sector,add\nUSA,CHN,C26,25\n", "percent.csv", 2, "add"),
        (b"importer,sector,add\nUSA,C26,0.25\n", "lack.csv", None, None),
        (b"", "empty.csv", None, None),
        (b"PAR1 is no parquet", "x.parquet", None, None),
        (b"\xff\xfe\x00\x01", "../../../etc/cron.csv", None, None),
        (b"importer,exporter,sector,add\n" + b'"' * 10_000, "quotes.csv", None, None),
    ],
)
def test_a_fault_of_a_table_is_told_in_its_place(web, data, name, row, column):
    found = upload(web, data, name, keep=True)
    assert found.status_code == 200, found.text
    told = found.json()
    assert told["faults"]
    assert not told["kept"]
    assert "/" not in told["name"]
    if row is not None:
        assert told["faults"][0]["row"] == row
        assert column in (told["faults"][0]["column"] or "") + told["faults"][0]["sentence"]


def test_all_faults_of_a_table_are_told_at_once(web):
    data = b"importer,exporter,sector,add\nUSX,CHN,C26,0.1\nUSA,CHN,C26,0.1\nUSA,MEX,C99,0.1\nUSA,JPN,C26,25\n"
    told = upload(web, data, "three.csv", keep=True).json()
    assert [(f["row"], f["column"]) for f in told["faults"]] == [(2, "importer"), (4, "sector"), (5, "add")]
    assert not told["kept"]


def test_a_table_that_is_too_large(web):
    assert upload(web, b"x" * 5_600_000).status_code == 413
    assert upload(web, b"x" * 5_200_000).status_code == 413


# -- what goes out -----------------------------------------------------------------------------------------------------------
ADDRESSES = ["/meta", "/cases", "/cases/stockholm-2025", "/cases/korea-2019", "/map", "/sources", "/schema/scenario",
             "/schema/verbs/shock", "/openapi.json", "/jobs", "/results", "/health", "/nothing", "/cases/none", "/results/x"]  # fmt: skip


def places():
    """Everything that would give the machine away."""
    import bahe

    home = Path(bahe.__file__).resolve().parent
    return {
        str(home),
        str(home.parents[1]),
        sys.prefix,
        str(Path.home()),
        tempfile.gettempdir(),
        "site-packages",
        "/etc/",
        ".pyenv",
    }


def test_no_answer_holds_a_place_of_the_server(web):
    """Facts, documents, reports and errors, searched for every place that this machine has."""
    texts = {path: web.get(path).text for path in ADDRESSES}
    for verb, said in (
        ("shock", {"tariff": ["USA on CHN +30%"]}), ("shock", {"tariff_table": "0" * 64}), ("run", {"scenario": "id: [\n"}),
        ("run", {"case": "stockholm-2025", "set": ["world.name=x.npz"]}), ("run", {"scenario": "a: 1\nworld: {name: x.npz}\n"}),
        ("world", {"name": "x.npz"}), ("tug", {"case": "none"}), ("ensemble", {"case": "stockholm-2025", "over": ["x"]}),
        ("talks", {"case": "truce-clock-stockholm", "set": ["talks.nothing=1"]}),
    ):  # fmt: skip
        texts[f"{verb} {said}"] = web.ask(verb, **said).text
    id, _ = web.answer("deal", **{"from": "status-quo", "frontier": False})
    for path in (f"/results/{id}", f"/results/{id}/report.html", f"/results/{id}/figures"):
        found = web.get(path)
        for _ in range(100):
            if found.status_code != 202:
                break
            time.sleep(0.3)
            found = web.get(path)
        texts[path] = found.text
    texts["upload"] = upload(web, b"PAR1 is none", "/home/me/x.parquet").text
    for name, text in texts.items():
        for place in places():
            assert place not in text, (name, place, text[max(0, text.find(place) - 100) :][:300])


def test_every_answer_carries_the_policy_and_names_no_other_host(web):
    """Only 'self' in the policy; no script or style of another host in the page."""
    for path in ("/", "/api/v1/health", "/api/v1/nothing", "/assets/a-1.js", "/room/moves"):
        found = web.inner.get(path)
        policy = found.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert not re.search(r"https?:|\*|unsafe-eval|script-src[^;]*unsafe", policy)
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["referrer-policy"] == "no-referrer"
        assert "server" not in found.headers
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", web.inner.get("/").text)


def test_the_shipped_page_obeys_the_policy():
    """Everything in files of its own, nothing inline, nothing of another host."""
    index = Settings(Path("none")).page / "index.html"
    if not index.is_file():
        pytest.skip("the page is not built here: page/build.sh")
    text = index.read_text(encoding="utf-8")
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|javascript:", text)
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", text)
    for name in re.findall(r"(?:src|href)=\"([^\"#]+)\"", text):
        assert (index.parent / name.lstrip("./")).is_file(), name


def test_the_page_is_compressed_marked_and_lasting(web):
    """Hashed files for a year, the front page checked each time; a name without an ending is a room of the page."""
    asset = web.inner.get("/assets/a-1.js", headers={"accept-encoding": "gzip"})
    assert asset.headers["content-encoding"] == "gzip"
    assert "immutable" in asset.headers["cache-control"]
    assert web.inner.get("/assets/a-1.js", headers={"accept-encoding": "identity"}).text == asset.text
    front = web.inner.get("/")
    assert front.headers["cache-control"] == "no-cache"
    assert web.inner.get("/", headers={"if-none-match": front.headers["etag"]}).status_code == 304
    assert web.inner.get("/tug/korea-2019").text == front.text
    assert web.inner.get("/assets/none.js").status_code == 404
    assert web.get("/health").headers["cache-control"] == "no-store"


def test_without_a_built_page_a_sentence_says_so(tmp_path):
    with served(tmp_path) as client:
        found = client.get("/")
    assert found.status_code == 200
    assert "page/build.sh" in found.text


@pytest.mark.slow
def test_who_sends_a_letter_at_a_time_is_hung_up_on(tmp_path, monkeypatch):
    """Neither headers nor a body that never end keep a connection; others are answered meanwhile."""
    from web.server import Server

    server = Server(tmp_path / "store")
    try:
        assert server.call("/health")[0] == 200
        slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
        for n, s in enumerate(slow):
            s.sendall(b"GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ")
            if n % 2:
                s.sendall(b"b\r\n\r\n"[:1])
        body = socket.create_connection(("127.0.0.1", server.port))
        body.sendall(
            b"POST /api/v1/ask/shock HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
        )
        started = time.monotonic()
        assert server.call("/health")[0] == 200
        assert time.monotonic() - started < 5
        for s in slow:
            s.settimeout(30)
            assert s.recv(10) == b""
            s.close()
        body.settimeout(30)
        assert b"408" in body.recv(200)
        body.close()
    finally:
        server.stop()


def test_a_worker_opens_no_file_of_the_machine(tmp_path):
    """The second wall, in a process of its own: a file outside is not opened, whatever asks for it; ours are."""
    import subprocess

    (tmp_path / "store").mkdir()
    (tmp_path / "secret.txt").write_text("x")
    store = tmp_path / "store"
    outside = [str(tmp_path / "secret.txt"), "/etc/hostname", f"{store}-beside", f"{store}/../secret.txt"]
    code = f"""
import tempfile
from bahe.desk.web.worker import _confine
_confine({str(tmp_path / "store")!r})
for place in {outside!r}:
    try:
        open(place).close()
    except PermissionError:
        print("refused")
open({str(tmp_path / "store" / "ours")!r}, "w").close()
import bahe
bahe.load_world()
with tempfile.TemporaryDirectory() as desk:
    open(desk + "/a", "w").close()
print("opened")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["refused"] * 4 + ["opened"]
