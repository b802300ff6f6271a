"""Tables of h20-assurance: what a look finds, belief against cost, deterrence and its switch point, the trust wedge."""

from __future__ import annotations

from bahe.assurance.belief import after_clean
from bahe.assurance.chain import trusted_price
from bahe.assurance.finding import cells_found
from bahe.assurance.imaging import days_a_layer, sensitivity
from bahe.assurance.inspection import leader, simultaneous
from bahe.casebook.inspections.inspecting import WAYS, Stated, found, game, switch_miss
from bahe.casebook.runs.exhibits import Exhibit, exhibit

_NAMES = {
    "mask": ("mask level: every chip", "掩模级：每一枚芯片"),
    "interdiction": ("targeted interdiction: a few", "定向拦截：少数几枚"),
    "firmware": ("firmware", "固件"),
}


def _per_cent(p: float) -> str:
    return f"{100 * p:.2f}"


def by_way(q: Stated) -> Exhibit:
    """Chance of a finding by way, with and without the layout."""
    looks = ((1, 0.1), (1, 1.0), (q.opened, 1.0))

    def line(way: str, layout: bool, k: int) -> list[str]:
        said = (("with the layout", "有版图"), ("without", "无版图"))[0 if layout else 1][k]
        return [_NAMES[way][k], said, *(_per_cent(found(q, way, n, f, layout)) for n, f in looks)]

    rows = {
        lang: [line(way, layout, k) for way in WAYS for layout in (True, False)] for k, lang in enumerate(("en", "zh"))
    }
    heads = (
        [
            "alteration",
            "reference layout",
            "one chip, a tenth of the die",
            "one chip, whole die",
            f"{q.opened:,} chips, whole dies",
        ],
        ["改动方式", "参考版图", "一枚，裸片十分之一", "一枚，整枚裸片", f"{q.opened:,}枚，整枚裸片"],
    )
    note = (
        f"Chance of a finding, per cent; scattered cells, sensitivity {sensitivity(*q.trial).mean:.3f}. Chips of one mask share what "
        "imaging misses: the last column treats misses as independent by chip and is an upper end for the mask.",
        f"发现概率（%）；单元分散，灵敏度 {sensitivity(*q.trial).mean:.3f}。"
        "同一掩模的芯片共有成像所漏之处：末列按各枚独立计，对掩模级是上限。",
    )
    return exhibit(("What a look finds", "查验能发现什么"), heads, rows, 2, note)


def posterior(q: Stated) -> Exhibit:
    """Belief after one clean teardown, by how much of the die was imaged."""
    s = sensitivity(*q.trial)
    days = days_a_layer(814, 5, 1e8)

    def line(f: float) -> list[str]:
        seen = cells_found(q.cells, q.implant, f, 1.0)[1]
        cells = [_per_cent(after_clean(p, seen * s.mean)) for p in (0.01, 0.1, 0.5)]
        return [f"{100 * f:g} %", f"{f * days:.2f}", *cells, _per_cent(q.prior)]

    rows = [line(f) for f in (0.001, 0.01, 0.05, 0.1, 0.25, 1.0)]
    return exhibit(
        ("Belief in a mask-level alteration after one clean teardown, against cost", "一次无发现拆检之后对掩模级改动的判断，对照代价"),
        (["of the die imaged", "days a layer", "belief 1 % before", "10 % before", "50 % before", "10 % before, no layout"],
         ["查看裸片的比例", "每层天数", "事前1%", "事前10%", "事前50%", "事前10%，无版图"]),
        {"en": rows, "zh": rows}, 1,
        ("Per cent. 814 mm2 at 5 nm and 1e8 pixels a second; 30 scattered cells of 8e10, sensitivity of the trial 37 of 40.",
         "单位%。814平方毫米、5纳米、每秒1e8像素；8e10个单元中30个分散，灵敏度取37/40试验。"),
    )  # fmt: skip


