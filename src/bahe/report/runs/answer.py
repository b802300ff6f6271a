"""The answer in three sentences, made from the figures by rules that hold for every scenario.

0. Where the scenario compares with a variant: the lead variant against that one, at both horizons, and its signs.
1. What the lead variant does to the two actors in the long run, and which variants do most and least.
2. Who else gains and loses most in the lead variant.
3. The same variant at the shorter horizon, and whether the signs hold under every elasticity set.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from bahe.report.runs.digest import Against, Digest
from bahe.report.runs.figures import reason
from bahe.report.wording.labels import Labels
from bahe.report.wording.numbers import Numbers
from bahe.report.wording.texts import Words


def sentences(d: Digest, words: Words, labels: Labels, numbers: Numbers) -> list[str]:
    """Three sentences, and one before them where variants are compared; a figure that is missing is said to be missing.

    Where no solve gave a figure, one sentence says that.
    """
    if not d.solved:
        return [nothing(d, words, labels)]
    told = [first(d, words, labels, numbers), second(d, words, labels, numbers), third(d, words, labels, numbers)]
    if d.against is None:
        return told
    if d.moving:
        told[0] = words("from_base") + (_lower(told[0]) if words.lang == "en" else told[0])
    return [compared(d.against, words, labels, numbers), *told]


def nothing(d: Digest, words: Words, labels: Labels) -> str:
    """That no solve gave an equilibrium, and how they ended."""
    ended: dict[str, int] = {}
    for outcome in d.outcomes.values():
        ended[outcome] = ended.get(outcome, 0) + 1
    how = words("names_join").join(words("ended", n=n, outcome=labels.outcome(o)) for o, n in ended.items())
    return words("answer_nothing", n=len(d.outcomes), how=how)


def compared(a: Against, words: Words, labels: Labels, numbers: Numbers) -> str:
    """The lead variant against the reference at the first and the shorter horizon, and for which names the sign holds."""
    h = a.horizons[0]
    other = "short" if "short" in a.horizons else a.horizons[-1]
    names = {"variant": labels.variant(a.lead), "reference": labels.variant(a.reference)}
    told = []
    for horizon in dict.fromkeys((h, other)):
        if not any(a.band(a.lead, horizon, n).known for n in a.actors):
            why = words(reason(a.outcome(a.lead, horizon)))
            told.append(words("compared_missing", horizon=labels.horizon(horizon, "in"), why=why, **names))
            continue
        said = figures(a, words, labels, numbers, a.lead, horizon, usd=True)
        if horizon == h:
            told.append(words("compared", horizon=labels.horizon(h, "in"), figures=said, **names))
        else:
            told.append(words("compared_other", horizon_head=_capital(labels.horizon(horizon, "in")), figures=said))
    if any(a.band(a.lead, h, n).wide for n in a.ranked_focus):
        told.append(_sign(a, words, labels, a.lead, h, COMPARED_SIGN))
    return (" " if words.lang == "en" else "").join(told)


def figure(
    d: Digest, words: Words, labels: Labels, numbers: Numbers, variant: str, horizon: str, name: str, usd: bool = False
) -> str:
    """`China −0.42 % [−0.61 to −0.30], USD −75.3 bn`."""
    band = d.band(variant, horizon, name)
    shown = labels.in_sentence(name)
    if not band.known:
        return words(
            "one_figure", name=shown, percent=f"{' ' if words.lang == 'zh' else ''}{words('missing')}", band=""
        )
    low, high = numbers.share(band.low), numbers.share(band.high)
    if words.lang == "zh":
        low, high = low + "%", high + "%"
    spread = words("band_of", low=low, high=high) if band.wide else ""
    money = d.value(variant, horizon, name, "welfare_usd_mn")
    if usd and isfinite(money):
        return words(
            "one_figure_usd", name=shown, percent=numbers.percent(band.central), band=spread, usd=numbers.usd(money)
        )
    return words("one_figure", name=shown, percent=numbers.percent(band.central), band=spread)


def figures(
    d: Digest, words: Words, labels: Labels, numbers: Numbers, variant: str, horizon: str, usd: bool = False
) -> str:
    """The figures of the actors, joined."""
    return words("figures_join").join(figure(d, words, labels, numbers, variant, horizon, a, usd) for a in d.actors)


def chief(d: Digest) -> str:
    """The variant that the sentences are about: the lead, or the one with the largest effect where the lead moves nothing."""
    return d.lead if d.lead in d.moving else d.moving[0]


def first(d: Digest, words: Words, labels: Labels, numbers: Numbers) -> str:
    """The lead variant, the largest and the smallest effect on the actors."""
    h = d.horizons[0]
    names = listed(words, [labels.in_sentence(a) for a in d.actors])
    if not d.ranked_variants:
        return words("answer_unknown", names=names)
    if not d.moving:
        return words("answer_none", names=names)
    told = {"lead": chief(d), "most": d.moving[0], "least": d.moving[-1]}
    values = {name: labels.variant(v) for name, v in told.items()}
    for name, v in told.items():
        values[f"figures_{name}"] = figures(d, words, labels, numbers, v, h, usd=name == "lead")
    told_all = words(
        _key(told, len(d.moving)),
        n=len(d.shown) - len(d.failed),
        names=names,
        horizon=labels.horizon(h, "in"),
        **values,
    )
    return (" " if words.lang == "en" else "").join([told_all, *without_figure(d, words, labels, h)])


def _key(told: Mapping[str, str], moving: int) -> str:
    """The wording of the first sentence: the lead alone, in between, or itself the largest or the smallest effect."""
    if moving == 1:
        return "answer_one"
    if told["lead"] == told["most"]:
        return "answer_most"
    return "answer_least" if told["lead"] == told["least"] else "answer_lead"


def without_figure(d: Digest, words: Words, labels: Labels, horizon: str) -> list[str]:
    """A sentence for each reason why variants have no central figure."""
    by_reason: dict[str, list[str]] = {}
    for v in d.failed:
        by_reason.setdefault(reason(d.outcome(v, horizon)), []).append(f"“{labels.variant(v)}”")
    return [words("answer_failed", names=listed(words, names), why=words(why)) for why, names in by_reason.items()]


def second(d: Digest, words: Words, labels: Labels, numbers: Numbers) -> str:
    """Who else gains and loses most in the lead variant."""
    if not d.moving:
        return words("others_none") if len(d.focus) <= len(d.actors) else ""
    v, h = chief(d), d.horizons[0]
    inside = {m for a in d.actors for m in d.members(a)}
    known = ranked(d, v, h, [n for n in d.focus if n not in d.actors and not set(d.members(n)) & inside])
    within = [inner(d, words, labels, numbers, v, h, a) for a in d.actors]
    return (" " if words.lang == "en" else "").join(
        x for x in (outer(d, words, labels, numbers, v, h, known), *within) if x
    )


def ranked(d: Digest, variant: str, horizon: str, names: list[str]) -> list[str]:
    """Names with a figure, from the lowest to the highest."""
    known = [n for n in names if isfinite(d.value(variant, horizon, n))]
    return sorted(known, key=lambda n: d.value(variant, horizon, n))


def outer(
    d: Digest, words: Words, labels: Labels, numbers: Numbers, variant: str, horizon: str, names: list[str]
) -> str:
    """Highest and lowest of the names outside the actors; what rounds to zero is neither a gain nor a loss."""
    if not names:
        return words("others_none")
    worst, best = (figure(d, words, labels, numbers, variant, horizon, n) for n in (names[0], names[-1]))
    low, high = (round(d.value(variant, horizon, n), numbers.digits) for n in (names[0], names[-1]))
    facts = {"n": len(names), "variant": labels.variant(variant), "gainer": best, "loser": worst,
             "least": numbers.percent(10.0**-numbers.digits).lstrip("+")}  # fmt: skip
    if len(names) == 1:
        return words("others_one", **facts)
    if high < 0 or low > 0:
        return words("others_lose" if high < 0 else "others_gain", **facts)
    signs = {
        (True, True): "others_mixed",
        (False, True): "others_rise",
        (True, False): "others_fall",
        (False, False): "others_still",
    }
    return words(signs[low < 0, high > 0], **facts)


def inner(d: Digest, words: Words, labels: Labels, numbers: Numbers, variant: str, horizon: str, actor: str) -> str:
    """Lowest and highest among the members of an acting group that are in focus; empty where there are none."""
    names = ranked(d, variant, horizon, [n for n in d.focus if n != actor and n in d.members(actor)])
    if not names:
        return ""
    worst, best = (figure(d, words, labels, numbers, variant, horizon, n) for n in (names[0], names[-1]))
    return words("within" if len(names) > 1 else "within_one", group=labels.in_sentence(actor), worst=worst, best=best)


def third(d: Digest, words: Words, labels: Labels, numbers: Numbers) -> str:
    """The other horizon, and for which names the sign holds under every set."""
    if not d.moving:
        return ""
    v, h = chief(d), d.horizons[0]
    sign = _sign(d, words, labels, v, h)
    if len(d.horizons) == 1:
        return words("sure_one", sign_head=_capital(sign))
    other = "short" if "short" in d.horizons else d.horizons[-1]
    if not any(d.band(v, other, a).known for a in d.actors):
        why = words(reason(d.outcome(v, other)))
        return words("sure_none", horizon_head=_capital(labels.horizon(other, "in")), why=why, sign=sign)
    return words("sure_two", horizon_head=_capital(labels.horizon(other, "in")),
                 figures=figures(d, words, labels, numbers, v, other), sign=sign)  # fmt: skip


#: Keys of the words for signs: one set only, all alike, some open, all open.
SIGN = ("sign_single", "sign_all", "sign_open", "sign_none")
COMPARED_SIGN = ("sign_single", "compared_all", "compared_open", "compared_none")


def _sign(
    d: Digest, words: Words, labels: Labels, variant: str, horizon: str, keys: tuple[str, str, str, str] = SIGN
) -> str:
    single, every, some, none = keys
    shown = [n for n in d.ranked_focus if d.band(variant, horizon, n).known]
    solved, asked = min(d.band(variant, horizon, n).sets for n in shown), len(d.labels[horizon])
    if solved < 2:
        return words(single)
    how = ("both" if solved == 2 else "all") if solved == asked else "converged"
    sets = words(f"{'values' if d.by_value(horizon) else 'sets'}_{how}", n=solved)
    at = {"horizon": labels.horizon(horizon, "in"), "sets": sets}
    open_names = [n for n in shown if not d.band(variant, horizon, n).same_sign]
    if not open_names:
        return words(every, n=len(shown), **at)
    if len(open_names) == len(shown):
        return words(none, **at)
    return words(some, k=len(shown) - len(open_names), n=len(shown), **at,
                 names=listed(words, [labels.in_sentence(n) for n in open_names]))  # fmt: skip


def listed(words: Words, names: list[str]) -> str:
    """`A, B and C`."""
    return words("and_join").join(x for x in (words("names_join").join(names[:-1]), names[-1]) if x)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
