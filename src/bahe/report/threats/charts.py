"""Charts of threats as inline SVG: the game from its end, and the line between the least and the most."""

from __future__ import annotations

from collections.abc import Sequence

from bahe.report.drawing.svg import drawing, element, fitted, text, text_width, ticks
from bahe.report.wording.numbers import MINUS, Numbers

WIDE = 930.0


def tree(
    rows: Sequence[tuple[str, str, str, bool, bool]], who: tuple[str, str], words: Sequence[str], path: str, heads: tuple[str, str, str],
    title: str,
) -> str:  # fmt: skip
    """The game: the target concedes or resists, the sender executes or backs down, the target answers.

    rows    (answer, payoff of the target, of the sender, chosen, solved);  who: target and sender
    words   concedes, resists, executes, backs down, and what conceding and backing down pay, as two texts each
    path    concedes | executed | not credible: the branch that is taken, drawn thick
    """
    concedes, resists, executes, backs = words[:4]
    pay_concede, pay_back = (words[4], words[5]), (words[6], words[7])
    step, top = 30.0, 66.0
    leaves = len(rows)
    x0, x1, x2, x3 = 62.0, 260.0, 470.0, 690.0
    y_answers = top + 2 * step + 14
    ys = [y_answers + step * r for r in range(leaves)]
    y_concede, y_back, y_mid = top, top + step + 6, (ys[0] + ys[-1]) / 2
    y_root, y_sender = (y_concede + y_mid) / 2 + 8, (y_back + y_mid) / 2 + 6
    on = {"concedes": {"concede"}, "executed": {"resist", "execute"}, "not credible": {"resist", "back"}}[path]
    body = []

    def branch(xa: float, ya: float, xb: float, yb: float, name: str, taken: bool, below: bool = False) -> None:
        body.append(
            element(
                "path",
                d=f"M{xa:.1f} {ya:.1f}C{xa + 60:.1f} {ya:.1f} {xb - 90:.1f} {yb:.1f} {xb:.1f} {yb:.1f}",
                cls="branch on" if taken else "branch",
            )
        )
        body.append(
            text(
                xb - 8,
                yb + (15 if below else -6),
                fitted(name, xb - xa - 6, 12),
                anchor="end",
                cls="strong" if taken else "quiet",
                size=12,
            )
        )

    def leaf(x: float, y: float, pays: tuple[str, str], taken: bool) -> None:
        cls = "num strong" if taken else "num"
        body.append(text(x3 + 112, y + 4.5, pays[0], anchor="end", cls=cls, size=12.5))
        body.append(text(x3 + 222, y + 4.5, pays[1], anchor="end", cls=cls, size=12.5))
        if x < x3:
            body.append(element("line", x1=x + 6, x2=x3 + 30, y1=y, y2=y, cls="dots"))

    for c, edge in enumerate((x3 + 112, x3 + 222)):
        body.append(text(edge, 18, fitted(heads[c], 108, 12), anchor="end", cls="strong", size=12))
        body.append(text(edge, 34, heads[2], anchor="end", cls="quiet", size=11))
    branch(x0, y_root, x1, y_concede, concedes, "concede" in on)
    branch(x0, y_root, x1, y_sender, resists, "resist" in on, True)
    branch(x1, y_sender, x2, y_back, backs, "back" in on)
    branch(x1, y_sender, x2, y_mid, executes, "execute" in on, True)
    leaf(x1, y_concede, pay_concede, "concede" in on)
    leaf(x2, y_back, pay_back, "back" in on)
    for (name, target, sender, chosen, solved), y in zip(rows, ys, strict=True):
        taken = chosen and "execute" in on
        cls = "branch on" if taken else "branch best" if chosen else "branch"
        body.append(
            element(
                "path",
                d=f"M{x2:.1f} {y_mid:.1f}C{x2 + 30:.1f} {y_mid:.1f} {x2 + 20:.1f} {y:.1f} {x2 + 56:.1f} {y:.1f}",
                cls=cls,
            )
        )
        body.append(
            text(
                x2 + 62,
                y + 4.5,
                fitted(name, x3 - x2 - 30, 12),
                cls="strong" if chosen else "" if solved else "quiet",
                size=12,
            )
        )
        leaf(x3, y, (target, sender), chosen)
    for x, y, owner in ((x0, y_root, who[0]), (x1, y_sender, who[1]), (x2, y_mid, who[0])):
        body.append(element("circle", cx=x, cy=y, r=4.6, cls="ink"))
        at = max(x - text_width(owner, 11.5) / 2, 0.0)
        body.append(text(at, y - 11, owner, cls="accent", size=11.5))
    return drawing(WIDE, max(ys[-1], y_sender) + 26, "".join(body), key="tree", title=title, desc=title, cls="art")