def deterrence(q: Stated) -> Exhibit:
    """p*, q* and payoffs by miss rate and penalty."""
    cases = [
        (("mask, with layout", "掩模，有版图"), 1 - found(q, "mask", 1)),
        (("mask, no layout", "掩模，无版图"), 1.0),
        (("interdiction, budget spent", "定向拦截，用尽预算"), 1 - found(q, "interdiction", q.opened)),
        (("firmware", "固件"), 1.0),
    ]

    def line(name: tuple[str, str], miss: float, penalty: float, k: int) -> list[str]:
        g = game(q, miss, penalty)
        deter = ("yes", "是") if g.deters else ("no: exclusion dominates", "否：排除占优")
        rate = f"{g.deterring_rate:.4g}" if g.deterring_rate < float("inf") else "∞"
        return [
            name[k],
            deter[k],
            f"{penalty:g}",
            f"{miss:.3f}",
            rate,
            f"{g.violation_rate:.4g}",
            f"{simultaneous(g).looker:.3f}",
            f"{leader(g).looker:.3f}",
        ]

    rows = {
        lang: [line(n, m, a, k) for n, m in cases for a in (1.0, 10.0, 100.0)] for k, lang in enumerate(("en", "zh"))
    }
    heads = (
        ["alteration", "deters?", "penalty / gain", "miss rate β", "p*", "q*", "looker, Nash", "looker, leader"],
        ["改动方式", "能否威慑", "罚则 / 收益", "漏检率 β", "p*", "q*", "检查方，纳什", "检查方，先行"],
    )
    at = ", ".join(f"{switch_miss(a):.3f}" for a in (1.0, 10.0, 100.0))
    note = (
        f"Switch point β* = 1 − (g + α f_V)/(a + g): {at} at penalties 1, 10, 100. p* above 1: no rate deters.",
        f"切换点 β* = 1 − (g + α f_V)/(a + g)：罚则1、10、100时为 {at}。p* 大于1：无检查率可威慑。",
    )
    return exhibit(
        ("Deterrence: p*, q* and where exclusion dominates", "威慑：p*、q* 与排除占优之处"), heads, rows, 2, note
    )


def wedge(q: Stated) -> Exhibit:
    """Effective price and share of adoption by state of knowledge."""
    s = sensitivity(*q.trial).mean
    clean = after_clean(q.prior, found(q, "interdiction", q.opened))
    beliefs = [
        (("no look, or no layout", "未查验或无版图"), q.prior),
        (("mask: one clean teardown", "掩模：一次无发现拆检"), after_clean(q.prior, s)),
        (
            ("interdiction: budget spent, clean", "定向拦截：用尽预算且无发现"),
            clean,
        ),
        (("firmware: nothing seen", "固件：无所见"), q.prior),
    ]

    def line(name: tuple[str, str], belief: float, k: int) -> list[str]:
        price = trusted_price(q.price, belief, q.loss)
        odds = [_share(price / q.price, e) for e in (2.0, 4.0)]
        return [name[k], _per_cent(belief), f"{price:,.0f}", *(f"{100 * x:.1f}" for x in odds)]

    rows = {lang: [line(n, b, k) for n, b in beliefs] for k, lang in enumerate(("en", "zh"))}
    return exhibit(
        ("The trust wedge in adoption", "信任楔子如何进入采用"),
        (["state of knowledge", "belief, %", "effective price, USD", "its share, elasticity 2, %", "elasticity 4, %"],
         ["知识状态", "判断（%）", "有效价格（美元）", "其份额，弹性2（%）", "弹性4（%）"]),
        rows, 1,
        (f"Price × (1 + belief × loss / price), loss USD {q.loss:,.0f} a chip (stated). Share against a rival that holds one half at equal "
         "trust: odds = (price ratio)^(1 − elasticity), the law of adoption at rest.",
         f"价格 ×（1 + 判断 × 损失 / 价格），每枚损失 {q.loss:,.0f} 美元（所述）。"
         "信任相同时各占一半：几率 = 价格比^(1 − 弹性)，即采用规律的静止点。"),
    )  # fmt: skip


def _share(ratio: float, elasticity: float) -> float:
    odds = float(ratio ** (1 - elasticity))
    return odds / (1 + odds)
