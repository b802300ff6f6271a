"""What has been answered, at permanent addresses: documents, tables in three formats, figures and reports, the equal command."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse, Response

from bahe.desk.web import models, tabling
from bahe.desk.web.app import API, refusal
from bahe.desk.web.commands import command
from bahe.desk.web.drawing import raster
from bahe.desk.web.guard import visitor
from bahe.desk.web.jobs import Job
from bahe.desk.web.keeping import ANSWER, document, recipe
from bahe.desk.web.routes import REFUSALS, Id, desk, ended
from bahe.desk.web.telling import fault
from bahe.desk.web.verbs import verbs
from bahe.faults import BaheError

Lang = Annotated[Literal["en", "zh"], Query(description="language of the report")]
Name = Annotated[str, Path(max_length=200, description="name of the table or figure, as it is listed")]
_AGAIN: dict[int | str, dict[str, Any]] = {
    202: {"model": models.JobAnswer, "description": "it had to make room, or was not made yet, and is being computed"},
    410: {"model": models.Gone, "description": "it had to make room, and another version gave it"},
}
Limit = Annotated[int, Query(ge=1, le=500, description="how many at the most")]
Asked = Annotated[str | None, Query(description="answers of this verb alone")]
Table = Annotated[Literal["csv", "parquet", "json"], Path(description="format of the file")]
Drawing = Annotated[Literal["svg", "png"], Path(description="format of the figure")]
router = APIRouter(prefix=API, responses={**REFUSALS, **_AGAIN}, tags=["results"])
#: A report opens by itself and may do nothing.
ALONE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_CELL = {"anyOf": [{"type": kind} for kind in ("string", "number", "boolean", "null")]}
_BYTES: dict[str, Any] = {"type": "string", "format": "binary"}
#: What a file of a format is, for the document of the API.
_FILES: dict[str, dict[str, Any]] = {
    "csv": {"type": "string", "description": "a head and rows, commas, UTF-8; an empty cell is missing"},
    "parquet": {**_BYTES, "description": "Apache Parquet"},
    "json": {"type": "array", "description": "one record a row", "items": {"type": "object", "additionalProperties": _CELL}},
    "svg": {"type": "string", "description": "SVG 1.1"}, "png": {**_BYTES, "description": "twice as large"},
    "html": {"type": "string", "description": "one file that opens by itself"},
    "pdf": {**_BYTES, "description": "laid out for paper"},
}  # fmt: skip
_LASTING = {"cache-control": "private, max-age=31536000, immutable"}


Found = tuple[dict[str, bytes], dict[str, Any]]


async def _kept(request: Request, id: str) -> Found | Response:
    """Members and meta of an answer; a refusal where there is none. One that had to make room is computed again by the same code."""
    d = desk(request)
    found: Found | None = await d.aside(d.jobs.kept.read, id)
    if found is not None:
        return found if ANSWER in found[0] else _missing()
    asked = await d.aside(d.jobs.kept.question, id)
    return _missing() if asked is None else await _again(request, id, asked)


async def _again(request: Request, id: str, asked: dict[str, Any]) -> Found | Response:
    """An answer of which the question is left: computed again, or a promise, or in words why it cannot be."""
    d = desk(request)
    if asked != recipe(asked["web"], asked["options"]):
        gone: Response = await d.aside(_gone, id, asked)
        return gone
    job = d.jobs.all.get(id)
    if job is None or job.state == "done":
        job = d.jobs.start(asked, ANSWER, asked["web"], asked["options"], visitor(request.scope))
    if not await d.jobs.until_end(job, 3):
        return _later(job)
    found: Found | None = await d.aside(d.jobs.kept.read, id)
    return ended(job) or found or refusal(500, fault("Unexpected", "The answer was not kept."))


def _gone(id: str, asked: dict[str, Any]) -> Response:
    """What is left of an answer that another program gave."""
    r = recipe(asked["web"], asked["options"])
    sentence = (
        "This answer had to make room, and was computed by another version, so that this one cannot give it again."
    )
    told = {
        "error": fault("Gone", sentence, field="id", found=f"{asked['version']}, code {asked['code']}",
                       allowed=f"{r['version']}, code {r['code']}", remedy="Ask the question again: it has another id and its own answer."),
        "id": id, "verb": asked["web"], "options": asked["options"], "version": asked["version"], "code": asked["code"],
        "command": _command(asked),
    }  # fmt: skip
    return JSONResponse(told, status_code=410)


def _command(asked: dict[str, Any]) -> str | None:
    """The equal command line, where this version still has the verb."""
    try:
        return str(command(asked["web"], asked["options"])["command"])
    except (BaheError, LookupError, TypeError, ValueError):
        return None


def _missing() -> Response:
    return refusal(
        404,
        fault(
            "NotFound", "No such result.", field="id", remedy="Ask the question; its id is the address of its result."
        ),
    )


def _tables(files: dict[str, bytes]) -> dict[str, list[tabling.Record]]:
    return tabling.tables(document(files))


def _about(tables: dict[str, list[tabling.Record]]) -> list[dict[str, Any]]:
    return [{"name": n, "rows": len(rows), "columns": tabling.columns(rows)} for n, rows in tables.items()]


@router.get("/results", response_model=models.ResultList)
async def results(request: Request, limit: Limit = 50, verb: Asked = None) -> Any:
    """What has been answered, the newest first; what had to make room is marked."""
    return {"results": await desk(request).aside(desk(request).jobs.kept.listed, limit, verb)}


@router.get("/results/{id}", response_model=models.ResultAnswer)
async def result(request: Request, id: Id) -> Any:
    """An answer with its question, its program and its tables."""
    found = await _kept(request, id)
    if isinstance(found, Response):
        return found
    return JSONResponse(await desk(request).aside(_whole, id, *found), headers=_LASTING)


def _whole(id: str, files: dict[str, bytes], meta: dict[str, Any]) -> dict[str, Any]:
    r, answer = meta["recipe"], document(files)
    made = datetime.fromtimestamp(meta["written"], UTC).isoformat(timespec="seconds")
    return {"id": id, "verb": r["web"], "options": r["options"], "made": made, "version": r["version"], "code": r["code"],
            "command": command(r["web"], r["options"])["command"], "answer": answer, "tables": _about(tabling.tables(answer))}  # fmt: skip


@router.get("/results/{id}/command", response_model=models.CommandAnswer)
async def equal_command(request: Request, id: Id) -> Any:
    """The command line and the scenario file that give the same answer."""
    d = desk(request)
    asked = await d.aside(d.jobs.kept.question, id)
    if asked is None:
        found = await _kept(request, id)
        if isinstance(found, Response):
            return found
        asked = found[1]["recipe"]
    return await d.aside(command, asked["web"], asked["options"])


@router.get("/results/{id}/tables", response_model=models.Tables)
async def tables(request: Request, id: Id) -> Any:
    """Names, sizes and columns of the tables of an answer."""
    found = await _kept(request, id)
    return found if isinstance(found, Response) else {"tables": _about(await desk(request).aside(_tables, found[0]))}


@router.get("/results/{id}/tables/{name}.{kind}", response_class=Response,
            responses={200: {"content": {t: {"schema": _FILES[k]} for k, t in tabling.FORMATS.items()},
                             "description": "the table"}})  # fmt: skip
async def table(request: Request, id: Id, name: Name, kind: Table) -> Response:
    """One table as a file."""
    found = await _kept(request, id)
    if isinstance(found, Response):
        return found
    rows = (await desk(request).aside(_tables, found[0])).get(name)
    if rows is None:
        return refusal(404, fault("NotFound", "No such table in this answer.", field="name", found=name))
    data = await desk(request).aside(tabling.written, rows, kind)
    return Response(data, media_type=tabling.FORMATS[kind], headers=_LASTING | _saved(f"{name}.{kind}"))


def _saved(name: str) -> dict[str, str]:
    """A download under a plain name."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "_" for c in name)
    return {"content-disposition": f'attachment; filename="bahe-{plain}"'}


