/** Figures of a tug in words. */
import { known, type Maybe, plain } from "../numbers";
import type { Lang, Words } from "../texts";
import type { Three } from "./types";

export const share = (x: Maybe, lang: Lang, digits = 0): string => (known(x) ? `${plain(100 * x, digits, lang)}${lang === "en" ? "\u202f" : ""}%` : plain(x, 0, lang));
export const shareBand = (low: number, high: number, lang: Lang): string => `[${plain(100 * low, 0, lang)}, ${plain(100 * high, 0, lang)}]`;

/** Median and 90 % interval; what is not reached within the years played is said so. */
export function clock(values: Three, words: Words, digits = 1): string {
  const [low, mid, high] = values.map((v) => (known(v) ? plain(v, digits, words.lang) : words.t("tug.never")));
  return values.every((v) => !known(v)) ? words.t("tug.never") : words.lang === "zh" ? `${mid}（${low} – ${high}）` : `${mid} (${low} – ${high})`;
}

/** Decimals that show a loss of this size. */
export const lossDigits = (top: number): number => (top >= 1 ? 1 : top >= 0.1 ? 2 : top > 0 ? Math.min(5, 1 - Math.floor(Math.log10(top))) : 2);
