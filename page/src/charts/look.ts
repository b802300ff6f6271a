/** Colours and type of the charts: those of the page, read from its tokens, so that light, dark and print need no second palette. */
export interface Look {
  ink: string;
  quiet: string;
  rule: string;
  soft: string;
  paper: string;
  raised: string;
  accent: string;
  loss: string;
  gain: string;
  /** Six colours told apart with any kind of colour vision. */
  c: readonly string[];
  /** Eleven steps from orange over grey to blue. */
  q: readonly string[];
  sans: string;
}

const NAMES = ["ink", "quiet", "rule", "soft", "paper", "raised", "accent", "loss", "gain"] as const;

/** From a reader of custom properties (`--ink` and so on). */
export function lookOf(read: (name: string) => string): Look {
  const words = Object.fromEntries(NAMES.map((n) => [n, read(`--${n}`)])) as Record<(typeof NAMES)[number], string>;
  const many = (letter: string, from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => read(`--${letter}${from + i}`));
  return { ...words, c: many("c", 1, 6), q: many("q", 0, 10), sans: read("--sans") };
}

/** The look of the page as it is now. */
export function lookNow(): Look {
  const style = getComputedStyle(document.documentElement);
  return lookOf((name) => style.getPropertyValue(name).trim());
}

/** A colour, partly seen through. */
export function thin(colour: string, part: number): string {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour)?.[1];
  if (!hex) return colour;
  const [r, g, b] = [0, 2, 4].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
  return `rgba(${r},${g},${b},${part})`;
}