# -- reports ---------------------------------------------------------------------------------------------------------------
async def _report(request: Request, id: str, lang: str) -> dict[str, bytes] | Response:
    """The members of the report of an answer; a promise (202) or a refusal where they are not there."""
    d, found = desk(request), await _kept(request, id)
    if isinstance(found, Response):
        return found
    r = found[1]["recipe"]
    asked = recipe(r["web"], r["options"], report=lang)
    from bahe.atlas.store import key_of

    kept = await d.aside(d.jobs.kept.read, key_of(asked))
    if kept is not None:
        members: dict[str, bytes] = kept[0]
        return members
    if r["code"] != asked["code"]:
        return refusal(409, fault("Conflict", "This answer was computed by another version; its report cannot be made by this one.",
                                  remedy="Ask the question again."))  # fmt: skip
    job = d.jobs.start(asked, "report", r["web"], r["options"], visitor(request.scope), lang=lang, of=id)
    if not await d.jobs.until_end(job, 3):
        return _later(job)
    refused = ended(job)
    kept = None if refused is not None else await d.aside(d.jobs.kept.read, job.id)
    return refused or (kept[0] if kept else refusal(500, fault("Unexpected", "The report was not kept.")))


def _later(job: Job) -> Response:
    return JSONResponse(job.view(), status_code=202, headers={"retry-after": "2", "location": f"{API}/jobs/{job.id}"})


