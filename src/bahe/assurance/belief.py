"""What a clean result changes: Bayes' rule, the defect share, and Wald's sequential test."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log

from scipy.stats import beta as beta_law
from scipy.stats import binom

from bahe.assurance.finding import chance, whole
from bahe.faults import BadValue


def after_clean(prior: float, found: float) -> float:
    """Chance of an alteration after a clean look that would have found it with chance `found`: pi (1-p)/(1 - pi p)."""
    chance("after_clean", prior=prior, found=found)
    if prior * found == 1:
        raise BadValue("a clean result cannot happen: it was certain, and would certainly have been found", field="prior, found",
                       where="after_clean", got=(prior, found))  # fmt: skip
    return prior * (1 - found) / (1 - prior * found)


def share_below(limit: float, clean: int) -> float:
    """Chance that the share of altered chips is below `limit` after n clean draws, all shares equally likely before: 1 - (1-t)^(n+1)."""
    chance("share_below", limit=limit)
    whole("share_below", clean=clean)
    return float(beta_law.cdf(limit, 1, clean + 1))


def share_bound(clean: int, level: float = 0.95) -> float:
    """The share that it is below with chance `level` after n clean draws: 1 - (1-level)^(1/(n+1))."""
    whole("share_bound", clean=clean)
    chance("share_bound", level=level)
    return float(1 - (1 - level) ** (1 / (clean + 1)))


@dataclass(frozen=True)
class Sequential:
    """Wald's test of a share p0 against p1: accept or reject when the log-likelihood ratio leaves the corridor.

    accept_after    clean draws in a row after which the lot is accepted (and the exact number that rounds up to it)
    """

    p0: float
    p1: float
    accept_at: float
    reject_at: float
    accept_after: int
    exact: float

    def verdict(self, drawn: int, bad: int) -> str:
        """accept | reject | go on."""
        ratio = bad * log(self.p1 / self.p0) + (drawn - bad) * log((1 - self.p1) / (1 - self.p0))
        return "accept" if ratio <= self.accept_at else "reject" if ratio >= self.reject_at else "go on"


def sequential(p0: float, p1: float, alpha: float = 0.05, beta: float = 0.05) -> Sequential:
    """Wald 1945: accept where the ratio falls to ln(beta/(1-alpha)), reject where it rises to ln((1-beta)/alpha)."""
    chance("sequential", p0=p0, p1=p1, alpha=alpha, beta=beta)
    if not 0 < p0 < p1 < 1 or not alpha + beta < 1 or alpha == 0 or beta == 0:
        raise BadValue("0 < p0 < p1 < 1 and errors above zero, together below one, are needed", field="p0, p1, alpha, beta",
                       where="sequential", got=(p0, p1, alpha, beta))  # fmt: skip
    accept, reject = log(beta / (1 - alpha)), log((1 - beta) / alpha)
    exact = accept / log((1 - p1) / (1 - p0))
    return Sequential(p0, p1, accept, reject, ceil(exact), exact)


@dataclass(frozen=True)
class Plan:
    """An acceptance plan: draw n, accept the lot with at most c bad ones. `accepts(p)` is its operating characteristic."""

    n: int
    c: int

    def accepts(self, share: float) -> float:
        """Chance to accept a large lot with this share of bad ones."""
        chance("accepts", share=share)
        return float(binom.cdf(self.c, self.n, share))


def plan(good: float, bad: float, alpha: float = 0.05, beta: float = 0.10, largest: int = 100_000) -> Plan:
    """The smallest plan that accepts a share `good` with at least 1 - alpha and a share `bad` with at most beta (ISO 2859 logic)."""
    chance("plan", good=good, bad=bad, alpha=alpha, beta=beta)
    if not 0 <= good < bad <= 1:
        raise BadValue("good is not below bad", field="good, bad", where="plan", got=(good, bad))
    for c in range(200):
        low, high = c + 1, largest
        while high > low:  # the fewest draws that catch a bad lot; more draws only make a good one likelier to fail
            middle = (low + high) // 2
            low, high = (low, middle) if binom.cdf(c, middle, bad) <= beta else (middle + 1, high)
        if binom.cdf(c, low, bad) <= beta and binom.cdf(c, low, good) >= 1 - alpha:
            return Plan(low, c)
    raise BadValue(
        "no plan of this size tells them apart",
        field="good, bad",
        where="plan",
        got=(good, bad),
        remedy="Allow larger errors.",
    )
