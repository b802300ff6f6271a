"""Fit and forecast: the adoption-learning law in log-odds, as a state-space model with an exact likelihood.

    dl = kappa (T - l) dt + s_l dW       kappa = -ln(1 - phi)       l  log-odds of the share
    dT = d dt + s_T dW'                                             T  target: what buyers would choose; d  its drift
    figure = l + error

A year of it, without noise and with a target that stands still, is the law of `adoption`: l' = l + phi (T - l). Given the six `Terms` it
is linear and normal, and the Kalman filter gives the likelihood; the terms are averaged over points of their priors, weighted by it.
Turning a share round (home for foreign) turns l, T and d round and changes nothing else.

Axis letters: s point of the prior, n series, t year of training, h year forecast, r draw. State: (l, T, d).
Sources: Fisher and Pry (1971); Durbin and Koopman (2012), ch. 4; Kiefer and Wolfowitz (1956) for the weights shared by many series.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logsumexp
from scipy.stats import chi2

from bahe.faults import BadShape, BadValue, NotConverged
from bahe.numerics.sampling import Dimension, drawn, points

Floats = NDArray[np.float64]

#: s.d. of the log-odds of a share before anything is known of it.
FIRST = 3.0
#: Fewer effective points than this carry no forecast; points are doubled from FEW to MANY until there are that many.
LEAST = 50
FEW, MANY = 4096, 65536
SEED = 20261126
#: Points that stand for a Student law: a mixture of normals at these many quantiles of its variance.
STUDENT = 512
#: The priors; grounds in atlas/data/substitution/skill_rule.md.
PRIORS: tuple[Dimension, ...] = (
    Dimension("speed", "log-uniform", (0.05, 0.80)),
    Dimension("noise", "log-uniform", (0.005, 0.5)),
    Dimension("target_noise", "log-uniform", (0.02, 1.5)),
    Dimension("drift_spread", "log-uniform", (0.01, 0.5)),
    Dimension("distance_spread", "log-uniform", (0.03, 3.0)),
    Dimension("error", "log-uniform", (0.001, 0.2)),
)


@dataclass(frozen=True, eq=False)
class Terms:
    """What is not linear in the law, one number a point s.

    speed            phi, part of the way to the target gone in a year, above 0 and below 1
    noise            s_l, s.d. of a year's move of the log-odds that no target explains
    target_noise     s_T, s.d. of a year's move of the target
    drift_spread     s.d. of the drift d before the data
    distance_spread  s.d. of the first distance T - l
    error            s.d. of a figure about the true log-odds
    """

    speed: Floats
    noise: Floats
    target_noise: Floats
    drift_spread: Floats
    distance_spread: Floats
    error: Floats

    def __post_init__(self) -> None:
        for f in fields(self):
            array = np.atleast_1d(np.array(getattr(self, f.name), dtype=np.float64))
            if array.ndim != 1 or not (np.isfinite(array).all() and (array >= 0).all()):
                raise BadValue("numbers of 0 or more are needed, one a point", field=f.name, where="Terms")
            array.flags.writeable = False
            object.__setattr__(self, f.name, array)
        if not ((self.speed > 0) & (self.speed < 1)).all():
            raise BadValue("out of range", field="speed", where="Terms", allowed="above 0, below 1")
        if len({len(getattr(self, f.name)) for f in fields(self)}) != 1:
            raise BadShape("one number a point for every term", where="Terms")

    def __len__(self) -> int:
        return len(self.speed)


def prior(count: int = FEW, seed: int = SEED, dimensions: tuple[Dimension, ...] = PRIORS) -> Terms:
    """Points of the priors [s], Sobol and shifted by `seed`."""
    found = drawn(dimensions, points(count, len(dimensions), seed))
    return Terms(**{d.name: np.array([row[d.name] for row in found]) for d in dimensions})


def step(terms: Terms, years: float) -> Floats:
    """F[s,3,3]: the state `years` later, without noise. Two steps of half the time are one step."""
    e, kappa = _kept(terms, years)
    out = np.zeros((len(terms), 3, 3))
    out[:, 0, 0], out[:, 0, 1], out[:, 0, 2] = e, 1 - e, years - (1 - e) / kappa
    out[:, 1, 1], out[:, 1, 2], out[:, 2, 2] = 1.0, years, 1.0
    return out


def shaken(terms: Terms, years: float) -> Floats:
    """Q[s,3,3]: covariance of what noise adds in that time; the drift has none."""
    e, kappa = _kept(terms, years)
    once, twice = (1 - e) / kappa, (1 - e**2) / (2 * kappa)
    v = terms.target_noise**2
    out = np.zeros((len(terms), 3, 3))
    out[:, 0, 0] = terms.noise**2 * twice + v * (years - 2 * once + twice)
    out[:, 0, 1] = out[:, 1, 0] = v * (years - once)
    out[:, 1, 1] = v * years
    return out


def _kept(terms: Terms, years: float) -> tuple[Floats, Floats]:
    """exp(-kappa h) = (1 - phi)^h, and kappa."""
    kappa = -np.log1p(-terms.speed)
    return np.exp(-kappa * years), kappa


@dataclass(frozen=True, eq=False)
class Filtered:
    """After the last figure: log-likelihood[n,s], mean[n,s,3] and covariance[s,3,3] of the state."""

    likelihood: Floats
    mean: Floats
    covariance: Floats


def filtered(odds: ArrayLike, years: ArrayLike, terms: Terms) -> Filtered:
    """The Kalman filter over figures odds[n,t] (log-odds) at years[t], rising, decimal years allowed.

    All series have the same years: their covariances are the same and are worked out once.
    """
    y, t = _series(odds, years)
    n, s = len(y), len(terms)
    mean = np.zeros((n, s, 3))
    cov = np.zeros((s, 3, 3))
    cov[:, :2, :2] += FIRST**2
    cov[:, 1, 1] += terms.distance_spread**2
    cov[:, 2, 2] = terms.drift_spread**2
    total = np.zeros((n, s))
    for k, now in enumerate(t):
        if k:
            mean, cov = moved(mean, cov, terms, float(now - t[k - 1]))
        surprise = y[:, k, None] - mean[:, :, 0]
        spread = cov[:, 0, 0] + terms.error**2
        gain = cov[:, :, 0] / spread[:, None]
        total -= (np.log(2 * np.pi * spread) + surprise**2 / spread) / 2
        mean = mean + surprise[:, :, None] * gain
        cov = cov - gain[:, :, None] * cov[:, None, 0, :]
    return Filtered(total, mean, cov)


def moved(mean: Floats, cov: Floats, terms: Terms, years: float) -> tuple[Floats, Floats]:
    """Mean and covariance of the state `years` later."""
    f = step(terms, years)
    return np.einsum("sij,nsj->nsi", f, mean), f @ cov @ np.swapaxes(f, 1, 2) + shaken(terms, years)


def weighed(likelihood: Floats, weight: Floats | None = None) -> Floats:
    """Posterior weight[n,s] of each point: prior weight times likelihood, adding up to 1 over s."""
    logs = likelihood if weight is None else likelihood + np.log(weight)
    return np.asarray(np.exp(logs - logsumexp(logs, axis=-1, keepdims=True)))


def effective(weight: Floats) -> Floats:
    """Effective points: 1 / sum weight^2 over s; [n] or a number."""
    return np.asarray(1 / (weight**2).sum(-1))


def pooled(
    likelihood: Floats, strength: float = 10.0, tolerance: float = 1e-6, most: int = 2000
) -> tuple[Floats, int, float]:
    """Weights[s] of the points learnt from all series together, iterations and last gain: EM for a mixture over fixed points.

    The prior counts as `strength` series. Ends when an iteration raises the penalised log-likelihood by less than `tolerance` a series;
    raises NotConverged otherwise.
    """
    n, s = likelihood.shape
    scaled = np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    weight, last = np.full(s, 1.0 / s), -np.inf
    for k in range(1, most + 1):
        mixed = scaled @ weight
        worth = float(np.log(mixed).sum() + strength * np.log(weight).mean())
        gain, last = (worth - last) / n, worth
        if gain < tolerance:
            return weight, k, gain
        weight = (strength / s + weight * ((1 / mixed) @ scaled)) / (strength + n)
    raise NotConverged("the shared weights have not settled", where="pooled", got=gain, allowed=f"below {tolerance:g}")


@dataclass(frozen=True, eq=False)
class Forecast:
    """The law of log-odds (or log cost) in the years ahead: a mixture of normals, and draws from it.

    years[h]; weight[s]; mean[s,h], variance[s,h] of each normal; draws[r,h] of figures, each row one path; truth[r,h]: the same paths
    without the error of a figure. `points`: effective ones. A baseline without a spread has variance 0: a point.
    """

    years: Floats
    weight: Floats
    mean: Floats
    variance: Floats
    draws: Floats
    truth: Floats
    points: float

    @property
    def certain(self) -> bool:
        """True where it is a point and no law."""
        return not self.variance.any()


def forecast(odds: ArrayLike, years: ArrayLike, ahead: ArrayLike, *, terms: Terms | None = None, draws: int = 2000,
             rng: np.random.Generator | None = None) -> Forecast:  # fmt: skip
    """Forecast of one series: odds[t] at years[t], for the years ahead[h] (rising, after the last).

    terms: points of the priors; unless given, as many as it takes. Raises NotConverged where fewer than `LEAST` points are effective.
    """
    y, now = np.asarray(odds, dtype=np.float64)[None], float(np.asarray(years)[-1])
    count = FEW if terms is None else MANY
    while True:
        tried = prior(count) if terms is None else terms
        after = filtered(y, years, tried)
        if count >= MANY or effective(weighed(after.likelihood))[0] >= LEAST:
            return ahead_of(after, 0, now, ahead, tried, draws=draws, rng=rng)
        count *= 2


def ahead_of(after: Filtered, n: int, now: float, ahead: ArrayLike, terms: Terms, *, weight: Floats | None = None, draws: int = 2000,
             rng: np.random.Generator | None = None) -> Forecast:  # fmt: skip
    """Forecast of series n of what was filtered, whose last figure is of the year `now`.

    weight[s]: shared weights (`pooled`), which settle on few points on purpose: the limit on effective points is for priors alone.
    """
    h = _ahead(ahead, now)
    p = weighed(after.likelihood[n], weight)
    enough = float(effective(p))
    if weight is None:
        _enough(enough)
    mean, cov = after.mean[n][None], after.covariance
    means, variances = np.empty((len(terms), len(h))), np.empty((len(terms), len(h)))
    for k, gone in enumerate(np.diff(h, prepend=now)):
        mean, cov = moved(mean, cov, terms, float(gone))
        means[:, k], variances[:, k] = mean[0, :, 0], cov[:, 0, 0] + terms.error**2
    paths = _paths(after, n, now, h, terms, p, draws, np.random.default_rng(0) if rng is None else rng)
    return Forecast(h, p, means, variances, *paths, enough)


def _enough(effective_points: float) -> None:
    if effective_points < LEAST:
        raise NotConverged("too few points of the priors explain this series", where="forecast", got=round(effective_points, 1),
                           allowed=f"{LEAST} effective or more", remedy="The priors say that these figures can hardly be.")  # fmt: skip


def _paths(
    after: Filtered, n: int, now: float, h: Floats, terms: Terms, p: Floats, draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Figures and truth [r,h] of as many paths as `draws`: points by systematic resampling, then the state, then its noise year by year."""
    s = np.searchsorted(np.cumsum(p), (np.arange(draws) + rng.random()) / draws * (1 - 1e-12))
    kept, s = np.unique(np.minimum(s, len(p) - 1), return_inverse=True)
    few = Terms(**{f.name: getattr(terms, f.name)[kept] for f in fields(terms)})
    state = after.mean[n, kept][s] + _normal(after.covariance[kept], s, rng)
    figures, truth = np.empty((draws, len(h))), np.empty((draws, len(h)))
    for k, gone in enumerate(np.diff(h, prepend=now)):
        state = np.einsum("rij,rj->ri", step(few, float(gone))[s], state) + _normal(shaken(few, float(gone)), s, rng)
        truth[:, k] = state[:, 0]
        figures[:, k] = truth[:, k] + few.error[s] * rng.standard_normal(draws)
    return figures, truth


