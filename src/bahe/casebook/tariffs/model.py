"""What the model says each player would levy: the tariffs that stand beside those of `casebook.tariffs.actual`.

Two readings, both on all imports of goods, both from the duties of 2024, with real income as the only aim:

war     everybody at once, each with its best reply to all others (Nash)
alone   each for itself, all others keeping the duties they had

`grain` importer: one rate on all partners, replacing the applied ones; partner: one rate for each of the other players, everybody
else's goods at the duties of 2024. Deficits are purged first (closure `balanced`), as in `bahe war`: with fixed deficits a tariff
would be judged by what it does to the worth of a debt. Nothing is tuned; a war that does not come to rest is missing and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bahe.atlas.parts import Prints
from bahe.casebook.runs.restoring import plain_kept
from bahe.casebook.tariffs.actual import PLAYERS
from bahe.faults import ModelSaysNo, UnknownName
from bahe.numerics.parts import Keep, computed

if TYPE_CHECKING:
    import pandas as pd

    from bahe.statecraft.game import Game, Point
    from bahe.world import World

Floats = NDArray[np.float64]

#: Lowest and highest rate of a player.
BOUNDS = (0.0, 5.0)
#: The world is solved to the first; the search ends where a step of Newton would gain less than the second share of real income,
#: which leaves rates within 0.1 points (tests/unit/test_model_tariffs.py).
SOLVED, GAIN = 1e-7, 1e-8

COLUMNS = (
    "horizon", "elasticities", "central", "reading", "grain", "importer", "exporter", "rate", "gain_pct", "at_bound", "solved", "why",
)  # fmt: skip


def model_tariffs(
    world: World, central: Mapping[str, str], *, players: Iterable[str] = PLAYERS, horizons: Iterable[str] = ("long", "short"),
    sets: Iterable[str] | None = None, keep: Keep = computed,
) -> pd.DataFrame:  # fmt: skip
    """One row a rate: every elasticity set for the war at one rate an importer, the central set for the rest.

    world     the packaged world with US duties of 2024 at its base: `load_world("icio-2022", tariffs="all")`
    central   horizon -> label of the central elasticities among `world.draws(horizon)`
    players   economies or groups that act as one
    sets      elasticity sets of the long run besides the central one; None: all that the world has
    keep      keeps the wars, one by one (`numerics.parts`)

    Columns: COLUMNS. rate is a fraction, gain_pct the player's change of real income in that reading (per cent of its base), exporter
    `all` or a player, at_bound whether the rate stands at the highest that is allowed. Where a search did not end, rate and gain are
    NaN, solved is False and why says so.
    """
    import pandas as pd

    names = list(players)
    known = [*world.economies, *world.axes.economy_groups]
    for name in names:
        if name not in known:
            raise UnknownName("player", name, known, field="players")
    rows: list[dict[str, Any]] = []
    asked, sought = list(horizons), Sought(names, keep)
    for horizon in asked:
        draws = dict(world.draws(horizon))
        if central[horizon] not in draws:
            raise UnknownName("elasticities", central[horizon], draws, field="central")
        if horizon == "long" and sets is not None:
            draws = {label: w for label, w in draws.items() if label in {*sets, central[horizon]}}
        shift: list[float] | None = None
        for label in sorted(draws, key=lambda x: x != central[horizon]):
            found = sought.by_importer(draws[label], horizon, label, label == central[horizon], shift)
            rows += found["rows"]
            shift = found["shift"]
        if (
            horizon == asked[0]
        ):  # by partner at the first horizon alone: the others tell no other story at thrice the time
            rows += sought.by_partner(draws[central[horizon]], horizon, central[horizon])
    return pd.DataFrame(rows, columns=list(COLUMNS))


class Sought:
    """Wars of some players, each kept by itself."""

    def __init__(self, players: list[str], keep: Keep) -> None:
        self.players, self.keep, self.prints = players, keep, Prints()

    def kept(self, world: World, horizon: str, more: Mapping[str, Any], work: Callable[[], Any]) -> Any:
        """What a search gave, from what is kept or searched for."""

        def recipe() -> dict[str, Any]:
            return {
                "part": "model tariffs",
                "world": self.prints.of(world, horizon),
                "horizon": horizon,
                "players": self.players,
                **more,
            }

        return plain_kept(self.keep, recipe, work)

    def by_importer(
        self, world: World, horizon: str, label: str, first: bool, shift: list[float] | None
    ) -> dict[str, Any]:
        """Rows of the war at one rate an importer, of the central set also of each alone; and how far that came to rest from its guess."""
        head = {"horizon": horizon, "elasticities": label, "central": first, "grain": "importer"}

        def work() -> dict[str, Any]:
            from bahe.statecraft.war import first_guess

            game = _game(world, self.players, "importer", horizon)
            point, why = _rest(game, None if shift is None else np.array(shift))
            rows = [*_rows(game, point, why, head | {"reading": "war"})]
            if first:
                rows += _alone(game, point, head | {"reading": "alone"})
            moved = shift if not first or point is None else (point.x - first_guess(game)).tolist()
            return {"rows": rows, "shift": moved}

        found: dict[str, Any] = self.kept(world, horizon, {**head, "shift": shift}, work)
        return found

    def by_partner(self, world: World, horizon: str, label: str) -> list[dict[str, Any]]:
        """Rows of the war at one rate a partner."""
        head = {"horizon": horizon, "elasticities": label, "central": True, "grain": "partner", "reading": "war"}

        def work() -> list[dict[str, Any]]:
            game = _game(world, self.players, "partner", horizon)
            return [*_rows(game, *_rest(game, None), head)]

        found: list[dict[str, Any]] = self.kept(world, horizon, head, work)
        return found


def _game(world: World, players: list[str], grain: str, horizon: str) -> Game:
    from bahe.statecraft.game import new_game
    from bahe.statecraft.policy import Instrument

    whom = "players" if grain == "partner" else None
    tool = Instrument("tariff", grain, "goods", *BOUNDS, whom)  # type: ignore[arg-type]
    return new_game(world, players, tool, horizon=horizon, closure="balanced", tol=SOLVED)


def _rest(game: Game, shift: Floats | None) -> tuple[Point | None, str]:
    """The war of all at rest, or None and why not. `shift`: how far the central set came to rest from its first guess."""
    from bahe.statecraft.reply import at_rest
    from bahe.statecraft.war import first_guess

    begin = first_guess(game) if shift is None else np.clip(first_guess(game) + shift, *game.bounds)
    try:
        point, info = at_rest(game, begin, tol=GAIN)
    except ModelSaysNo as error:
        return None, str(error.message)
    return (point, "") if info.ok else (None, info.outcome.value)


def _rows(game: Game, point: Point | None, why: str, head: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A row a rate of every player."""
    for block in game.blocks:
        yield from _told(game, block.player, point, why, head)


