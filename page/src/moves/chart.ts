/** Variants side by side: bars of one measure, an economy a row; whiskers where there is a band. */
import type { EChartsCoreOption } from "echarts/core";
import type { Look } from "../charts/look";
import { axis, base, legend, tip, tooltip } from "../charts/parts";
import { known, type Maybe } from "../numbers";

export interface Series {
  name: string;
  values: Maybe[];
  bands?: (readonly [number, number] | undefined)[];
}

/** `signs`: one series, coloured by who gains and who loses; more series: one colour a series. */
export function grouped(rows: readonly string[], series: readonly Series[], say: (v: Maybe) => string, axisName: string, l: Look, narrow: boolean): EChartsCoreOption {
  const one = series.length === 1;
  const colour = (s: number, v: Maybe) => (one ? ((v ?? 0) < 0 ? l.loss : l.gain) : l.c[s]!);
  const bars = series.map((s, i) => ({
    type: "bar", name: s.name, barMaxWidth: one ? 16 : 11, barGap: "15%", itemStyle: { color: one ? l.gain : l.c[i] },
    data: s.values.map((v) => ({ value: known(v) ? v : null, itemStyle: { color: colour(i, v), opacity: one ? 1 : 0.92, borderRadius: (v ?? 0) < 0 ? [3, 0, 0, 3] : [0, 3, 3, 0] } })),
    label: one ? { show: !s.bands, position: "right", color: l.ink, fontSize: 12, fontFamily: l.sans, formatter: (p: { dataIndex: number }) => say(s.values[p.dataIndex]) } : { show: false },
  }));
  return {
    ...base(l),
    grid: { left: 4, right: one ? 62 : 16, top: one ? 6 : 34, bottom: 30, containLabel: true },
    ...(one ? {} : { legend: { ...legend(l, series.map((s) => s.name)), left: 0, right: undefined } }),
    tooltip: tooltip(l, { trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: l.soft, opacity: 0.8 } },
      formatter: (hit: { dataIndex: number }[]) => tip(rows[hit[0]!.dataIndex]!, series.map((s) => [one ? axisName : s.name, told(s, hit[0]!.dataIndex, say)])) }),
    xAxis: axis(l, axisName, { boundaryGap: one ? ["6%", "4%"] : [0, 0], nameLocation: "middle", nameGap: 28, nameTextStyle: { color: l.quiet, fontSize: 12, align: "center" },
      axisLabel: { color: l.quiet, fontSize: 12, hideOverlap: true, formatter: (v: number) => say(v) } }),
    yAxis: { type: "category", inverse: true, data: [...rows], axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: l.ink, fontSize: narrow ? 12 : 13, width: narrow ? 104 : 170, overflow: narrow ? "truncate" : "break", interval: 0 }, z: 3 },
    series: [...bars.map(labelled(l)), ...series.flatMap((s, i) => whiskers(s, i, series.length, l))],
  };
}

const labelled = (l: Look) => (bar: { data: { value: number | null }[]; label: object }) => ({
  ...bar,
  markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: l.quiet, width: 1, type: "solid" }, data: [{ xAxis: 0 }] },
  data: bar.data.map((d) => ({ ...d, label: { position: (d.value ?? 0) < 0 ? "left" : "right" } })),
});

const told = (s: Series, at: number, say: (v: Maybe) => string): string => {
  const range = s.bands?.[at];
  return range ? `${say(s.values[at])}  [${say(range[0])}, ${say(range[1])}]` : say(s.values[at]);
};

interface Api {
  value: (at: number) => number;
  coord: (at: number[]) => [number, number];
  size: (at: number[]) => [number, number];
}

function whiskers(s: Series, at: number, count: number, l: Look): object[] {
  if (!s.bands) return [];
  const data = s.bands.flatMap((range, i) => (range ? [[i, range[0], range[1]]] : []));
  const render = (_: unknown, api: Api) => {
    const row = api.value(0);
    const [x0, y] = api.coord([api.value(1), row]);
    const [x1] = api.coord([api.value(2), row]);
    const width = Math.min(count === 1 ? 16 : 11, (api.size([0, 1])[1] * 0.8) / count);
    const dy = (at - (count - 1) / 2) * width * 1.15;
    const line = (a: number, b: number, c: number, d: number) => ({ type: "line", shape: { x1: a, y1: b, x2: c, y2: d }, style: { stroke: l.ink, lineWidth: 1.3, opacity: 0.75 } });
    return { type: "group", children: [line(x0, y + dy, x1, y + dy), line(x0, y + dy - 3, x0, y + dy + 3), line(x1, y + dy - 3, x1, y + dy + 3)] };
  };
  return [{ type: "custom", name: s.name, silent: true, renderItem: render, data, encode: { x: [1, 2], y: 0 }, z: 5, tooltip: { show: false } }];
}
