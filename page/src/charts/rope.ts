/** The drawing of the rope: where the knot lies, how far its band goes, how the rope hangs. Plain geometry, no drawing. */
import type { Fan } from "./fan";

export interface Stage {
  wide: number;
  /** Where the two sides stand. */
  left: number;
  right: number;
  /** Height of the rope when it is taut. */
  high: number;
}

export interface Knot {
  at: number;
  low: number;
  high: number;
  /** The middle half of the draws. */
  from: number;
  to: number;
}

/** Place on the stage of a position: 0 where the holder holds everything, 1 where it holds nothing any more. */
export const place = (stage: Stage, position: number): number =>
  stage.left + (stage.right - stage.left) * Math.min(Math.max(position, -0.12), 1.06);

const between = (a: number, b: number, part: number) => a + (b - a) * part;

/** A quantile between two years. */
export function along(values: readonly (number | null)[], t: number): number | null {
  const i = Math.min(Math.max(Math.floor(t), 0), values.length - 1);
  const [a, b] = [values[i], values[Math.min(i + 1, values.length - 1)]];
  if (typeof a !== "number" || typeof b !== "number") return null;
  return between(a, b, Math.min(Math.max(t - i, 0), 1));
}

/** The knot at `t` years after the start (it may lie between two years). */
export function knot(stage: Stage, fan: Fan, t: number): Knot | null {
  const [low, from, at, to, high] = [fan.q5, fan.q25, fan.q50, fan.q75, fan.q95].map((q) => along(q, t));
  if (low == null || from == null || at == null || to == null || high == null) return null;
  const on = (x: number) => place(stage, x);
  return { at: on(at), low: on(low), high: on(high), from: on(from), to: on(to) };
}

/** From the ends of the scale to the hands that hold the rope. */
const HAND = 21;

/** The rope through the knot: taut where something is withheld, slack where nothing is. `sag` in units of the stage. */
export function ropePath(stage: Stage, at: number, withheld: number): string {
  const sag = 26 * (1 - Math.min(Math.max(withheld, 0), 1)) + 2;
  const y = stage.high;
  const dip = (from: number, to: number) => `Q${((from + to) / 2).toFixed(1)} ${(y + sag).toFixed(1)} ${to.toFixed(1)} ${y.toFixed(1)}`;
  const [from, to] = [stage.left - HAND, stage.right + HAND];
  return `M${from.toFixed(1)} ${y.toFixed(1)}${dip(from, at)}${dip(at, to)}`;
}