def _normal(cov: Floats, s: NDArray[np.intp], rng: np.random.Generator) -> Floats:
    """Normal draws [r,3] with covariance cov[s_r]; a matrix without full rank is no trouble."""
    size, axes = np.linalg.eigh(cov)
    root = axes * np.sqrt(np.maximum(size, 0.0))[:, None, :]
    return np.asarray(np.einsum("rij,rj->ri", root[s], rng.standard_normal((len(s), cov.shape[-1]))))


# -- what it is compared with ------------------------------------------------------------------------------------------------
def persistence(odds: ArrayLike, years: ArrayLike, ahead: ArrayLike, *, draws: int = 2000,
                rng: np.random.Generator | None = None) -> Forecast:  # fmt: skip
    """The last figure; independent changes with their root mean square so far (Student, m degrees of freedom). A point below 4 figures."""
    y, t = _one(odds, years)
    h = _ahead(ahead, float(t[-1]))
    gone = np.diff(t)
    pace = float((np.diff(y) ** 2 / gone).mean()) if len(y) > 3 else 0.0
    return student(h, np.full(len(h), y[-1]), pace * (h - t[-1]), len(y) - 1, draws, rng)


def line(odds: ArrayLike, years: ArrayLike, ahead: ArrayLike, *, draws: int = 2000,
         rng: np.random.Generator | None = None) -> Forecast:  # fmt: skip
    """Least squares of log-odds on time, with its predictive law (Student, n - 2). A point below 4 figures."""
    y, t = _one(odds, years)
    h = _ahead(ahead, float(t[-1]))
    d = t - t.mean()
    slope = (d @ y) / (d @ d)
    left = y - y.mean() - slope * d
    scatter = left @ left / (len(y) - 2) if len(y) > 3 else 0.0
    spread = scatter * (1 + 1 / len(y) + (h - t.mean()) ** 2 / (d @ d))
    return student(h, y.mean() + slope * (h - t.mean()), spread, len(y) - 2, draws, rng)


