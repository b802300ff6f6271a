/** Bars that start at nothing: what adds goes right, what takes away goes left; and columns that add up to one. */
import type { Look } from "./look";
import { axis, base, legend, type Option, tip, tooltip } from "./parts";

export interface Bar {
  name: string;
  value: number;
  low?: number | null;
  high?: number | null;
}

/** Signed bars, one below the other, each with its figure at its end. */
export function bars(rows: readonly Bar[], say: (value: number) => string, axisName: string, look: Look, tick = say): Option {
  return {
    ...base(look),
    grid: { left: 8, right: 58, top: 8, bottom: 26, containLabel: true },
    tooltip: tooltip(look, { trigger: "item", formatter: (p: { dataIndex: number }) => barTip(rows[p.dataIndex]!, say) }),
    xAxis: axis(look, axisName, { nameLocation: "middle", nameGap: 26, nameTextStyle: { color: look.quiet, fontSize: 12, align: "center" }, axisLabel: { color: look.quiet, fontSize: 12, formatter: tick, hideOverlap: true }, splitNumber: 4, boundaryGap: rows.some((r) => r.value < 0) ? ["14%", "3%"] : [0, 0] }),
    yAxis: { type: "category", inverse: true, data: rows.map((r) => r.name), axisTick: { show: false }, axisLine: { lineStyle: { color: look.quiet } }, axisLabel: { color: look.ink, fontSize: 13, width: 150, overflow: "break" } },
    series: [
      {
        type: "bar",
        barMaxWidth: 20,
        data: rows.map((r) => ({
          value: r.value,
          itemStyle: { color: r.value < 0 ? look.loss : look.gain, borderRadius: r.value < 0 ? [3, 0, 0, 3] : [0, 3, 3, 0] },
          label: { position: r.value < 0 ? "left" : "right" },
        })),
        label: { show: true, color: look.ink, fontSize: 12.5, formatter: (p: { dataIndex: number }) => say(rows[p.dataIndex]!.value) },
      },
    ],
  } as Option;
}

const barTip = (row: Bar, say: (value: number) => string): string =>
  tip(row.name, [["", say(row.value)], ...(typeof row.low === "number" && typeof row.high === "number" ? [["", `[${say(row.low)}, ${say(row.high)}]`] as const] : [])]);

export interface Layer {
  name: string;
  colour: string;
  values: readonly number[];
}

/** Columns of parts that add up to one: signed, still talking, ended. `pattern` makes them differ without colour. */
export function columns(names: readonly string[], layers: readonly Layer[], say: (value: number) => string, axisName: string, look: Look): Option {
  return {
    ...base(look),
    grid: { left: 8, right: 12, top: 52, bottom: 6, containLabel: true },
    legend: { ...legend(look, layers.map((l) => l.name)), left: 0 },
    tooltip: tooltip(look, {
      trigger: "axis",
      axisPointer: { type: "shadow" },
      formatter: (rows: { dataIndex: number }[]) => {
        const i = rows[0]!.dataIndex;
        return tip(names[i]!, layers.map((l) => [l.name, say(l.values[i]!)] as const));
      },
    }),
    xAxis: { type: "category", data: [...names], axisTick: { show: false }, axisLine: { lineStyle: { color: look.rule } }, axisLabel: { color: look.ink, fontSize: 12.5 } },
    yAxis: axis(look, axisName, { min: 0, max: 1, axisLabel: { color: look.quiet, fontSize: 12, formatter: say } }),
    series: layers.map((l, n) => ({
      type: "bar",
      name: l.name,
      stack: "all",
      barMaxWidth: 66,
      data: [...l.values],
      itemStyle: { color: l.colour, borderColor: look.raised, borderWidth: 1, ...(n === 1 ? { decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4, color: look.quiet } } : {}) },
      label: { show: true, color: look.raised, textBorderWidth: 0, fontSize: 12, formatter: (p: { value: number }) => (p.value >= 0.09 ? say(p.value) : ""), ...(n === 1 ? { color: look.ink, backgroundColor: look.raised, padding: [2, 4], borderRadius: 3 } : {}) },
    })),
  } as Option;
}
