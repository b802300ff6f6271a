"""h20-assurance: what looking can show at what cost, with and without the reference layout, when it deters, and what distrust costs.

Three ways to alter a chip are asked about in the same way: on the mask (every chip), by targeted interdiction (a few of the fleet), in
firmware (no cell is altered). Counts and rates are those of CASES F, marked as stated; each is an argument.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bahe.assurance.belief import after_clean
from bahe.assurance.finding import cells_found, to_open, two_levels
from bahe.assurance.imaging import sensitivity
from bahe.assurance.inspection import Inspection

WAYS = ("mask", "interdiction", "firmware")


@dataclass(frozen=True)
class Stated:
    """What the case states (CASES F): nobody has measured it for this chip, and the reader may state something else.

    fleet, few     chips in the fleet, and how many of them an interdiction alters (the largest that is still called a few)
    price, budget  USD of a chip; part of the fleet's price that a buyer is taken to afford for opening chips
    cells, implant on a die, and altered;  trial: (seen, tried) of the imaging trial;  prior, tolerance: belief before, and what is borne
    loss           USD a chip, if the alteration were used
    """

    fleet: int = 300_000
    few: int = 10
    price: float = 12_000.0
    budget: float = 0.01
    cells: float = 8e10
    implant: int = 30
    trial: tuple[int, int] = (37, 40)
    prior: float = 0.1
    tolerance: float = 0.01
    loss: float = 1e6

    @property
    def opened(self) -> int:
        """Chips that the budget opens."""
        return int(self.budget * self.fleet)


def found(
    q: Stated, way: str, opened: int, imaged: float = 1.0, layout: bool = True, eyes: float | None = None
) -> float:
    """Chance that opening `opened` chips and imaging that part of each die shows the alteration.

    Without the reference layout an image has nothing to be compared with: 0. Firmware alters no cell: 0.
    eyes   sensitivity; None: the mean of the trial.  Scattered cells (the best case for who looks).
    """
    if not layout or way == "firmware":
        return 0.0
    seen = sensitivity(*q.trial).mean if eyes is None else eyes
    on_a_chip = cells_found(q.cells, q.implant, imaged, seen)[1]
    altered = q.fleet if way == "mask" else q.few
    return two_levels(q.fleet, altered, opened, on_a_chip)


def one_teardown(q: Stated, eyes: float | None = None) -> float:
    """Belief in an alteration of the mask after one whole die was imaged against the layout and nothing was found.

    More chips of the same mask do not help against what imaging cannot see: the misses of one die are those of all.
    """
    return after_clean(q.prior, sensitivity(*q.trial).mean if eyes is None else eyes)


def metrics(q: Stated | None = None) -> dict[str, Any]:
    """The two figures of the conditions."""
    q = q or Stated()
    s = sensitivity(*q.trial)
    best, least = found(q, "interdiction", q.opened), found(q, "interdiction", max(q.opened // 10, 1))
    return {
        "affordable_detection_probability_targeted": {
            "value": best, "low": least, "high": best, "unit": "probability",
            "how": {
                "en": f"{q.few} of {q.fleet:,} chips altered, {q.opened:,} opened ({100 * q.budget:g} % of the fleet's price, USD "
                      f"{q.opened * q.price / 1e6:.1f} mn), whole dies imaged; low: a tenth of that budget; firmware: 0",
                "zh": f"{q.fleet:,} 枚中 {q.few} 枚被改动，拆检 {q.opened:,} 枚（机群价格的 {100 * q.budget:g}%，"
                      f"{q.opened * q.price / 1e6:.1f} 百万美元），查看整枚裸片；下端：预算的十分之一；固件：0",
            },
            "missing": None,
        },
        "posterior_mask_level_after_one_teardown": {
            "value": one_teardown(q), "low": one_teardown(q, s.high), "high": one_teardown(q, s.low), "unit": "probability",
            "how": {
                "en": f"belief {q.prior:g} before; one whole die imaged against the reference layout; sensitivity {s.mean:.3f} "
                      f"(band: {s.low:.3f} to {s.high:.3f})",
                "zh": f"事前判断 {q.prior:g}；对照参考版图查看一枚整片；灵敏度 {s.mean:.3f}（区间 {s.low:.3f}–{s.high:.3f}）",
            },
            "by": {f"sensitivity {v:.3f}": one_teardown(q, v) for v in (s.low, s.mean, s.high)},
            "missing": None,
        },
    }  # fmt: skip


def answer(q: Stated | None = None) -> dict[str, Any]:
    """Metrics and exhibits of the case, as plain values."""
    from bahe.casebook.inspections.tables import by_way, deterrence, posterior, wedge

    q = q or Stated()
    shown = (by_way(q), posterior(q), deterrence(q), wedge(q))
    return {
        "metrics": metrics(q),
        "stated": vars(q),
        "exhibits": [e.as_dict() for e in shown],
        "sentences": sentences(q),
    }


def game(q: Stated, miss: float, penalty: float = 10.0) -> Inspection:
    """The inspection game of CASES F.10 with this miss rate and penalty."""
    return Inspection(gain=1, penalty=penalty, loss=10, caught=1, cost=0.02, miss=min(max(miss, 0.0), 1.0), false_alarm=0.01,
                      falsely_accused=1, falsely_accusing=1)  # fmt: skip


def switch_miss(penalty: float, q: Stated | None = None) -> float:
    """Miss rate above which no inspection rate deters: p* = g/[(1 - beta)(a + g) - alpha f_V] = 1 solved for beta."""
    g = game(q or Stated(), 0.0, penalty)
    return 1 - (g.gain + g.false_alarm * g.falsely_accused) / (g.penalty + g.gain)


def turning_prior(tolerance: float, eyes: float) -> float:
    """Belief before at which one clean teardown just reaches the tolerance t: pi = t / (1 - s + t s)."""
    return tolerance / (1 - eyes + tolerance * eyes)


def budget_needed(q: Stated, chance: float = 0.5) -> int:
    """Chips to open to meet an interdicted one with that chance, perfect eyes."""
    return to_open(q.fleet, q.few, chance)


def sentences(q: Stated) -> dict[str, list[str]]:
    """The result in words."""
    s, m = sensitivity(*q.trial), metrics(q)
    best = m["affordable_detection_probability_targeted"]["value"]
    after = one_teardown(q)
    need = budget_needed(q)
    turn = turning_prior(q.tolerance, s.mean)
    return {
        "en": [
            f"If {q.few} of {q.fleet:,} chips are altered, opening {q.opened:,} finds one with {100 * best:.1f} %; an even chance takes "
            f"{need:,} chips (USD {need * q.price / 1e6:,.0f} mn). Control in firmware is not seen by imaging at any cost.",
            f"An alteration of the mask is in every chip: one clean teardown against the layout takes a belief of {100 * q.prior:.0f} % to "
            f"{100 * after:.2f} % (band {100 * one_teardown(q, s.high):.2f} to {100 * one_teardown(q, s.low):.2f} %). Without the layout "
            f"it stays at {100 * q.prior:.0f} %.",
            f"That is below the tolerance of {100 * q.tolerance:.0f} % only while the belief before is under {100 * turn:.1f} %: "
            "the condition turns on a belief and a sensitivity that the reader has to supply.",
            f"Looking deters while a look misses less than {100 * switch_miss(10.0):.0f} % (penalty ten times the gain) or "
            f"{100 * switch_miss(1.0):.0f} % (as large as the gain); beyond that no rate deters and leaving the supplier out dominates.",
        ],
        "zh": [
            f"若 {q.fleet:,} 枚中有 {q.few} 枚被改动，拆检 {q.opened:,} 枚发现其一的概率为 {100 * best:.1f}%；要达到一半概率需拆检 "
            f"{need:,} 枚（{need * q.price / 1e6:,.0f} 百万美元）。固件层控制无论花费多少都无法由成像看到。",
            f"掩模级改动存在于每一枚芯片：对照版图的一次无发现拆检使判断从 {100 * q.prior:.0f}% 降至 {100 * after:.2f}%"
            f"（区间 {100 * one_teardown(q, s.high):.2f}–{100 * one_teardown(q, s.low):.2f}%）。没有版图则仍为 {100 * q.prior:.0f}%。",
            f"只有当事前判断低于 {100 * turn:.1f}% 时才降到 {100 * q.tolerance:.0f}% 的容忍度以下："
            "该条件取决于须由读者给出的判断与灵敏度。",
            f"漏检率低于 {100 * switch_miss(10.0):.0f}%（罚则为收益的十倍）或 {100 * switch_miss(1.0):.0f}%（与收益相当）时检查能够威慑；"
            "超过则任何检查率都不能威慑，排除供应方占优。",
        ],
    }
