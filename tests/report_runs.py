"""Invented Runs for the tests of reports: real types, figures drawn from a seed, no solver."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from bahe.report.run import COLUMNS, Run
from bahe.scenario.scenario import Scenario
from bahe.world import World

CODES = (
    "AGO ARE ARG AUS AUT BEL BGD BGR BLR BRA BRN CAN CHE CHL CHN CIV CMR COD COL CRI CYP CZE DEU DNK EGY ESP EST FIN FRA GBR GRC HKG "
    "HRV HUN IDN IND IRL ISL ISR ITA JOR JPN KAZ KHM KOR LAO LTU LUX LVA MAR MEX MLT MMR MYS NGA NLD NOR NZL PAK PER PHL POL PRT ROU "
    "RUS SAU SEN SGP STP SVK SVN SWE THA TUN TUR TWN UKR USA VNM ZAF ROW"
).split()
SECTORS = ["A01", "B06", "C10T12", "C20", "C26", "C28", "C29", "G"]
SETS = ("bsy", "caliendo-parro", "fgo", "gyy", "in-sample", "lashkaripour-lugovskyy", "shapiro", "uniform-4")
THETAS = ("theta 0.25", "theta 0.5", "theta 1")
MEASURES = ("welfare_pct", "welfare_usd_mn", "revenue_usd_mn")


def invented_world(economies: list[str] = CODES, seed: int = 1) -> World:
    """A world of random trade; goods and services; eight elasticity sets, `bsy` the central one."""
    rng = np.random.default_rng(seed)
    n, k = len(economies), len(SECTORS)
    trade = rng.lognormal(3, 1, (n, n, k))
    trade[np.arange(n), np.arange(n)] *= 20 * n
    tariff = rng.uniform(0, 0.1, (n, n, k))
    tariff[np.arange(n), np.arange(n)] = 0
    tariff[:, :, -1] = 0
    sets = {name: rng.uniform(2, 9, k) for name in SETS}
    world = World.from_tables(
        trade, economies=economies, sectors=SECTORS, tariff=tariff, trade_elasticity=4.0,
        groups={"goods": SECTORS[:-1]}, name="invented", year=2022, elasticity_sets=sets,
    )  # fmt: skip
    return world.at(elasticities="bsy")


def invented_scenario(count: int = 5, **changes: Any) -> Scenario:
    """A scenario with `count` tariff variants of the USA and China, the first without a move."""
    listed: list[dict[str, Any]] = [{"id": "base", "label": {"en": "The base", "zh": "基准状态"}}]
    listed += [
        {"id": f"v{i}", "label": {"en": f"Variant {i}", "zh": f"变体{i}"}, "note": {"en": f"Note {i}", "zh": f"注{i}"},
         "moves": [{"instrument": "tariff", "by": "USA", "on": "CHN", "add": 0.1 * i}]}
        for i in range(1, count)
    ]  # fmt: skip
    document = {
        "id": "invented", "title": {"en": "An invented case", "zh": "虚构案例"}, "question": {"en": "Who loses?", "zh": "谁受损？"},
        "variants": listed, "focus": ["USA", "CHN", "EU27", "JPN", "KOR", "MEX", "VNM"],
        "assumptions": [{"en": "Nothing else changes.", "zh": "其他不变。"}],
        "sources": [{"id": "s", "citation": "A source (2025)", "url": "https://example.org/a"}],
    }  # fmt: skip
    return Scenario.model_validate(document | changes)


def invented_run(
    economies: list[str] = CODES,
    variants: int = 5,
    failed: tuple[tuple[str, str, str], ...] = (),
    seed: int = 2,
    **changes: Any,
) -> Run:
    """A Run whose figures come from a seed; `failed` names solves (variant, horizon, elasticities) that did not converge."""
    rng = np.random.default_rng(seed)
    scenario, world = invented_scenario(variants, **changes), invented_world(economies)
    names = [*economies, *world.axes.economy_groups]
    income = dict.fromkeys(names, 1e6)
    shape = {h: {n: rng.normal(0, 0.3) * (1 if h == "long" else 3) for n in names} for h in ("long", "short")}
    welfare, solves = [], []
    for at, v in enumerate(scenario.variants):
        for horizon, labels in (("long", SETS), ("short", THETAS)):
            for e, label in enumerate(labels):
                off = (v.id, horizon, label) in failed
                solves.append(
                    (
                        v.id,
                        horizon,
                        label,
                        "stalled" if off else "converged",
                        30,
                        1e-3 if off else 4e-11,
                        0.02,
                        "anderson",
                    )
                )
                for n in names:
                    pct = at * shape[horizon][n] * (1 + 0.1 * e)
                    values = (pct, pct / 100 * income[n], 5e4 * (1 + at))
                    welfare += [(v.id, horizon, label, n, m, x) for m, x in zip(MEASURES, values, strict=True)]
    sectors, flows, tariffs = [], [], []
    for at, v in enumerate(scenario.variants):
        for horizon in ("long", "short"):
            for n in ("USA", "CHN"):
                if n not in economies:
                    continue
                for s in SECTORS:
                    change = at * rng.normal(0, 2)
                    sectors.append((v.id, horizon, n, s, change, change / 2, change, 1e5, 1e5 * (1 + change / 100)))
            for a in economies:
                for b in economies:
                    if a != b:
                        base = float(world.trade[economies.index(b), economies.index(a)].sum())
                        flows.append(
                            (v.id, horizon, a, b, "all", base, base * (1 - 0.1 * at * ({a, b} == {"USA", "CHN"})))
                        )
        if at and {"USA", "CHN"} <= set(economies):
            n, i = economies.index("USA"), economies.index("CHN")
            for k, s in enumerate(SECTORS[:-1]):
                for a, b, rate in (("USA", "CHN", world.tariff[n, i, k]), ("CHN", "USA", world.tariff[i, n, k])):
                    tariffs.append((v.id, a, b, s, rate, rate + 0.1 * at))
    return Run(
        scenario=scenario,
        world=world,
        welfare=pd.DataFrame(welfare, columns=["variant", "horizon", "elasticities", "economy", "measure", "value"]),
        sectors=pd.DataFrame(
            sectors,
            columns=[
                "variant",
                "horizon",
                "economy",
                "sector",
                "output_pct",
                "price_pct",
                "employment_pct",
                "output_usd_mn",
                "output_new_usd_mn",
            ],
        ),  # fmt: skip
        flows=pd.DataFrame(
            flows, columns=["variant", "horizon", "exporter", "importer", "sector", "base_usd_mn", "new_usd_mn"]
        ),
        solves=pd.DataFrame(solves, columns=COLUMNS["solves"]),
        tariffs=pd.DataFrame(tariffs, columns=["variant", "importer", "exporter", "sector", "base", "new"]),
        provenance={
            "made": "2025-08-01T00:00:00Z",
            "command": "bahe run invented",
            "seed": 0,
            "data": {"world": "abc"},
        },
    )
