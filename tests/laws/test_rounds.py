"""Laws of rounds: the same again from a seed, nothing without a reason, and leverage that follows dependence."""

from functools import cache

import numpy as np
import pytest
from scipy.special import expit

import bahe
from bahe.faults import BadValue, Conflict, UnknownName
from bahe.rounds import Chronicle, Move, Rules, play, policies
from bahe.rounds.bench import Bench, Rope, leverage_of
from bahe.rounds.channels import rerouted, shares, split
from bahe.rounds.sourcing import holder_part_after
from bahe.substitution.laws import Laws
from bahe.world.capability import Capability

#: Nobody learns, nothing spreads, nobody remembers, nothing happens by chance.
ASLEEP = Laws(exponent=0.0, diffusion=0.0, noise=0.0, setback_chance=0.0, distrust_weight=0.0, research_response=0.0)
AWAKE = Laws()


@cache
def world(order: tuple[int, ...] = (0, 1, 2), third: float = 0.0) -> bahe.World:
    """Three economies and three goods: A makes most of the item, B most of the ore; C sells `third` of the item to B."""
    trade = np.array([
        [[90.0, 4.0, 0.3], [12.0, 3.2, 0.2], [9.0, 3.0, 0.2]],
        [[11.0, 0.3, 1.5], [80.0, 0.5, 2.0], [8.0, 0.2, 1.0]],
        [[10.0, 0.5, 0.0], [7.0, third, 0.2], [60.0, 1.0, 0.4]],
    ])  # fmt: skip
    use = np.zeros((3, 3, 3))
    use[:, 0, 0] = [30.0, 28.0, 20.0]
    use[:, 1, 0] = [2.0, 2.0, 1.5]
    use[:, 2, 0] = [1.0, 1.0, 0.8]
    use[:, 0, 1] = [1.0, 0.2, 0.4]
    use[:, 0, 2] = [0.2, 1.0, 0.2]
    at = list(order)
    names = [("A", "B", "C")[i] for i in at]
    return bahe.World.from_tables(
        trade[np.ix_(at, at)],
        economies=names,
        sectors=["rest", "item", "ore"],
        use=use[at],
        trade_elasticity={"long": 3.0, "short": 0.5},
    )


def start(laws: Laws = AWAKE, draws: int | None = None, gap: float = 0.9) -> Capability:
    """B at rest under these laws in free sale: its home share is what the world has, its preference aside."""
    w = world()
    n, k = w.economies.index("B"), w.sectors.index("item")
    s = w.trade_share[n, n, k]
    c = Capability(("B",), ("item",), experience=np.array([[1.0]]), gap=np.array([[gap]]), home_share=np.array([[s]]))
    return c if draws is None else c.with_draws((draws, 1, 1))


def resting(laws: Laws, gap: float = 0.9) -> Laws:
    """The laws with the home preference that makes the starting share stay."""
    from dataclasses import replace

    s = float(start().home_share[0, 0])
    return replace(laws, preference=gap + np.log(s / (1 - s)) / (laws.long_elasticity - 1))


SQUEEZE = [Move("A", "B", "item", "embargo", {"intensity": 0.8})]


@cache
def squeezed(seed: int | None = 3, draws: int = 5, solve: str = "grid") -> Chronicle:
    return play(world(), start(draws=draws), SQUEEZE, Rules(resting(AWAKE), years=6, solve=solve), seed)


def test_same_seed_same_chronicle() -> None:
    """Every number comes out again from seed and moves; another seed gives others."""
    a, b = squeezed(), squeezed.__wrapped__()
    for name in ("holder_part", "intensity", "welfare", "leverage", "own"):
        assert np.array_equal(getattr(a, name), getattr(b, name)), name
    assert np.array_equal(a.of("gap"), b.of("gap"))
    assert a.seed == b.seed == 3
    other = squeezed(seed=4)
    assert not np.array_equal(a.of("gap"), other.of("gap"))