def line(
    least: float, most: float, between: float, costs: Sequence[tuple[str, float, bool]], words: Sequence[str], title: str, lang: str
) -> str:  # fmt: skip
    """Money from nothing to the most that would be given: the least, the most, half-way, and what each demand costs the target.

    costs   (demand, USD million, taken);  words: least, most, between, and the name of the line
    """
    n = Numbers(lang)
    unit = n.billion
    values = [0.0, least / unit, most / unit, between / unit, *(c / unit for _, c, _ in costs)]
    marks = ticks(min(values), max(max(values), 1e-6), 6)
    left, wide, top = 190.0, 640.0, 34.0
    lo, hi = marks[0], marks[-1]

    def x(v: float) -> float:
        return left + wide * (v - lo) / (hi - lo)

    rows = 1 + len(costs)
    bottom = top + 30.0 * rows + 8
    body = []
    for v in marks:
        body.append(element("line", x1=x(v), x2=x(v), y1=top, y2=bottom, cls="zero" if v == 0 else "grid"))
        body.append(text(x(v), bottom + 16, f"{v:g}".replace("-", MINUS), anchor="middle", cls="quiet num", size=11))
    body.append(text(left + wide + 24, bottom + 16, n.money_unit, cls="quiet", size=11))
    y = top + 16
    body.append(
        element(
            "rect",
            x=x(least / unit),
            y=y - 7,
            width=max(x(most / unit) - x(least / unit), 1.0),
            height=14.0,
            cls="zonefill",
        )
    )
    body.append(text(left - 10, y + 4.5, fitted(words[3], left - 14, 12.5), anchor="end", size=12.5))
    for value, word, anchor in ((least, words[0], "start"), (most, words[1], "end")):
        at = x(value / unit)
        body.append(element("line", x1=at, x2=at, y1=y - 10, y2=y + 10, cls="edge"))
        body.append(text(at, y - 14, word, anchor=anchor, cls="quiet", size=11))
    if between > 0:
        at = x(between / unit)
        body.append(element("path", d=f"M{at:.1f} {y - 7:.1f}l7 7-7 7-7-7z", cls="m-nash"))
        room = text_width(words[2], 11) + 14
        side = "start" if at + room < x(most / unit) or x(most / unit) - at > at - x(least / unit) else "end"
        body.append(text(at + (11 if side == "start" else -11), y + 4, words[2], anchor=side, size=11))
    body.append(element("line", x1=x(most / unit), x2=x(most / unit), y1=y + 10, y2=bottom, cls="reference"))
    for r, (name, cost, taken) in enumerate(costs, 1):
        y = top + 16 + 30.0 * r
        start, end = sorted((x(0.0), x(cost / unit)))
        body.append(
            element("rect", x=start, y=y - 7, width=max(end - start, 1.0), height=14.0, cls="gain" if taken else "loss")
        )
        body.append(text(left - 10, y + 4.5, fitted(name, left - 14, 12.5), anchor="end", size=12.5))
        body.append(text(end + 6, y + 4.5, n.money(cost), cls="num", size=11.5))
    return drawing(WIDE, bottom + 24, "".join(body), key="line", title=title, desc=title, cls="art")
