"""What has been answered, at permanent addresses: documents, tables in three formats, figures and reports, the equal command."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse, Response

from bahe.desk.web import models, tabling
from bahe.desk.web.app import API, refusal
from bahe.desk.web.commands import command
from bahe.desk.web.drawing import raster
from bahe.desk.web.jobs import Job
from bahe.desk.web.keeping import ANSWER, document, recipe
from bahe.desk.web.routes import REFUSALS, Id, desk, ended
from bahe.desk.web.telling import fault
from bahe.desk.web.verbs import verbs

Lang = Annotated[Literal["en", "zh"], Query(description="language of the report")]
Name = Annotated[str, Path(max_length=200)]
router = APIRouter(prefix=API, responses=REFUSALS, tags=["results"])
#: A report opens by itself and may do nothing.
ALONE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_LASTING = {"cache-control": "private, max-age=31536000, immutable"}


async def _kept(request: Request, id: str) -> tuple[dict[str, bytes], dict[str, Any]] | None:
    """Members and meta of an answer."""
    found: tuple[dict[str, bytes], dict[str, Any]] | None = await desk(request).aside(desk(request).jobs.kept.read, id)
    return found if found is not None and ANSWER in found[0] else None


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
async def results(request: Request, limit: Annotated[int, Query(ge=1, le=500)] = 50, verb: str | None = None) -> Any:
    """What is kept, the newest first."""
    return {"results": await desk(request).aside(desk(request).jobs.kept.listed, limit, verb)}


@router.get("/results/{id}", response_model=models.ResultAnswer)
async def result(request: Request, id: Id) -> Any:
    """An answer with its question, its program and its tables."""
    found = await _kept(request, id)
    if found is None:
        return _missing()
    return JSONResponse(await desk(request).aside(_whole, id, *found), headers=_LASTING)


def _whole(id: str, files: dict[str, bytes], meta: dict[str, Any]) -> dict[str, Any]:
    r, answer = meta["recipe"], document(files)
    made = datetime.fromtimestamp(meta["written"], UTC).isoformat(timespec="seconds")
    return {"id": id, "verb": r["web"], "options": r["options"], "made": made, "version": r["version"], "code": r["code"],
            "command": command(r["web"], r["options"])["command"], "answer": answer, "tables": _about(tabling.tables(answer))}  # fmt: skip


@router.get("/results/{id}/command", response_model=models.CommandAnswer)
async def equal_command(request: Request, id: Id) -> Any:
    """The command line and the scenario file that give the same answer."""
    found = await _kept(request, id)
    if found is None:
        return _missing()
    r = found[1]["recipe"]
    return await desk(request).aside(command, r["web"], r["options"])


@router.get("/results/{id}/tables", response_model=models.Tables)
async def tables(request: Request, id: Id) -> Any:
    """Names, sizes and columns of the tables of an answer."""
    found = await _kept(request, id)
    return _missing() if found is None else {"tables": _about(await desk(request).aside(_tables, found[0]))}


@router.get("/results/{id}/tables/{name}.{kind}", response_class=Response,
            responses={200: {"content": {t: {} for t in tabling.FORMATS.values()}, "description": "the table"}})  # fmt: skip
async def table(request: Request, id: Id, name: Name, kind: Literal["csv", "parquet", "json"]) -> Response:
    """One table as a file."""
    found = await _kept(request, id)
    if found is None:
        return _missing()
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
    if found is None:
        return _missing()
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
    job = d.jobs.start(asked, "report", r["web"], r["options"], lang=lang, of=id)
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


_LATER: dict[int | str, dict[str, Any]] = {202: {"model": models.JobAnswer, "description": "the report is being made"}}


@router.get("/results/{id}/figures", response_model=models.Figures, responses=_LATER)
async def figures(request: Request, id: Id, lang: Lang = "en") -> Any:
    """The figures of the report of an answer; the report is made when they are first asked for."""
    import json

    found = await _kept(request, id)
    if found is not None and not _drawn(found[1]["recipe"]["web"], found[1]["recipe"]["options"]):
        return {"figures": [], "report": None}
    members = await _report(request, id, lang)
    if isinstance(members, Response):
        return members
    drawn = [{"name": f["name"], "title": f["title"]} for f in json.loads(members["figures"])]
    return {"figures": drawn, "report": f"{API}/results/{id}/report.html?lang={lang}"}


_DRAWN = {"content": {"image/svg+xml": {}, "image/png": {}}, "description": "the figure"}


@router.get("/results/{id}/figures/{name}.{kind}", response_class=Response, responses={**_LATER, 200: _DRAWN})
async def figure(request: Request, id: Id, name: Name, kind: Literal["svg", "png"], lang: Lang = "en") -> Response:
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
        return Response(await desk(request).aside(raster, drawn[name]), media_type="image/png", headers=headers)
    return Response(drawn[name].encode(), media_type="image/svg+xml", headers=headers)


@router.get("/results/{id}/report.html", response_class=Response,
            responses={**_LATER, 200: {"content": {"text/html": {}}, "description": "the report, one file"}})  # fmt: skip
async def report(request: Request, id: Id, lang: Lang = "en") -> Response:
    """The report of an answer: one file that opens by itself."""
    members = await _report(request, id, lang)
    if isinstance(members, Response):
        return members
    headers = _LASTING | {"content-security-policy": ALONE}
    return Response(members["report"], media_type="text/html; charset=utf-8", headers=headers)
