"""The workbench."""

from pathlib import Path
from typing import Annotated

import typer

from bahe.desk.cli.options import Json, flag, option

_TOKEN = "Who has it may ask. Default: made where needed."
_ROOM = "Room for answers; the least used give way."


def serve(
    port: Annotated[int, option("N", "Port; 0: any free one.", min=0, max=65535)] = 8766,
    host: Annotated[str, option("NAME", "Other than loopback: a token is needed.")] = "127.0.0.1",
    token: Annotated[str | None, option("TEXT", _TOKEN)] = None,
    workers: Annotated[int | None, option("N", "Processes. Default: one a processor.", min=1, max=64)] = None,
    store: Annotated[Path | None, option("DIR", "Where answers are kept. Default: BAHE_STORE.")] = None,
    store_limit: Annotated[float, option("GB", _ROOM, min=0.1, max=1e6)] = 4.0,
    open_page: Annotated[bool, flag("--open", "Open the page in the browser.")] = False,
    json: Json = False,
) -> None:
    """Open the workbench: every verb in a browser, on this machine."""
    from bahe.desk.serving import serve as run_server

    raise typer.Exit(run_server(host, port, token, workers, store, open_page, store_limit, json))