def student(years: Floats, centre: Floats, scale2: Floats, freedom: int, draws: int = 2000,
            rng: np.random.Generator | None = None) -> Forecast:  # fmt: skip
    """A Student law as a mixture of normals: centre[h], squared scale[h], degrees of freedom. Scale 0: a point. Draws are right
    year by year; they are no paths."""
    rng = np.random.default_rng(0) if rng is None else rng
    q = (np.arange(STUDENT) + 0.5) / STUDENT
    stretch = freedom / chi2.ppf(q, freedom) if freedom > 0 else np.ones(STUDENT)
    variance = stretch[:, None] * np.asarray(scale2)[None]
    picked = variance[rng.integers(0, STUDENT, draws)]
    paths = centre + np.sqrt(picked) * rng.standard_normal((draws, len(centre)))
    mean = np.broadcast_to(centre, variance.shape)
    return Forecast(years, np.full(STUDENT, 1 / STUDENT), mean, variance, paths, paths, float(STUDENT))


# -- costs -------------------------------------------------------------------------------------------------------------------
def cost_forecast(past: tuple[ArrayLike, ArrayLike], future: ArrayLike, exponents: ArrayLike, noises: ArrayLike, *, own: bool = True,
                  draws: int = 2000, rng: np.random.Generator | None = None) -> Forecast:  # fmt: skip
    """Log cost relative to today's under Wright, 1..H years ahead: exponent and noise as in other technologies, weighed by the own past.

    past (X, Y)[t] own yearly changes of log production and log cost; future X_f[h], known; exponents, noises: of the other technologies.
    own=False: the past is not looked at. Raises NotConverged where the others hardly hold what the own past says.
    """
    f = np.cumsum(np.asarray(future, dtype=np.float64))
    count = FEW
    while True:
        w, sigma = like_others(exponents, noises, count)
        p = weighed(wright_likelihood(past, w, sigma)) if own else np.full(count, 1 / count)
        if count >= MANY or effective(p) >= LEAST:
            break
        count *= 2
    _enough(float(effective(p)))
    h = np.arange(1, len(f) + 1, dtype=np.float64)
    rng = np.random.default_rng(0) if rng is None else rng
    s = rng.choice(count, draws, p=p)
    noise = np.cumsum(sigma[s, None] * rng.standard_normal((draws, len(f))), axis=1)
    paths = noise - w[s, None] * f
    return Forecast(h, p, -w[:, None] * f, sigma[:, None] ** 2 * h, paths, paths, float(effective(p)))


