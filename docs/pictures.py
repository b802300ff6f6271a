"""Pictures of the workbench for README and manual: the served page, real answers, light, 1280 pixels wide, 256 colours.

python docs/pictures.py                             a server of its own
python docs/pictures.py http://127.0.0.1:8766/      a workbench that runs already
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from playwright.sync_api import sync_playwright  # noqa: E402

from browser.conftest import chromium  # noqa: E402
from browser.workbench import Workbench  # noqa: E402

OUT = HERE / "pictures"
TRUCE = "v={kept}~tariff:USA+on+CHN+%2B30%25~tariff:CHN+on+USA+%2B10%25&v={ends}~tariff:USA+on+CHN+%2B54%25~tariff:CHN+on+USA+%2B34%25&at=1"


@dataclass(frozen=True)
class View:
    """A view of the page: its address, what must stand on it, where the picture ends, the language."""

    name: str
    address: str
    shows: str
    ends: str
    lang: str = "en"


VIEWS = (
    View("moves", "moves?" + TRUCE.format(kept="Truce+30/10", ends="Truce+ends+54/34"), ".headline .num-band", "figure.chart"),
    View("tug", "tug?case=korea-2019", ".rope .headline .num-band", ".card:has(.rope)"),
    View("moves-zh", "moves?" + TRUCE.format(kept="休战+30/10", ends="休战结束+54/34"), ".headline .num-band", "figure.chart", "zh"),
)  # fmt: skip
MARGIN = 40  # below what ends the picture

#: The browser reads its own picture: width, height and the bytes of red, green, blue, alpha.
PIXELS = """async (png) => {
  const picture = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
  canvas.drawImage(picture, 0, 0);
  const bytes = canvas.getImageData(0, 0, picture.width, picture.height).data;
  let words = '';
  for (let i = 0; i < bytes.length; i += 32768) words += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return [picture.width, picture.height, btoa(words)];
}"""


@contextmanager
def workbench(address: str | None) -> Iterator[str]:
    """The address of a workbench: the one given, or one of our own with an empty store."""
    if address:
        yield address.rstrip("/") + "/"
        return
    with tempfile.TemporaryDirectory() as store:
        said = [sys.executable, "-m", "bahe", "serve", "--port", "0", "--store", store]
        server = subprocess.Popen(said, stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[2]
        finally:
            server.terminate()
            server.wait()
            server.stdout.close()


def painted(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A palette of at most 256 colours and the number of each pixel in it: the means of the fullest cells of 32 x 32 x 32."""
    cells = pixels >> 3
    keys = (cells[:, 0].astype(int) << 10) | (cells[:, 1].astype(int) << 5) | cells[:, 2]
    _, which, count = np.unique(keys, return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(which, pixels[:, c]) for c in range(3)], axis=1) / count[:, None]
    palette = means[np.argsort(-count, kind="stable")[:256]]
    nearest = ((means[:, None, :] - palette[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    return palette.round().astype(np.uint8), nearest[which.reshape(-1)].astype(np.uint8)


def png(wide: int, high: int, palette: np.ndarray, numbers: np.ndarray) -> bytes:
    """The file: a head, a palette, the rows without a filter."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = wide.to_bytes(4, "big") + high.to_bytes(4, "big") + bytes([8, 3, 0, 0, 0])
    rows = np.hstack([np.zeros((high, 1), np.uint8), numbers.reshape(high, wide)])
    packed = zlib.compress(rows.tobytes(), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, data)
        for kind, data in ((b"IHDR", head), (b"PLTE", palette.tobytes()), (b"IDAT", packed), (b"IEND", b""))
    )


def taken(bench: Workbench, reader: Any, view: View) -> bytes:
    """The upper part of a view, once its answer and the band stand."""
    bench.page.emulate_media(color_scheme="light", reduced_motion="reduce")  # a bar on its way is a wrong bar
    page = bench.open(view.address, view.lang)
    page.wait_for_selector(view.shows)
    bench.done()
    end = page.locator(view.ends).first.bounding_box()
    # A window of this height: a picture beyond the window would be taken by making the window larger for a moment.
    page.set_viewport_size({"width": 1280, "height": round(end["y"] + end["height"]) + MARGIN})
    page.wait_for_timeout(500)
    picture = page.screenshot()
    wide, high, words = reader.evaluate(PIXELS, base64.b64encode(picture).decode())
    pixels = np.frombuffer(base64.b64decode(words), np.uint8).reshape(-1, 4)[:, :3]
    return png(wide, high, *painted(pixels))


def main(address: str | None) -> None:
    """Take every view, say how large each became."""
    OUT.mkdir(exist_ok=True)
    with workbench(address) as found, sync_playwright() as p, tempfile.TemporaryDirectory() as shots:
        browser = p.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        reader = browser.new_page()
        for view in VIEWS:
            with Workbench(browser, found, Path(shots)) as bench:
                data = taken(bench, reader, view)
            (OUT / f"{view.name}.png").write_bytes(data)
            print(f"docs/pictures/{view.name}.png: {len(data) / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
