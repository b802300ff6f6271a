"""What a year is worth to each side, in market-years.

Source: MODEL of the control game (section 10) with the demand of substitution (section 9), whose form it leaves open. It is closed here
by the demand system that section 9's adoption rule already implies, and by nothing else:

    challenger  u_c = ln Q - outlay - research cost
        The user of the item has ln Q + money. That is Cobb-Douglas over items: spending on the item is one market-year at free
        sale, whatever its price, so u_c = -ln P there (the constant is left out).

        Planned purchases: P(g,s) = [ a^(1/sL) (s e^-g)^rho + (1-a)^(1/sL) (1-s)^rho ]^(-1/rho),   rho = (sL-1)/sL
        is the price of the CES composite when a share s of spending goes home. It is least at log-odds (sL-1)(b_h - g), which is
        section 9's target without wedge, distrust and network; logit a = (sL-1) b_h. P = 1 at g = 0 and b_h = 0.

        Under control the year's quantities differ from the plan: f = 1 - x (1-lk) of what was to be imported, and
        h = 1 + fill (1-s) x (1-lk) / s of what was to be made at home, and within the year the two substitute with sigma_S:
        loss(s,x) = -(1/rhoS) ln[ s h^rhoS + (1-s) f^rhoS ] - (1-fill) (1-s) x (1-lk),      rhoS = (sS-1)/sS
        The last term is spending that is saved. The limits are those of dependence (section 7): zero at s = 1; with fill = 0 and no
        leakage the first term is -(sS/(sS-1)) ln s; for a small foreign share d all is d/(sS-1); a little control costs nothing to
        first order, for the last unit is worth its price.

    holder      u_h = margin (1-s)(1 - x (1-lk)) - enforcement x^2 + b (-u_c)
        Profit on what is sold, leakage included (it has been sold by someone); margin 1/sL is the constant mark-up of section 2.
        No rent of scarcity comes to the holder: it stays with importers. b weighs the challenger's loss against cost parity with
        free supply (u_c = 0), so that the weight counts a rival that stays dear as well as one that is squeezed.

Distrust and the network term move the share and are no good of their own: their price is the distance from the best share.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bahe.statecraft.control.game import ControlGame
from bahe.statecraft.control.motion import denied, home_share

Floats = NDArray[np.float64]

#: Exponents this near to zero are taken as zero: beside it, powers lose the digits that they divide by.
UNIT = 1e-7


def log_price(game: ControlGame, g: Any, l: Any) -> Floats:
    """ln P(g,s): log price of the composite of planned purchases."""
    sigma = game.long_elasticity
    rho = (sigma - 1) / sigma
    a = home_share((sigma - 1) * game.home_preference)
    s = home_share(l)
    home = np.log(a) / sigma + rho * (np.log(s) - np.asarray(g))
    foreign = np.log1p(-a) / sigma + rho * np.log(home_share(-np.asarray(l)))
    return np.asarray(-np.logaddexp(home, foreign) / rho)


def static_log_odds(game: ControlGame, g: Any) -> Floats:
    """(sigma_L - 1)(b_h - g): the share at which planned purchases are cheapest."""
    return np.asarray((game.long_elasticity - 1) * (game.home_preference - np.asarray(g)))


def control_loss(game: ControlGame, l: Any, x: Any) -> Floats:
    """What the year's control costs the challenger: use forgone less spending saved."""
    s, abroad, d = home_share(l), home_share(-np.asarray(l)), denied(game, x)
    log_f, log_h = np.log1p(-d), np.log1p(game.fill * abroad * d / s)
    rho = (game.short_elasticity - 1) / game.short_elasticity
    if abs(rho) < UNIT:
        forgone = -(s * log_h + abroad * log_f)
    else:
        forgone = -np.logaddexp(np.log(s) + rho * log_h, np.log(abroad) + rho * log_f) / rho
    return np.asarray(forgone - (1 - game.fill) * abroad * d)


def challenger_flow(game: ControlGame, g: Any, l: Any, x: Any, r: Any) -> Floats:
    """u_c = -ln P - loss from control - research cost r^2."""
    return np.asarray(-log_price(game, g, l) - control_loss(game, l, x) - game.research_cost * np.asarray(r) ** 2)


def profit(game: ControlGame, l: Any, x: Any) -> Floats:
    """margin (1-s)(1 - x (1-lk)): profit on what the holder's sellers sell."""
    return np.asarray(game.profit_rate * (1 - home_share(l)) * (1 - denied(game, x)))


def holder_flow(game: ControlGame, g: Any, l: Any, x: Any, r: Any) -> Floats:
    """u_h = profit - enforcement x^2 + b (-u_c)."""
    own = profit(game, l, x) - game.enforcement * np.asarray(x) ** 2
    return np.asarray(own - game.security * challenger_flow(game, g, l, x, r))


__all__ = ["challenger_flow", "control_loss", "holder_flow", "log_price", "profit", "static_log_odds"]
