"""`bahe run`: a scenario played, a table in the terminal, a report in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from bahe.report import Run
    from bahe.report.runs.digest import Against, Band, Digest
    from bahe.report.wording.labels import Labels
    from bahe.report.wording.numbers import Numbers

_WORDS = {
    "en": {
        "real_income": "{horizon}: change of real income, per cent, against {base}",
        "band": "central: {central}; with the range over {n} elasticity sets",
        "band_theta": "central: {central}; with the range over {n} values of theta",
        "central": "central: {central}; ranges are in the report",
        "single": "elasticities: {central}, without a range",
        "more": "{n} more variants in the report",
        "semicolon": "; ",
        "unsettled": "no colour: the sign differs between sets",
        "compared": "Real income of “{variant}” relative to “{reference}”, per cent",
        "solved": "{ok} of {n} solves converged, largest residual {residual}, {seconds:.1f} s",
        "failed": "no figure: {what}",
        "report": "Report: {path}",
        "economy": "economy",
        "base": "the base",
        "moves": "Moves",
    },
    "zh": {
        "real_income": "{horizon}：实际收入变化（%，相对于“{base}”）",
        "band": "中心值：{central}；另列 {n} 组弹性的取值范围",
        "band_theta": "中心值：{central}；另列 {n} 个 θ 取值的范围",
        "central": "中心值：{central}；取值范围见报告",
        "single": "弹性：{central}，无取值范围",
        "more": "其余 {n} 个情景见报告",
        "semicolon": "；",
        "unsettled": "无颜色：不同弹性下符号不一致",
        "compared": "“{variant}”相对于“{reference}”的实际收入变动（%）",
        "solved": "{n} 次求解中 {ok} 次收敛，最大残差 {residual}，用时 {seconds:.1f} 秒",
        "failed": "无数字：{what}",
        "report": "报告：{path}",
        "economy": "经济体",
        "base": "基准",
        "moves": "措施",
    },
}


def run_case(
    case: str, out: Path | None, sets: list[str], variants: list[str], horizons: list[str], lang: str, force: bool,
    report: bool, json: bool,
) -> int:  # fmt: skip
    """Play `case`, show it, write the report; 0 where every solve converged, 1 otherwise."""
    from bahe.casebook import run
    from bahe.casebook.cases import scenario_for
    from bahe.casebook.runs.playing import language
    from bahe.desk.terminal import console, dump, keeping, progress

    language(lang, both=True)
    folder = (out or Path("reports") / scenario_for(case, sets).id) if report else None
    with progress(not json) as step:
        done = run(
            case, folder, sets=sets, lang=lang, variants=variants, horizons=horizons, progress=step, force=force,
            on_fail="return", keep=keeping(),
        )  # fmt: skip
    failed: list[Any] = done.solves[done.solves["outcome"] != "converged"].to_dict("records")
    if json:
        dump(document(done, folder))
    else:
        show(console(), done, "en" if lang == "both" else lang, folder, failed)
    return 1 if failed else 0


def document(run: Run, folder: Path | None) -> dict[str, Any]:
    """What `--json` prints: bands of real income by variant, horizon and economy, and how the solves ended."""
    from bahe.report.runs.digest import Digest

    d = Digest(run)
    results = {
        v: {h: {n: _figures(d, v, h, n) for n in [*run.world.economies, *_groups(run)]} for h in d.horizons}
        for v in d.variants
    }
    return {
        "scenario": run.scenario.id,
        "title": run.scenario.title.en,
        "world": run.world.name,
        "closure": run.scenario.closure,
        "central": d.central,
        "elasticities": d.labels,
        "results": results,
        "comparison": _comparison(run, d),
        "score": run.score.as_dict() if run.score is not None else None,
        "tables": {name: _rows(frame) for name, frame in run.extra.items()},
        "solves": run.solves.to_dict("records"),
        "report": str(folder / "report.html") if folder is not None and "html" in run.scenario.outputs else None,
        "provenance": dict(run.provenance),
    }


def _comparison(run: Run, d: Digest) -> dict[str, Any] | None:
    """The other variants against the one that the scenario names; None where it names none."""
    a = d.against
    if a is None:
        return None
    results = {
        v: {h: {n: _figures(a, v, h, n) for n in [*run.world.economies, *_groups(run)]} for h in a.horizons}
        for v in a.variants
    }
    return {"with": a.reference, "results": results}


def _rows(frame: Any) -> list[dict[str, Any]]:
    """Rows of a table as plain values; what is missing is null, a date is its day."""
    import pandas as pd

    plain = frame.astype(object).where(frame.notna(), None)
    return [
        {str(k): v if v is None or isinstance(v, str | int | float | bool) else str(v) for k, v in row.items()}
        for row in pd.DataFrame(plain).to_dict("records")
    ]


def _groups(run: Run) -> list[str]:
    return list(run.world.axes.economy_groups)


def _figures(d: Digest, variant: str, horizon: str, economy: str) -> dict[str, Any]:
    out = {}
    for measure in ("welfare_pct", "welfare_usd_mn", "real_wage_pct", "revenue_usd_mn"):
        band = d.band(variant, horizon, economy, measure)
        out[measure] = {"central": band.central, "low": band.low, "high": band.high, "sets": band.sets}
    return out


def show(screen: Console, run: Run, lang: str, folder: Path | None, failed: list[dict[str, Any]]) -> None:
    """The readable part: title, one table a horizon, how the solver ended, where the report is."""
    from bahe.report.runs.answer import sentences
    from bahe.report.runs.digest import Digest
    from bahe.report.runs.exhibits import first_sentences
    from bahe.report.runs.page import digits
    from bahe.report.wording.labels import Labels
    from bahe.report.wording.numbers import Numbers
    from bahe.report.wording.texts import Words

    words, d = _WORDS[lang], Digest(run)
    said = Words(lang), Labels(run, Words(lang)), Numbers(lang, digits(d))
    screen.print(f"\n[bold]{_text(run.scenario.title, lang)}[/]")
    if run.scenario.question != run.scenario.title:
        screen.print(f"[dim]{_text(run.scenario.question, lang)}[/]")
    screen.print()
    for sentence in (*first_sentences(run, *said), *sentences(d, *said)):
        screen.print(sentence, markup=False)
    screen.print()
    if d.against is not None and d.solved:
        _compared(screen, d.against, lang, *said[1:])
    for horizon in d.horizons if d.solved else ():
        _welfare(screen, run, d, horizon, lang, *said[1:])
    s = run.solves
    ok = int((s["outcome"] == "converged").sum())
    seconds = float(run.provenance.get("seconds", 0.0))
    known = s["residual"].dropna()
    residual = f"{float(known.max()):.1e}" if len(known) else "–"
    screen.print(words["solved"].format(ok=ok, n=len(s), residual=residual, seconds=seconds))
    for what in _without_figure(failed):
        screen.print(words["failed"].format(what=what), style="red", markup=False, soft_wrap=True)
    if folder is not None:
        name = folder / "report.html" if "html" in run.scenario.outputs else folder
        screen.print(words["report"].format(path=f"[bold]{name}[/]"), soft_wrap=True)


def _without_figure(failed: list[dict[str, Any]]) -> list[str]:
    """One line for the sets of a variant and horizon that ended with the same advice."""
    sets: dict[tuple[str, str, str], list[str]] = {}
    for row in failed:
        sets.setdefault((str(row["variant"]), str(row["horizon"]), str(row["advice"])), []).append(row["elasticities"])
    return [f"{v}, {h}, {', '.join(names)}: {advice}" for (v, h, advice), names in sets.items()]


def _compared(screen: Console, a: Against, lang: str, labels: Labels, numbers: Numbers) -> None:
    """The lead variant against the reference: rows of the focus, a column a horizon."""
    from rich.markup import escape

    from bahe.desk.terminal import put, table

    words = _WORDS[lang]
    title = words["compared"].format(variant=labels.variant(a.lead), reference=labels.variant(a.reference))
    out = table(["", words["economy"], *(labels.horizon(h) for h in a.horizons)], words=2)
    for name in a.focus:
        cells = [_beside(a.band(a.lead, h, name), numbers) for h in a.horizons]
        out.add_row(f"[bold]{name}[/]", labels.economy(name), *cells)
    bands = any(len(a.labels[h]) > 1 for h in a.horizons)
    put(screen, escape(title), out, words["unsettled"] if bands else "")


def _beside(band: Band, numbers: Numbers) -> str:
    """A figure with its range beside it; no colour where the sign is open."""
    from bahe.desk.terminal import tinted

    figure = tinted(numbers.share(band.central), band.central, band.same_sign)
    low, high = numbers.share(band.low), numbers.share(band.high)
    return f"{figure}  [dim]{low:>{len(high)}} … {high:<{len(low)}}[/]" if band.wide else figure


def _welfare(screen: Console, run: Run, d: Digest, horizon: str, lang: str, labels: Labels, numbers: Numbers) -> None:
    """Rows of the focus; a column a variant that moves anything; as much as the width of the screen holds."""
    from bahe.desk.terminal import put, table, tinted

    words = _WORDS[lang]
    moving = [v for v in run.scenario.variants if v.moves] or list(run.scenario.variants)
    still = [v for v in run.scenario.variants if not v.moves]
    layout, named = fitting(screen.width, len(moving))
    shown = moving[: max(1, (screen.width - CODE) // WIDTHS[layout])]
    base = _text(still[0].label, lang) if still else run.scenario.base.date or words["base"]
    title = words["real_income"].format(base=base, horizon=labels.horizon(horizon))
    notes = [
        words["band" if horizon == "long" else "band_theta"].format(
            central=d.central[horizon], n=len(d.labels[horizon])
        )
    ]
    if len(d.labels[horizon]) < 2:
        notes = [words["single"].format(central=d.central[horizon])]
    elif layout == "bare":
        notes = [words["central"].format(central=d.central[horizon])]
    notes += [words["unsettled"]] if len(d.labels[horizon]) > 1 else []
    notes += [words["more"].format(n=len(moving) - len(shown))] if len(shown) < len(moving) else []
    heads = ["", words["economy"]] if named else [""]
    out = table([*heads, *(_text(v.label, lang) for v in shown)], words=len(heads))
    for column in out.columns[len(heads) :]:
        column.min_width = WIDTHS[layout] - 3
    for name in d.focus:
        cells = []
        for v in shown:
            band = d.band(v.id, horizon, name)
            settled = band.low > 0 or band.high < 0
            figure = tinted(numbers.share(band.central), band.central, settled)
            low, high = numbers.share(band.low), numbers.share(band.high)
            spread = f"[dim]{low:>{len(high)}} … {high:<{len(low)}}[/]" if band.wide else ""
            cells.append(
                {"beside": f"{figure}  {spread}", "below": f"{figure}\n{spread}".rstrip(), "bare": figure}[layout]
            )
        out.add_row(f"[bold]{name}[/]", *([labels.economy(name)] if named else []), *cells)
    put(screen, title, out, words["semicolon"].join(notes))


#: Width of a column of figures by layout: band beside the figure, below it, or left out. And of codes, and of names.
WIDTHS = {"beside": 26, "below": 18, "bare": 11}
CODE, NAME = 8, 18


def fitting(width: int, columns: int) -> tuple[str, bool]:
    """The richest layout that `width` holds for so many columns, and whether names fit beside the codes."""
    for layout, each in WIDTHS.items():
        for named in (True, False):
            if width >= CODE + NAME * named + each * columns:
                return layout, named
    return "bare", False


def _text(text: Any, lang: str) -> str:
    from rich.markup import escape

    return escape(str(text.zh if lang == "zh" else text.en))
