/** Curves over one figure: the chance to find an altered chip, the belief after a clean result. */
import type { Look } from "./look";
import { axis, base, legend, type Option, tip, tooltip } from "./parts";

export interface Curve {
  name: string;
  points: readonly (readonly [number, number])[];
  strong?: boolean;
}

export interface Mark {
  name: string;
  x: number;
  y: number;
}

export interface CurveChart {
  curves: readonly Curve[];
  marks?: readonly Mark[];
  /** A line across, such as the chance that is wanted. */
  level?: { name: string; y: number } | undefined;
  x: { name: string; say: (x: number) => string; log?: boolean; min?: number; max?: number };
  y: { name: string; say: (y: number) => string; min?: number; max?: number };
}

const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3], [2, 6]] as const;

/** Where the label of a mark stands: off the curves, with a line to the mark; under a chance that rises, over a belief that falls. */
function beside({ marks = [], x }: CurveChart) {
  const half = ((x.min ?? 0) + (x.max ?? 1)) / 2;
  return ({ dataIndex, rect }: { dataIndex?: number; rect: { x: number; y: number; width: number; height: number } }) => {
    const [cx, cy] = [rect.x + rect.width / 2, rect.y + rect.height / 2];
    if (x.log) return { x: cx + 16, y: cy + 26, align: "left", verticalAlign: "middle" };
    const left = (marks[dataIndex ?? 0]?.x ?? 0) > half;
    const above = 32 + 22 * marks.slice(0, dataIndex ?? 0).filter((m) => m.x > half === left).length;
    return { x: cx + (left ? -80 : 14), y: cy - above, align: left ? "right" : "left", verticalAlign: "middle" };
  };
}

export function curves(chart: CurveChart, look: Look): Option {
  const { x, y } = chart;
  return {
    ...base(look),
    grid: { left: 8, right: 22, top: 52, bottom: 30, containLabel: true },
    legend: legend(look, chart.curves.map((c) => c.name)),
    tooltip: tooltip(look, {
      trigger: "item",
      formatter: (p: { seriesName: string; value: [number, number]; name?: string }) =>
        tip(p.name || p.seriesName, [[x.name, x.say(p.value[0])], [y.name, y.say(p.value[1])]]),
    }),
    xAxis: axis(look, x.name, { type: x.log ? "log" : "value", min: x.min, max: x.max, nameLocation: "middle", nameGap: 28, nameTextStyle: { color: look.quiet, fontSize: 12, align: "center" },
      axisLabel: { color: look.quiet, fontSize: 12, formatter: x.say, hideOverlap: true }, minorSplitLine: { show: false } }),
    yAxis: axis(look, y.name, { min: y.min, max: y.max, axisLabel: { color: look.quiet, fontSize: 12, formatter: y.say } }),
    series: [
      ...chart.curves.map((c, i) => ({
        type: "line", name: c.name, data: c.points.map((p) => [...p]), smooth: false, symbol: "circle", symbolSize: c.strong ? 6 : 4, showSymbol: true,
        lineStyle: { color: look.c[i % look.c.length], width: c.strong ? 3 : 1.8, type: DASHES[i % DASHES.length] },
        itemStyle: { color: look.c[i % look.c.length] }, z: c.strong ? 4 : 3,
      })),
      {
        type: "scatter", name: "marks", data: (chart.marks ?? []).map((m) => ({ name: m.name, value: [m.x, m.y] })), symbolSize: 13,
        itemStyle: { color: look.raised, borderColor: look.loss, borderWidth: 3 }, z: 6,
        label: { show: true, formatter: "{b}", color: look.ink, fontSize: 12.5, backgroundColor: look.raised, padding: [2, 4], borderRadius: 3 },
        labelLine: { show: true, lineStyle: { color: look.quiet } }, labelLayout: beside(chart),
        ...(chart.level ? { markLine: { silent: true, symbol: "none", lineStyle: { color: look.loss, type: "dashed" }, label: { formatter: "{b}", position: "insideStartTop", color: look.loss }, data: [{ yAxis: chart.level.y, name: chart.level.name }] } } : {}),
      },
    ],
  } as Option;
}
