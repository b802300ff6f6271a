/** Laws of the chart builders: what is drawn is what was given, and nothing that was not. */
import { describe, expect, it } from "vitest";
import { bars, columns } from "./bars";
import { curves } from "./curves";
import { fan, fanTip, spells, type Fan, type FanChart } from "./fan";
import { lookOf, thin } from "./look";
import { escaped, tip } from "./parts";
import { quantile, regimeMap, stepped, toneOf, type Cell } from "./regime";
import { along, knot, place, ropePath } from "./rope";
import { corners, points, span, zone, type Zone, type ZoneWords } from "./zone";

const look = lookOf((name) => (name === "--sans" ? "sans" : "#123456"));
const years = [2018.25, 2019.25, 2020.25];
const ramp = (by: number): Fan => {
  const q = (d: number) => years.map((_, i) => by * i + d);
  return { q5: q(-0.2), q25: q(-0.1), q50: q(0), q75: q(0.1), q95: q(0.2) };
};
const chart: FanChart = {
  years, courses: [{ name: "asked", fan: ramp(0.2), colour: "#000000", banded: true }, { name: "free", fan: ramp(0.1), colour: "#000000" }],
  control: [0, 0.8], events: [{ year: 2019.5, name: "licences" }], axisName: "share", say: (v) => `${(100 * v).toFixed(0)} %`,
  sayBand: (a, b) => `[${(100 * a).toFixed(0)}, ${(100 * b).toFixed(0)}]`, tick: String,
};
type Series = { type: string; name: string; data: (number | null)[][]; stack?: string };
const seriesOf = (o: unknown) => (o as { series: Series[] }).series;

