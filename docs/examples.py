"""The examples of the manual, taken from its pages and run, so that they cannot rot.

On a page, from top to bottom and in one folder of its own:
  a ``python`` block is run; all blocks of a page share one namespace;
  a ``console`` block holds commands, `$ bahe ...`, and each must end with status 0;
  a ``code-block`` with a caption is a file of that name, and so is a block that begins with `# file: NAME`;
  a ``text`` block right after a python or console block is what it prints. A line `...` stands for any lines.

    python docs/examples.py --write [PAGE ...]    run the pages and write down what their examples print
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parent
START = Path.cwd()
FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>[^\n]*)\n(?P<body>.*?)^(?P=ticks)[ ]*$", re.MULTILINE | re.DOTALL)
CAPTION = re.compile(r"\A:caption:[ ]*(?P<name>\S+)\n+(?P<text>.*)\Z", re.DOTALL)
NAMED = re.compile(r"\A(?P<text># file: (?P<name>\S+)\n.*)\Z", re.DOTALL)
#: What no page can know beforehand: how long a solve took, and its last digits.
VOLATILE = re.compile(r"residual [0-9.e+-]+, [0-9]+ iterations, [0-9.]+ m?s")
SKIPPED = ("_build", "reference")


@dataclass(frozen=True)
class Block:
    """One fenced block: its kind (python, console, file, text), where it stands, and its content."""

    kind: str
    line: int
    body: str
    name: str = ""
    adjoins: bool = False
    span: tuple[int, int] = (0, 0)
    """Where the content stands in the page."""


def pages() -> list[Path]:
    """Pages with examples: the manual but its generated reference, and the two READMEs."""
    found = [p for p in sorted(DOCS.rglob("*.md")) if p.relative_to(DOCS).parts[0] not in SKIPPED]
    return [*found, DOCS.parent / "README.md", DOCS.parent / "README.zh.md"]


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    out, end = [], 0
    for match in FENCE.finditer(text):
        info, body = match["info"].strip(), match["body"]
        line = text.count("\n", 0, match.start()) + 1
        caption = CAPTION.match(body) if info.startswith("{code-block}") else NAMED.match(body)
        kind = "file" if caption else info
        adjoins = not text[end : match.start()].strip()
        out.append(
            Block(
                kind,
                line,
                caption["text"] if caption else body,
                caption["name"] if caption else "",
                adjoins,
                match.span("body"),
            )
        )
        end = match.end()
    return out


def run(page: Path, folder: Path) -> int:
    """Run one page inside `folder`; returns the number of examples; AssertionError names page and line."""
    count = 0
    for block, printed in play(page, folder):
        count += block.kind in ("python", "console")
        where = f"{page.name}:{block.line}"
        if block.kind == "text":
            assert matches(block.body, printed), f"{where} does not show what is printed:\n{printed}"
    return count


def write(page: Path, folder: Path) -> None:
    """Run one page and write what its examples print where the page shows something else."""
    text = page.read_text("utf-8")
    for block, printed in reversed(list(play(page, folder))):
        if block.kind == "text" and not matches(block.body, printed):
            shown = "".join(line.rstrip() + "\n" for line in printed.strip("\n").split("\n"))
            text = text[: block.span[0]] + shown + text[block.span[1] :]
    page.write_text(text, "utf-8")


def play(page: Path, folder: Path) -> Iterator[tuple[Block, str]]:
    """Run the blocks of a page in order; yields each example, and each block that shows what the one before printed."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    printed: str | None = None
    with contextlib.chdir(folder), _importable(), warnings.catch_warnings():
        warnings.simplefilter("error")
        for block in blocks(page.read_text("utf-8")):
            where = f"{page.name}:{block.line}"
            if block.kind == "file":
                path = folder / block.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.body, "utf-8")
            elif block.kind == "python":
                printed = _python(block, where, namespace)
                yield block, printed
            elif block.kind == "console":
                printed = _console(block, where, folder)
                yield block, printed
            elif block.kind == "text" and block.adjoins and printed is not None:
                yield block, printed
            else:
                printed = None


@contextlib.contextmanager
def _importable() -> Iterator[None]:
    """Commands that a page starts find the same bahe, from whatever folder."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(str(Path(START, p)) for p in sys.path)
    try:
        yield
    finally:
        os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)


def matches(shown: str, printed: str) -> bool:
    """Whether the text shown is the text printed, up to spaces at line ends; `...` alone on a line skips lines."""
    shown, printed = (VOLATILE.sub("residual, iterations, time", text) for text in (shown, printed))
    parts = [re.escape(line.rstrip()) if line.strip() != "..." else None for line in shown.strip("\n").split("\n")]
    pattern = "".join("(?:.*\n)*?" if part is None else part + "\n" for part in parts)
    return re.fullmatch(pattern, "".join(line.rstrip() + "\n" for line in printed.strip("\n").split("\n"))) is not None


def _python(block: Block, where: str, namespace: dict[str, object]) -> str:
    code = compile("\n" * block.line + block.body, where, "exec")
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(code, namespace)
    return out.getvalue()


def _console(block: Block, where: str, folder: Path) -> str:
    printed = []
    joined = block.body.replace("\\\n", " ")
    for line in joined.splitlines():
        if line.startswith("$ "):
            words = shlex.split(line[2:], comments=True)
            assert words[0] == "bahe", f"{where}: only bahe is run here, not {words[0]}"
            printed.append(command(words[1:], folder, where))
    return "".join(printed)


def command(words: list[str], folder: Path, where: str = "") -> str:
    """What `bahe WORDS` prints; it must end with status 0."""
    env = os.environ | {"COLUMNS": "88", "TERM": "dumb", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "bahe", *words], cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8"
    )
    said = shlex.join(["bahe", *words])
    assert done.returncode == 0, f"{where}: `{said}` ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


if __name__ == "__main__":
    if sys.argv[1:2] != ["--write"]:
        sys.exit(__doc__)
    sys.path.insert(0, str(DOCS.parent / "src"))
    for chosen in [Path(p).resolve() for p in sys.argv[2:]] or pages():
        with tempfile.TemporaryDirectory() as made:
            write(chosen, Path(made))
