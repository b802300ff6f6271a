/** A heat map: a share in every cell, deeper as it rises, with its figure written in it. */
import type { Look } from "./look";
import { axis, base, type Option, tip, tooltip } from "./parts";

export interface HeatCell {
  x: number;
  y: number;
  /** A share between 0 and 1; missing is hatched, never nought. */
  value: number | null;
}

export interface Heat {
  cells: readonly HeatCell[];
  x: { name: string; say: (v: number) => string };
  y: { name: string; say: (v: number) => string };
  value: { name: string; say: (v: number) => string };
}

const ends = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);

/** Values of both axes, rising. */
export const axesOf = (cells: readonly HeatCell[]): { xs: number[]; ys: number[] } => ({ xs: ends(cells.map((c) => c.x)), ys: ends(cells.map((c) => c.y)) });

export function heat(chart: Heat, look: Look, narrow = false): Option {
  const { xs, ys } = axesOf(chart.cells);
  const data = chart.cells.map((c) => ({
    value: [xs.indexOf(c.x), ys.indexOf(c.y), c.value ?? "-"],
    label: { color: (c.value ?? 0) > 0.55 ? look.raised : look.ink },
  }));
  const named = { nameLocation: "middle" as const, nameTextStyle: { color: look.quiet, fontSize: 12, align: "center" as const } };
  const category = { type: "category" as const, axisTick: { show: false }, splitLine: { show: false } };
  const say = (v: unknown) => (typeof v === "number" ? chart.value.say(v) : "–");
  return {
    ...base(look),
    grid: { left: 26, right: 8, top: 8, bottom: 30, containLabel: true },
    tooltip: tooltip(look, {
      trigger: "item",
      formatter: (p: { value: [number, number, unknown] }) =>
        tip(`${chart.value.name}: ${say(p.value[2])}`, [[chart.x.name, chart.x.say(xs[p.value[0]]!)], [chart.y.name, chart.y.say(ys[p.value[1]]!)]]),
    }),
    visualMap: { show: false, min: 0, max: 1, inRange: { color: [look.soft, look.c[0]!] } },
    xAxis: axis(look, chart.x.name, { ...category, ...named, nameGap: 28, data: xs.map(chart.x.say), axisLabel: { color: look.ink, fontSize: 12 } }),
    yAxis: axis(look, chart.y.name, { ...category, ...named, nameGap: 40, data: ys.map(chart.y.say), axisLabel: { color: look.ink, fontSize: 12 } }),
    series: [
      {
        type: "heatmap",
        name: chart.value.name,
        data,
        itemStyle: { borderColor: look.raised, borderWidth: 2, borderRadius: 3 },
        label: { show: true, fontSize: narrow ? 10 : 12, formatter: (p: { value: unknown }) => say((p.value as unknown[])[2]) },
        emphasis: { itemStyle: { borderColor: look.ink, borderWidth: 2 } },
      },
    ],
  } as Option;
}