def test_no_control_and_no_learning_is_the_same_world_every_year() -> None:
    """Real income stays where it was, to the solver's tolerance; so do leverage and dependence."""
    for way in ("grid", "exact"):
        c = play(world(), start(), [Move("A", "B", "item")], Rules(resting(ASLEEP), years=5, solve=way))
        assert np.abs(c.welfare - 1).max() < 1e-8
        assert np.abs(c.leverage - c.leverage[0]).max() < 1e-6
        assert np.abs(c.position).max() < 1e-9
        assert (c.leverage > 0).all()


def test_embargo_then_lift_gives_leverage_back_where_nothing_was_learnt() -> None:
    """Buyers come back, and so does what the holder can do to them; where makers have learnt they do not all come back."""
    lift = [Move("A", "B", "item", "embargo-then-lift", {"intensity": 0.8, "years": 3})]
    asleep = play(world(), start(), lift, Rules(resting(ASLEEP), years=60))
    assert asleep.leverage[3, 0, 0] < 0.9 * asleep.leverage[0, 0, 0]
    assert asleep.leverage[-1, 0, 0] == pytest.approx(asleep.leverage[0, 0, 0], rel=1e-3)
    assert asleep.dependence[-1] == pytest.approx(asleep.dependence[0], rel=1e-3)
    awake = play(world(), start(), lift, Rules(resting(AWAKE).still(), years=60))
    assert awake.leverage[-1, 0, 0] < 0.7 * asleep.leverage[-1, 0, 0]


def test_swapped_labels_swap_results_and_nothing_else() -> None:
    """The order in which economies stand in the tables does not matter, and names do not."""
    a = squeezed()
    b = play(world((2, 0, 1)), start(draws=5), SQUEEZE, Rules(resting(AWAKE), years=6), 3)
    assert a.dependence == pytest.approx(b.dependence, abs=1e-12)
    assert a.leverage == pytest.approx(b.leverage, abs=1e-5)
    at = [b.economies.index(e) for e in a.economies]
    assert a.welfare == pytest.approx(b.welfare[:, :, at], abs=1e-7)


def test_leverage_falls_as_the_home_share_rises() -> None:
    """Solved, state by state, from a home share of 5 per cent to one of 99."""
    w = world()
    rope = Rope.of(w, "A", "B", "item")
    bench = Bench(w, (rope,), "short", "transfer", 0.1)
    losses = []
    for s in expit(np.linspace(-3, 5, 9)):
        log_w = bench.answer(np.array([s]), np.array([rope.part]), np.zeros(1), [np.zeros(1), np.ones(1)])
        losses.append(leverage_of(log_w[0], log_w[1])[rope.n])
    assert (np.diff(losses) < 0).all()
    assert losses[-1] < 0.02 * losses[0]


def test_each_draw_is_a_run_of_its_own() -> None:
    """Parameters with draws [s,1,1]: draw s is the run with the parameters of s."""
    w = np.array([0.05, 0.2, 0.4])
    laws = resting(AWAKE).still()
    from dataclasses import replace

    many = play(world(), start(), SQUEEZE, Rules(replace(laws, exponent=w[:, None, None]), years=4))
    for s, one in enumerate(w):
        alone = play(world(), start(), SQUEEZE, Rules(replace(laws, exponent=float(one)), years=4))
        assert many.dependence[:, s] == pytest.approx(alone.dependence[:, 0], abs=1e-14)
        assert many.leverage[:, s] == pytest.approx(alone.leverage[:, 0], abs=1e-12)
        assert many.welfare[:, s] == pytest.approx(alone.welfare[:, 0], abs=1e-14)


def test_the_grid_answers_as_the_solver_does() -> None:
    """Interpolated leverage is within 3 per cent of the largest solved one, and says how far off it is."""
    grid, exact = squeezed(), squeezed(solve="exact")
    off = np.abs(grid.leverage - exact.leverage).max()
    assert off < 0.03 * exact.leverage.max()
    assert grid.accuracy.worst_leverage <= off + 1e-9 or grid.accuracy.worst_leverage < 0.03 * exact.leverage.max()
    assert np.abs(grid.welfare - exact.welfare).max() < 0.03 * np.abs(exact.welfare - 1).max()
    assert grid.accuracy.outside == 0


