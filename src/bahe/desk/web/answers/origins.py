"""Where an answer comes from: sources, horizons, program, data, seed and command line."""

from __future__ import annotations

from bahe.desk.web.answers.fields import of
from bahe.desk.web.models import Shape


class Source(Shape):
    """A source of data."""

    key: str = of("its key, as rows of data name it")
    what: str = of("what was taken from it")
    citation: str = of("author, year, title")
    licence: str = of("terms of use")
    url: str | None = of("where it lies; empty or null where it is not on the web")


class HorizonFacts(Shape):
    """A horizon: its trade elasticities and what moves within it."""

    horizon: str = of("its name: long, long-bln, medium, short or shock")
    theta_min: float = of("lowest trade elasticity theta over industries")
    theta_median: float = of("median trade elasticity over industries")
    theta_max: float = of("highest trade elasticity over industries")
    value_added: float = of("elasticity of substitution between factors and inputs")
    inputs: float = of("elasticity of substitution between inputs of different industries")
    final: float = of("elasticity of substitution between products in final spending")
    factors: str = of("mobile between industries, or specific to them")
    source: str = of("where the elasticities come from")


class ScenarioDigest(Shape):
    """Which scenario was played, to the byte."""

    id: str = of("id of the scenario")
    sha256: str = of("digest of its file")
    resolved_sha256: str = of("digest of the scenario after all settings and defaults")


class WorldDigest(Shape):
    """Which world was solved, to the byte."""

    name: str = of("name of the world, with what was done to it")
    year: int = of("base year of its data")
    economies: int = of("number of economies", ge=1)
    sectors: int = of("number of industries, with items carved out of them", ge=1)
    tariffs: str = of("base tariffs: all, us-collected or none")
    sha256: str = of("digest of its arrays")


class Provenance(Shape):
    """What an answer follows from: enough to get the same figures again."""

    bahe: str = of("version of bahe")
    scenario: ScenarioDigest = of("the scenario")
    world: WorldDigest = of("the world that was solved")
    data: dict[str, str] = of("packaged data file -> its SHA-256 digest")
    elasticities: str = of("the central set of trade elasticities")
    closure: str = of("what holds trade balances: transfer, balanced, proportional, nominal or nominal:ISO3")
    horizons: list[HorizonFacts] = of("the horizons that were solved")
    moves: dict[str, list[str]] = of("variant -> what is done, in sentences")
    sources: list[Source] = of("sources of the data")
    seed: int = of("seed of random draws")
    command: str = of("the command line that gives the same answer")
    versions: dict[str, str] = of("library -> its version")
    made: str = of("when, UTC, ISO 8601")
    seconds: float = of("time it took, seconds", ge=0)
