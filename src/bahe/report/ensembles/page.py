"""An ensemble as a page in one language: bands on every figure, what the spread is made of, and what was uncertain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from bahe.report.ensembles import charts as drawn
from bahe.report.ensembles.runs import Ensemble
from bahe.report.ensembles.tugs import TugEnsemble, called
from bahe.report.ensembles.words import UNITS, WORDS, band, figure, input_of
from bahe.report.sheets.page import Page, bullets, cited, folded, grid, paragraphs, section
from bahe.report.sheets.page import figure as framed
from bahe.report.wording.numbers import MINUS, plain, signed

#: Methods that are used, by the way of sharing.
PAPERS = {
    "none": ["Owen, A. B. (1995), Randomly Permuted (t,m,s)-Nets and (t,s)-Sequences"],
    "sobol": ["Saltelli, A. et al. (2010), Variance based sensitivity analysis of model output, Computer Physics Communications 181(2)",
              "Jansen, M. J. W. (1999), Analysis of variance designs for model output, Computer Physics Communications 117"],
    "shapley": ["Owen, A. B. (2014), Sobol' Indices and Shapley Value, SIAM/ASA Journal on Uncertainty Quantification 2",
                "Janon, A. et al. (2014), Asymptotic normality and efficiency of two Sobol index estimators, ESAIM 18"],
}  # fmt: skip


def ensemble_page(found: Ensemble | TugEnsemble, lang: str, economies: Sequence[str] | None = None) -> Page:
    """The page of an ensemble; `economies` of a scenario: only these."""
    if isinstance(found, TugEnsemble):
        return _tug_page(found, lang)
    return _scenario_page(found, lang, list(economies or ()) or None)


def _per_cent(v: float) -> str:
    return f"{v:g} %".replace("-", MINUS)


def _whole(v: float) -> str:
    return f"{100 * v:.0f}".replace("-", MINUS)


def _head(found: Any, w: Mapping[str, Any], failed: int = 0) -> str:
    p = found.provenance
    blocks = w["in_blocks"] if "blocks" in p else ""
    said = w["runs"].format(runs=p["runs"], computed=p["computed"], blocks=blocks, seed=p["seed"])
    return str(said + (" " + w["missing"].format(n=failed) if failed else ""))


def _papers(kind: str) -> str:
    return cited([{"citation": c} for c in [*PAPERS["none"], *(PAPERS[kind] if kind != "none" else [])]])


# -- scenarios -----------------------------------------------------------------------------------------------------------
def _scenario_page(found: Ensemble, lang: str, economies: list[str] | None) -> Page:
    from bahe.report.wording.labels import Labels
    from bahe.report.wording.texts import Words, said

    w, labels = WORDS[lang], Labels(found, Words(lang))
    bands, made = found.table(economies), found.made_of(economies)
    pictures: list[str] = []
    shares: list[str] = []
    sentences: list[str] = []
    for n, ((variant, horizon), rows) in enumerate(bands.groupby(["variant", "horizon"], sort=False)):
        if not rows["welfare_pct_median"].abs().max() > 0:
            continue
        heading = f"{labels.variant(str(variant))} · {labels.horizon(str(horizon))}"
        pictures.append(
            framed(
                drawn.bands(_rows(rows, labels, lang), f"bands{n}", heading, _per_cent, w["heads"], heading),
                w["real_income"],
            )
        )
        shares.append(
            _shares(
                made[(made["variant"] == variant) & (made["horizon"] == horizon)],
                "economy",
                found,
                labels.economy,
                heading,
                f"made{n}",
                lang,
            )
            if len(made)
            else ""
        )
        if len(sentences) < 4:
            sentences += _said(rows, labels, str(variant), str(horizon), lang)[: 4 - len(sentences)]
    inputs = [[input_of(d.name, lang), d.law, ", ".join(map(str, d.figures))] for d in found.dimensions]
    title = said(found.scenario.title, lang)
    return Page(
        title, w["strap"], _head(found, w, found.failed), lang, sentences,
        (section(w["bands"], *pictures, paragraphs([w["caption"]], "small")),
         section(w["made"], *shares, paragraphs([w[found.shares]], "small")) if found.shares != "none" else "",
         section(w["assumed"], grid([w["input"], w["law"], ""], inputs, 3, "dense"), paragraphs([w["neutral"]], "small")),
         section(w["papers"], _papers(found.shares))),
        {"scenario": found.scenario.id, "bands": bands.to_dict("records"), "made_of": made.to_dict("records"), "provenance": dict(found.provenance)},
        {"bands": bands, "made_of": made} if len(made) else {"bands": bands},
    )  # fmt: skip


def _rows(rows: Any, labels: Any, lang: str) -> list[tuple[str, Sequence[float], Sequence[float], str]]:
    out: list[tuple[str, Sequence[float], Sequence[float], str]] = []
    for _, r in rows.iterrows():
        low, mid, high = (float(r[f"welfare_pct_{q}"]) for q in ("low", "median", "high"))
        words = f"{signed(mid, 2, lang)} ({signed(low, 2, lang)} – {signed(high, 2, lang)})"
        out.append((labels.economy(r["economy"]), (low, mid, high), (), words))
    return out


def _said(rows: Any, labels: Any, variant: str, horizon: str, lang: str) -> list[str]:
    """A sentence for each of the two whose income moves most."""
    w = WORDS[lang]
    order = rows["welfare_pct_median"].abs().sort_values(ascending=False).index[:2]
    return [
        w["scenario_answer"].format(
            who=labels.economy(r["economy"]), median=signed(r["welfare_pct_median"], 2, lang), low=signed(r["welfare_pct_low"], 2, lang),
            high=signed(r["welfare_pct_high"], 2, lang), loses=f"{100 * r['loses_in']:.0f} %", variant=labels.variant(variant),
            horizon=labels.horizon(horizon),
        )
        for _, r in rows.loc[order].iterrows()
    ]  # fmt: skip


def _shares(rows: Any, by: str, found: Any, name: Any, title: str, key: str, lang: str) -> str:
    """The picture of what a set of figures is made of."""
    inputs = list(dict.fromkeys(rows["input"]))
    heads = [input_of(i, lang) for i in inputs]
    kinds = [c for c in rows.columns if c.startswith(("first", "total", "shapley"))]
    shown = []
    for what, at in rows.groupby(by, sort=False):
        of = at.set_index("input")
        cells = [{k: float(of.loc[i, k]) for k in kinds} for i in inputs]
        if any(isfinite(v) for c in cells for v in c.values()):
            shown.append((name(str(what)), cells))
    if not shown:
        return ""
    w = WORDS[lang]
    if found.shares == "shapley":
        drawing = drawn.parted([(n, [c["shapley"] for c in cells]) for n, cells in shown], heads, key, title, _whole)
    else:
        drawing = drawn.indexed(shown, heads, key, title, _whole, (w["first"], w["total"]))
    return framed(drawing, title)


# -- tugs ----------------------------------------------------------------------------------------------------------------
def _tug_page(found: TugEnsemble, lang: str) -> Page:
    w = WORDS[lang]
    bands, made = found.table(), found.made_of()
    pictures: list[str] = []
    shares: list[str] = []
    sentences: list[str] = []
    for n, good in enumerate(found.figures):
        name = found.labels[good][lang]
        rows = bands[bands["good"] == good]
        pictures.append(_good(rows, found, good, f"g{n}", lang))
        sentences.append(_half_life(rows, name, lang))
        weighed, enough = found.weight(good)
        if weighed is None:
            sentences.append(w["unweighed"].format(good=name, n=f"{enough:.0f}", all=int(rows["draws"].iloc[0])))
        if len(made):
            at = made[made["good"] == good]
            shares.append(_shares(at, "figure", found, lambda f: called(f, lang), name, f"s{n}", lang))
            sentences += _most(at, name, lang)
    body = [[found.labels[r["good"]][lang], called(r["figure"], lang), UNITS[r["unit"]][lang == "zh"], band([r["low"], r["median"], r["high"]], r["unit"], lang),
             band([r["fitted_low"], r["fitted_median"], r["fitted_high"]], r["unit"], lang) if isfinite(r["fitted_low"]) or r["fitted_low"] > 0 else "–",
             f"{100 * r['reached']:.0f} %"] for _, r in bands.iterrows()]  # fmt: skip
    heads = ["", w["figure"], w["unit"], w["heads"][0], w["fitted"], w["reached"]]
    return Page(
        found.title[lang], w["strap"], _head(found, w), lang, sentences,
        (section(w["bands"], *pictures, paragraphs([w["caption_tug"]], "small")),
         section(w["made"], *shares, paragraphs([w[found.shares], w["prior"]], "small")) if found.shares != "none" else "",
         section(w["tables"], folded(w["tables"], grid(heads, body, 3, "dense"))),
         section(w["assumed"], bullets(_inputs(found, lang)), paragraphs([w["neutral"]], "small")),
         section(w["papers"], _papers(found.shares))),
        document(found), {"bands": bands, "made_of": made} if len(made) else {"bands": bands},
    )  # fmt: skip


def _good(rows: Any, found: TugEnsemble, good: str, key: str, lang: str) -> str:
    """Bands of one good, a panel a unit."""
    w, out = WORDS[lang], []
    first, years = found.years[good]
    ends = {"years": float(years), "months": 12.0 * years, "date": first + years}
    for n, (unit, at) in enumerate(rows.groupby("unit", sort=False)):
        shown = [(called(r["figure"], lang), [r["low"], r["median"], r["high"]], [r["fitted_low"], r["fitted_median"], r["fitted_high"]],
                  band([r["low"], r["median"], r["high"]], str(unit), lang)) for _, r in at.iterrows() if isfinite(r["low"])]  # fmt: skip
        if not shown:
            continue
        title = f"{found.labels[good][lang]} · {UNITS[str(unit)][lang == 'zh']}"
        axis = _whole if unit == "share" else lambda v: plain(v, 0 if abs(v) >= 10 or v == round(v) else 1)
        if unit == "date":
            axis = lambda v: f"{v:.0f}"
        out.append(
            drawn.bands(shown, f"{key}u{n}", title, axis, w["heads"], title, ends.get(str(unit)), unit != "date")
        )
    return framed("".join(f'<div class="panel">{d}</div>' for d in out))


def _half_life(rows: Any, name: str, lang: str) -> str:
    w, r = WORDS[lang], rows.set_index("figure").loc["half_life"]
    fit = isfinite(r["fitted_low"])
    values = [r[f"{'fitted_' if fit else ''}{q}"] for q in ("low", "median", "high")]
    unit = "年" if lang == "zh" else " years"
    return str(
        w["tug_answer"].format(good=name, figure=called("half_life", lang), value=band(values, "years", lang) + unit)
    )


def _most(rows: Any, name: str, lang: str) -> list[str]:
    """The input that most of the spread of half-life and of the home share is due to."""
    w, out = WORDS[lang], []
    kind = "shapley" if "shapley" in rows.columns else "total"
    sep = "，" if lang == "zh" else ", "
    for what in ("half_life", "home_at_end"):
        at = rows[rows["figure"] == what]
        if len(at) and at[kind].notna().any():
            r = at.loc[at[kind].idxmax()]
            share = f"{100 * r[kind]:.0f} %"
            out.append(
                w["made_answer"].format(
                    figure=name + sep + called(what, lang), input=input_of(r["input"], lang), share=share
                )
            )
    return out


def _inputs(found: TugEnsemble, lang: str) -> list[str]:
    """Each input with the parameters that it is made of."""
    from bahe.report.tugs.words import PARAMETERS, of

    colon, comma = ("：", "、") if lang == "zh" else (": ", ", ")
    parts = found.provenance.get("groups", {})
    return [
        input_of(n, lang) + colon + comma.join(of(PARAMETERS, p, lang) for p in parts.get(n, ())) for n in found.inputs
    ]


def document(found: TugEnsemble) -> dict[str, Any]:
    """For JSON: bands with null where not reached, what they are made of."""

    def tidy(rows: Any) -> list[dict[str, Any]]:
        return [
            {k: None if isinstance(v, float) and not isfinite(v) else v for k, v in r.items()}
            for r in rows.to_dict("records")
        ]

    return {
        "tug": found.case, "inputs": list(found.inputs), "shares": found.shares, "draws": found.draws, "bands": tidy(found.table()),
        "made_of": tidy(found.made_of()), "provenance": dict(found.provenance),
    }  # fmt: skip


__all__ = ["document", "ensemble_page", "figure"]