def like_others(exponents: ArrayLike, noises: ArrayLike, count: int = FEW) -> tuple[Floats, Floats]:
    """Exponents and noises [s] spread as those of other technologies: their quantile functions, straight between them, independent."""
    u = points(count, 2, SEED)
    return np.quantile(np.asarray(exponents), u[:, 0]), np.exp(np.quantile(np.log(np.asarray(noises)), u[:, 1]))


def wright_likelihood(past: tuple[ArrayLike, ArrayLike], w: Floats, sigma: Floats) -> Floats:
    """ln of the density of yearly changes Y given X, for each pair (w, sigma)[s], without the constant."""
    x, y = (np.asarray(a, dtype=np.float64) for a in past)
    left = ((y[None] + w[:, None] * x[None]) ** 2).sum(1)
    return np.asarray(-left / sigma**2 / 2 - len(x) * np.log(sigma))


def drift_forecast(
    changes: ArrayLike, horizon: int, *, draws: int = 2000, rng: np.random.Generator | None = None
) -> Forecast:
    """The straight line in log cost: mean change so far, variance sigma^2 (h + h^2/m) (Student, m - 1)."""
    y = np.asarray(changes, dtype=np.float64)
    h = np.arange(1, horizon + 1, dtype=np.float64)
    return student(h, y.mean() * h, y.var(ddof=1) * (h + h**2 / len(y)), len(y) - 1, draws, rng)


