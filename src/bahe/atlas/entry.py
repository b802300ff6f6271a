"""How the programs of this room end: an error of the caller's is a sentence on stderr, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bahe.faults import BaheError


def ended(program: Callable[[], int]) -> int:
    """The exit status of `program`; 2 with a sentence where its words or files are off."""
    try:
        return program()
    except BaheError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
