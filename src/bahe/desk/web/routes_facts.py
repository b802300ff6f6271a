"""Facts for the page, uploads, the state of the server."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Path, Request, UploadFile
from starlette.responses import JSONResponse, Response

from bahe.desk.web import facts, models, models_facts, uploads
from bahe.desk.web.app import API, refusal
from bahe.desk.web.guard import visitor
from bahe.desk.web.keeping import ANSWER, code, document
from bahe.desk.web.previewing import benchmark_of
from bahe.desk.web.routes import REFUSALS, desk
from bahe.desk.web.telling import fault
from bahe.desk.web.verbs import verb

router = APIRouter(responses=REFUSALS, tags=["facts"])
CaseName = Annotated[str, Path(max_length=100, description="name of the case, or of the verb")]
_HOUR = {"cache-control": "private, max-age=60"}


async def _told(request: Request, call: Any, *args: Any) -> Response:
    return JSONResponse(await desk(request).aside(call, *args), headers=_HOUR)


@router.get(f"{API}/health", response_model=models.Health)
async def health(request: Request) -> Any:
    """How the server is."""
    d = desk(request)
    ready = tuple(benchmark_of({}).values()) in d.previews.found
    state = "ready" if ready else "preparing" if d.settings.prepare else "off"
    return {"state": "ready", "preview": state, **d.jobs.counts()}


@router.get(f"{API}/meta", response_model=models_facts.Meta)
async def meta(request: Request) -> Response:
    """Names, worlds, horizons, groups, glossary, verbs."""
    return await _told(request, facts.meta)


@router.get(f"{API}/map", response_model=models_facts.Map)
async def shapes(request: Request) -> Response:
    """Shapes of the map."""
    return await _told(request, facts.shapes)


@router.get(f"{API}/sources", response_model=models_facts.Sources)
async def sources(request: Request) -> Response:
    """Sources of the data, and their audit."""
    return await _told(request, facts.sources)


@router.get(f"{API}/schema/scenario", response_model=models_facts.JsonSchema)
async def scenario_schema(request: Request) -> Response:
    """JSON Schema of a scenario file."""
    return await _told(request, facts.scenario_schema)


@router.get(f"{API}/schema/verbs/{{name}}", response_model=models_facts.JsonSchema)
async def verb_schema(request: Request, name: CaseName) -> Response:
    """JSON Schema of a question to a verb."""
    return JSONResponse(verb(name).body.model_json_schema(), headers=_HOUR)


@router.get(f"{API}/cases", response_model=models_facts.Cases)
async def cases(request: Request) -> Response:
    """The built-in cases as cards, each with the verdict of its newest kept answer."""
    rows = await desk(request).aside(facts.case_rows)
    found = await desk(request).aside(_verdicts, desk(request).jobs.kept)
    return JSONResponse({"cases": [{**r, "verdict": None, **found.get(r["name"], {})} for r in rows]})


@router.get(f"{API}/cases/{{name}}", response_model=models_facts.CasePage)
async def case(request: Request, name: CaseName) -> Response:
    """A case: question, story, file, sources, moves."""
    page = await desk(request).aside(facts.case_page, name)
    found = await desk(request).aside(_verdicts, desk(request).jobs.kept)
    return JSONResponse({**page, "verdict": None, **found.get(name, {})})


def _verdicts(kept: Any) -> dict[str, dict[str, Any]]:
    """case -> verdict and conditions of its newest answer without settings by this program."""
    out: dict[str, dict[str, Any]] = {}
    for row in kept.listed(200):
        key = "name" if row["verb"] == "judge" else "case"
        name = row["options"].get(key)
        if (
            name is None
            or not row["kept"]
            or name in out
            or row["verb"] not in ("talks", "tug", "run", "judge")
            or len(row["options"]) > 1
        ):
            continue
        found = _verdict(kept, row["id"])
        if found is not None:
            out[name] = found
    return out


@lru_cache(maxsize=512)
def _verdict(kept: Any, id: str) -> dict[str, Any] | None:
    """What one answer says; None where it is by another program, or has no conditions."""
    found = kept.read(id)
    if found is None or found[1]["recipe"].get("code") != code() or ANSWER not in found[0]:
        return None
    answer = document(found[0])
    fixed = answer.get("conditions") or answer.get("checks")
    if answer.get("verdict") is None and not fixed:
        return None
    return {"verdict": answer.get("verdict"), "result": id, **({"conditions": fixed} if fixed else {})}


@router.post(f"{API}/tables", response_model=models.UploadAnswer)
async def upload(request: Request, file: Annotated[UploadFile, File(description="CSV or Parquet")],
                 keep: Annotated[bool, Form(description="keep it, to be asked about by its id")] = False) -> Any:  # fmt: skip
    """Look at a table of one's own: columns, first rows, faults in their place; kept only where asked."""
    data = await file.read(uploads.LARGEST + 1)
    if len(data) > uploads.LARGEST:
        return refusal(413, fault("TooLarge", "The table is too large.", allowed=f"{uploads.LARGEST} bytes"))
    d = desk(request)
    return await d.looks.take(
        visitor(request.scope), uploads.looked_at, data, file.filename or "table", d.settings.store, keep
    )