def still_forecast(
    changes: ArrayLike, horizon: int, *, draws: int = 2000, rng: np.random.Generator | None = None
) -> Forecast:
    """Persistence of log cost: no change, root mean square of changes so far (Student, m)."""
    y = np.asarray(changes, dtype=np.float64)
    h = np.arange(1, horizon + 1, dtype=np.float64)
    return student(h, np.zeros(horizon), (y @ y) / len(y) * h, len(y), draws, rng)


def _series(odds: ArrayLike, years: ArrayLike) -> tuple[Floats, Floats]:
    y, t = np.asarray(odds, dtype=np.float64), np.asarray(years, dtype=np.float64)
    if y.ndim != 2 or t.shape != y.shape[1:] or len(t) < 1:
        raise BadShape("series [n,t] and their years [t] are needed", field="odds, years", got=(y.shape, t.shape))
    if not np.isfinite(y).all() or not (np.diff(t) > 0).all():
        raise BadValue("finite log-odds and rising years are needed", field="odds, years",
                       remedy="A share of 0 or 1 has no log-odds: leave the year out, and name it.")  # fmt: skip
    return y, t


def _one(odds: ArrayLike, years: ArrayLike) -> tuple[Floats, Floats]:
    y, t = _series(np.asarray(odds, dtype=np.float64)[None], years)
    if len(t) < 2:
        raise BadShape("two figures or more are needed", field="odds", got=y.shape)
    return y[0], t


def _ahead(ahead: ArrayLike, now: float) -> Floats:
    h = np.atleast_1d(np.asarray(ahead, dtype=np.float64))
    if not (np.diff(h, prepend=now) > 0).all():
        raise BadValue(
            "years ahead rise and come after the last figure", field="ahead", got=h.tolist(), allowed=f"above {now:g}"
        )
    return h
