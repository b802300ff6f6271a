/** Walking through the points of a drawing with arrow keys: which points there are, and where a key leads. */

/** A point of a drawing: which series, which of its data. */
export interface Spot {
  series: number;
  at: number;
}

/** As much of a series as a walk needs; ECharts' own options have it. */
export interface Walked {
  type?: string;
  name?: string;
  silent?: boolean;
  data?: readonly unknown[];
}

/** Rows of spots: left and right walk along a row, up and down go to the next row. */
export type Ways = readonly (readonly Spot[])[];

const valueOf = (d: unknown): unknown => (typeof d === "object" && d !== null && !Array.isArray(d) ? (d as { value?: unknown }).value : d);

/** A point is drawn where every figure of it is known. */
const drawn = (d: unknown): boolean => {
  const v = valueOf(d);
  return Array.isArray(v) ? v.every((x) => x !== null && x !== undefined && x !== "-") : v !== null && v !== undefined;
};

/** Series with points that can be seen, in the order they are drawn; a heat map is walked by its rows. */
export function waysOf(series: readonly Walked[]): Ways {
  return series.flatMap((s, i) => {
    if (s.silent || s.type === "custom" || !s.data?.length) return [];
    const spots = s.data.flatMap((d, at) => (drawn(d) ? [{ series: i, at, value: valueOf(d) }] : []));
    if (!spots.length) return [];
    if (s.type !== "heatmap") return [spots.map(({ series: n, at }) => ({ series: n, at }))];
    const rows = new Map<unknown, Spot[]>();
    for (const { at, value } of spots) {
      const y = (value as unknown[])[1];
      rows.set(y, [...(rows.get(y) ?? []), { series: i, at }]);
    }
    return [...rows.values()];
  });
}

/** Where a key leads from (row, place); `flat` where bars lie on their side, so that up and down walk along them. */
export function walkedTo(key: string, from: readonly [number, number] | null, ways: Ways, flat: boolean): [number, number] | null {
  const turned: Record<string, string> = { ArrowUp: "ArrowLeft", ArrowDown: "ArrowRight", ArrowLeft: "ArrowUp", ArrowRight: "ArrowDown" };
  const way = flat ? (turned[key] ?? key) : key;
  if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(way) || !ways.length) return null;
  if (!from) return [0, way === "End" ? ways[0]!.length - 1 : 0];
  const row = Math.min(Math.max(from[0] + (way === "ArrowUp" ? -1 : way === "ArrowDown" ? 1 : 0), 0), ways.length - 1);
  const last = ways[row]!.length - 1;
  if (way === "Home" || way === "End") return [row, way === "Home" ? 0 : last];
  const at = from[1] + (way === "ArrowLeft" ? -1 : way === "ArrowRight" ? 1 : 0);
  return [row, Math.min(Math.max(at, 0), last)];
}
