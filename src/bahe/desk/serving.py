"""`bahe serve`: the workbench in a browser, on this machine."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from bahe.faults import BadValue, MissingData

#: Seconds that a connection may take before its first request is whole, and that a reader may leave an answer where it is.
PATIENCE, STALL = 15.0, 30.0
#: Connections, and those of one address.
CONNECTIONS, EACH = 512, 256


def serve(host: str, port: int, token: str | None, workers: int | None, store: Path | None, open_page: bool,
          store_limit: float | None = None, json: bool = False) -> int:  # fmt: skip
    """Serve until interrupted; 0. `store_limit` in GB (of a thousand million bytes); `json`: where it is, as one document."""
    try:
        import uvicorn
    except ImportError:
        raise MissingData(
            "the web server is not installed", where="bahe serve", remedy="pip install 'fastapi' 'uvicorn'."
        ) from None
    from bahe.desk.web.app import ROOM, Settings, create
    from bahe.desk.web.crew import one_thread
    from bahe.desk.web.guard import LOCAL

    local = host in LOCAL
    token = token or (None if local else _secret())
    if token is not None and (
        len(token) < 12 or not token.isascii() or not token.isprintable() or set(token) & set(' ";,\\')
    ):
        raise BadValue(
            "too easily guessed, or not sayable in an address",
            field="--token",
            allowed="12 letters or more, without blanks",
        )
    one_thread()
    settings = Settings(
        store or default_store(), workers or max(2, os.cpu_count() or 2), token, LOCAL if local else None,
        room=ROOM if store_limit is None else int(store_limit * 1e9),
    )  # fmt: skip
    config = uvicorn.Config(
        create(settings), host=host, port=port, log_level="warning", server_header=False, timeout_keep_alive=30,
        limit_concurrency=CONNECTIONS, timeout_graceful_shutdown=3, http=_patient(), ws="none", access_log=False, lifespan="on",
    )  # fmt: skip
    listener = _listener(config)
    with suppress(KeyboardInterrupt):  # it ends so; questions that are open stay in the journal
        _announce(host, listener.getsockname()[1], token, open_page, json)
        uvicorn.Server(config).run(sockets=[listener])
    return 0


def default_store() -> Path:
    """BAHE_STORE, or the place where programs of this system keep what they make."""
    told = os.environ.get("BAHE_STORE")
    if told:
        return Path(told)
    home = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "bahe" / "store"


def _secret() -> str:
    import secrets

    return secrets.token_urlsafe(24)


def _listener(config: Any) -> Any:
    """The bound socket, before anything is announced."""
    import socket

    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((config.host.strip("[]"), config.port))
        listener.listen(config.backlog)  # from here on a browser waits for the first answer and is not turned away
    except (OSError, OverflowError) as error:
        listener.close()
        raise BadValue("cannot listen there", field="--port", where="bahe serve", got=f"{config.host}:{config.port}",
                       allowed=str(getattr(error, "strerror", error)), remedy="Another port: --port 8767.") from None  # fmt: skip
    return listener


def _announce(host: str, port: int, token: str | None, open_page: bool, json: bool = False) -> None:
    """Where the page is; with the token, which is needed once."""
    name = f"[{host}]" if ":" in host and not host.startswith("[") else host
    address = f"http://{name}:{port}/" + (f"?token={token}" if token else "")
    if json:
        from bahe.desk.terminal import dump

        dump({"address": address, "port": port, "token": token})
        sys.stdout.flush()
    else:
        print(f"The workbench: {address}   (Ctrl-C ends it)", flush=True)
    if open_page:
        import threading
        import webbrowser

        threading.Timer(1.0, webbrowser.open, [address]).start()


def _patient(patience: float = PATIENCE, stall: float = STALL, each: int = EACH) -> Any:
    """The protocol of the server, which hangs up on connections that do not finish their first request in time, on readers who do not
    read, and on the connections of one address beyond `each`."""
    from collections import Counter

    from uvicorn.protocols.http.h11_impl import H11Protocol

    there: Counter[str] = Counter()

    class Patient(H11Protocol):
        """Hangs up on who sends a letter at a time, reads none, or calls too often."""

        place: str | None = None
        stalled: Any = None
        due: Any = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self.place = str((transport.get_extra_info("peername") or ("",))[0])
            there[self.place] += 1
            if there[self.place] > each:
                transport.abort()
            self._await_request()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.timeout_keep_alive_task is None:  # a request has begun, be it the first or a later one
                self._await_request()

        def _await_request(self) -> None:
            whole = self.cycle is not None and not self.cycle.response_complete
            if self.due is None and not whole:
                self.due = self.loop.call_later(patience, self._hang_up)
            elif self.due is not None and whole:
                self.due.cancel()
                self.due = None

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            self.resume_writing()
            if self.place is not None:
                there[self.place] -= 1
                if there[self.place] <= 0:
                    del there[self.place]
                self.place = None

        def pause_writing(self) -> None:
            super().pause_writing()
            self.stalled = self.loop.call_later(stall, self.transport.abort)

        def resume_writing(self) -> None:
            super().resume_writing()
            if self.stalled is not None:
                self.stalled.cancel()
                self.stalled = None

        def _hang_up(self) -> None:
            self.due = None
            waits = self.timeout_keep_alive_task is None and (self.cycle is None or self.cycle.response_complete)
            if waits and not self.transport.is_closing():
                self.transport.close()

    return Patient
