/** The map of regimes as cells on panels: what stands where, how deep its colour is, what a cursor does. */
export interface Cell {
  learning: number;
  long_elasticity: number;
  lock_in: number;
  break_even_weight: number | null;
  verdict: string;
  cost_market_years: number | null;
  hurt_market_years: number | null;
  support: string;
}

export interface Panel {
  lockIn: number;
  /** Rows by learning (rising), columns by elasticity (rising). */
  rows: readonly (readonly Cell[])[];
}

export interface RegimeMap {
  learning: readonly number[];
  elasticity: readonly number[];
  panels: readonly Panel[];
  /** b* at and above which the colour is full: the 95th of a hundred. */
  top: number;
}

const sortedSet = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);

/** Quantile by straight lines between order statistics. */
export function quantile(values: readonly number[], q: number): number {
  const v = [...values].sort((a, b) => a - b);
  const at = (v.length - 1) * q;
  const i = Math.floor(at);
  return v[i]! + ((v[i + 1] ?? v[i]!) - v[i]!) * (at - i);
}

export function regimeMap(cells: readonly Cell[]): RegimeMap {
  const [learning, elasticity, locks] = (["learning", "long_elasticity", "lock_in"] as const).map((k) => sortedSet(cells.map((c) => c[k])));
  const found = new Map(cells.map((c) => [`${c.lock_in}|${c.learning}|${c.long_elasticity}`, c]));
  const panels = locks!.map((lockIn) => ({
    lockIn,
    rows: learning!.map((w) => elasticity!.flatMap((s) => found.get(`${lockIn}|${w}|${s}`) ?? [])),
  }));
  const b = cells.filter((c) => c.verdict === "pays above b*" && c.break_even_weight !== null).map((c) => c.break_even_weight!);
  return { learning: learning!, elasticity: elasticity!, panels, top: b.length ? quantile(b, 0.95) : 1 };
}

export type Tone = "self" | "free" | "unknown" | "weight";

/** Kind of a cell and depth of its colour, 0 to 1. */
export function toneOf(cell: Cell, top: number): { tone: Tone; depth: number } {
  if (cell.verdict === "self-defeating") return { tone: "self", depth: 1 };
  if (cell.verdict === "pays at any weight") return { tone: "free", depth: 0 };
  if (cell.break_even_weight === null) return { tone: "unknown", depth: 0 };
  return { tone: "weight", depth: Math.min(cell.break_even_weight / top, 1) };
}

/** Where an arrow key goes from (row, column); the same place at the edge. */
export function stepped(key: string, row: number, column: number, rows: number, columns: number): [number, number] {
  const by: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -columns], End: [0, columns] };
  const [r, c] = by[key] ?? [0, 0];
  return [Math.min(Math.max(row + r, 0), rows - 1), Math.min(Math.max(column + c, 0), columns - 1)];
}
