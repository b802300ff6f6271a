/** The zone of agreement of two parties: what each gets by walking away, meanwhile, by every package, and what is signed. */
import { type Look, thin } from "./look";
import { axis, base, type Option, tip, tooltip } from "./parts";

export type Pair = readonly [number, number];

/** As the API sends it: USD bn a year against the base, one figure a party. */
export interface Zone {
  outside: Pair;
  impasse: Pair;
  packages: readonly { name: string; at: Pair }[];
  frontier: readonly Pair[];
  zone: readonly Pair[] | null;
  signed: Pair | null;
  payments: boolean;
}

export interface ZoneWords {
  outside: string;
  impasse: string;
  signed: string;
  zone: string;
  /** Axis names, one a party. */
  parties: readonly [string, string];
  say: (value: number) => string;
  tick: (value: number) => string;
  name: (code: string) => string;
}

const same = (a: Pair, b: Pair) => a[0] === b[0] && a[1] === b[1];

/** Corners of what both prefer to walking away: from the outside option up to the frontier between the ends of the zone. */
export function corners(z: Zone): Pair[] {
  if (!z.zone?.length) return [];
  const ends = [...z.zone].sort((a, b) => a[0] - b[0]);
  const [lo, hi] = [ends[0]!, ends.at(-1)!];
  const inside = z.payments ? [] : z.frontier.filter((c) => lo[0] < c[0] && c[0] < hi[0]);
  return [z.outside, [z.outside[0], lo[1]], lo, ...inside, hi, [hi[0], z.outside[1]]];
}

/** Every named point once, in the order it is drawn. */
export function points(z: Zone, words: ZoneWords): { name: string; at: Pair; kind: "outside" | "impasse" | "package" | "signed" }[] {
  const signed = z.signed;
  const offers = z.packages.map((p) => {
    const chosen = signed !== null && same(p.at, signed);
    return { name: words.name(p.name) + (chosen ? ` · ${words.signed}` : ""), at: p.at, kind: chosen ? ("signed" as const) : ("package" as const) };
  });
  const alone = signed && !offers.some((o) => o.kind === "signed") ? [{ name: words.signed, at: signed, kind: "signed" as const }] : [];
  const impasse = same(z.impasse, z.outside) ? [] : [{ name: words.impasse, at: z.impasse, kind: "impasse" as const }];
  return [{ name: words.outside, at: z.outside, kind: "outside" as const }, ...impasse, ...offers, ...alone];
}

/** Ends of an axis with a margin. */
export function span(values: readonly number[], margin = 0.14): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const wide = Math.max(high - low, 1e-9);
  const step = 10 ** Math.floor(Math.log10(wide)) / 2;
  return [Math.floor((low - margin * wide) / step) * step, Math.ceil((high + margin * wide) / step) * step];
}

/** The shaded area itself. */
const polygon = (shape: readonly Pair[], name: string, fill: string, edge: string) => ({
  type: "custom",
  name,
  silent: true,
  data: [0],
  z: 1,
  renderItem: (_: unknown, api: { coord: (at: number[]) => number[] }) => ({
    type: "polygon",
    shape: { points: shape.map((c) => api.coord([...c])) },
    style: { fill, stroke: edge, lineWidth: 1 },
  }),
});

export function zone(z: Zone, words: ZoneWords, look: Look): Option {
  const all = points(z, words);
  const shape = corners(z);
  const [xs, ys] = [0, 1].map((d) => span([...all.map((p) => p.at[d as 0 | 1]), ...shape.map((c) => c[d as 0 | 1])])) as unknown as [Pair, Pair];
  const style = {
    outside: { symbol: "path://M2 0L5 3L8 0L10 2L7 5L10 8L8 10L5 7L2 10L0 8L3 5L0 2Z", itemStyle: { color: look.loss }, symbolSize: 15 },
    impasse: { symbol: "diamond", itemStyle: { color: look.c[5] }, symbolSize: 15 },
    package: { symbol: "circle", itemStyle: { color: look.raised, borderColor: look.c[0], borderWidth: 2.5 }, symbolSize: 13 },
    signed: { symbol: "circle", itemStyle: { color: look.c[2], borderColor: look.raised, borderWidth: 2 }, symbolSize: 18 },
  };
  return {
    ...base(look),
    grid: { left: 12, right: 24, top: 34, bottom: 34, containLabel: true },
    tooltip: tooltip(look, {
      trigger: "item",
      formatter: (p: { name: string; value: Pair }) => tip(p.name, [[words.parties[0], words.say(p.value[0])], [words.parties[1], words.say(p.value[1])]]),
    }),
    xAxis: axis(look, words.parties[0], { min: xs[0], max: xs[1], nameLocation: "middle", nameGap: 30, nameTextStyle: { color: look.quiet, fontSize: 12.5, align: "center" }, axisLabel: { color: look.quiet, fontSize: 12, formatter: words.tick, hideOverlap: true, showMinLabel: false, showMaxLabel: false } }),
    yAxis: axis(look, words.parties[1], { min: ys[0], max: ys[1], nameTextStyle: { color: look.quiet, fontSize: 12.5, align: "left" }, axisLabel: { color: look.quiet, fontSize: 12, formatter: words.tick, hideOverlap: true, showMinLabel: false, showMaxLabel: false } }),
    series: [
      ...(shape.length ? [polygon(shape, words.zone, thin(look.c[2]!, 0.16), look.c[2]!)] : []),
      {
        type: "line", name: words.zone, silent: true, symbol: "none", data: [],
        // two dotted lines through walking away: right of one and above the other both are better off
        markLine: { silent: true, symbol: "none", animation: false, label: { show: false }, lineStyle: { color: look.loss, type: "dotted", width: 1.4 }, data: [{ xAxis: z.outside[0] }, { yAxis: z.outside[1] }] },
      },
      {
        type: "scatter",
        name: "points",
        data: all.map((p) => ({ name: p.name, value: [...p.at], ...style[p.kind], label: { position: p.at[0] > (xs[0] + xs[1]) / 2 ? "left" : "right" } })),
        label: { show: true, formatter: "{b}", color: look.ink, fontSize: 12.5, distance: 8, backgroundColor: thin(look.raised, 0.85), padding: [2, 4], borderRadius: 3 },
        labelLayout: { moveOverlap: "shiftY" },
        z: 5,
      },
    ],
  } as Option;
}