describe("tips", () => {
  it("escapes what comes from data", () => {
    expect(escaped("<img src=x onerror='a'>")).not.toMatch(/[<>']/);
    expect(tip("<b>", [["<i>", "1"]])).not.toContain("<i>");
  });
  it("thins a hex colour and leaves others as they are", () => {
    expect(thin("#ff0000", 0.5)).toBe("rgba(255,0,0,0.5)");
    expect(thin("red", 0.5)).toBe("red");
  });
});

describe("fan", () => {
  it("draws the median as it came", () => {
    const line = seriesOf(fan(chart, look)).find((s) => s.name === "asked")!;
    expect(line.data).toEqual(years.map((t, i) => [t, 0.2 * i]));
  });
  it("stacks bands so that floor and height add up to the upper end", () => {
    const all = seriesOf(fan(chart, look));
    const [floor, height] = ["asked-90-floor", "asked-90-band"].map((n) => all.find((s) => s.name === n)!.data);
    years.forEach((_, i) => expect(floor![i]![1]! + height![i]![1]!).toBeCloseTo(0.2 * i + 0.2, 12));
  });
  it("leaves a gap where nothing is known, and never draws nought", () => {
    const gap: Fan = { ...ramp(0.2), q50: [0, null, 0.4] };
    const line = seriesOf(fan({ ...chart, courses: [{ name: "a", fan: gap, colour: "#000000" }] }, look)).find((s) => s.name === "a")!;
    expect(line.data[1]).toEqual([2019.25, null]);
    expect(fanTip({ ...chart, courses: [{ name: "a", fan: gap, colour: "" }] }, 2019.25)).not.toContain("<dt>");
  });
  it("says every course with its band", () => {
    expect(fanTip(chart, 2020.25)).toContain("40 % [20, 60]");
    expect(fanTip(chart, 2020.25)).toContain("free");
  });
  it("joins years of the same control", () => {
    expect(spells([0, 1, 2, 3], [0, 0.8, 0.8, 0])).toEqual([{ from: 1, to: 3, part: 0.8 }]);
    expect(spells([0, 1, 2], [0.2, 0.8])).toHaveLength(2);
    expect(spells(years, [0, 0])).toEqual([]);
  });
});

describe("rope", () => {
  const stage = { wide: 900, left: 100, right: 800, high: 90 };
  it("lies at the holder at 0 and at the target at 1", () => {
    expect(place(stage, 0)).toBe(100);
    expect(place(stage, 1)).toBe(800);
  });
  it("moves in between years", () => {
    expect(along([0, 1], 0.25)).toBe(0.25);
    expect(along([0, null], 0.25)).toBeNull();
    const k = knot(stage, ramp(0.2), 1.5)!;
    expect(k.at).toBeCloseTo(place(stage, 0.3), 9);
    expect([k.low, k.from, k.at, k.to, k.high]).toEqual([k.low, k.from, k.at, k.to, k.high].sort((a, b) => a - b));
  });
  it("is slack when nothing is withheld", () => {
    const dip = (path: string) => Number(/Q\S+ (\S+)/.exec(path)![1]);
    expect(dip(ropePath(stage, 400, 0))).toBeGreaterThan(dip(ropePath(stage, 400, 1)));
  });
});

describe("zone", () => {
  const z: Zone = { outside: [-86, -72], impasse: [-57, -51], packages: [{ name: "busan", at: [-42, -43] }], frontier: [[-42, -43]], zone: [[-42, -43], [-42, -43]], signed: [-42, -43], payments: false };
  const words: ZoneWords = { outside: "out", impasse: "still", signed: "signed", zone: "zone", parties: ["USA", "CHN"], say: String, tick: String, name: (c) => c };
  it("shades from walking away up to the package", () => {
    const c = corners(z);
    expect(c[0]).toEqual([-86, -72]);
    expect(Math.max(...c.map((p) => p[0]))).toBe(-42);
  });
  it("shades nothing where there is no zone", () => {
    expect(corners({ ...z, zone: null })).toEqual([]);
    expect(seriesOf(zone({ ...z, zone: null, signed: null }, words, look)).some((s) => s.type === "custom")).toBe(false);
  });
  it("names every point once", () => {
    expect(points(z, words).map((p) => p.kind)).toEqual(["outside", "impasse", "signed"]);
    expect(points({ ...z, impasse: z.outside }, words)).toHaveLength(2);
    expect(points({ ...z, signed: [-40, -40] }, words).map((p) => p.kind)).toEqual(["outside", "impasse", "package", "signed"]);
  });
  it("keeps every point inside the axes", () => {
    const [lo, hi] = span([-86, -42]);
    expect(lo).toBeLessThan(-86);
    expect(hi).toBeGreaterThan(-42);
  });
});

describe("regimes", () => {
  const cell = (over: Partial<Cell>): Cell => ({ learning: 0.1, long_elasticity: 2, lock_in: 0, break_even_weight: 0.4, verdict: "pays above b*", cost_market_years: 1, hurt_market_years: 2, support: "", ...over });
  it("puts every cell on its panel", () => {
    const cells = [0, 1].flatMap((lock_in) => [0.2, 0.1].flatMap((learning) => [4, 2].map((long_elasticity) => cell({ lock_in, learning, long_elasticity }))));
    const map = regimeMap(cells);
    expect(map.panels).toHaveLength(2);
    expect(map.panels[1]!.rows[0]!.map((c) => c.long_elasticity)).toEqual([2, 4]);
    expect(map.panels.flatMap((p) => p.rows.flat())).toHaveLength(cells.length);
  });
  it("never gives an unconverged cell a depth", () => {
    expect(toneOf(cell({ break_even_weight: null, verdict: "not converged" }), 1).tone).toBe("unknown");
    expect(toneOf(cell({ break_even_weight: 5 }), 1).depth).toBe(1);
  });
  it("takes quantiles as numpy does", () => {
    expect(quantile([1, 2, 3, 4], 0.95)).toBeCloseTo(3.85, 12);
  });
  it("stops at the edges", () => {
    expect(stepped("ArrowUp", 0, 0, 3, 3)).toEqual([0, 0]);
    expect(stepped("End", 1, 0, 3, 3)).toEqual([1, 2]);
  });
});

describe("bars, columns, curves", () => {
  it("keeps order, sign and figures", () => {
    const s = seriesOf(bars([{ name: "a", value: 0.2 }, { name: "b", value: -0.1 }], String, "", look))[0] as unknown as { data: { value: number; label: { position: string } }[] };
    expect(s.data.map((d) => d.value)).toEqual([0.2, -0.1]);
    expect(s.data.map((d) => d.label.position)).toEqual(["right", "left"]);
  });
  it("has one layer a part", () => {
    const o = columns(["first"], [{ name: "signed", colour: "#000", values: [0.4] }, { name: "waiting", colour: "#000", values: [0.6] }], String, "", look);
    expect(seriesOf(o).map((s) => s.data[0])).toEqual([0.4, 0.6]);
  });
  it("draws each curve point by point", () => {
    const o = curves({ curves: [{ name: "300", points: [[1, 0.1], [10, 0.9]] }], x: { name: "", say: String, log: true }, y: { name: "", say: String } }, look);
    expect(seriesOf(o)[0]!.data).toEqual([[1, 0.1], [10, 0.9]]);
  });
});
