"""What stands before every request: who may ask, how much, how often; and the headers that every answer carries."""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.exceptions import HTTPException

from bahe.desk.web.telling import fault, unexpected

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

COOKIE = "bahe_token"
#: Everything comes from here; style attributes are allowed since charts place their hints by them.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
    "x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}  # fmt: skip
LOCAL = ("127.0.0.1", "localhost", "[::1]", "::1")


@dataclass(frozen=True)
class Limits:
    """Bytes of a body, seconds for it to arrive, requests a second (and at once) of one address, requests at a time.

    together, streams    requests, and event streams, that are open at a time;  each, streams_each: those of one address
    job                  seconds that a question may take
    """

    body: int = 1_000_000
    upload: int = 5_500_000
    slow: float = 15.0
    rate: float = 200.0
    burst: float = 1000.0
    together: int = 256
    each: int = 128
    streams: int = 128
    streams_each: int = 24
    job: float = 1800.0


@dataclass
class Guard:
    """An ASGI application around another. `token` None: anybody who reaches the port; `hosts` None: by any name."""

    app: App
    token: str | None = None
    hosts: tuple[str, ...] | None = None
    limits: Limits = field(default_factory=Limits)
    open: Counter[tuple[str, bool]] = field(default_factory=Counter)  # by address, and whether it is a stream of events
    buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Refuse, or pass on with headers set and the body watched."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        wrapped, extra = _Sender(send), self._refused(scope, headers)
        if extra is not None:
            await _answer(wrapped, *extra)
            return
        wrapped.cookie = self._cookie(scope)
        place = (visitor(scope), _follows(scope))
        self.open[place] += 1
        try:
            await self.app(scope, self._watched(scope, receive), wrapped)
        except _TooMuch as error:
            await _late(wrapped, error.status_code, error.facts)
        except Exception:
            import logging

            logging.getLogger("bahe.web").exception("a request failed")
            await _late(wrapped, 500, unexpected(Exception()))
        finally:
            self.open[place] -= 1
            self.open += Counter()  # those at nought go

    # -- who may ask -----------------------------------------------------------------------------------------------------
    def _refused(self, scope: MutableMapping[str, Any], headers: dict[str, str]) -> tuple[Any, ...] | None:
        """Status, fault and headers of a refusal; None where the request may pass."""
        host = headers.get("host", "")
        if self.hosts is not None and _name(host) not in self.hosts:
            return 421, fault("Refused", "This server answers under its own name only.", field="Host"), {}
        origin = headers.get("origin")
        if origin and scope["method"] not in ("GET", "HEAD") and urlsplit(origin).netloc != host:
            return 403, fault("Refused", "Another site may not ask on your behalf.", field="Origin"), {}
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and not _opens(scope, headers):
            return 403, fault("Refused", "Another site may not ask on your behalf.", field="Sec-Fetch-Site"), {}
        # Before the token, so that guesses of it have a rate, too.
        wait = self._wait(visitor(scope))
        if wait > 0:
            return (
                429,
                fault("TooMany", "Too many requests.", remedy="Wait a moment."),
                {"retry-after": str(int(wait) + 1)},
            )
        if self.token is not None and not self._known(scope, headers):
            remedy = "Open the address that `bahe serve` printed, or send the header Authorization: Bearer TOKEN."
            return (
                401,
                fault("Refused", "A token is needed.", field="token", remedy=remedy),
                {"www-authenticate": "Bearer"},
            )
        return self._too_many(scope) or self._too_long(scope, headers)

    def _too_many(self, scope: MutableMapping[str, Any]) -> tuple[Any, ...] | None:
        """Streams of events stay open for as long as a question takes: they have limits of their own and take nobody's place."""
        client, follows = visitor(scope), _follows(scope)
        most, each = (
            (self.limits.streams, self.limits.streams_each) if follows else (self.limits.together, self.limits.each)
        )
        if self.open[client, follows] < each and sum(n for (_, f), n in self.open.items() if f == follows) < most:
            return None
        remedy = (
            "Ask how the question stands without following it: GET /api/v1/jobs/ID." if follows else "Wait a moment."
        )
        what = "event streams" if follows else "requests"
        return 503, fault("Busy", f"Too many {what} at a time.", remedy=remedy), {"retry-after": "1"}

    def _too_long(self, scope: MutableMapping[str, Any], headers: dict[str, str]) -> tuple[Any, ...] | None:
        length, most = headers.get("content-length", "0"), self._most(scope)
        if not length.isascii() or not length.isdigit():
            return 400, fault("BadValue", "Content-Length is no number.", field="Content-Length"), {}
        return (413, _too_large(most), {}) if int(length[:18]) > most else None

    def _known(self, scope: MutableMapping[str, Any], headers: dict[str, str]) -> bool:
        given = [headers.get("authorization", "").removeprefix("Bearer ").strip()]
        given += parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [])
        cookie = SimpleCookie()
        try:
            cookie.load(headers.get("cookie", ""))
        except Exception:
            cookie = SimpleCookie()
        given += [cookie[COOKIE].value] if COOKIE in cookie else []
        return any(hmac.compare_digest(g.encode(), (self.token or "").encode()) for g in given if g)

    def _cookie(self, scope: MutableMapping[str, Any]) -> str | None:
        """Set where the page was opened with the token in its address."""
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        if self.token is None or "token" not in query:
            return None
        return f"{COOKIE}={self.token}; Path=/; HttpOnly; SameSite=Strict"

    def _wait(self, client: str) -> float:
        """Seconds until one more request of a client is within the rate; takes one from its bucket."""
        now, most = time.monotonic(), self.limits.burst
        left, last = self.buckets.pop(client, (most, now))
        left = min(most, left + (now - last) * self.limits.rate)
        self.buckets[client] = (max(left - 1, 0.0) if left >= 1 else left, now)
        while len(self.buckets) > 4096:
            self.buckets.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) / self.limits.rate

    # -- how much --------------------------------------------------------------------------------------------------------
    def _most(self, scope: MutableMapping[str, Any]) -> int:
        return self.limits.upload if scope["path"] == "/api/v1/tables" else self.limits.body

    def _watched(self, scope: MutableMapping[str, Any], receive: Receive) -> Receive:
        """The body, cut off where it is larger or slower than allowed."""
        most, size, whole = self._most(scope), 0, False
        deadline = time.monotonic() + self.limits.slow

        async def next_part() -> Message:
            nonlocal size, whole
            if whole:  # what comes now is the sign that the client has gone
                return await receive()
            try:
                async with asyncio.timeout(max(0.01, deadline - time.monotonic())):
                    message = await receive()
            except TimeoutError:
                raise _TooMuch(
                    408, fault("TooSlow", "The request took too long to arrive.", remedy="Send it at once.")
                ) from None
            size += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if size > most:
                raise _TooMuch(413, _too_large(most))
            return message

        return next_part


