"""`bahe case verdicts`: every claim of the two articles, what documents and computations say, and what is behind each word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bahe.report.wording.claims import COLON, NOTES_ZH, RULE, labelled, number, said, says, translated, word

if TYPE_CHECKING:
    from bahe.casebook.claims.verdicts import Verdict

#: Longest cell of the table; `--claim` and `--json` show all.
SHORT = 96


def verdicts(
    claim: str | None, role: str | None, compute: bool, store: Path | None, lang: str, json: bool
) -> int:  # fmt: skip
    """Print the table of verdicts, or one claim with all that is known of it."""
    from bahe.atlas.claims import ROLES, claims
    from bahe.atlas.claims import claim as claim_of
    from bahe.casebook.claims.judging import fixed
    from bahe.casebook.claims.rule import counted
    from bahe.casebook.claims.verdicts import totals, verdict_table
    from bahe.casebook.runs.playing import language
    from bahe.desk.terminal import dump
    from bahe.faults import Conflict, UnknownName

    language(lang)
    if role is not None and role not in ROLES:
        raise UnknownName("role", role, ROLES, field="--role")
    if claim is not None and role not in (None, claim_of(claim).role):
        raise Conflict("the claim has another role", field="--claim, --role", got=role, allowed=claim_of(claim).role)
    named = [c.id for c in claims().values() if claim in (None, c.id) and role in (None, c.role)]
    found = computed(named, compute, store, quiet=json)
    table = verdict_table(found)
    shown = [v for v in table if v.claim in named]
    if json:
        dump({"rule": RULE["en"], "rules": fixed(), "documented": counted(), "totals": totals(table), "rows": sum(
            max(1, len(v.evidence)) for v in table), "claims": [v.as_dict() for v in shown]})  # fmt: skip
    elif claim is not None:
        _show_one(shown[0], lang)
    else:
        _show(shown, table, lang)
    if store is not None and not found and not json:
        from bahe.desk.terminal import console

        console().print(f"[dim]{says('stale', lang)}[/]")
    return 0


def computed(names: Sequence[str], compute: bool, store: Path | None, quiet: bool) -> dict[str, Any]:
    """Computed verdicts: of the claims named, or all that the store holds."""
    from bahe.casebook.claims.by_case import case_verdicts, stored_cases
    from bahe.casebook.claims.judging import rules
    from bahe.casebook.claims.metrics import Material
    from bahe.casebook.claims.reckoning import reckoned, stored
    from bahe.desk.terminal import progress

    if not compute:
        return {} if store is None else {**stored(store), **stored_cases(store)}
    wanted, material = [n for n in names if n in rules()], Material()
    with progress(not quiet) as step:
        by_rule = reckoned(wanted, material=material, store=store, progress=step)
        return {**by_rule, **case_verdicts(names, material=material, store=store, progress=step)}


def _show(shown: Sequence[Verdict], table: Sequence[Verdict], lang: str) -> None:
    """A row a claim, and how many there are of each word."""
    from bahe.casebook.claims.rule import counted
    from bahe.casebook.claims.verdicts import totals
    from bahe.desk.terminal import console, put
    from bahe.desk.terminal import table as blank

    screen = console()
    out = blank([says(k, lang) for k in ("claim", "role", "verdict", "says", "behind")], words=5)
    for column, width in zip(out.columns, (8, 10, 15, 32, 34), strict=True):
        column.min_width = min(width, 10)
        column.ratio = None if width < 20 else width
    out.columns[0].no_wrap = True
    for v in shown:
        out.add_row(
            f"[bold]{v.claim}[/]",
            says(v.role, lang),
            worded(v, lang),
            _plain(heading(v, lang)),
            _plain(behind(v, lang)),
        )
    put(screen, "", out, RULE[lang])
    screen.print(f"{says('documents', lang)}: {_counts(counted(), lang)}")
    if any(v.computed for v in table):
        screen.print(f"{says('computed', lang)}: {_counts(totals(table), lang)}")


def _show_one(v: Verdict, lang: str) -> None:
    """All that is known of one claim."""
    from bahe.desk.terminal import console

    screen = console()
    head = f"{says('article', lang)} {v.article}, {says('sentence', lang)} {v.sentence}, {says(v.role, lang)}"
    screen.print(f"\n[bold]{v.claim}[/]  「{_plain(v.quotation)}」 {_plain(v.gloss)}\n{head}")
    for label, text in facts(v, lang):
        screen.print(f"[bold]{label}[/]{COLON[lang]}{_plain(text)}", soft_wrap=True)
    if v.evidence:
        screen.print(_evidence(v, lang))
        for e in v.evidence:
            if e.url:
                screen.print(f"[dim]{e.number}  {_plain(e.url)}[/]", soft_wrap=True)
    _show_parts(screen, v, lang)
    screen.print(f"[dim]{RULE[lang]}[/]")


def _evidence(v: Verdict, lang: str) -> Any:
    """What is on file about a claim, row by row."""
    from bahe.desk.terminal import table

    out = table([says(k, lang) for k in ("counts", "word", "grade", "date", "value", "source", "check")], words=7)
    for e in v.evidence:
        counts = says("yes" if e.number in v.counted else "no", lang)
        cells = (f"{e.value} {e.unit}".strip(), e.source or "–", ", ".join(e.to_verify))
        out.add_row(f"{e.number} {counts}", word(e.word, lang), e.grade or "–", e.date, *map(_plain, cells))
    return out


def _show_parts(screen: Any, v: Verdict, lang: str) -> None:
    """The figures that a computed figure is made of."""
    from bahe.desk.terminal import table

    parts = v.detail.get("parts") or {}
    if parts:
        out = table([says("part", lang), says("figure", lang)], words=1)
        for name, figure in parts.items():
            out.add_row(_plain(name), number(figure))
        screen.print(out)


def facts(v: Verdict, lang: str) -> list[tuple[str, str]]:
    """(label, text) of what is known of a claim, in order; empty texts are left out."""
    found = [
        ("verdict", word(v.word, lang)),
        ("documents", word(v.documented, lang)),
        *computation(v, lang),
        ("instead", said(v.sharpened, lang)),
        ("not tested", said(v.why, lang)),
        ("run", command(v) if not v.computed else ""),
        ("missing", said(v.missing, lang) if v.word == "unknown" else ""),
        ("rooms", ", ".join(v.rooms)),
        ("note", noted(v, lang)),
    ]
    return [(says(key, lang), text) for key, text in found if text]


def computation(v: Verdict, lang: str) -> list[tuple[str, str]]:
    """(key, text) of what was computed, or of the rule by which it would be."""
    d = v.detail
    version = says("version", lang).format(v=d["version"], d=d["fixed"]) if d.get("fixed") else ""
    condition, formula = asked(v, lang)
    found = [
        ("computed", f"{word(v.computed, lang)} ({', '.join(filter(None, (v.case, version)))})" if v.computed else ""),
        ("figure", translated(v.figure, lang) if v.computed else ""),
        ("condition", condition),
        ("formula", formula),
        ("fault", d.get("fault", "")),
        ("caution", said(d.get("caution", {}), lang)),
    ]
    older = [
        says("earlier", lang).format(v=e["version"], f=number(e["figure"]), w=word(e["word"], lang))
        for e in d.get("earlier", ())
    ]
    return [*found, ("older", "; ".join(older))]


def asked(v: Verdict, lang: str) -> tuple[str, str]:
    """(condition, formula) in the language: of the rule, or of the condition of the case that decides."""
    from bahe.casebook.claims.judging import rule_of
    from bahe.casebook.ten.conditions import TEN, conditions

    if v.answered == "rule":
        rule = rule_of(v.claim)
        return f"{said(rule.condition, lang)} · {rule.said}", said(rule.formulas, lang)
    if v.case not in TEN:
        return v.condition, v.formula
    whole = conditions(v.case)
    found = next((c for c in whole.all if v.condition.startswith(f"{c.id}: ")), None)
    if found is None:
        return v.condition, v.formula
    return f"{getattr(found.text, lang)} · {v.condition}", str(getattr(whole.metrics[found.metric].formula, lang))


def behind(v: Verdict, lang: str) -> str:
    """What is behind the word: documents and computation, each in a line; else what is tested instead, or why nothing is."""
    found = [x for x in (by_documents(v), by_computation(v, lang)) if x]
    return "\n".join(map(short, found)) or short(by_nature(v, lang))


def by_documents(v: Verdict) -> str:
    """Values of the evidence that decides, with its grades; empty where documents leave the claim open or untestable."""
    from bahe.atlas.claims import DECIDED
    from bahe.casebook.claims.verdicts import said as values

    if v.documented not in DECIDED:
        return ""
    deciding = [e for e in v.evidence if e.number in v.counted]
    return f"{values(deciding)} [{', '.join(e.grade for e in deciding)}]"


def by_computation(v: Verdict, lang: str) -> str:
    """The figure and where it comes from; else how it would be computed, or the datum that is missing."""
    from bahe.casebook.claims.judging import rule_of

    if v.computed:
        last = "; " + labelled("missing", said(v.missing, lang), lang) if v.computed == "unknown" and v.missing else ""
        return f"{translated(v.figure, lang) or says('undetermined', lang)} ({v.case}){last}"
    if v.answered == "rule":
        return f"--compute{COLON[lang]}{said(rule_of(v.claim).condition, lang)}"
    if v.answered == "case":
        return f"{says('run', lang)} {command(v)}"
    return labelled("missing", said(v.missing, lang), lang) if v.answered else ""


def by_nature(v: Verdict, lang: str) -> str:
    """Of a definition or of rhetoric: what is tested instead, or why nothing is."""
    if v.sharpened:
        return labelled("instead", said(v.sharpened, lang), lang)
    if v.counted and not v.why:
        return v.figure
    return said(v.why, lang) or noted(v, lang) or (labelled("rooms", ", ".join(v.rooms), lang) if v.rooms else "")


def noted(v: Verdict, lang: str) -> str:
    """The note of a claim without evidence; that it waits for a computation is said by what answers it."""
    if v.answered and v.note.startswith("no evidence row"):
        return ""
    return v.note if lang == "en" else NOTES_ZH.get(v.note, "")


def command(v: Verdict) -> str:
    """The command that answers a claim that documents leave open."""
    return {"rule": f"bahe case verdicts --claim {v.claim} --compute", "case": f"bahe case run {v.by}"}.get(
        v.answered, ""
    )


def worded(v: Verdict, lang: str) -> str:
    """The word, or both words where something was computed."""
    if not v.computed:
        return word(v.documented, lang)
    return f"{word(v.documented, lang)}\n{labelled('computed', word(v.computed, lang), lang)}"


def heading(v: Verdict, lang: str) -> str:
    """The quotation, and in English what it says."""
    return v.quotation if lang == "zh" else v.gloss


def short(text: str) -> str:
    """A cell that is not too long."""
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"


def _counts(found: Mapping[str, int], lang: str) -> str:
    from bahe.atlas.claims import WORDS

    return ", ".join(f"{word(w, lang)} {found.get(w, 0)}" for w in WORDS)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
