"""An Equilibrium as a new benchmark."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bahe.faults import Conflict, NotConverged
from bahe.trade.equilibrium import Equilibrium
from bahe.world.world import Remark, World

Floats = NDArray[np.float64]


def rebase(eq: Equilibrium, name: str | None = None) -> World:
    """The World whose benchmark is `eq`: new shares, spending and tariffs; solving it with no shock gives ones.

    Export taxes, subsidies, wedges of controls and tariffs below zero have no place in a benchmark; where the equilibrium has
    them this is refused, since their revenue would be lost. Elastic labour stays at its new level.
    """
    if not eq.info.ok:
        raise NotConverged("an equilibrium that did not converge is no benchmark", eq.info, where="as_world")
    odd = [
        what
        for what, there in (
            ("export taxes", eq.levers.export_tax is not None),
            ("subsidies", eq.levers.subsidy is not None),
            ("controls", bool(np.any(eq.wedge > 1 + 1e-9))),
            ("tariffs below zero", bool(eq.levers.tariff.min() < -1e-12)),
        )
        if there
    ]
    if odd:
        raise Conflict(f"an equilibrium with {' and '.join(odd)} cannot be a benchmark", where="as_world",
                       remedy="Compose the shocks with & and solve once.")  # fmt: skip
    w, b = eq.world, eq.books
    inputs = w.cost_share
    gross = np.where(b.gross > 0, b.gross, 1.0)
    paid = np.where(b.gross > 0, b.paid / gross, w.value_added_share)
    if eq.problem.s_va != 1.0 or eq.problem.s_in != 1.0:
        # gamma'_nkj proportional to gamma P_k^(1-s_in), adding up to one less the value added share.
        tilt = inputs * eq.price_hat[:, :, None] ** (1 - eq.problem.s_in)
        total = tilt.sum(1)
        inputs = tilt * ((1 - paid) / np.where(total > 0, total, 1.0))[:, None, :]
        paid = 1 - inputs.sum(1)
    final = w.final_share * (eq.price_hat / eq.final_price_hat[:, None]) ** (1 - eq.problem.s_fin)
    return w.replace(
        trade_share=_normalised(eq.trade_share_new),
        expenditure=eq.expenditure_new,
        tariff=np.maximum(eq.levers.tariff, 0.0),
        cost_share=inputs,
        value_added_share=1 - inputs.sum(1),
        final_share=final / final.sum(1)[:, None],
        name=name or f"{w.name}, after a shock",
        remarks=(*w.remarks, Remark("rebased", "WARN", f"benchmark re-solved: {eq.closure}, horizon {eq.horizon}")),
    )


def _normalised(share: Floats) -> Floats:
    out: Floats = share / share.sum(1, keepdims=True)
    return out
