"""The crisis game against 633 threats, in the terminal: what is identified, and published rates beside it."""

from __future__ import annotations

from typing import Any

from bahe.casebook.talks.calibrating import TIES
from bahe.desk.terminal import put, table, yes
from bahe.report.wording.numbers import plain


def show(screen: Any, found: Any, lang: str) -> None:
    """What is fitted, what is not identified, and rates that were not fitted."""
    for part in (_fits, _held, _rates):
        part(screen, found, lang)


def _fits(screen: Any, found: Any, lang: str) -> None:
    """Which payoffs the frequencies fix."""
    zh, n = lang == "zh", lambda v: plain(v, 3, lang)
    out = table(["自由的收益" if zh else "payoffs left free", "误差" if zh else "error", "可见方向" if zh else "directions seen",
                 "可识别" if zh else "identified", "struck", "shame", "firm"], words=1)  # fmt: skip
    for r in found["fits"].to_dict("records"):
        out.add_row(r["free"], f"{r['error']:.0e}", f"{r['rank']} / {r['of']}", yes(r["identified"], lang),
                    *(n(r[k]) for k in ("struck", "shame", "firm")))  # fmt: skip
    ends = ", ".join(f"{r.name} {r.count}" for r in TIES)
    put(screen, "危机信号博弈对 633 次威胁的拟合" if zh else "Crisis signalling fitted to 633 threats", out,
        f"{ends}。三个份额只确定两个数；其余须设定。" if zh else f"{ends}; three shares fix two numbers, all else is held")  # fmt: skip


def _held(screen: Any, found: Any, lang: str) -> None:
    """What the frequencies leave open."""
    zh, n = lang == "zh", lambda v: plain(v, 3, lang)
    out = table(["设定的收益" if zh else "held payoff", "取值" if zh else "at", "误差" if zh else "error", "struck", "shame",
                 "威胁概率" if zh else "chance of a threat", "制裁更贵时让步" if zh else "concedes if sanctions cost one spread more"],
                words=1)  # fmt: skip
    for r in found["held"].to_dict("records"):
        out.add_row(
            r["held"],
            n(r["at"]),
            f"{r['error']:.0e}",
            *(n(r[k]) for k in ("struck", "shame", "threat", "concede_if_dearer")),
        )
    title = "不可识别之处：拟合同样好，答案不同" if zh else "What is not identified: as good a fit, another answer"
    put(screen, title, out)


def _rates(screen: Any, found: Any, lang: str) -> None:
    """Published rates beside what the fitted game says."""
    zh, n = lang == "zh", lambda v: plain(v, 3, lang)
    out = table(["公布的比率" if zh else "published rate", "", "公布" if zh else "published", "95 %", "博弈" if zh else "game",
                 "区间内" if zh else "inside"], words=1)  # fmt: skip
    rows = found["checks"].to_dict("records")
    for r in rows:
        inside = "–" if r["inside"] is None else yes(r["inside"], lang)
        band = f"{n(r['low'])} – {n(r['high'])}"
        out.add_row(r["rate"], f"{r['count']} / {r['of']}", n(r["published"]), band, n(r["game"]), inside)
    lines = [f"{r['rate']}: {r['what']}" for r in rows]
    put(screen, "未用于拟合的比率" if zh else "Rates that were not fitted", out, "\n".join(lines))
