"""The same question elsewhere: the command line and the scenario file that give the same answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def command(name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """`command`, and `yaml` with `yaml_command` where a scenario file says the same."""
    from shlex import join

    from bahe.desk.web.verbs import verb

    case = "scenario.yaml" if "scenario" in options else None
    said = {**options, **({"tariff_table": "table.csv"} if "tariff_table" in options else {})}
    words = ["bahe", *_spaced(verb(name).argv(said, case))]
    text = _yaml(name, options)
    runs = None if text is None else "bahe talks scenario.yaml" if name == "talks" else "bahe run scenario.yaml"
    return {"command": join(words), "yaml": text, "yaml_command": runs}


def _spaced(words: list[str]) -> list[str]:
    """--option=value as people write it, where the value cannot be taken for an option."""
    out: list[str] = []
    for w in words:
        head, equals, value = w.partition("=")
        out += [head, value] if equals and w.startswith("--") and not value.startswith("-") else [w]
    return out


def _yaml(name: str, options: Mapping[str, Any]) -> str | None:
    """The scenario file, with its settings applied; None where no file says the same, or the words are off."""
    from bahe.faults import BaheError

    try:
        if name == "shock":
            return _shock(options)
        if name in ("run", "talks", "ensemble") and not options.get("set") and "scenario" in options:
            return str(options["scenario"])
        if name in ("run", "talks", "ensemble") and options.get("case"):
            return _case(options)
    except BaheError:
        return None
    return None


def _case(options: Mapping[str, Any]) -> str:
    from bahe.casebook import case
    from bahe.report.runs.folder import scenario_yaml

    chosen = case(options["case"])
    if options.get("set"):
        return scenario_yaml(chosen.scenario(options["set"]))
    return chosen.file.read_text(encoding="utf-8")


def _shock(options: Mapping[str, Any]) -> str | None:
    """The moves as a scenario of one variant; None with a table, which is a file of its own."""
    import yaml

    from bahe.desk.grammar import move
    from bahe.desk.web.previewing import MOVES

    if "tariff_table" in options:
        return None
    moves = [move(m.replace("_", "-"), text) for m in MOVES for text in options.get(m) or ()]
    world = {"name": options.get("world", "icio-2022"), "tariffs": options.get("tariffs", "all")}
    if options.get("elasticities"):
        world["elasticities"] = options["elasticities"]
    tree = {
        "id": "asked", "title": {"en": "What do these moves do?", "zh": "这些措施有何影响？"},
        "question": {"en": "What do these moves do?", "zh": "这些措施有何影响？"}, "world": world,
        "variants": [{"id": "asked", "label": {"en": "as asked", "zh": "所问"}, "moves": moves}],
        "horizons": [options.get("horizon", "long")], "closure": options.get("closure", "transfer"), "focus": ["world"],
    }  # fmt: skip
    return str(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=120))
