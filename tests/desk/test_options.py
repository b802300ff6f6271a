"""One option, one meaning: its help, metavar, type, limits and default are the same in every verb, or the reason stands here."""

from collections import defaultdict
from typing import Any

import pytest
import typer

from bahe.atlas.tariffs import CHOICES
from bahe.casebook import cases
from bahe.desk.cli import app
from bahe.desk.cli.options import among, case_names, question, tug_names, world_names
from bahe.scenario.scenario import CLOSURES, HORIZONS
from bahe.statecraft.policy import GRAINS

#: Option -> why its meaning differs between verbs.
MEANINGS = {
    "--audience": "war: what each player has announced, many; threat: what backing down costs the one who threatens",
    "--data": "replicate: a folder of an author's files; case run all: one table a case",
    "--draws": "ensemble: points of a design, by the kind of case; tug: draws of one law",
    "--horizon": "one world is solved at one horizon, a matrix at one or both, a case at those that it names",
    "--items": "leverage: what is carved out and withheld; depend: what is looked at",
    "--lang": "only a case has a report in both languages at once",
    "--out": "only a case has a report without being asked for one",
    "--power": "deal: one number a player; threat: one share",
    "--rule": "war: how best replies are found; deal: how gains are shared",
    "--sectors": "world: whether rows are shown; leverage: what is withheld; games: what rates are on; threat: of the answer",
    "--start": "war: where the search starts; tug: the year in which a policy begins",
    "--store": "serve: has a place of its own where none is named",
    "--tariffs": "of a world: its base; of a game: how finely they are set (there the base is --tariff-base); threat: of the answer",
    "--tol": "war: a gain that is left; deal: a difference between gains",
    "--variant": "ensemble: goods of a tug, too",
    "--workers": "ensemble: one unless more are asked for, and any number; serve: one a processor, up to 64",
}
#: Option -> why its default differs between verbs, its meaning being the same.
DEFAULTS = {
    "--bounds": "an answer to a threat is at most 100 per cent; a war may go further",
    "--closure": "a question about one move keeps the transfers of the base year; a game is played without them",
    "--players": "a deal is between two unless said otherwise; a war among four",
    "--top": "a solve moves every economy; other tables are of those that play",
}


def parameters() -> list[tuple[str, Any]]:
    """Every option and argument with the verb that has it."""
    verbs = {f"bahe {name}": command for name, command in typer.main.get_command(app).commands.items()}
    inner = verbs.pop("bahe case").commands
    verbs |= {f"bahe case {name}": command for name, command in inner.items()}
    return [(verb, p) for verb, command in verbs.items() for p in command.params if p.name != "help"]


def named() -> dict[str, list[tuple[str, Any]]]:
    """Option by its long word -> the verbs that have it."""
    found = defaultdict(list)
    for verb, p in parameters():
        if p.param_type_name == "option":
            found[next(word for word in p.opts if word.startswith("--"))].append((verb, p))
    return dict(found)


def kind(p: Any) -> tuple[Any, ...]:
    """Type and limits, which older versions of typer keep together."""
    if hasattr(p, "type_descriptor"):
        return p.type_descriptor.annotation, p.min, p.max
    return p.type.name, getattr(p.type, "min", None), getattr(p.type, "max", None)


def meaning(p: Any) -> tuple[Any, ...]:
    """What must not differ."""
    return p.help, p.metavar, *kind(p), p.multiple, tuple(sorted(p.opts))


@pytest.mark.parametrize(("verb", "p"), [pytest.param(v, p, id=f"{v} {p.name}") for v, p in parameters()])
def test_every_word_has_a_help_and_every_value_a_metavar(verb, p):
    """A value without a metavar would show as the name of a type."""
    assert p.help
    assert p.help.strip() == p.help
    assert p.metavar or p.is_flag


def test_options_of_one_name_mean_the_same():
    """Else a reason is written above; a reason that is no longer needed is taken out."""
    assert {word for word, uses in named().items() if len({meaning(p) for _, p in uses}) > 1} == set(MEANINGS)


def test_options_of_one_name_and_meaning_have_one_default():
    """Else a reason is written above; a reason that is no longer needed is taken out."""
    differing = {word for word, uses in named().items() if len({repr(p.default) for _, p in uses}) > 1}
    assert differing - set(MEANINGS) == set(DEFAULTS)


def test_one_meaning_is_not_written_twice_under_other_names():
    """A name of one verb that says the same as another name of another verb; base tariffs are both for a reason given above."""
    words = defaultdict(set)
    for word, uses in named().items():
        for _, p in uses:
            words[meaning(p)[:-1]].add(word)
    assert {frozenset(w) for w in words.values() if len(w) > 1} == {frozenset({"--tariffs", "--tariff-base"})}


def test_every_verb_speaks_json():
    """`--json` everywhere."""
    assert {verb for verb, _ in parameters()} == {verb for verb, _ in named()["--json"]}


def test_names_are_completed():
    """From lists that exist, so that nothing is offered that would be refused."""
    assert among("short", "shock", "long")("sho") == ["short", "shock"]
    assert set(case_names("")) == {c.name for c in cases()}
    assert set(tug_names("")) == {c.name for c in cases() if c.kind == "tug"}
    assert "icio-2022" in world_names("icio")


@pytest.mark.parametrize(
    ("verb", "word", "known"),
    [
        ("bahe war", "--tariffs", GRAINS),
        ("bahe shock", "--horizon", HORIZONS),
        ("bahe shock", "--closure", CLOSURES),
        ("bahe war", "--tariff-base", CHOICES),
    ],
)
def test_lists_offered_are_those_of_the_library(verb, word, known):
    """Nothing is offered that would be refused, and nothing that is taken is left out."""
    parameter = dict(named()[word])[verb]
    assert {c.value for c in parameter._custom_shell_complete(None, parameter, "")} == set(known)


def test_a_question_is_what_is_asked():
    """How an answer is shown is no part of it; what may be repeated is a list."""
    assert question({"out": None, "force": True, "json": False, "lang": "en", "top": 3, "a": 1, "b": None}, "b") == {
        "a": 1,
        "b": [],
    }
