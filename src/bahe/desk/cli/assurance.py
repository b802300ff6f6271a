"""What can be known about a chip."""

from typing import Annotated

import typer

from bahe.desk.cli.options import Force, Json, Lang, Out, option, question

_ALTERED = "How many of them may be altered; as many as the fleet: an alteration of the mask."
_OPENED = "Chips opened, instead of as many as it takes."
_COVERS = "What a check sees of a stage, as in 'attestation:firmware=0.7' (may be repeated)."


def assure(
    fleet: Annotated[int, option("N", "Chips in the fleet.", min=1)] = 300_000,
    altered: Annotated[int, option("N", _ALTERED, min=1)] = 300,
    confidence: Annotated[float, option("P", "Chance of meeting one that is wanted.")] = 0.95,
    opened: Annotated[int | None, option("N", _OPENED)] = None,
    price: Annotated[float, option("USD", "Of a chip.")] = 12_000.0,
    loss: Annotated[float, option("USD", "If an alteration were used, a chip.")] = 1e6,
    cells: Annotated[float, option("N", "Cells on a die.")] = 8e10,
    implant: Annotated[int, option("N", "Cells that were altered.")] = 30,
    fraction: Annotated[float, option("F", "Of a die that is imaged.")] = 0.1,
    trial: Annotated[str, option("SEEN/TRIED", "The imaging trial behind the sensitivity.")] = "37/40",
    false_alarms: Annotated[float, option("P", "A cell.")] = 1e-9,
    minutes: Annotated[float, option("T", "To review an alarm.")] = 1.0,
    prior: Annotated[float, option("P", "Belief in an alteration before looking.")] = 0.1,
    area: Annotated[float, option("MM2", "Of the die.")] = 814.0,
    pixel: Annotated[float, option("NM", "Of the image.")] = 5.0,
    rate: Annotated[float, option("N", "Pixels a second.")] = 1e8,
    layers: Annotated[int, option("N", "Layers imaged.")] = 1,
    gain: Annotated[float, option("X", "Of an undetected violation, to who builds.")] = 1.0,
    penalty: Annotated[float, option("X", "Of a detected one.")] = 10.0,
    cost: Annotated[float, option("X", "Of an inspection, in the same unit.")] = 0.02,
    miss: Annotated[float, option("P", "Of an inspection.")] = 0.075,
    coverage: Annotated[list[str] | None, option("CHECK:STAGE=P", _COVERS)] = None,
    out: Out = None, force: Force = False, lang: Lang = "en", json: Json = False,
) -> None:  # fmt: skip
    """What can be known about a chip: how many to open, what a clean result changes, what disclosure adds."""
    said = question(locals(), "coverage")
    from bahe.desk.assuring import assure as ask

    raise typer.Exit(ask(said, out, force, lang, json))
