"""`bahe run`: a scenario played, a table in the terminal, a report in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from bahe.report import Run
    from bahe.report.digest import Digest
    from bahe.report.labels import Labels
    from bahe.report.numbers import Numbers

_WORDS = {
    "en": {
        "real_income": "{horizon}: change of real income, per cent, against {base}",
        "band": "central: {central}; below it the range over {n} elasticity sets",
        "band_theta": "central: {central}; below it the range over {n} values of theta",
        "unsettled": "no colour: the sign differs between sets",
        "solved": "{ok} of {n} solves converged, largest residual {residual:.1e}, {seconds:.1f} s",
        "failed": "did not converge: {what}",
        "report": "Report: {path}",
        "economy": "economy",
        "base": "the base",
        "moves": "Moves",
    },
    "zh": {
        "real_income": "{horizon}：实际收入变化（%，相对于“{base}”）",
        "band": "中心值：{central}；下行为 {n} 组弹性的取值范围",
        "band_theta": "中心值：{central}；下行为 {n} 个 θ 取值的范围",
        "unsettled": "无颜色：不同弹性下符号不一致",
        "solved": "{n} 次求解中 {ok} 次收敛，最大残差 {residual:.1e}，用时 {seconds:.1f} 秒",
        "failed": "未收敛：{what}",
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
    from bahe.casebook.playing import language
    from bahe.desk.terminal import console, dump, progress

    language(lang)
    folder = (out or Path("reports") / scenario_for(case, sets).id) if report else None
    with progress(not json) as step:
        done = run(case, folder, sets=sets, lang=lang, variants=variants, horizons=horizons, progress=step, force=force)
    failed: list[Any] = done.solves[done.solves["outcome"] != "converged"].to_dict("records")
    if json:
        dump(document(done, folder))
    else:
        show(console(), done, lang, folder, failed)
    return 1 if failed else 0


def document(run: Run, folder: Path | None) -> dict[str, Any]:
    """What `--json` prints: bands of real income by variant, horizon and economy, and how the solves ended."""
    from bahe.report.digest import Digest

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
        "solves": run.solves.to_dict("records"),
        "report": str(folder / "report.html") if folder is not None and "html" in run.scenario.outputs else None,
        "provenance": dict(run.provenance),
    }


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
    from bahe.report.answer import sentences
    from bahe.report.digest import Digest
    from bahe.report.labels import Labels
    from bahe.report.numbers import Numbers
    from bahe.report.page import digits
    from bahe.report.texts import Words

    words, d = _WORDS[lang], Digest(run)
    said = Words(lang), Labels(run, Words(lang)), Numbers(lang, digits(d))
    screen.print(f"\n[bold]{_text(run.scenario.title, lang)}[/]")
    if run.scenario.question != run.scenario.title:
        screen.print(f"[dim]{_text(run.scenario.question, lang)}[/]")
    screen.print()
    for sentence in sentences(d, *said):
        screen.print(sentence, markup=False)
    screen.print()
    for horizon in d.horizons:
        screen.print(_welfare(screen, run, d, horizon, lang, *said[1:]))
    s = run.solves
    ok = int((s["outcome"] == "converged").sum())
    seconds = float(run.provenance.get("seconds", 0.0))
    screen.print(words["solved"].format(ok=ok, n=len(s), residual=float(s["residual"].max()), seconds=seconds))
    for row in failed:
        what = f"{row['variant']}, {row['horizon']}, {row['elasticities']}: {row['advice']}"
        screen.print(words["failed"].format(what=what), style="red", markup=False, soft_wrap=True)
    if folder is not None:
        name = folder / "report.html" if "html" in run.scenario.outputs else folder
        screen.print(words["report"].format(path=f"[bold]{name}[/]"), soft_wrap=True)


def _welfare(screen: Console, run: Run, d: Digest, horizon: str, lang: str, labels: Labels, numbers: Numbers) -> Any:
    """Rows of the focus; a column a variant that moves anything."""
    from bahe.desk.terminal import table, tinted

    words = _WORDS[lang]
    moving = [v for v in run.scenario.variants if v.moves] or list(run.scenario.variants)
    still = [v for v in run.scenario.variants if not v.moves]
    base = _text(still[0].label, lang) if still else run.scenario.base.date or words["base"]
    inline = screen.width >= 26 + 26 * len(moving)
    title = words["real_income"].format(base=base, horizon=labels.horizon(horizon))
    kind = "band" if horizon == "long" else "band_theta"
    central = d.central[horizon]
    caption = words[kind].format(central=central, n=len(d.labels[horizon])) + "; " + words["unsettled"]
    out = table(title, ["", words["economy"], *(_text(v.label, lang) for v in moving)], caption, words=2)
    for column in out.columns[2:]:
        column.no_wrap, column.min_width = False, 24 if inline else 14
    for name in d.focus:
        cells = []
        for v in moving:
            band = d.band(v.id, horizon, name)
            figure = tinted(numbers.share(band.central), band.central, band.sign_settled)
            spread = f"[dim]{numbers.share(band.low)} … {numbers.share(band.high)}[/]" if band.wide else ""
            cells.append(f"{figure}  {spread}" if inline else f"{figure}\n{spread}".rstrip())
        out.add_row(f"[bold]{name}[/]", labels.economy(name), *cells)
    return out


def _text(text: Any, lang: str) -> str:
    from rich.markup import escape

    return escape(str(text.zh if lang == "zh" else text.en))