def _drawn(verb: str, options: dict[str, Any]) -> bool:
    """True where `--out` writes a report of this question."""
    own = {"calibration", "backtest", "good", "intensity", "start", "lift"}
    return verbs()[verb].reports and not own & set(options) if verb in ("talks", "tug") else verbs()[verb].reports


@router.get("/results/{id}/figures", response_model=models.Figures)
async def figures(request: Request, id: Id, lang: Lang = "en") -> Any:
    """The figures of the report of an answer; the report is made when they are first asked for."""
    import json

    found = await _kept(request, id)
    if isinstance(found, Response):
        return found
    if not _drawn(found[1]["recipe"]["web"], found[1]["recipe"]["options"]):
        return {"figures": [], "report": None}
    members = await _report(request, id, lang)
    if isinstance(members, Response):
        return members
    drawn = [{"name": f["name"], "title": f["title"]} for f in json.loads(members["figures"])]
    place = f"{API}/results/{id}/report"
    pdf = f"{place}.pdf?lang={lang}" if find_spec("typst") else None
    return {"figures": drawn, "report": f"{place}.html?lang={lang}", "pdf": pdf}


_DRAWN = {
    "content": {"image/svg+xml": {"schema": _FILES["svg"]}, "image/png": {"schema": _FILES["png"]}},
    "description": "the figure",
}


@router.get("/results/{id}/figures/{name}.{kind}", response_class=Response, responses={200: _DRAWN})
async def figure(request: Request, id: Id, name: Name, kind: Drawing, lang: Lang = "en") -> Response:
    """One figure. PNG, twice as large, needs the extra `png`; the page can draw the SVG on a canvas as well."""
    import json

    members = await _report(request, id, lang)
    if isinstance(members, Response):
        return members
    drawn = {f["name"]: f["svg"] for f in json.loads(members["figures"])}
    if name not in drawn:
        return refusal(
            404, fault("NotFound", "No such figure in this report.", field="name", found=name, allowed=", ".join(drawn))
        )
    headers = _LASTING | {"content-security-policy": ALONE} | _saved(f"{name}.{kind}")
    if kind == "png":
        data = await desk(request).prints.take(visitor(request.scope), raster, drawn[name])
        return Response(data, media_type="image/png", headers=headers)
    return Response(drawn[name].encode(), media_type="image/svg+xml", headers=headers)


@router.get("/results/{id}/report.html", response_class=Response,
            responses={200: {"content": {"text/html": {"schema": _FILES["html"]}}, "description": "the report, one file"}})  # fmt: skip
async def report(request: Request, id: Id, lang: Lang = "en") -> Response:
    """The report of an answer: one file that opens by itself."""
    members = await _report(request, id, lang)
    if isinstance(members, Response):
        return members
    headers = _LASTING | {"content-security-policy": ALONE}
    return Response(members["report"], media_type="text/html; charset=utf-8", headers=headers)


_PAPER = {"content": {"application/pdf": {"schema": _FILES["pdf"]}}, "description": "the report, laid out for paper"}


@router.get("/results/{id}/report.pdf", response_class=Response, responses={200: _PAPER})
async def report_pdf(request: Request, id: Id, lang: Lang = "en") -> Response:
    """The report of an answer as PDF, made of the same page as report.html; needs the extra `pdf`."""
    members = await _report(request, id, lang)
    if isinstance(members, Response):
        return members
    data = await desk(request).prints.take(visitor(request.scope), _pressed, members)
    return Response(data, media_type="application/pdf", headers=_LASTING | _saved(f"{id[:12]}-{lang}.pdf"))


def _pressed(members: dict[str, bytes]) -> bytes:
    """The PDF of a kept report; MissingData where the extra or a font is missing."""
    import json

    from bahe.report import paper

    return paper.pdf(members["report"].decode(), json.loads(members.get("provenance", b"{}")))
