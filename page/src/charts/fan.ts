/** A fan over years: the median as a line, half and nine tenths of the draws as bands, control shaded behind, events marked. */
import { type Look, thin } from "./look";
import { axis, base, type Figures, legend, type Option, tip, tooltip } from "./parts";

/** Quantiles over the years, as the API sends them. */
export interface Fan {
  q5: Figures;
  q25: Figures;
  q50: Figures;
  q75: Figures;
  q95: Figures;
}

export interface Course {
  name: string;
  fan: Fan;
  colour: string;
  dash?: "dashed" | "dotted";
  /** Draw the bands, or the median alone. */
  banded?: boolean;
}

export interface Marked {
  year: number;
  name: string;
}

/** Events are numbered on the chart; this is what the numbers mean. */
export const numbered = (events: readonly Marked[]): string[] => events.map((e, i) => `${i + 1}\u00a0${e.name} (${Math.floor(e.year)})`);

/** A published figure. filled: fitted; hollow: held back; quiet: only shown. */
export interface Dot {
  year: number;
  value: number;
  low: number | null;
  high: number | null;
  look: "filled" | "hollow" | "quiet";
  name: string;
}

export interface FanChart {
  years: readonly number[];
  courses: readonly Course[];
  events?: readonly Marked[];
  /** Part withheld by year; shaded where above nothing. */
  control?: Figures;
  dots?: readonly Dot[];
  dotsName?: string;
  axisName: string;
  /** A value in words, with its unit. */
  say: (value: number) => string;
  /** [low – high] in words. */
  sayBand: (low: number, high: number) => string;
  /** The same for axis labels. */
  tick: (value: number) => string;
  least?: number | undefined;
  most?: number | undefined;
  /** The year of the cursor. */
  now?: number | undefined;
}

const known = (x: number | null | undefined): x is number => typeof x === "number" && Number.isFinite(x);
const pairs = (years: readonly number[], y: Figures) => years.map((t, i) => [t, y[i] ?? null]);
const apart = (a: Figures, b: Figures): Figures => a.map((x, i) => (known(x) && known(b[i]) ? b[i]! - x : null));

/** Two stacked lines make one band: an unseen floor and what stands on it. */
function band(years: readonly number[], low: Figures, high: Figures, colour: string, part: number, id: string) {
  const still = { type: "line" as const, stack: id, stackStrategy: "all" as const, symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, z: 1 };
  return [
    { ...still, name: `${id}-floor`, data: pairs(years, low) },
    { ...still, name: `${id}-band`, data: pairs(years, apart(low, high)), areaStyle: { color: thin(colour, part), origin: "auto" as const } },
  ];
}

/** Runs of years under control with their mean intensity. */
export function spells(years: readonly number[], control: Figures): { from: number; to: number; part: number }[] {
  const out: { from: number; to: number; part: number }[] = [];
  years.forEach((t, i) => {
    const x = control[i];
    if (!known(x) || x <= 0.005) return;
    const last = out.at(-1);
    const to = years[i + 1] ?? t + 1;
    if (last && last.to === t && Math.abs(last.part - x) < 1e-9) last.to = to;
    else out.push({ from: t, to, part: x });
  });
  return out;
}

function course(c: Course, years: readonly number[], look: Look) {
  const bands = c.banded
    ? [...band(years, c.fan.q5, c.fan.q95, c.colour, 0.14, `${c.name}-90`), ...band(years, c.fan.q25, c.fan.q75, c.colour, 0.22, `${c.name}-50`)]
    : [];
  const line = {
    type: "line" as const,
    name: c.name,
    data: pairs(years, c.fan.q50),
    symbol: "circle",
    symbolSize: 4,
    showSymbol: false,
    lineStyle: { color: c.colour, width: c.banded ? 2.6 : 1.8, type: c.dash ?? ("solid" as const) },
    itemStyle: { color: c.colour, borderColor: look.raised },
    emphasis: { disabled: true },
    z: c.banded ? 4 : 3,
  };
  return [...bands, line];
}

