"""The generated pages of the manual: glossary, command line, scenario file.

python docs/generate.py           write them
python docs/generate.py --check   fail if one is out of date
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "src"))

HEAD = "% Written by docs/generate.py. Do not edit.\n\n"

ABOUT_GLOSSARY = """\
Letters of the axes: `n` importer, `i` exporter, `j` using industry, `k` product or supplying industry.
Endings: `_hat` new over base, `_new` new level, nothing base year. In Python: `bahe.glossary.lookup("trade_share")`.
"""

ABOUT_CLI = """\
Exit status: 0 done, 1 the model says no (not converged, infeasible), 2 the words or files given are off.
`--json` puts one JSON document on standard output and nothing else.
"""

ABOUT_SCENARIO = """\
YAML, UTF-8. Unknown keys are refused with the nearest known key. Rates are fractions, or per cent with the sign: `0.25` or
`25%`. A text is one line, or `{en: ..., zh: ...}`. Names may be one name, a list, or names with commas.
"""

ABOUT_DATA = """\
`icio-2022`: 81 economies by 50 sectors, 2022. What is exact, imputed or chosen is said by `bahe world --audit`. Names of
economies follow the source and state no opinion on the status of any territory.
"""

#: Words for the plain types of a JSON Schema.
TYPES = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false"}

KINDS = {
    "world": "World",
    "world table": "Columns of `world.table()`",
    "horizon": "Horizon",
    "horizon name": "Horizons by name",
    "closure": "Closures",
    "instrument": "Instruments",
    "effect": "Effect: one change of one lever",
    "rent": "Receivers of the rent of a control",
    "equilibrium": "Equilibrium",
    "solve": "SolveInfo",
    "table": "Columns of `eq.table()`",
    "by_sector": "Columns of `eq.by_sector()`",
    "flows": "Columns of `eq.flows()`",
    "leverage": "Leverage",
    "item": "Items",
    "lens": "Lenses: what is withheld, and how",
    "dependence": "Columns of `bahe.depend(...)` and of `bahe leverage`",
    "screen": "Screens on products",
    "index": "Indices of dependence",
    "control game": "Control game",
    "talks": "Talks",
    "grain": "How finely rates are set",
    "rule": "Rules of a trade war",
    "objective": "What a government wants",
    "war": 'Columns of `war.table()` and `war.table("players")`',
    "rate": "Columns of `war.rates_table()`",
    "explanation": "Columns of `war.explain()`",
}


def cell(text: object) -> str:
    """Text that is safe inside a cell of a table."""
    return str(text).replace("|", "\\|").replace("\n", " ").strip()


def table(header: list[str], rows: list[list[object]]) -> str:
    """A Markdown table; columns that are empty throughout are left out."""
    kept = [c for c in range(len(header)) if any(str(row[c]).strip() for row in rows)]
    lines = [[header[c] for c in kept], ["---"] * len(kept), *([cell(row[c]) for c in kept] for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def code(text: object) -> str:
    """Text in code type, empty where there is none."""
    return f"`{text}`" if str(text).strip() else ""


def glossary() -> str:
    """glossary.csv as tables, one a kind."""
    from bahe.glossary import kinds, rows

    out = [HEAD, "# Glossary\n\n", ABOUT_GLOSSARY]
    for kind in kinds():
        out.append(f"\n## {KINDS[kind]}\n\n")
        header = ["name", "symbol", "shape", "unit", "range", "meaning", "中文", "source"]
        body = [
            [code(r.name), code(r.symbol), r.shape, r.unit, r.range, r.meaning_en, r.meaning_zh, r.source]
            for r in rows()
            if r.kind == kind
        ]
        out.append(table(header, body))
    return "".join(out)


def commands(group: Any, name: str = "bahe") -> Iterator[tuple[str, Any]]:
    """Every command below a group with its full name."""
    for child, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name} {child}")
        else:
            yield f"{name} {child}", command


def usage(name: str, command: Any) -> str:
    """The line of use: arguments by name, options as a whole."""
    arguments = [p.metavar or p.name.upper() for p in command.params if p.param_type_name == "argument"]
    return " ".join([name, *arguments, "[OPTIONS]"])


def cli() -> str:
    """The command line, from the application itself."""
    import typer

    from bahe.desk.cli import app

    out = [HEAD, "# Command line\n\n", ABOUT_CLI]
    for name, command in commands(typer.main.get_command(app)):
        if command.hidden:
            continue
        out.append(f"\n## {name}\n\n{(command.help or '').strip()}\n\n```text\n{usage(name, command)}\n```\n\n")
        rows: list[list[object]] = []
        for p in command.params:
            if p.name == "help" or getattr(p, "hidden", False):
                continue
            argument = p.param_type_name == "argument"
            said = (p.metavar or p.name.upper()) if argument else ", ".join(sorted(p.opts, key=len, reverse=True))
            value = "" if argument or getattr(p, "is_flag", False) else p.metavar
            shown = "" if p.default in (None, False, ()) or p.required or callable(p.default) else p.default
            rows.append([code(said), code(value), getattr(p, "help", "") or "", code(shown)])
        out.append(table(["word", "value", "meaning", "default"], rows) if rows else "")
    out.append(grammar())
    return "".join(out)


def grammar() -> str:
    """The sentences that `bahe shock` understands."""
    from bahe.desk.grammar import PATTERNS

    rows = [[code(f"--{option}"), code(pattern), code(example)] for option, (pattern, example) in PATTERNS.items()]
    return "\n## Moves of `bahe shock`\n\n" + table(["option", "pattern", "example"], rows)


def kind_of(schema: dict[str, Any]) -> str:
    """A value of the JSON Schema in a few words."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " or ".join(f"`{v}`" for v in schema["enum"])
    for key in ("anyOf", "oneOf"):
        if key in schema:
            parts = [kind_of(s) for s in schema[key] if s.get("type") != "null"]
            return " or ".join(dict.fromkeys(p for p in parts if p))
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}".removesuffix(" of ")
    if schema.get("type") == "object":
        inner = schema.get("additionalProperties")
        return f"names to {kind_of(inner)}" if isinstance(inner, dict) else "keys and values"
    return TYPES.get(schema.get("type", ""), "")


