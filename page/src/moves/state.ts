/** Variants in the address: `v=Name~tariff:USA on CHN +30%~control:JPN on CHN C26 deny 80%`. */
import { type Move, OPTION, read, said } from "./grammar";

export interface Variant {
  name: string;
  moves: Move[];
}

export const written = (v: Variant): string => [v.name.replaceAll("~", " "), ...v.moves.map((m) => `${OPTION[m.instrument]}:${said(m)}`)].join("~");

export function variantOf(words: string): Variant {
  const [name = "", ...moves] = words.split("~");
  const found = moves.map((m) => read(m.slice(0, m.indexOf(":")), m.slice(m.indexOf(":") + 1)));
  return { name, moves: found.filter((m) => m !== null) };
}

/** A name that no variant has yet: A, B, C ... */
export function fresh(variants: readonly Variant[]): string {
  const letters = "ABCDEFGHIJ";
  return [...letters].find((l) => !variants.some((v) => v.name === l)) ?? String(variants.length + 1);
}

export const MOST_VARIANTS = 4;