def test_third_countries_take_a_part_of_the_fall() -> None:
    """Where there are others to buy from, the holder's part of imports falls under control and its leverage falls faster."""
    w, squeeze = world(third=0.8), Rules(resting(AWAKE).still(), years=3, resourcing=0.5, solve="exact")
    from dataclasses import replace

    alone = play(w, start(), SQUEEZE, replace(squeeze, resourcing=0.0))
    c = play(w, start(), SQUEEZE, squeeze)
    assert (np.diff(c.holder_part[:, 0, 0]) < 0).all()
    assert (alone.channels[1] == 0).all()
    assert c.channels[1, -1, 0, 0] > 0
    assert c.leverage[-1, 0, 0] < alone.leverage[-1, 0, 0]


def test_matching_answers_with_a_year_of_delay() -> None:
    """Two holders: the second withholds what was withheld from it the year before; thresholds let go below."""
    w = world()
    at = [w.sectors.index(k) for k in ("item", "ore")]
    c = Capability(("A", "B"), ("item", "ore"), experience=np.ones((2, 2)), gap=np.full((2, 2), 0.5),
                   home_share=np.stack([w.trade_share[n, n, at] for n in (0, 1)]))  # fmt: skip
    moves = [
        Move("A", "B", "item", "embargo-then-lift", {"intensity": 0.6, "years": 2}),
        Move("B", "A", "ore", "match"),
    ]
    x = play(w, c, moves, Rules(ASLEEP, years=5), 0).intensity[:, 0]
    assert x[:, 0].tolist() == [0.6, 0.6, 0, 0, 0]
    assert x[:, 1].tolist() == [0, 0.6, 0.6, 0, 0]


def test_a_threshold_lets_go_once_the_target_depends_less() -> None:
    """Squeezed while dependence is above the level, and not below."""
    c = play(
        world(),
        start(),
        [Move("A", "B", "item", "threshold", {"above": 0.4, "intensity": 0.9})],
        Rules(resting(AWAKE).still(), years=12),
    )
    x, d = c.intensity[:, 0, 0], c.dependence[:-1, 0, 0]
    assert ((x > 0) == (d > 0.4)).all()
    assert x[0] == 0.9
    assert x.min() == 0


def test_channels_add_up() -> None:
    """The log fall of dependence is split without a rest, and no channel that is shut takes part."""
    c = squeezed()
    assert c.channels.sum(0) == pytest.approx(-np.log(c.dependence / c.dependence[:1]), abs=1e-12)
    assert (c.channels[2] == 0).all()
    only = split(np.array([0.2, 0.6]), np.array([0.5, 0.5]), np.zeros(2))
    assert shares(only)[:, 1].tolist() == [1, 0, 0]
    assert np.isnan(shares(only)[:, 0]).all()
    assert rerouted(1.0, 0.1) == pytest.approx(1.0)
    assert rerouted(0.0, 0.1) == 0


def test_third_countries_come_and_go() -> None:
    """A wedge sends buyers elsewhere, without one they come back; where there is nobody else nothing moves."""
    h = 0.8
    for _ in range(4):
        h = float(holder_part_after(h, 0.8, 1.0, 0.0, 4.0, 0.5))
    assert h < 0.3
    for _ in range(40):
        h = float(holder_part_after(h, 0.8, 0.0, 0.0, 4.0, 0.5))
    assert h == pytest.approx(0.8, abs=1e-9)
    assert holder_part_after(1.0, 1.0, 2.0, 0.0, 4.0, 0.5) == 1.0


def test_what_is_off_is_named() -> None:
    """Policies, their numbers, items, holders."""
    with pytest.raises(UnknownName):
        Move("A", "B", "item", "embargoo")
    with pytest.raises(UnknownName):
        Move("A", "B", "item", "embargo", {"level": 1.0})
    with pytest.raises(BadValue):
        Move("A", "A", "item")
    with pytest.raises(UnknownName):
        play(world(), start(), [Move("A", "B", "chip")])
    with pytest.raises(Conflict):
        play(world(), start(), [Move("A", "B", "item"), Move("C", "B", "item")])
    with pytest.raises(BadValue):
        Rules(years=0)
    assert {"free", "embargo", "embargo-then-lift", "threshold", "match", "while-it-pays"} <= set(policies.names())
