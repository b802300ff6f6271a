"""What the page needs to know before anything is asked: names, worlds, horizons, cases, shapes, sources; read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

LANGUAGES = ("en", "zh")
#: Names and borders follow the data; said once, in both languages.
DISCLAIMER = {
    "en": "Names follow the data source; shapes are those of Natural Earth 1:110 million. Neither implies a position on names, status "
    "or borders.",
    "zh": "名称沿用数据来源；地图轮廓采用 Natural Earth 1:1.1亿数据。二者均不表示对名称、地位或边界的任何立场。",
}


def both(text: Any) -> dict[str, str]:
    """A text of two languages as plain values."""
    return {lang: str(text[lang] if isinstance(text, Mapping) else getattr(text, lang)) for lang in LANGUAGES}


def named(kind: str | None = None) -> dict[str, dict[str, str]]:
    """code -> names in both languages."""
    from bahe.atlas import names

    en, zh = names("en", kind), names("zh", kind)  # type: ignore[arg-type]
    return {code: {"en": en[code], "zh": zh.get(code, en[code])} for code in en}


@cache
def meta() -> dict[str, Any]:
    """Everything that menus, labels and hovers are made of."""
    from bahe import __version__
    from bahe.atlas import WORLDS, load_world
    from bahe.atlas.tariffs import CHOICES
    from bahe.desk.web.verbs import verbs
    from bahe.report.drawing.worldmap import geography
    from bahe.trade.options import CLOSURES

    world = load_world()
    labels, places = named(), geography()
    drawn = {*places["shapes"], *places["points"]}
    goods = {world.sectors[k] for k in world.axes.sector_index("goods")}

    def label(code: str) -> dict[str, str]:
        return labels.get(code, {"en": code, "zh": code})

    return {
        "version": __version__,
        "languages": list(LANGUAGES),
        "worlds": [{"name": n, "title": t} for n, t in WORLDS.items()],
        "tariffs": list(CHOICES),
        "horizons": [{"name": n, "description": world.horizon(n).describe()} for n in world.horizons],
        "closures": list(CLOSURES),
        "elasticity_set": world.elasticity_set,
        "elasticity_sets": list(world.elasticity_sets),
        "economies": [{"code": n, **label(n), "shape": n in drawn} for n in world.economies],
        "sectors": [{"code": k, **label(k), "goods": k in goods} for k in world.sectors],
        "groups": {"economies": {g: list(m) for g, m in world.axes.economy_groups.items()},
                   "sectors": {g: list(m) for g, m in world.axes.sector_groups.items()}},
        "items": [{"key": k, **v} for k, v in named("item").items()],
        "names": labels,
        "glossary": glossary(),
        "verbs": {v.name: {"summary": v.summary, "options": [o.as_dict() for o in v.options]} for v in verbs().values()},
        "disclaimer": DISCLAIMER,
    }  # fmt: skip


def glossary() -> list[dict[str, str]]:
    """The rows of the glossary."""
    import csv
    from importlib.resources import files

    text = files("bahe").joinpath("glossary.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return [{str(k): v or "" for k, v in row.items()} for row in rows]


@cache
def case_rows() -> tuple[dict[str, Any], ...]:
    """All built-in cases of every kind, as cards."""
    from bahe.casebook import cases

    rows = [_tug_row(c) if c.kind == "tug" else _scenario_row(c) for c in cases()]
    return tuple(sorted([*rows, *_own_rows()], key=lambda r: str(r["name"])))


def _own_rows() -> list[dict[str, Any]]:
    """Cases that are neither scenarios nor tugs: conditions alone, judged by a verb of their own."""
    from bahe.casebook.ten.conditions import conditions
    from bahe.desk.casing_all import own_facts

    out = []
    for r in own_facts():
        said = conditions(r["name"])
        fixed = [{"id": c.id, "statement": both(c.text), "figure": str(c)} for c in said.all]
        out.append({"name": r["name"], "title": both(r["title"]), "question": both(r["question"]), "verb": "judge",
                    "verbs": ["judge"], "variants": [], "conditions": fixed})  # fmt: skip
    return out


def _scenario_row(c: Any) -> dict[str, Any]:
    s = c.scenario()
    fixed = [_plain(x) for x in s.talks.conditions] if s.talks is not None else []
    return {"name": c.name, "title": both(s.title), "question": both(s.question), "verb": c.verb,
            "verbs": ["talks", "run"] if s.talks is not None else ["run"],
            "variants": [{"id": v.id, "label": both(v.label)} for v in s.variants], "conditions": fixed}  # fmt: skip


def _tug_row(c: Any) -> dict[str, Any]:
    from bahe.casebook.tugs.files import tug_case

    t = tug_case(c.name)
    return {"name": c.name, "title": both(t.title), "question": both(t.question), "verb": "tug", "verbs": ["tug"], "variants": [],
            "conditions": [_plain(dict(x)) for x in t.checks]}  # fmt: skip


def _plain(value: Any) -> Any:
    from bahe.desk.terminal import plain

    return plain(value.model_dump(mode="json") if hasattr(value, "model_dump") else value)


@cache
def case_page(name: str) -> dict[str, Any]:
    """One case: its card, story, file, sources and the moves of its variants; UnknownName otherwise."""
    from bahe.faults import UnknownName

    row = next((r for r in case_rows() if r["name"] == name), None)
    if row is None:
        raise UnknownName("case", name, [r["name"] for r in case_rows()])
    pages = {"tug": _tug_page, "judge": _own_page}
    return dict(row) | pages.get(row["verb"], _scenario_page)(name)


def _own_page(name: str) -> dict[str, Any]:
    from bahe.casebook.ten.tracing import story_of, text_of

    story = {x: story_of(name, x) for x in LANGUAGES}
    return {"story": story, "yaml": text_of(name), "horizons": [], "focus": [], "sources": [], "moves": {}}


def _scenario_page(name: str) -> dict[str, Any]:
    from bahe.casebook import case

    c = case(name)
    s = c.scenario()
    moves: dict[str, list[dict[str, str | None]]] = {v.id: _sentences(s, v) for v in s.variants}
    return {"story": {x: c.story(x) for x in LANGUAGES}, "yaml": c.file.read_text(encoding="utf-8"), "horizons": list(s.horizons),
            "focus": list(s.focus), "sources": [{"citation": r.citation, "url": r.url} for r in s.sources], "moves": moves}  # fmt: skip


def _sentences(scenario: Any, variant: Any) -> list[dict[str, str | None]]:
    """What a variant does, in the words of its shock."""
    from bahe.desk.web.telling import spoken
    from bahe.faults import BaheError

    try:
        return [{"en": w, "zh": spoken("why", w)} for w in dict.fromkeys(scenario.shock(variant).why)]
    except BaheError:
        return []


def _tug_page(name: str) -> dict[str, Any]:
    from bahe.casebook.tugs import files as tugs

    t = tugs.tug_case(name)
    text = (tugs._HOME / name / "tug.yaml").read_text(encoding="utf-8")
    story = {x: t.story.get(x, t.story.get("en", "")) for x in LANGUAGES}
    return {"story": story, "yaml": text, "horizons": [], "focus": [], "sources": [], "moves": {},
            "goods": [{"id": g.id, "item": g.item, "holder": g.holder, "target": g.target} for g in t.goods]}  # fmt: skip


@cache
def shapes() -> dict[str, Any]:
    """The packaged shapes, and what they do not say."""
    from bahe.report.drawing.worldmap import geography

    return {**geography(), "disclaimer": DISCLAIMER}


@cache
def sources() -> dict[str, Any]:
    """Where the data come from, each of its own vintage, and how sound they are."""
    from bahe.atlas import audit, load_world
    from bahe.desk.terminal import plain
    from bahe.desk.web.auditing import words

    world = load_world()
    found = audit(world)
    return {"world": world.name, "year": world.year, "sources": [_source(s) for s in world.sources],
            "audit": plain(found.as_dict()), "audit_words": [words(r.check, r.detail) for r in found.rows]}  # fmt: skip


def _source(s: Any) -> dict[str, Any]:
    """A source in both languages, with what it covers and when it was published."""
    from bahe.atlas.vintages import vintage
    from bahe.desk.web.telling import spoken

    old = vintage(s.key)
    return {"key": s.key, "what": {"en": s.what, "zh": spoken("source", s.what)}, "citation": s.citation,
            "licence": {"en": s.licence, "zh": spoken("licence", s.licence)}, "url": s.url or None,
            "covers": {"en": old.covers, "zh": spoken("covers", old.covers)} if old.covers else None,
            "published": old.published or None}  # fmt: skip


@cache
def scenario_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file."""
    from bahe.scenario import Scenario

    return Scenario.json_schema()
