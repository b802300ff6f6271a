"""What governments set, sign and threaten with."""

from typing import Annotated

import typer

from bahe.desk.cli.options import (
    Bands,
    Base,
    Bounds,
    Closure,
    Elasticities,
    Force,
    Grain,
    Horizon,
    Json,
    Lang,
    Out,
    Players,
    Rated,
    Seed,
    Top,
    World,
    flag,
    option,
    question,
)

Words = list[str] | None

_RULE = "exact, or sufficient-statistics: the published condition, for worlds without input links."
_INSTRUMENT = (
    "Instead of tariffs: tariff, export_tax, subsidy, export_control; :GRAIN as in --tariffs (may be repeated)."
)
_SECURITY = (
    "Dollars given up for a dollar that a rival loses, shown as a sweep: of the values given, or of none, half, all and "
    "double of one (may be repeated)."
)
_ANNOUNCED = "A tariff that a player has announced, and what setting none of it costs it at home, USD million a year (may be repeated)."
_POLITICAL = "Weight of the income of an industry or group; others have one (may be repeated)."
_LEFT = "Largest gain left, as a fraction of real income."
_SCAN = "Look for other wars: from four starts (1/theta, applied, zero, highest) and N random ones."


def war(
    players: Players = "USA,CHN,EU27,JPN", tariffs: Grain = "importer", sectors: Rated = "goods",
    rule: Annotated[str, option("NAME", _RULE)] = "exact",
    instrument: Annotated[Words, option("LEVER[:GRAIN]", _INSTRUMENT)] = None,
    security: Annotated[Words, option("USA:CHN=0.1", _SECURITY)] = None,
    political: Annotated[Words, option("USA:C24A=1.3", _POLITICAL)] = None,
    audience: Annotated[Words, option("USA=60%:5000", _ANNOUNCED)] = None,
    bounds: Bounds = "0..5",
    retaliate: Annotated[bool, flag("--retaliate", "Those who do not play answer in kind.")] = False,
    horizon: Horizon = "long", closure: Closure = "balanced", elasticities: Elasticities = None, bands: Bands = False,
    start: Annotated[str | None, option("NAME", "Start from monopoly (1/theta), applied or zero.")] = None,
    tol: Annotated[float, option("NUMBER", _LEFT, min=0.0)] = 1e-17,
    no_certificate: Annotated[bool, flag("--no-certificate", "Look for no deviations.")] = False,
    scan: Annotated[int | None, option("N", _SCAN, min=0)] = None,
    seed: Seed = 0, tariff_base: Base = "all", world: World = "icio-2022",
    out: Out = None, force: Force = False, top: Top = 12, lang: Lang = "en", json: Json = False,
) -> None:  # fmt: skip
    """What governments would set if they played to win: the trade war, and why each tariff is what it is."""
    said = question(locals(), "instrument", "security", "political", "audience")
    said["certify"] = not said.pop("no_certificate")
    from bahe.desk.warring import war as ask

    raise typer.Exit(ask(said, out, force, top, lang, json))


_FROM = "What each has without a deal: nash (the war), status-quo or free-trade."
_SHARE = "equal-gains, or nash-product: the highest product of gains."
_FRONTIER = "The frontier of two players and the zone of agreement. Default: where there are two."
_EVERYBODY = "Agree on tariffs on everybody, not on each other's goods alone."
_WEIGHTS = "Bargaining power in the Nash product, one number a player."
_UNEVEN = "Largest difference between gains, as a fraction."


def deal(
    players: Players = "USA,CHN",
    start: Annotated[str, option("NAME", _FROM, "--from")] = "nash",
    rule: Annotated[str, option("NAME", _SHARE)] = "equal-gains",
    tariffs: Grain = "partner", sectors: Rated = "goods",
    everybody: Annotated[bool, flag("--everybody", _EVERYBODY)] = False,
    side_payments: Annotated[bool, flag("--side-payments", "They may pay each other besides.")] = False,
    power: Annotated[str | None, option("2,1", _WEIGHTS)] = None,
    frontier: Annotated[bool | None, flag("--frontier/--no-frontier", _FRONTIER)] = None,
    points: Annotated[int, option("N", "Points of the frontier.", min=3, max=201)] = 25,
    pairs: Annotated[bool, flag("--pairs", "Pair by pair, all other agreements held.")] = False,
    mfn: Annotated[bool, flag("--mfn", "With --pairs: one rate an industry for all partners.")] = False,
    bounds: Bounds = "0..5", horizon: Horizon = "long", closure: Closure = "balanced", elasticities: Elasticities = None,
    tol: Annotated[float, option("NUMBER", _UNEVEN, min=0.0)] = 1e-7,
    tariff_base: Base = "all", world: World = "icio-2022",
    out: Out = None, force: Force = False, top: Top = 12, lang: Lang = "en", json: Json = False,
) -> None:  # fmt: skip
    """What governments would sign: the deal, what each gives and takes, and where two of them may settle."""
    said = question(locals())
    from bahe.desk.dealing import deal as ask

    raise typer.Exit(ask(said, out, force, top, lang, json))


_DEMAND = '"energy: buy B06,C19 8bn", "access: tariff goods =0%", "oil: cost 2bn value 3bn", "money 5bn"'
_COUNTER = '"chips: control C26 deny 50%", of the target on the sender (may be repeated).'
_BACKING_DOWN = "What backing down costs the sender, as 3bn a year; enough: take the threat as believed."
_RESOLVE = "What not answering would cost the target: 2bn, or NAME=2bn of one answer (may be repeated)."


def threat(
    by: Annotated[str | None, option("NAME", "Who threatens.")] = None,
    to: Annotated[str | None, option("NAME", "Who is threatened.")] = None,
    threat: Annotated[Words, option("MOVE", '"tariff +25%", "control C26 deny 50%"', "--threat")] = None,
    demand: Annotated[Words, option("[NAME:] WHAT", _DEMAND)] = None,
    countermeasure: Annotated[Words, option("[NAME:] MOVE", _COUNTER)] = None,
    audience: Annotated[str, option("AMOUNT", _BACKING_DOWN)] = "0",
    resolve: Annotated[Words, option("[NAME=]AMOUNT", _RESOLVE)] = None,
    power: Annotated[str, option("SHARE", "Of what there is to divide, to the sender.")] = "0.5",
    tariffs: Annotated[str, option("GRAIN", "Of the best tariffs in answer, as in bahe war.")] = "partner-sector",
    sectors: Annotated[str, option("NAMES|all", "What the answer may fall on.")] = "goods",
    bounds: Bounds = "0..1", horizon: Horizon = "long", closure: Closure = "balanced", elasticities: Elasticities = None,
    tariff_base: Base = "all", world: World = "icio-2022",
    out: Out = None, force: Force = False, lang: Lang = "en", json: Json = False,
) -> None:  # fmt: skip
    """What a threat can get: the target's loss, the sender's own cost, whether it is believed, what is conceded."""
    said = question(locals(), "threat", "demand", "countermeasure", "resolve")
    from bahe.desk.threatening import threat as ask

    raise typer.Exit(ask(said, out, force, lang, json))
