"""`bahe case`: the built-in cases of every kind, listed, shown and run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bahe.faults import Conflict

if TYPE_CHECKING:
    from bahe.casebook import Case

#: What a kind is called, in both languages.
KINDS = {
    "scenario": {"en": "scenario", "zh": "情景"}, "talks": {"en": "talks", "zh": "谈判"}, "tug": {"en": "tug", "zh": "拔河"},
}  # fmt: skip


def listing(lang: str, json: bool) -> int:
    """Name, kind, verb and question of every case."""
    from bahe.casebook import cases
    from bahe.casebook.runs.playing import language
    from bahe.desk.casing_all import OWN_KINDS, own_facts
    from bahe.desk.terminal import console, dump, table

    language(lang)
    if json:
        dump([*(facts(c) for c in cases()), *own_facts()])
        return 0
    zh = lang == "zh"
    out = table(["案例", "类别", "问题"] if zh else ["case", "kind", "question"], words=3)
    for c in cases():
        out.add_row(f"[bold]{c.name}[/]", KINDS[c.kind][lang], c.question[lang])
    for row in own_facts():
        out.add_row(f"[bold]{row['name']}[/]", OWN_KINDS[row["kind"]][lang], row["question"][lang])
    screen = console()
    screen.print(out)
    first = cases()[0].name
    screen.print(f"[dim]bahe case show {first}    bahe case run {first}[/]")
    return 0


def facts(chosen: Case) -> dict[str, Any]:
    """One row of `bahe case list --json`."""
    parts = [g.id for g in chosen.tug().goods] if chosen.kind == "tug" else [v.id for v in chosen.scenario().variants]
    return {
        "name": chosen.name, "kind": chosen.kind, "verb": chosen.verb, "command": chosen.command, "title": chosen.title,
        "question": chosen.question, "goods" if chosen.kind == "tug" else "variants": parts,
    }  # fmt: skip


def showing(name: str, lang: str, file: bool, json: bool) -> int:
    """Question, story, variants (or goods) and sources of a case; or its file as it is."""
    from bahe.casebook import case
    from bahe.casebook.runs.playing import language
    from bahe.desk.casing_all import OWN, show_one
    from bahe.desk.terminal import console, dump

    language(lang)
    if name in OWN:
        return show_one(name, lang, file, json)
    chosen = case(name)
    if json:
        dump({"name": name, "kind": chosen.kind, "command": chosen.command} | _whole(chosen)
             | {"story": {x: chosen.story(x) for x in ("en", "zh")}})  # fmt: skip
        return 0
    if file:
        sys.stdout.write(chosen.file.read_text(encoding="utf-8"))
        return 0
    from rich.markdown import Markdown

    screen = console()
    screen.print(f"\n[bold]{chosen.title[lang]}[/]\n{chosen.question[lang]}\n")
    screen.print(_goods(chosen, lang) if chosen.kind == "tug" else _variants(chosen, lang))
    screen.print(Markdown(chosen.story(lang)))
    screen.print()
    for line in [] if chosen.kind == "tug" else _cited(chosen):
        screen.print(line, soft_wrap=True)
    screen.print(f"[dim]{chosen.command}[/]")
    return 0


def _whole(chosen: Case) -> dict[str, Any]:
    """What stands in the file, as plain values."""
    if chosen.kind != "tug":
        return {"scenario": chosen.scenario().model_dump(mode="json")}
    import yaml

    return {"tug": yaml.safe_load(chosen.file.read_text(encoding="utf-8"))}


def _variants(chosen: Case, lang: str) -> Any:
    from bahe.desk.terminal import table

    out = table(["情景", "名称", "说明"] if lang == "zh" else ["variant", "label", "note"], words=3)
    out.columns[0].no_wrap = True
    for v in chosen.scenario().variants:
        out.add_row(f"[bold]{v.id}[/]", v.label[lang], v.note[lang] if v.note else "")
    return out


def _goods(chosen: Case, lang: str) -> Any:
    from bahe.desk.terminal import table

    heads = (
        ["商品", "持有方", "对象", "年份", "说明"] if lang == "zh" else ["good", "holder", "target", "years", "note"]
    )
    out = table(heads, words=5)
    for g in chosen.tug().goods:
        years = f"{g.times[0]:.0f}–{g.times[-1]:.0f}"
        out.add_row(f"[bold]{g.id}[/]", g.holder, g.target, years, g.note.get(lang, ""))
    return out


def _cited(chosen: Case) -> list[str]:
    from rich.markup import escape

    return [f"[dim]{escape(' '.join(filter(None, (s.citation + '.', s.url))))}[/]" for s in chosen.scenario().sources]


def running(
    source: str, out: Path | None, sets: list[str], variants: list[str], horizons: list[str], lang: str, force: bool,
    report: bool, json: bool, data: list[str] | None = None,
) -> int:  # fmt: skip
    """Run a case of any kind (or a scenario file) by its own verb, and write its report; a scenario of the ten is judged by its
    conditions, unless a part of it is asked for."""
    from bahe.casebook import cases
    from bahe.casebook.ten.conditions import TEN
    from bahe.desk.casing_all import ALL, OWN, run_all, run_one

    if data and source != ALL:
        raise Conflict(
            "a table of one's own is for `bahe case run all`", field="--data", where="bahe case run", got=source
        )
    if source in (ALL, *OWN):
        unused = {"--set": sets, "--variant": variants, "--horizon": horizons}
        return (run_all(out, unused, lang, force, report, json, data or []) if source == ALL else
                run_one(source, out, unused, lang, force, report, json))  # fmt: skip
    chosen = {c.name: c for c in cases()}.get(source)
    if chosen is not None and chosen.kind == "scenario" and source in TEN and not (sets or variants or horizons):
        return run_one(source, out, {}, lang, force, report, json)
    if chosen is None or chosen.kind == "scenario":
        from bahe.desk.running import run_case

        return run_case(source, out, sets, variants, horizons, lang, force, report, json)
    folder = (out or Path("reports") / chosen.name) if report else None
    if chosen.kind == "tug":
        _nothing_of(chosen, {"--set": sets, "--variant": variants, "--horizon": horizons})
        from bahe.desk.tugging import tug

        asked = {"case": source, "regime": False, "draws": DRAWS, "seed": 0, "no_world": False}
        return tug(asked, folder, force, lang, json)
    _nothing_of(chosen, {"--variant": variants})
    from bahe.desk.talking import talks

    said = {"case": source, "sets": sets, "horizons": horizons, "calibration": False, "backtest": False}
    return talks(said, folder, force, lang, json)


#: Draws of a tug, as `bahe tug` has them unless it is told otherwise.
DRAWS = 16384


def _nothing_of(chosen: Case, options: dict[str, list[str]]) -> None:
    """Refuse options that a kind of case has no use for."""
    for option, given in options.items():
        if given:
            raise Conflict("has no meaning for a case of this kind", field=option, where="bahe case run",
                           got=f"{chosen.name}: {chosen.kind}", remedy=f"Leave it out, or see `bahe {chosen.verb} --help`.")  # fmt: skip
