"""How the programs of this room end: an error of the caller's is a sentence on stderr, never a traceback."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bahe.faults import BaheError, MissingData


def ended(program: Callable[[], int]) -> int:
    """The exit status of `program`; 2 with a sentence where its words or files are off."""
    try:
        return program()
    except BaheError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status


def rebuilt(
    program: str, about: str | None, build: Callable[[Path], str], folder: Path, file: str, arguments: Sequence[str] | None
) -> int:  # fmt: skip
    """The program of a builder of one text file: `--sources DIR [--out DIR]`; writes it and prints its sha256."""
    parser = argparse.ArgumentParser(prog=program, description=about)
    parser.add_argument(
        "--sources", default=os.environ.get("BAHE_SOURCES"), help="folder of raw sources (default: BAHE_SOURCES)"
    )
    parser.add_argument("--out", default=str(folder), help="folder to write to")
    given = parser.parse_args(arguments)
    if not given.sources:
        raise MissingData("the folder of raw sources is needed", field="--sources",
                          remedy="Give --sources DIR or set BAHE_SOURCES.")  # fmt: skip
    path = Path(given.out) / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(build(Path(given.sources)), "utf-8")
    sys.stdout.write(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    return 0
