"""Crisis signalling set against how threats ended: what the frequencies fix, what they leave open, and published rates as checks.

Three shares that add up to one fix two numbers. Everything else is held; what a held payoff does to an answer is shown by holding it
elsewhere and fitting again. Nothing here is used by the cases of `bahe talks`, whose payoffs come from the engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import beta

from bahe.talks.signalling import Crisis, Reading, equilibria, fit

if TYPE_CHECKING:
    import pandas as pd

#: The crisis game with which the published frequencies come out (Crisman-Cox and Gibilisco 2021, data of TIES 1970-2000).
PUBLISHED = Crisis(
    status_quo=0.0, concession=0.851, gives_in=-0.966, backed_down=0.0, firm=-2.612, struck=-0.606, shame=-2.932
)


@dataclass(frozen=True)
class Rate:
    """A published rate: so many of so many, and where it stands."""

    name: str
    count: int
    of: int
    source: str

    @property
    def share(self) -> float:
        """Fraction."""
        return self.count / self.of

    @property
    def band(self) -> tuple[float, float]:
        """95 per cent interval of Clopper and Pearson (1934)."""
        k, n = self.count, self.of
        low = float(beta.ppf(0.025, k, n - k + 1)) if k else 0.0
        return low, float(beta.ppf(0.975, k + 1, n - k)) if k < n else 1.0


TIES = (
    Rate("target concedes", 144, 633, "TIES 1970-2000 (Morgan, Bapat and Kobayashi 2014), as counted by sigInt"),
    Rate("sanctions imposed", 349, 633, "TIES 1970-2000 (Morgan, Bapat and Kobayashi 2014), as counted by sigInt"),
    Rate("sender backs down", 140, 633, "TIES 1970-2000 (Morgan, Bapat and Kobayashi 2014), as counted by sigInt"),
)
DREZNER = "Drezner 2003, International Organization 57(3), table on US trade policy, from Bayard and Elliott"
THREATENED = Rate("concession, threatened only", 40, 71, DREZNER)
IMPOSED = Rate("concession, sanctions imposed", 5, 15, DREZNER)
TARIFFS = "Bloomberg Economics, 49 US tariff threats, November 2024 to 25 January 2026, as quoted by UDN"
#: Of 49, the 25 that were decided by then: 10 in full, 4 in part, 3 executed then withdrawn, 8 withdrawn; 24 were open.
DECIDED = Rate("executed, of tariff threats decided", 17, 25, TARIFFS)
FULL = Rate("executed in full, of all tariff threats", 10, 49, TARIFFS)
OPEN = Rate("still open or under investigation, of all tariff threats", 24, 49, TARIFFS)

#: Payoffs left free in turn; the first pair is the fit that is used.
FREE = (
    ("struck", "shame"),
    ("struck", "firm"),
    ("gives_in", "shame"),
    ("struck", "shame", "firm"),
    ("struck", "shame", "firm", "gives_in"),
)
#: What is held is held half a spread lower and higher.
STEP = 0.5


def fits() -> pd.DataFrame:
    """The fit to 633 threats with different payoffs free: error, how many directions the frequencies see, the payoffs found."""
    import pandas as pd

    ends = (TIES[0].share, TIES[1].share, TIES[2].share)
    rows: list[dict[str, Any]] = []
    for free in FREE:
        found = fit(PUBLISHED, free, ends)
        up, down = (tilted(found.game, by) for by in (1.0, -1.0))
        rows.append({"free": ", ".join(free), "error": found.error, "rank": found.rank, "of": len(free),
                     "identified": found.rank == len(free), "struck": found.game.struck, "shame": found.game.shame,
                     "firm": found.game.firm, "threat": found.reading.threat, "concede": found.reading.concede,
                     "concede_if_dearer": up.concede, "concede_if_cheaper": down.concede})  # fmt: skip
    return pd.DataFrame(rows)


def held() -> pd.DataFrame:
    """The same three frequencies with one held payoff moved: what is fitted moves, and so does the answer to a question.

    `concede_if_dearer`: the chance of concession if sanctions cost the target one spread more. Where it differs between rows that fit
    equally well, the frequencies do not answer that question.
    """
    import pandas as pd

    ends = (TIES[0].share, TIES[1].share, TIES[2].share)
    rows: list[dict[str, Any]] = []
    for name in ("concession", "gives_in", "firm", "backed_down"):
        for by in (-STEP, STEP):
            found = fit(replace(PUBLISHED, **{name: getattr(PUBLISHED, name) + by}), ("struck", "shame"), ends)
            rows.append({"held": name, "at": getattr(found.game, name), "error": found.error, "struck": found.game.struck,
                         "shame": found.game.shame, "threat": found.reading.threat, "equilibria": len(equilibria(found.game)),
                         "concede_if_dearer": tilted(found.game, 1.0).concede})  # fmt: skip
    return pd.DataFrame(rows)


def tilted(game: Crisis, by: float) -> Reading:
    """The equilibrium if sanctions cost the target `by` spreads more; the one of least resistance where there are several."""
    return equilibria(replace(game, struck=game.struck - by))[0]


def checks() -> pd.DataFrame:
    """Published rates that were not fitted, beside what the fitted game says; `inside`: within the 95 per cent interval of the rate."""
    import pandas as pd

    r = fit(PUBLISHED).reading
    said: list[tuple[Rate, float, str]] = [
        (THREATENED, r.concede / (r.concede + r.back_down), "concede, of threats that are not carried out"),
        (IMPOSED, 0.0, "the game ends when sanctions are imposed: it has no concession after that"),
        (DECIDED, r.stand_firm / (r.stand_firm + r.back_down), "stands firm, of threats that are resisted"),
        (FULL, r.stand_firm, "stands firm, of all threats: no later stage is known"),
        (OPEN, float("nan"), "the game has no clock: a threat that is open has no place in it"),
    ]
    rows = [
        {"rate": x.name, "count": x.count, "of": x.of, "published": x.share, "low": x.band[0], "high": x.band[1], "game": m,
         "inside": bool(x.band[0] <= m <= x.band[1]) if np.isfinite(m) else None, "what": what, "source": x.source}
        for x, m, what in said
    ]  # fmt: skip
    return pd.DataFrame(rows)


def calibration() -> dict[str, pd.DataFrame]:
    """The three tables by name."""
    parts: tuple[tuple[str, Callable[[], pd.DataFrame]], ...] = (("fits", fits), ("held", held), ("checks", checks))
    return {name: f() for name, f in parts}
