"""`bahe shock`: one question said in short sentences, one solve, one table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bahe.scenario import Scenario
    from bahe.trade.equilibrium import Equilibrium
    from bahe.world import World

#: Columns of the table in the terminal, the most important first: measure -> heading in English and Chinese.
COLUMNS = {
    "welfare_pct": ("real income\n%", "实际收入\n%"),
    "welfare_usd_mn": ("\nUSD bn", "\n亿美元"),
    "exports_pct": ("exports\n%", "出口\n%"),
    "imports_pct": ("imports\n%", "进口\n%"),
    "revenue_usd_mn": ("duties\nUSD bn", "关税收入\n亿美元"),
    "terms_of_trade_pct": ("terms of\ntrade, %", "贸易条件\n%"),
    "real_wage_pct": ("real\nwage, %", "实际工资\n%"),
    "cpi_pct": ("consumer\nprices, %", "消费价格\n%"),
}
#: Room for codes and names of economies, and for one column of figures.
_NAMES, _COLUMN = 30, 12


def ask(
    said: dict[str, list[str]], tables: Path | None, world: str, tariffs: str, horizon: str, closure: str,
    elasticities: str | None, top: int, lang: str, json: bool,
) -> int:  # fmt: skip
    """Solve the moves together and show who gains and who loses."""
    from bahe.casebook.runs.playing import language, world_for
    from bahe.desk.terminal import console, dump
    from bahe.faults import MissingData
    from bahe.trade.solve import solve
    from bahe.world import Shock

    language(lang)
    scenario = said_as_scenario(said, world, tariffs, horizon, closure)
    if not scenario.variants[0].moves and tables is None:
        raise MissingData("no move is given", where="bahe shock", remedy='For example --tariff "USA on CHN +30%".')
    benchmark = _at(world_for(scenario), elasticities, horizon)
    scenario.check(benchmark)
    shock = scenario.shock("asked")
    if tables is not None:
        from bahe.atlas import tariff_table

        shock = shock & tariff_table(tables)
    eq = solve(benchmark, shock or Shock(), closure=closure, horizon=horizon)
    if json:
        dump(document(eq, elasticities))
    else:
        show(console(), eq, top, lang, acting(scenario))
    return 0


def said_as_scenario(said: dict[str, list[str]], world: str, tariffs: str, horizon: str, closure: str) -> Scenario:
    """The options as a scenario of one variant, so that they are checked as a file would be."""
    from bahe.desk.grammar import move

    moves = [(f'--{option} "{text}"', move(option, text)) for option, texts in said.items() for text in texts]
    return as_scenario(moves, "bahe shock", "--tariffs", world, tariffs, horizon, closure)


def as_scenario(
    moves: Sequence[tuple[str, dict[str, Any]]],
    verb: str,
    base: str,
    world: str,
    tariffs: str,
    horizon: str,
    closure: str,
) -> Scenario:
    """Moves, each with the words that said it, as a scenario; a fault names those words, or the option (`base`: of tariffs)."""
    from bahe.scenario import Document, validated

    places: dict[tuple[str | int, ...], str] = {
        (): verb, ("horizons",): "--horizon", ("closure",): "--closure", ("world", "tariffs"): base, ("world", "name"): "--world",
        **{("variants", 0, "moves", n): words for n, (words, _) in enumerate(moves)},
    }  # fmt: skip
    data = {
        "id": "asked", "question": "What do these moves do?", "world": {"name": world, "tariffs": tariffs}, "horizons": [horizon],
        "variants": [{"id": "asked", "moves": [move for _, move in moves]}], "closure": closure, "focus": ["world"],
    }  # fmt: skip
    return validated(Document(data, places, verb))


def acting(scenario: Scenario) -> list[str]:
    """Names that the moves say, groups unexpanded."""
    names: dict[str, None] = {}
    for move in scenario.variants[0].moves:
        for key in ("by", "on", "of", "to"):
            names |= dict.fromkeys(getattr(move, key, ()) or ())
    return list(names)


def _at(world: World, elasticities: str | None, horizon: str) -> World:
    """The world at a set of elasticities by name, or at one number."""
    from bahe.report.wars.answer import at

    return world if elasticities is None else at(world, elasticities, horizon)


def document(eq: Equilibrium, elasticities: str | None) -> dict[str, Any]:
    """What `--json` prints: every economy by name, every column by name, and how the solver ended."""
    return {
        "world": eq.world.name,
        "horizon": eq.horizon,
        "closure": eq.closure,
        "elasticities": elasticities or eq.world.elasticity_set,
        "moves": list(dict.fromkeys(eq.shock.why)),
        "info": eq.info.as_dict(),
        "economies": eq.table().to_dict("index"),
    }


def show(screen: Any, eq: Equilibrium, top: int, lang: str, said: list[str]) -> None:
    """Those who act first, then the largest changes."""
    from bahe.atlas import names
    from bahe.desk.terminal import put, table, tinted
    from bahe.report.wording.numbers import Numbers

    numbers, labels, zh = Numbers(lang), names(lang), lang == "zh"
    frame = eq.table()
    actors = [n for n in said if n in frame.index]
    ranked = [str(n) for n in frame["welfare_pct"].abs().sort_values(ascending=False).index]
    chosen = list(dict.fromkeys(actors + ranked))[: max(top, len(actors))]
    chosen.sort(key=lambda n: frame["welfare_pct"][n])
    screen.print()
    for sentence in dict.fromkeys(eq.shock.why):
        screen.print(f"[bold]{sentence}[/]")
    heads = ("期限", "闭合", "数据") if zh else ("horizon", "closure", "world")
    title = ", ".join(
        f"{head} {word}" for head, word in zip(heads, (eq.horizon, eq.closure, eq.world.name), strict=True)
    )
    columns = list(COLUMNS)[: max(3, (screen.width - _NAMES) // _COLUMN)]
    shown = [COLUMNS[measure][zh] for measure in columns]
    out = table(["", "经济体" if zh else "economy", *shown], words=2)
    out.columns[1].no_wrap, out.columns[1].overflow, out.columns[1].max_width = True, "ellipsis", _NAMES - 8
    for name in chosen:
        row = frame.loc[name]
        cells = []
        for measure in columns:
            value = float(row[measure])
            text = (
                numbers.share(value)
                if measure.endswith("_pct")
                else numbers.money(value, sign=measure != "revenue_usd_mn")
            )
            cells.append(tinted(text, value) if measure.startswith("welfare") else text)
        code = f"[bold]{name}[/]" if name in actors else name
        out.add_row(code, labels.get(name, name), *cells)
    rest = len(frame) - len(chosen)
    more = f"；另有 {rest} 个经济体，用 --top 显示" if zh else f"; {rest} more economies: --top {len(frame)}"
    put(screen, "", out, title + (more if rest else ""))
    screen.print(f"[dim]{eq.info.outcome.name}: residual {eq.info.residual:.1e}, {eq.info.iterations} iterations, "
                 f"{eq.info.seconds * 1000:.0f} ms, {eq.info.method}[/]")  # fmt: skip
