"""Names, numbers and bounds as a command line spells them; every message names the option."""

from __future__ import annotations

from bahe.faults import BadValue


def names(text: str, option: str, remedy: str = "Names with commas, or all.") -> tuple[str, ...]:
    """Names with commas; BadValue where there is none."""
    found = tuple(n.strip() for n in text.split(",") if n.strip())
    if not found:
        raise BadValue("no names", field=option, got=text, remedy=remedy)
    return found


def names_or_all(text: str, option: str) -> tuple[str, ...] | None:
    """Names with commas; None for `all`."""
    return None if text == "all" else names(text, option)


def number(text: str) -> float:
    """A fraction, or per cent with the sign; ValueError otherwise."""
    text = text.strip()
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def share(text: str, option: str, whole: bool = True) -> float:
    """A share from zero to one (below one where it may not be `whole`), as a fraction or per cent; BadValue otherwise."""
    try:
        value = number(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1 or (value == 1 and not whole):
        allowed = f"0 to {'' if whole else 'below '}1, as in 0.1 or 10%"
        raise BadValue("a share is needed", field=option, got=text, allowed=allowed)
    return value


def bounds(text: str, option: str = "--bounds") -> tuple[float, float]:
    """LOW..HIGH, fractions or per cent."""
    low, dots, high = text.partition("..")
    try:
        if not dots:
            raise ValueError
        return number(low), number(high)
    except ValueError:
        raise BadValue("bounds are two rates", field=option, got=text, remedy="As in 0..2, or 0%..200%.") from None
