"""The built page: files of one folder, named in a list and never joined from a request, each compressed once."""

from __future__ import annotations

import gzip
import mimetypes
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

#: Said where the page has not been built.
ABSENT = (
    "<!doctype html><html lang='en'><meta charset='utf-8'><title>bahe</title><p>The page is not part of this installation; the API is "
    "at /api/v1/openapi.json. A checkout builds the page with page/build.sh.</p><p>此安装不含网页；接口见 /api/v1/openapi.json。</p></html>"
)
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml", ".json": "application/json",
          ".woff2": "font/woff2", ".webmanifest": "application/manifest+json", ".ico": "image/x-icon"}  # fmt: skip
_TEXTS = (".js", ".css", ".html", ".svg", ".json", ".webmanifest", ".txt")


@dataclass(frozen=True)
class File:
    """A file of the page: its bytes, the same compressed where that is shorter, its kind and its mark."""

    data: bytes
    packed: bytes | None
    kind: str
    mark: str
    lasting: bool


class Page:
    """All files of the built page, in memory."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, File] = {}
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file() and not path.name.startswith("."):
                name = path.relative_to(folder).as_posix()
                self.files[name] = _file(path, name.startswith("assets/"))
        if "index.html" not in self.files:
            text = ABSENT.encode()
            self.files["index.html"] = File(text, None, "text/html; charset=utf-8", '"absent"', False)

    def answer(self, name: str, request: Request) -> Response | None:
        """A file by its name; the front page for names of rooms (without an ending); None for anything else."""
        room = re.fullmatch(r"[\w/-]*", name) is not None
        file = self.files.get(name or "index.html") or (self.files["index.html"] if room else None)
        if file is None:
            return None
        headers = {"etag": file.mark, "vary": "accept-encoding", "content-type": file.kind,
                   "cache-control": "public, max-age=31536000, immutable" if file.lasting else "no-cache"}  # fmt: skip
        if request.headers.get("if-none-match") == file.mark:
            return Response(status_code=304, headers=headers)
        if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(file.packed, headers={**headers, "content-encoding": "gzip"})
        return Response(file.data, headers=headers)


def _file(path: Path, lasting: bool) -> File:
    data, ending = path.read_bytes(), path.suffix.lower()
    kind = _TYPES.get(ending) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    text = ending in _TEXTS
    packed = gzip.compress(data, 9, mtime=0) if text and len(data) > 500 else None
    return File(data, packed, f"{kind}; charset=utf-8" if text else kind, f'"{sha256(data).hexdigest()[:16]}"', lasting)
