"""`bahe ensemble`: a scenario over draws of what is uncertain; bands in the terminal, and what they are made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from bahe.report.ensembles.runs import Ensemble
    from bahe.report.ensembles.tugs import TugEnsemble

_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "title": "{variant}, {horizon}: change of real income, per cent",
        "heads": ["", "economy", "5 %", "median", "95 %", "loses in", "USD bn, median"],
        "made": "What the spread is made of: {variant}, {horizon}, share of the variance, per cent",
        "first": "{input}\nfirst", "total": "{input}\ntotal", "shapley": "{input}",
        "small": "first: what goes once this input alone is known; total: what stays while it alone is unknown; 90 % intervals reach "
        "{width} points to either side on average",
        "fair": "Shapley shares: what inputs do together is shared; they add up to 100",
        "solved": "{runs} runs, {computed} computed now, {failed} with a figure missing; inputs: {inputs}; seed {seed}",
    },
    "zh": {
        "title": "{variant}，{horizon}：实际收入变动（%）",
        "heads": ["", "经济体", "5 %", "中位数", "95 %", "受损比例", "中位数，十亿美元"],
        "made": "差异由什么构成：{variant}，{horizon}，占方差的比例（%）",
        "first": "{input}\n一阶", "total": "{input}\n总效应", "shapley": "{input}",
        "small": "一阶：仅该输入已知时消除的部分；总效应：仅该输入未知时仍存在的部分；90 % 区间平均为正负{width}个百分点",
        "fair": "沙普利份额：共同作用由各输入分担，合计100",
        "solved": "共{runs}次运行，本次计算{computed}次，{failed}次有缺失数字；输入：{inputs}；种子 {seed}",
    },
}  # fmt: skip


def play(said: dict[str, Any], economies: list[str], out: Path | None, force: bool, lang: str, json: bool) -> int:
    """Play the ensemble that `said` asks for, show it, and write a page where `out` is given; 1 where a figure is missing in some draw."""
    from bahe.casebook.runs.ensembling import ensemble
    from bahe.casebook.runs.playing import language
    from bahe.desk.filing import place
    from bahe.desk.terminal import console, dump, progress
    from bahe.report.ensembles.tugs import TugEnsemble

    language(lang)
    place(out, force)
    with progress(not json) as step:
        found = ensemble(**said, progress=step, command=command(said))
    if isinstance(found, TugEnsemble):
        from bahe.report.ensembles.page import document as of_a_tug

        dump(of_a_tug(found)) if json else show_tug(console(), found, lang)
        _written(found, None, out, lang, json)
        return 0
    wanted = economies or [n for n in found.scenario.focus if n in found.labels[2]]
    found.table(wanted)  # names that are off are told before anything is printed
    if json:
        dump(document(found, wanted))
    else:
        show(console(), found, wanted, lang)
    _written(found, wanted, out, lang, json)
    return 1 if found.failed else 0


def _written(found: Any, economies: list[str] | None, out: Path | None, lang: str, json: bool) -> None:
    """The page, where it is asked for."""
    if out is not None:
        from bahe.desk.filing import filed
        from bahe.report.ensembles.page import ensemble_page

        filed(ensemble_page(found, lang, economies), out, dict(found.provenance), lang, json)


def command(said: dict[str, Any]) -> str:
    """The command line that makes the same draws; a file is named without its folder."""
    from shlex import join

    words = ["bahe", "ensemble", Path(str(said["source"])).name]
    for option, many in (
        ("over", said["over"]),
        ("set", said["sets"]),
        ("variant", said["variants"]),
        ("horizon", said["horizons"]),
    ):
        words += [w for value in many for w in (f"--{option}", value)]
    words += [] if said["draws"] is None else ["--draws", str(said["draws"])]
    words += [] if said["solve_worlds"] else ["--no-world"]
    words += ["--shares", said["shares"], "--seed", str(said["seed"])]
    return join(words)


def document(found: Ensemble, economies: list[str]) -> dict[str, Any]:
    """What `--json` prints."""
    return {
        "scenario": found.scenario.id,
        "inputs": [{"name": d.name, "law": d.law, "figures": list(d.figures)} for d in found.dimensions],
        "shares": found.shares,
        "failed": found.failed,
        "bands": found.table(economies).to_dict("records"),
        "made_of": found.made_of(economies).to_dict("records"),
        "provenance": dict(found.provenance),
    }


def show(screen: Console, found: Ensemble, economies: list[str], lang: str) -> None:
    """A table of bands for every variant and horizon, and below it what they are made of."""
    from bahe.desk.terminal import put, table, tinted
    from bahe.report.wording.labels import Labels
    from bahe.report.wording.numbers import Numbers
    from bahe.report.wording.texts import Words

    words, n, labels = _WORDS[lang], Numbers(lang), Labels(found, Words(lang))
    bands, parts = found.table(economies), found.made_of(economies)
    for (variant, horizon), rows in bands.groupby(["variant", "horizon"], sort=False):
        if not rows["welfare_pct_median"].abs().max() > 0:
            continue
        said = {"variant": labels.variant(str(variant)), "horizon": labels.horizon(str(horizon))}
        out = table(words["heads"], words=2)
        for _, r in rows.iterrows():
            settled = r["welfare_pct_low"] * r["welfare_pct_high"] > 0
            figures = [
                tinted(n.share(r[f"welfare_pct_{q}"]), r[f"welfare_pct_{q}"], settled)
                for q in ("low", "median", "high")
            ]
            out.add_row(r["economy"], labels.economy(r["economy"]), *figures, f"{100 * r['loses_in']:.0f} %",
                        n.money(r["welfare_usd_mn_median"]))  # fmt: skip
        put(screen, words["title"].format(**said), out)
        if len(parts):
            at = parts[(parts["variant"] == variant) & (parts["horizon"] == horizon)]
            caption = words["fair"] if found.shares == "shapley" else words["small"].format(width=_half_width(at))
            put(screen, words["made"].format(**said), made_of(at, found, words, labels), caption)
    facts = {"failed": found.failed, "inputs": ", ".join(d.name for d in found.dimensions), **found.provenance}
    screen.print(f"[dim]{words['solved'].format(**facts)}[/]")


def _half_width(rows: Any) -> str:
    """Mean half width of the intervals of the indices, in points."""
    widths = [(rows[f"{k}_high"] - rows[f"{k}_low"]) / 2 for k in ("first", "total")]
    return f"{100 * sum(float(w.mean()) for w in widths) / 2:.0f}"


def made_of(rows: Any, found: Ensemble, words: dict[str, Any], labels: Any) -> Any:
    """One row an economy, one column an input and index."""
    from bahe.desk.terminal import table

    kinds = ("shapley",) if found.shares == "shapley" else ("first", "total")
    out = table(["", "", *(words[k].format(input=d.name) for d in found.dimensions for k in kinds)], words=2)
    for economy, at in rows.groupby("economy", sort=False):
        of = at.set_index("input")
        figures = [of[k].loc[d.name] for d in found.dimensions for k in kinds]
        out.add_row(economy, labels.economy(economy), *("–" if x != x else f"{100 * x:.0f}" for x in figures))
    return out


# -- tugs ----------------------------------------------------------------------------------------------------------------
def show_tug(screen: Console, found: TugEnsemble, lang: str) -> None:
    """A table of bands for every good, and below it what they are made of."""
    from bahe.desk.terminal import put, table
    from bahe.report.ensembles.tugs import called
    from bahe.report.ensembles.words import UNITS, WORDS, band, input_of

    zh, w = lang == "zh", WORDS[lang]
    bands, parts = found.table(), found.made_of()
    for good, rows in bands.groupby("good", sort=False):
        out = table([w["figure"], w["unit"], *w["heads"], w["fitted"], w["reached"]], words=2)
        for _, r in rows.iterrows():
            fit = [r[f"fitted_{q}"] for q in ("low", "median", "high")]
            out.add_row(called(r["figure"], lang), UNITS[r["unit"]][zh], band([r["low"], r["median"], r["high"]], r["unit"], lang),
                        "–" if fit[0] != fit[0] else band(fit, r["unit"], lang), f"{100 * r['reached']:.0f} %")  # fmt: skip
        put(screen, found.labels[str(good)][lang], out)
        weighed, enough = found.weight(str(good))
        if weighed is None:
            said = w["unweighed"].format(
                good=found.labels[str(good)][lang], n=f"{enough:.0f}", all=int(rows["draws"].iloc[0])
            )
            screen.print(f"[dim]{said}[/]")
        if len(parts):
            kind = "shapley" if found.shares == "shapley" else "total"
            made = table([w["figure"], *(input_of(n, lang) for n in found.inputs)], words=1)
            for figure, at in parts[parts["good"] == good].groupby("figure", sort=False):
                shares = at.set_index("input")[kind]
                made.add_row(called(str(figure), lang), *("–" if v != v else f"{100 * v:.0f}" for v in shares))
            put(screen, w["made"], made, w["shapley"] if kind == "shapley" else w["sobol"])
    if len(parts):
        screen.print(f"[dim]{w['prior']}[/]")
    facts = {**found.provenance, "blocks": w["in_blocks"]}
    screen.print(f"[dim]{w['runs'].format(**facts)}[/]")
