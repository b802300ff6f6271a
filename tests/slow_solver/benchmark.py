"""From tables to a benchmark: spending at purchaser prices, input shares, final shares, incomes and deficits."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Benchmark:
    """Base-year values. `[o, d, k]` origin, destination, product; `[d, k, j]` product k used by industry j of d."""

    trade: np.ndarray  # [o, d, k] value at the factory door
    tariff: np.ndarray  # [o, d, k] rate
    spending: np.ndarray  # [d, k] at purchaser prices
    output: np.ndarray  # [o, k]
    input_share: np.ndarray  # [d, k, j] of the cost of j
    value_added_share: np.ndarray  # [d, j]
    final_share: np.ndarray  # [d, k]
    value_added: np.ndarray  # [d]
    revenue: np.ndarray  # [d]
    income: np.ndarray  # [d] final spending
    deficit: np.ndarray  # [d]
    markup: np.ndarray  # [o, k] price over unit cost, constant: 1 where nobody profits

    @property
    def cost(self) -> np.ndarray:
        """What making the output costs [o, k]."""
        return self.output / self.markup

    @property
    def share(self) -> np.ndarray:
        """Origin shares of purchaser spending [o, d, k]; all at home where nothing is bought."""
        N, _, K = self.trade.shape
        out = np.zeros_like(self.trade)
        for d in range(N):
            for k in range(K):
                if self.spending[d, k] > 0:
                    out[:, d, k] = self.trade[:, d, k] * (1 + self.tariff[:, d, k]) / self.spending[d, k]
                else:
                    out[d, d, k] = 1.0
        return out


def calibrate(
    trade: np.ndarray, use: np.ndarray | None = None, tariff: np.ndarray | None = None, markup: np.ndarray | float = 1.0
) -> Benchmark:
    """The benchmark of `trade[o,d,k]` and `use[d,k,j]` at basic prices, with `tariff[o,d,k]` as fractions."""
    trade = np.asarray(trade, dtype=float)
    N, _, K = trade.shape
    tariff = np.zeros_like(trade) if tariff is None else np.asarray(tariff, dtype=float)
    use = np.zeros((N, K, K)) if use is None else np.asarray(use, dtype=float)
    spending = (trade * (1 + tariff)).sum(axis=0)
    bought = trade.sum(axis=0)
    output = trade.sum(axis=1)
    markup = markup * np.ones((N, K))
    cost = output / markup
    input_share = np.zeros((N, K, K))
    for d in range(N):
        for j in range(K):
            if output[d, j] == 0:
                continue
            for k in range(K):
                if bought[d, k] > 0:
                    input_share[d, k, j] = use[d, k, j] * (spending[d, k] / bought[d, k]) / cost[d, j]
            total = input_share[d, :, j].sum()
            if total > 0.999:
                input_share[d, :, j] *= 0.999 / total
    value_added_share = 1 - input_share.sum(axis=1)
    final = spending.copy()
    for d in range(N):
        for k in range(K):
            final[d, k] -= sum(input_share[d, k, j] * cost[d, j] for j in range(K))
    income = final.sum(axis=1)
    value_added = (value_added_share * cost).sum(axis=1)
    profits = (output - cost).sum(axis=1)
    revenue = (tariff * trade).sum(axis=(0, 2))
    return Benchmark(
        trade, tariff, spending, output, input_share, value_added_share, final / income[:, None],
        value_added, revenue, income, income - value_added - profits - revenue, markup,
    )  # fmt: skip