function marks(chart: FanChart, look: Look) {
  const shade = spells(chart.years, chart.control ?? []).map((s) => [
    { xAxis: s.from, itemStyle: { color: thin(look.loss, 0.03 + 0.07 * s.part) } },
    { xAxis: s.to },
  ]);
  const lines = (chart.events ?? []).map((e, i) => ({ xAxis: e.year, name: String(i + 1) }));
  const now = known(chart.now) ? [{ xAxis: chart.now, name: "", lineStyle: { color: look.ink, type: "solid" as const, width: 1.5 }, label: { show: false } }] : [];
  return {
    type: "line" as const,
    name: "marks",
    data: [],
    silent: true,
    markArea: { silent: true, data: shade },
    markLine: {
      silent: true,
      symbol: "none",
      animation: false,
      lineStyle: { color: look.quiet, type: "dashed" as const, width: 1 },
      label: { formatter: "{b}", position: "end" as const, color: look.ink, fontSize: 12, fontWeight: 600, distance: 3 },
      data: [...lines, ...now],
    },
  };
}

function dots(chart: FanChart, look: Look) {
  const all = chart.dots ?? [];
  if (!all.length) return [];
  const style = { filled: { color: look.accent }, hollow: { color: look.raised, borderColor: look.loss, borderWidth: 2.4 }, quiet: { color: look.c[5] } };
  return [
    {
      type: "scatter" as const,
      name: chart.dotsName ?? "",
      data: all.map((d) => ({ value: [d.year, d.value], itemStyle: style[d.look], symbolSize: d.look === "quiet" ? 7 : 11, name: d.name })),
      z: 6,
    },
    ...all.filter((d) => known(d.low) && known(d.high)).map((d) => ({
      type: "line" as const, name: "range", silent: true, symbol: "none", lineStyle: { color: look.quiet, width: 1.5 }, data: [[d.year, d.low], [d.year, d.high]], z: 5,
    })),
  ];
}

/** What the tip says at a year. */
export function fanTip(chart: FanChart, year: number): string {
  const i = chart.years.findIndex((t) => Math.abs(t - year) < 1e-6);
  const dotted = (chart.dots ?? []).filter((d) => Math.abs(d.year - year) < 1e-6).map((d) => [d.name, chart.say(d.value)] as const);
  if (i < 0) return tip(year.toFixed(1), dotted);
  const rows = chart.courses.flatMap((c) => {
    const [mid, low, high] = [c.fan.q50[i], c.fan.q5[i], c.fan.q95[i]];
    if (!known(mid)) return [];
    const range = known(low) && known(high) ? ` ${chart.sayBand(low, high)}` : "";
    return [[c.name, chart.say(mid) + range] as const];
  });
  return tip(String(chart.years[i]), [...rows, ...dotted]);
}

export function fan(chart: FanChart, look: Look): Option {
  const first = chart.years[0] ?? 0;
  const last = chart.years.at(-1) ?? 1;
  return {
    ...base(look),
    grid: { left: 8, right: 20, top: chart.courses.length > 1 || chart.events?.length ? 46 : 28, bottom: 6, containLabel: true },
    ...(chart.courses.length > 1 ? { legend: legend(look, chart.courses.map((c) => c.name)) } : {}),
    tooltip: tooltip(look, {
      trigger: "axis",
      axisPointer: { type: "line", snap: true, lineStyle: { color: look.quiet } },
      formatter: (rows: unknown) => {
        const row = (Array.isArray(rows) ? rows : [rows]).find((r: { axisValue?: number; value?: unknown[] }) => r?.value) as { value?: number[] } | undefined;
        return row?.value ? fanTip(chart, row.value[0]!) : "";
      },
    }),
    xAxis: axis(look, "", { min: first, max: last, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: look.rule } },
      minInterval: 1, axisLabel: { color: look.quiet, fontSize: 12, formatter: (v: number) => (Number.isInteger(v) ? String(v) : ""), showMinLabel: false, showMaxLabel: false, hideOverlap: true } }),
    yAxis: axis(look, chart.axisName, { min: chart.least, max: chart.most, axisLabel: { color: look.quiet, fontSize: 12, formatter: chart.tick } }),
    series: [...chart.courses.flatMap((c) => course(c, chart.years, look)), ...dots(chart, look), marks(chart, look)],
  } as Option;
}
