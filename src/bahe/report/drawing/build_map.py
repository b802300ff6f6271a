"""Builder of `data/world-110m.json`: Natural Earth 1:110m countries, projected once, as compact SVG paths.

Input: `countries-110m.json` of the npm package world-atlas 2.0.2 (ISC), a TopoJSON of Natural Earth 4.1.0
(public domain). Make the packaged file again, byte for byte, with

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m bahe.report.drawing.build_map package/countries-110m.json src/bahe/report/data/world-110m.json

Projection: Equal Earth (Savric, Patterson and Jenny 2019, doi:10.1080/13658816.2018.1504949) about 11 degrees
east, so that the edge of the map runs through the Bering Strait and cuts no country in two. Shapes are keyed by
ISO 3166-1 alpha-3; economies too small for the scale are points. Antarctica is left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

Point = tuple[float, float]

#: Longitude in the middle of the map, degrees east.
CENTRE = 11.0
#: Width of the drawing, in units of the SVG.
WIDTH = 2000

#: ISO 3166-1 numeric -> alpha-3, for the shapes of the source.
ALPHA3 = dict(
    pair.split(":")
    for pair in """
004:AFG 008:ALB 012:DZA 024:AGO 031:AZE 032:ARG 036:AUS 040:AUT 044:BHS 050:BGD 051:ARM 056:BEL 064:BTN 068:BOL
070:BIH 072:BWA 076:BRA 084:BLZ 090:SLB 096:BRN 100:BGR 104:MMR 108:BDI 112:BLR 116:KHM 120:CMR 124:CAN 140:CAF
144:LKA 148:TCD 152:CHL 156:CHN 158:TWN 170:COL 178:COG 180:COD 188:CRI 191:HRV 192:CUB 196:CYP 203:CZE 204:BEN
208:DNK 214:DOM 218:ECU 222:SLV 226:GNQ 231:ETH 232:ERI 233:EST 238:FLK 242:FJI 246:FIN 250:FRA 260:ATF 262:DJI
266:GAB 268:GEO 270:GMB 275:PSE 276:DEU 288:GHA 300:GRC 304:GRL 320:GTM 324:GIN 328:GUY 332:HTI 340:HND 348:HUN
352:ISL 356:IND 360:IDN 364:IRN 368:IRQ 372:IRL 376:ISR 380:ITA 384:CIV 388:JAM 392:JPN 398:KAZ 400:JOR 404:KEN
408:PRK 410:KOR 414:KWT 417:KGZ 418:LAO 422:LBN 426:LSO 428:LVA 430:LBR 434:LBY 440:LTU 442:LUX 450:MDG 454:MWI
458:MYS 466:MLI 478:MRT 484:MEX 496:MNG 498:MDA 499:MNE 504:MAR 508:MOZ 512:OMN 516:NAM 524:NPL 528:NLD 540:NCL
548:VUT 554:NZL 558:NIC 562:NER 566:NGA 578:NOR 586:PAK 591:PAN 598:PNG 600:PRY 604:PER 608:PHL 616:POL 620:PRT
624:GNB 626:TLS 630:PRI 634:QAT 642:ROU 643:RUS 646:RWA 682:SAU 686:SEN 688:SRB 694:SLE 703:SVK 704:VNM 705:SVN
706:SOM 710:ZAF 716:ZWE 724:ESP 728:SSD 729:SDN 732:ESH 740:SUR 748:SWZ 752:SWE 756:CHE 760:SYR 762:TJK 764:THA
768:TGO 780:TTO 784:ARE 788:TUN 792:TUR 795:TKM 800:UGA 804:UKR 807:MKD 818:EGY 826:GBR 834:TZA 840:USA 854:BFA
858:URY 860:UZB 862:VEN 887:YEM 894:ZMB
""".split()
)

#: Economies too small for 1:110m: longitude and latitude, degrees.
POINTS = {"HKG": (114.17, 22.32), "MLT": (14.45, 35.90), "SGP": (103.82, 1.35), "STP": (6.73, 0.33), "BHR": (50.55, 26.07),
          "MUS": (57.55, -20.28), "MAC": (113.55, 22.20)}  # fmt: skip

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796


def equal_earth(lon: float, lat: float) -> Point:
    """Equal Earth coordinates of degrees east (already relative to the centre) and north; y grows northward."""
    t = asin(sqrt(3) / 2 * sin(radians(lat)))
    t2 = t * t
    t6 = t2**3
    x = 2 * sqrt(3) * radians(lon) * cos(t) / (3 * (9 * _A4 * t2 * t6 + 7 * _A3 * t6 + 3 * _A2 * t2 + _A1))
    return x, t * (_A4 * t2 * t6 + _A3 * t6 + _A2 * t2 + _A1)


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """Degrees of every arc, undoing quantisation and delta coding."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        out.append(points)
    return out


