"""What the players actually levied on each other at three dates of 2025: the table that the model's Nash tariffs stand beside.

Duties are those of the atlas: the law of the day of the United States through its product lists, the Chinese answer by date, and for
every other importer the applied rates of the base, of about 2021. Averages are weighted by base trade in goods, members of a union
by theirs. Where an importer levied counter-duties that the atlas does not hold, the figure is a floor and the row says so: missing is
not zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.policy import us_tariff_shock
from bahe.atlas.retaliation import china_tariff_shock
from bahe.casebook.talks.concessions import members
from bahe.faults import UnknownName

if TYPE_CHECKING:
    import pandas as pd

    from bahe.world import World

Floats = NDArray[np.float64]

#: Name of a date -> the day whose law holds; None: the base itself (duties of 2024).
DATES: Mapping[str, str | None] = {"before": None, "april-peak": "2025-04-12", "november": "2025-11-30"}
PLAYERS: tuple[str, ...] = ("USA", "CHN", "EU27", "JPN", "KOR", "CAN", "MEX", "IND", "GBR", "BRA")
#: (importer, exporter) -> counter-duties of 2025 that the atlas does not hold, and when they were in force.
NOT_HELD: Mapping[tuple[str, str], tuple[str, str, str]] = {
    ("CAN", "USA"): (
        "2025-03-04", "2025-12-31",
        "counter-duties of 25 on listed goods from March (most of them lifted on 1 September 2025), on steel, aluminium and cars",
    ),
    ("CHN", "USA"): (
        "2025-02-10", "2025-11-10", "the lists of February and March 2025 (energy, machinery, cars; farm goods) are left out",
    ),
    ("CHN", "CAN"): ("2025-03-20", "2025-12-31", "duties on Canadian farm goods and fish (State Council Tariff Commission, 8 March 2025)"),
    ("CAN", "CHN"): ("2024-10-01", "2025-12-31", "surtaxes on electric cars, steel and aluminium (China Surtax Order, October 2024)"),
    ("EU27", "CHN"): ("2024-10-30", "2025-12-31", "countervailing duties on battery cars (Implementing Regulation (EU) 2024/2754)"),
}  # fmt: skip


def player_tariffs(
    world: World, *, players: Iterable[str] = PLAYERS, dates: Mapping[str, str | None] = DATES
) -> pd.DataFrame:
    """Average tariff on goods by pair of players and date.

    Columns date (name), day (of the law; empty for the base), importer, exporter, average (fraction, weighted by base trade),
    added (over the base), imports_usd_mn (base trade), complete, note (what is not held where `complete` is False). One more row for
    each importer and date has the exporter `all`: every partner in the world.

    world     the packaged world with US duties of 2024 at its base: `load_world("icio-2022", tariffs="all")`
    players   economies or groups (members of a group do not tax each other)
    """
    import pandas as pd

    names = list(players)
    known = [*world.economies, *world.axes.economy_groups]
    for name in names:
        if name not in known:
            raise UnknownName("player", name, known, field="players")
    at = {name: members(world, name) for name in names}
    goods = world.axes.sector_index("goods")
    trade = world.trade[:, :, goods].copy()
    trade[np.arange(len(world.economies)), np.arange(len(world.economies))] = 0.0
    base = world.tariff[:, :, goods]
    rows = []
    for date, day in dates.items():
        rates = base if day is None else law(world, day)[:, :, goods]
        for a in names:
            outside = [n for n in range(len(world.economies)) if n not in at[a]]
            for b, there in [*((b, at[b]) for b in names if not set(at[b]) & set(at[a])), ("all", outside)]:
                cells = np.ix_(at[a], there)
                total = float(trade[cells].sum())
                before, now = (
                    float((r[cells] * trade[cells]).sum() / total) if total > 0 else float("nan") for r in (base, rates)
                )
                gone = _not_held(a, b, names, day)
                rows.append(
                    {"date": date, "day": day or "", "importer": a, "exporter": b, "average": now, "added": now - before,
                     "imports_usd_mn": total, "complete": not gone, "note": gone}
                )  # fmt: skip
    return pd.DataFrame(rows)


def law(world: World, day: str) -> Floats:
    """Tariffs [n,i,k] under the law of a day: the base, the US measures and the Chinese answer."""
    from bahe.world.levers import resolve

    return resolve(us_tariff_shock(day) & china_tariff_shock(day), world).tariff


def _not_held(importer: str, exporter: str, players: list[str], day: str | None) -> str:
    """What the atlas does not hold for a pair on a day (the base stands for January 2025); empty where nothing is known to lack."""
    then = day or "2025-01-20"
    found = [
        f"{note}" if exporter != "all" else f"{b}: {note}"
        for (a, b), (start, end, note) in NOT_HELD.items()
        if a == importer and exporter in (b, "all") and start <= then < end
    ]
    return "; ".join(found)