def visitor(scope: MutableMapping[str, Any]) -> str:
    """Who asks, as far as limits go."""
    return house(str((scope.get("client") or ("", 0))[0]))


def house(address: str) -> str:
    """The address; of the newer protocol the first half, since a house has all addresses that begin so."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False).network_address)


def _opens(scope: MutableMapping[str, Any], headers: dict[str, str]) -> bool:
    """True where somebody opens a page by a link on another site: that is seen, while pictures and scripts of a page ask unseen."""
    seen = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return seen and scope["method"] in ("GET", "HEAD")


def _follows(scope: MutableMapping[str, Any]) -> bool:
    """True where a stream of events is asked for."""
    return str(scope["path"]).endswith("/events")


class _TooMuch(HTTPException):
    """A body that is larger or slower than allowed."""

    def __init__(self, status: int, facts: dict[str, Any]) -> None:
        self.facts = facts
        super().__init__(status, facts["sentence"])


def _too_large(most: int) -> dict[str, Any]:
    return fault("TooLarge", "The request is too large.", allowed=f"{most} bytes", remedy="Send less.")


class _Sender:
    """Sends, with the headers that every answer carries; an answer's own policy (a report's) stays."""

    def __init__(self, send: Send) -> None:
        self.send, self.begun, self.cookie = send, False, None

    cookie: str | None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            own = list(message.get("headers", []))
            names = {k.lower() for k, _ in own}
            own += [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in names]
            if b"cache-control" not in names:
                own.append((b"cache-control", b"no-store"))
            if self.cookie:
                own.append((b"set-cookie", self.cookie.encode()))
            message = {**message, "headers": own}
        await self.send(message)


async def _answer(send: Send, status: int, facts: dict[str, Any], headers: dict[str, str]) -> None:
    body = json.dumps({"error": facts}, ensure_ascii=False).encode()
    sent = {"content-type": "application/json", "content-length": str(len(body)), **headers}
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(k.encode(), v.encode()) for k, v in sent.items()],
        }
    )
    await send({"type": "http.response.body", "body": body})


async def _late(send: _Sender, status: int, facts: dict[str, Any]) -> None:
    """A fault after the request was passed on: in words where nothing was sent yet; the connection is not used again."""
    if not send.begun:
        await _answer(send, status, facts, {"connection": "close"})


def _name(host: str) -> str:
    """The name in a Host header, without the port."""
    host = host.strip().lower()
    return host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]