def outer_rings(geometry: dict[str, Any]) -> Iterator[list[list[int]]]:
    """Rings of a Polygon or MultiPolygon as lists of arc numbers."""
    if geometry["type"] == "Polygon":
        yield geometry["arcs"]
    elif geometry["type"] == "MultiPolygon":
        yield from geometry["arcs"]


def ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    """The closed line of one ring; a negative number means the arc walked backwards."""
    line: list[Point] = []
    for n in numbers:
        part = arcs[n] if n >= 0 else arcs[~n][::-1]
        line.extend(part[1:] if line else part)
    return line


def unwrapped(line: list[Point], centre: float) -> list[Point]:
    """Longitudes relative to `centre`, made continuous along the ring and brought nearest to the middle."""
    out: list[Point] = []
    for lon, lat in line:
        x = lon - centre
        if out:
            x += 360 * round((out[-1][0] - x) / 360)
        out.append((x, lat))
    shift = 360 * round(sum(x for x, _ in out) / len(out) / 360)
    return [(x - shift, lat) for x, lat in out]


def without_seam(line: list[Point], seam: float) -> list[Point]:
    """The ring without points that only trace the source's own cut at the antimeridian."""
    on = [abs(abs(x - seam) % 360) < 0.01 for x, _ in line]
    return [p for i, p in enumerate(line) if not (on[i] and on[i - 1] and on[(i + 1) % len(line)])]


def path(line: list[Point], scale: float, top: float) -> str:
    """One closed SVG subpath in whole units, relative coordinates, repeated points dropped."""
    units: list[tuple[int, int]] = []
    for lon, lat in line:
        x, y = equal_earth(lon, lat)
        p = (round(WIDTH / 2 + x * scale), round((top - y) * scale))
        if not units or p != units[-1]:
            units.append(p)
    if len(units) > 1 and units[0] == units[-1]:
        units.pop()
    if len(units) < 3:
        return ""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(units, units[1:], strict=False)]
    return f"M{units[0][0]} {units[0][1]}l" + " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-") + "z"


def corners_of(drawn: str) -> Iterator[tuple[int, int]]:
    """The first point of every subpath: enough to crop the empty margins of the drawing."""
    for part in drawn.split("M")[1:]:
        x, y = part.split("l")[0].split()
        yield int(x), int(y)


def build(topology: dict[str, Any]) -> dict[str, Any]:
    """The packaged document: view box, shapes by ISO3, the rest as one path, points, and where it comes from."""
    arcs = arcs_of(topology)
    scale = WIDTH / 2 / equal_earth(180, 0)[0]
    top, bottom = equal_earth(0, 84)[1], equal_earth(0, -56.5)[1]
    shapes: dict[str, str] = {}
    rest: list[str] = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = geometry.get("id")
        if code == "010":
            continue
        drawn = "".join(
            path(without_seam(unwrapped(ring(r, arcs), CENTRE), 180 - CENTRE), scale, top)
            for polygon in outer_rings(geometry)
            for r in polygon
        )
        if code in ALPHA3:
            shapes[ALPHA3[code]] = drawn
        else:
            rest.append(drawn)
    places = {}
    for name, (lon, lat) in sorted(POINTS.items()):
        x, y = equal_earth(lon - CENTRE, lat)
        places[name] = [round(WIDTH / 2 + x * scale), round((top - y) * scale)]
    corners = [point for d in shapes.values() for point in corners_of(d)]
    left, right = min(x for x, _ in corners) - 10, max(x for x, _ in corners) + 10
    europe = [equal_earth(lon - CENTRE, lat) for lon, lat in ((-10.5, 35), (34, 35), (34, 61), (-10.5, 61))]
    west, east = (round(WIDTH / 2 + pick(x for x, _ in europe) * scale) for pick in (min, max))
    north, south = (round((top - pick(y for _, y in europe)) * scale) for pick in (max, min))
    return {
        "source": "Natural Earth 4.1.0, Admin 0 countries, 1:110m (public domain), from npm world-atlas 2.0.2 (ISC)",
        "projection": f"Equal Earth, central meridian {CENTRE:g} E",
        "box": [left, 0, right - left, round((top - bottom) * scale)],
        "europe": [west, north, east - west, south - north],
        "shapes": dict(sorted(shapes.items())),
        "rest": "".join(rest),
        "points": places,
    }


def main(source: str, target: str) -> None:
    """Read the TopoJSON `source` and write the compact file `target`."""
    document = build(json.loads(Path(source).read_text(encoding="utf-8")))
    Path(target).write_text(json.dumps(document, ensure_ascii=True, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
