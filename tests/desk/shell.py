"""The command line as tests call it: in this process (fast), or in a process of its own (as a user does)."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import bahe
from bahe.desk.cli import main

#: A scenario that any small world with USA and CHN answers at once.
SCENARIO = """
id: mine
question: {en: What do ten points do?, zh: 加征 10 个百分点会怎样？}
world: small.npz
focus: [USA, CHN]
variants:
  - {id: now}
  - id: plus-10
    moves:
      - {instrument: tariff, by: USA, on: CHN, add: 10%}
  - id: both
    moves:
      - {instrument: tariff, by: USA, on: CHN, add: 10%}
      - {instrument: tariff, by: CHN, on: USA, add: 10%}
"""


def bahe_here(capsys, *args):
    """(exit status, stdout, stderr) of `bahe args` in this process."""
    capsys.readouterr()
    status = main([str(a) for a in args])
    out, err = capsys.readouterr()
    return status, out, err


def process(*args, encoding="utf-8", **more):
    """`bahe args` as a process of its own, started and not waited for; it hears Ctrl-C even where the tests were told not to."""
    source = str(Path(bahe.__file__).parents[1])
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return _started(args, source, encoding, more)
    finally:
        signal.signal(signal.SIGINT, heard)


def _started(args, source, encoding, more):
    return subprocess.Popen(
        [sys.executable, "-m", "bahe.desk.cli", *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding=encoding, env={**os.environ, "PYTHONPATH": source, "PYTHONIOENCODING": encoding, "NO_COLOR": "1"}, **more,
    )  # fmt: skip


def bahe_alone(*args, **more):
    """(exit status, stdout, stderr) of `bahe args` in a process of its own."""
    with process(*args, **more) as running:
        out, err = running.communicate(timeout=300)
        return running.returncode, out, err
