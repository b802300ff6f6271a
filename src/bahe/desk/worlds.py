"""`bahe world`: what a world holds, where it comes from, how sound it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from bahe.world import World

_STYLE = {"PASS": "green", "WARN": "yellow", "FAIL": "red"}


def show(name: str, audit: bool, tariffs: str, economies: bool, sectors: bool, lang: str, json: bool) -> int:
    """Show a world, or audit it; 1 where the audit fails."""
    from bahe.atlas import audit as audited
    from bahe.atlas import load_world
    from bahe.casebook.runs.playing import language
    from bahe.desk.terminal import console, dump

    language(lang)
    world = load_world(name, tariffs=tariffs)
    if audit:
        found = audited(world)
        if json:
            dump(found.as_dict())
        else:
            _audit(console(), found)
        return 0 if found.ok else 1
    if json:
        dump(document(world))
        return 0
    screen = console()
    _summary(screen, world)
    if economies or not sectors:
        _economies(screen, world, lang, every=economies)
    if sectors:
        _sectors(screen, world, lang)
    return 0


def document(world: World) -> dict[str, Any]:
    """What `--json` prints: totals, a row an economy, a row an industry, elasticities, sources."""
    from bahe.report.tables import world_table

    return {
        "world": world.name,
        "year": world.year,
        "totals": totals(world),
        "economies": world_table(world).to_dict("index"),
        "sectors": {
            s: {"output_usd_mn": float(world.output[:, k].sum()), "trade_elasticity": float(world.trade_elasticity[k])}
            for k, s in enumerate(world.sectors)
        },
        "groups": {g: list(m) for g, m in world.axes.economy_groups.items()},
        "sector_groups": {g: list(m) for g, m in world.axes.sector_groups.items()},
        "elasticity_set": world.elasticity_set,
        "elasticity_sets": list(world.elasticity_sets),
        "horizons": [h.describe() for h in world.horizons.values()],
        "sources": [vars(s) for s in world.sources],
        "remarks": [vars(r) for r in world.remarks],
    }


def totals(world: World) -> dict[str, float]:
    """World sums, USD million, and the mean tariff on trade in goods."""
    abroad = world.trade.copy()
    for n in range(len(world.economies)):
        abroad[n, n] = 0.0
    goods = world.axes.sector_index("goods")
    return {
        "output_usd_mn": float(world.output.sum()),
        "value_added_usd_mn": float(world.value_added.sum()),
        "trade_usd_mn": float(abroad.sum()),
        "tariff_revenue_usd_mn": float(world.revenue.sum()),
        "mean_tariff_goods": float((abroad * world.tariff)[:, :, goods].sum() / abroad[:, :, goods].sum()),
    }


def _summary(screen: Console, world: World) -> None:
    from rich.table import Table

    t = totals(world)
    screen.print(
        f"\n[bold]{world.name}[/]  {len(world.economies)} economies x {len(world.sectors)} sectors, {world.year}\n"
    )
    warned = sum(r.status == "WARN" for r in world.remarks)
    facts = Table.grid(padding=(0, 2))
    for label, value in (
        ("output", f"{t['output_usd_mn'] / 1e6:8.2f}  USD tn, basic prices"),
        ("value added", f"{t['value_added_usd_mn'] / 1e6:8.2f}  USD tn"),
        ("trade between economies", f"{t['trade_usd_mn'] / 1e6:8.2f}  USD tn"),
        ("tariff revenue", f"{t['tariff_revenue_usd_mn'] / 1e3:8.1f}  USD bn"),
        ("mean tariff on goods", f"{t['mean_tariff_goods'] * 100:8.2f}  %"),
        ("groups of economies", ", ".join(f"{g} ({len(m)})" for g, m in world.axes.economy_groups.items())),
        ("groups of sectors", ", ".join(f"{g} ({len(m)})" for g, m in world.axes.sector_groups.items())),
        ("horizons", ", ".join(world.horizons)),
        (
            "elasticity sets",
            f"{', '.join(world.elasticity_sets) or world.elasticity_set} (default: {world.elasticity_set})",
        ),
        *(("source" if i == 0 else "", f"[dim]{s.citation}[/]") for i, s in enumerate(world.sources)),
        ("to know", f"{warned} remarks: bahe world {world.name} --audit"),
    ):
        facts.add_row(f"  {label}", value)
    screen.print(facts)


def _economies(screen: Console, world: World, lang: str, every: bool) -> None:
    from bahe.atlas import names
    from bahe.desk.terminal import table
    from bahe.report.tables import world_table

    frame = world_table(world).sort_values("value_added_usd_mn", ascending=False)
    shown = frame if every else frame.head(12)
    labels = names(lang)
    zh = lang == "zh"
    heads = (
        ["经济体", "增加值\n十亿美元", "出口\n十亿美元", "进口\n十亿美元", "平均关税\n%"]
        if zh
        else ["economy", "value added\nUSD bn", "exports\nUSD bn", "imports\nUSD bn", "mean tariff\non goods, %"]
    )
    out = table(["", *heads], words=2)
    for name, row in shown.iterrows():
        out.add_row(
            str(name), labels.get(str(name), str(name)), f"{row['value_added_usd_mn'] / 1e3:,.0f}", f"{row['exports_usd_mn'] / 1e3:,.0f}",
            f"{row['imports_usd_mn'] / 1e3:,.0f}", f"{row['mean_tariff'] * 100:.1f}",
        )  # fmt: skip
    screen.print(out)
    if len(shown) < len(frame):
        screen.print(f"[dim]{len(frame) - len(shown)} more: bahe world {world.name} --economies[/]")


def _sectors(screen: Console, world: World, lang: str) -> None:
    from bahe.atlas import names
    from bahe.desk.terminal import table

    labels = names(lang)
    zh = lang == "zh"
    out = table(
        ["", "行业" if zh else "industry", "产出\n十亿美元" if zh else "output\nUSD bn", "弹性 θ" if zh else "theta"],
        words=2,
    )
    for k, s in enumerate(world.sectors):
        out.add_row(s, labels.get(s, s), f"{world.output[:, k].sum() / 1e3:,.0f}", f"{world.trade_elasticity[k]:.2f}")
    screen.print(out)


def _audit(screen: Console, found: Any) -> None:
    from bahe.desk.terminal import put, table

    counts = ", ".join(f"{n} {s}" for s, n in found.counts().items())
    out = table(["", "check", "finding", "figure"], words=3)
    for row in found.rows:
        figure = "" if row.figure is None else f"{row.figure:.4g}"
        out.add_row(f"[{_STYLE[row.status]}]{row.status}[/]", row.check, row.detail, figure)
    screen.print()
    put(screen, f"Audit of {found.world}: {counts}", out)
