/** Lowest and highest answer over the published sets of elasticities: the band of a figure. */
import { known } from "../numbers";
import type { Exact } from "./answers";

export type Bands = Record<string, Record<string, readonly [number, number]>>;

/** Bands of converged answers only, once all have ended; none where fewer than two are there, or one was refused for want of room. */
export function bandsOf(answers: readonly (Exact | undefined)[]): Bands {
  const there = answers.flatMap((a) => (a?.answer && a.answer.info.outcome === "converged" ? [a.answer.economies] : []));
  const out: Bands = {};
  const open = answers.some((a) => !a?.answer && (!a?.fault || a.fault.status !== 422));
  if (open || there.length < 2) return out;
  for (const [code, measures] of Object.entries(there[0]!)) {
    const own: Record<string, readonly [number, number]> = {};
    for (const key of Object.keys(measures)) {
      const figures = there.map((e) => e[code]?.[key]).filter(known);
      if (figures.length === there.length) own[key] = [Math.min(...figures), Math.max(...figures)];
    }
    out[code] = own;
  }
  return out;
}