def _alone(game: Game, war: Point | None, head: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each player's best rate while all others keep what they had; the search begins at its rate in the war."""
    from bahe.statecraft.reply import best_reply

    quiet = game.at(game.applied)
    for p in range(len(game.players)):
        start = None if war is None else war.x[game.owner == p]
        reply = best_reply(game, p, quiet, tol=GAIN, start=start)
        ok = reply.info.ok
        yield from _told(game, p, reply.point if ok else None, "" if ok else reply.info.outcome.value, head, reply.gain)


def _told(
    game: Game, player: int, point: Point | None, why: str, head: dict[str, Any], gain: float | None = None
) -> Iterator[dict[str, Any]]:
    """The rates of one player at a point, one a partner."""
    block, nan = game.blocks[player], float("nan")
    labels = [partner or "all" for partner, _ in block.labels]
    rates = np.full(len(labels), nan) if point is None else block.to_rate(point.x)
    value = nan if point is None else 100.0 * float(point.values[player] if gain is None else gain)
    for exporter, rate in zip(labels, rates, strict=True):
        yield head | {
            "importer": game.players[player].name, "exporter": exporter, "rate": float(rate), "gain_pct": value,
            "at_bound": bool(rate > BOUNDS[1] - 1e-6), "solved": point is not None, "why": why,
        }  # fmt: skip
