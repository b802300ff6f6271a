"""`bahe case`: the built-in cases, listed and shown."""

from __future__ import annotations

import sys


def listing(lang: str, json: bool) -> int:
    """Name, title and question of every case."""
    from bahe.casebook import cases
    from bahe.casebook.playing import language
    from bahe.desk.terminal import console, dump, table

    language(lang)
    found = [(c.name, c.scenario()) for c in cases()]
    if json:
        dump(
            [
                {
                    "name": n,
                    "title": vars(s.title),
                    "question": vars(s.question),
                    "variants": [v.id for v in s.variants],
                }
                for n, s in found
            ]
        )
        return 0
    out = table(["案例" if lang == "zh" else "case", "问题" if lang == "zh" else "question"], words=2)
    for name, scenario in found:
        out.add_row(f"[bold]{name}[/]", scenario.question[lang])
    screen = console()
    screen.print(out)
    first = found[0][0] if found else ""
    screen.print(f"[dim]bahe case show {first}    bahe run {first}[/]")
    return 0


def showing(name: str, lang: str, file: bool, json: bool) -> int:
    """Question, story, variants and sources of a case; or its scenario file as it is."""
    from bahe.casebook import case
    from bahe.casebook.playing import language
    from bahe.desk.terminal import console, dump, table

    language(lang)
    chosen = case(name)
    scenario = chosen.scenario()
    if json:
        dump(
            {
                "name": name,
                "scenario": scenario.model_dump(mode="json"),
                "story": {x: chosen.story(x) for x in ("en", "zh")},
            }
        )
        return 0
    if file:
        sys.stdout.write(chosen.file.read_text(encoding="utf-8"))
        return 0
    from rich.markdown import Markdown
    from rich.markup import escape

    screen = console()
    screen.print(f"\n[bold]{scenario.title[lang]}[/]\n{scenario.question[lang]}\n")
    out = table(["情景", "名称", "说明"] if lang == "zh" else ["variant", "label", "note"], words=3)
    out.columns[0].no_wrap = True
    for v in scenario.variants:
        out.add_row(f"[bold]{v.id}[/]", v.label[lang], v.note[lang] if v.note else "")
    screen.print(out)
    screen.print(Markdown(chosen.story(lang)))
    screen.print()
    for s in scenario.sources:
        screen.print(f"[dim]{escape(' '.join(filter(None, (s.citation + '.', s.url))))}[/]", soft_wrap=True)
    return 0