def default_of(schema: dict[str, Any]) -> str:
    """The default of a value in a few words; empty where there is none or it is long."""
    value = schema.get("default", "")
    if value in ("", None) or isinstance(value, dict) or value == []:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"`{text}`"


def scenario() -> str:
    """The keys of a scenario file, from its JSON Schema."""
    from bahe.scenario import Scenario

    schema = Scenario.json_schema()
    parts = {"Scenario": schema} | dict(schema.get("$defs", {}))
    out = [HEAD, "# Scenario file\n\n", ABOUT_SCENARIO]
    for name, part in parts.items():
        if not part.get("properties"):
            continue
        about = (part.get("description") or "").strip()
        out.append(f"\n## {name}\n\n{about}\n\n" if about else f"\n## {name}\n\n")
        needed = set(part.get("required", ()))
        rows: list[list[object]] = [
            [code(key), kind_of(value), "yes" if key in needed else "", default_of(value), value.get("description", "")]
            for key, value in part["properties"].items()
        ]
        out.append(table(["key", "value", "needed", "default", "meaning"], rows))
    return "".join(out)


def data() -> str:
    """The packaged world: its sources, elasticities, economies and sectors."""
    import bahe
    from bahe.atlas import names
    from bahe.axes import ECONOMY_GROUPS

    world = bahe.load_world("icio-2022")
    out = [HEAD, "# The packaged world\n\n", ABOUT_DATA, "\n## Sources\n\n"]
    rows: list[list[object]] = [
        [s.what, f"[{s.citation}]({s.url})" if s.url else s.citation, s.licence] for s in world.sources
    ]
    out += [table(["what", "source", "terms"], rows), "\n## Trade elasticities\n\n"]
    goods = world.axes.sector_index("goods")
    header = ["set", "default", *(f"`{world.sectors[k]}`" for k in goods)]
    body: list[list[object]] = [
        [code(name), "yes" if name == world.elasticity_set else "", *(f"{theta[k]:.2f}" for k in goods)]
        for name, theta in world.elasticity_sets.items()
    ]
    turned = [list(row) for row in zip(header, *body)]
    out += [table([str(cell) for cell in turned[0]], [list(row) for row in turned[1:]]), "\n## Economies\n\n"]
    en, zh = names("en"), names("zh")
    member = {e: ", ".join(g for g, who in ECONOMY_GROUPS.items() if e in who) for e in world.economies}
    out.append(table(["code", "name", "中文", "groups"], [[code(e), en[e], zh[e], member[e]] for e in world.economies]))
    inside = {
        s: ", ".join(g for g, who in world.axes.sector_groups.items() if s in who and g != "all") for s in world.sectors
    }
    out += [
        "\n## Sectors\n\n",
        table(["code", "name", "中文", "groups"], [[code(s), en[s], zh[s], inside[s]] for s in world.sectors]),
    ]
    return "".join(out)


PAGES: dict[str, Callable[[], str]] = {
    "reference/glossary.md": glossary,
    "reference/cli.md": cli,
    "reference/scenario.md": scenario,
    "reference/data.md": data,
}


def stale() -> list[str]:
    """Pages that differ from what the code says."""
    return [
        name
        for name, make in PAGES.items()
        if not (HERE / name).is_file() or (HERE / name).read_text("utf-8") != make()
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or check them."""
    if arguments == ["--check"]:
        old = stale()
        for name in old:
            print(f"docs/{name} is out of date: run python docs/generate.py")
        return 1 if old else 0
    for name, make in PAGES.items():
        (HERE / name).write_text(make(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
