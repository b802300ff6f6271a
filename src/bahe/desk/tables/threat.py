"""A threat in the terminal: answers, demands, packages, and what stands against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bahe.desk.terminal import put, table, tinted, yes
from bahe.report.threats.words import OUTCOMES, ROLES, caption, made, named
from bahe.report.wording.names import label
from bahe.report.wording.numbers import MISSING, Numbers
from bahe.report.wording.texts import of

if TYPE_CHECKING:
    from bahe.report.threats.answer import Answer


def show(screen: Any, a: Answer, lang: str) -> None:
    """The threat, sentences, answers, what is given, demands, packages, reserve."""
    screen.print()
    screen.print(f"[bold]{made(a, lang)}[/]")
    for sentence in a.sentences(lang):
        screen.print(sentence)
    screen.print()
    _answers(screen, a, lang)
    _demands(screen, a, lang)
    _packages(screen, a, lang)
    _reserve(screen, a, lang)
    screen.print(f"[dim]{caption(a, lang)}[/]")


def _answers(screen: Any, a: Answer, lang: str) -> None:
    """What each answer does to both and to all others, and which is chosen."""
    n, zh, t = Numbers(lang), lang == "zh", a.threat
    sender, target = label(t.sender, lang), label(t.target, lang)
    heads = [f"{target}\n{n.money_unit}", f"{sender}\n{n.money_unit}", f"{'其他' if zh else 'all others'}\n{n.money_unit}", f"{target}\n%",
             f"{sender}\n%", "选用所需\n决心" if zh else "resolve\nneeded", "选择" if zh else "chosen"]  # fmt: skip
    out = table(["对方的回应" if zh else "answer", *heads], words=1)
    for name, r in a.answers.iterrows():
        if not r["solved"]:
            out.add_row(named(str(name), lang), *[MISSING[lang]] * 6, "")
            continue
        changed = [tinted(n.money(r[c]), r[c]) for c in ("target_usd_mn", "sender_usd_mn")]
        out.add_row(named(str(name), lang), *changed, n.money(r["others_usd_mn"]), n.share(r["target_pct"]), n.share(r["sender_pct"], 3),
                    n.money(r["needs_usd_mn"], sign=False), yes(True, lang) if r["chosen"] else "")  # fmt: skip
    put(screen, "若威胁被执行" if zh else "If the threat is carried out", out,
        f"实际收入变化，{n.money_unit}/年；决心：选用该回应对其自身至少要值多少" if zh else
        f"changes of real income, {n.money_unit} a year; resolve: what it must be worth to the target to be seen to answer so")  # fmt: skip


def _demands(screen: Any, a: Answer, lang: str) -> None:
    """What each demand costs the target, and what it is worth to the sender."""
    if not len(a.demands):
        return
    n, zh, t = Numbers(lang), lang == "zh", a.threat
    target, sender = label(t.target, lang), label(t.sender, lang)
    heads = [f"{target}的成本" if zh else f"costs {target}", f"对{sender}的价值" if zh else f"worth to {sender}"]
    out = table(["要求" if zh else "demand", *(f"{h}\n{n.money_unit}" for h in heads), "来源" if zh else "figures",
                 "单独接受" if zh else "taken alone"], words=1)  # fmt: skip
    source = {"engine": ("solved", "求解"), "typed in": ("typed in", "输入")}
    for name, r in a.demands.iterrows():
        out.add_row(str(name), n.money(r["cost_usd_mn"]), n.money(r["value_usd_mn"]), source.get(r["source"], (r["source"],) * 2)[zh],
                    yes(r["taken_alone"], lang))  # fmt: skip
    put(screen, "所提要求" if zh else "What is asked", out)


def _packages(screen: Any, a: Answer, lang: str) -> None:
    """Demands taken together; nothing where there are not two."""
    if len(a.threat.demands) < 2:
        return
    n, zh = Numbers(lang), lang == "zh"
    heads = [f"{h}\n{n.money_unit}" for h in (("成本", "价值") if zh else ("cost", "worth"))]
    out = table(["组合" if zh else "together", *heads, "接受" if zh else "taken", "最佳" if zh else "best"], words=1)
    for r in a.packages.to_dict("records"):
        out.add_row(
            r["demands"],
            n.money(r["cost_usd_mn"]),
            n.money(r["value_usd_mn"]),
            yes(r["taken"], lang),
            yes(r["best"], lang),
        )
    put(screen, "议题挂钩" if zh else "Issues tied together", out)


def _reserve(screen: Any, a: Answer, lang: str) -> None:
    """The outcome without each countermeasure, used or not."""
    n, zh = Numbers(lang), lang == "zh"
    heads = ["拿掉", "其作用", "结果", f"至多付出\n{n.money_unit}", f"执行代价\n{n.money_unit}"] if zh else [
        "without", "what it does", "outcome", f"most given\n{n.money_unit}", f"executing\ncosts {n.money_unit}"]  # fmt: skip
    out = table(heads, words=3)
    for name, r in a.reserve.iterrows():
        last = name == "disarmed"
        what, role = (
            ("一切反制" if zh else "any answer", "") if last else (named(str(name), lang), of(ROLES, r["role"], lang))
        )
        amounts = (n.money(r[c], sign=False) for c in ("most_usd_mn", "bluff_usd_mn"))
        out.add_row(what, role, of(OUTCOMES, r["outcome"], lang), *amounts)
    put(screen, "若拿掉某项反制" if zh else "If a countermeasure were off the table", out)
