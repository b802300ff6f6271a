/** Figures as bahe.report.wording.numbers prints them: the same digits, a true minus, missing is said and never 0. */
import type { Lang } from "./texts";

export type Maybe = number | null | undefined;
const MINUS = "\u2212";
const THIN = "\u202f";
const SPACE = "\u00a0";
const MISSING: Record<Lang, string> = { en: "n/a", zh: "无数据" };

export const known = (x: Maybe): x is number => typeof x === "number" && Number.isFinite(x);

/** `x >= 0` with `digits` decimals as Python's format rounds it: the exact binary value, exact ties to even (toFixed takes them up). */
function rounded(x: number, digits: number): string {
  const halves = x * 2 ** (digits + 1); // a tie is (2n + 1) / (2 * 10^digits): times 2^(digits + 1) it is an odd whole number
  if (!Number.isInteger(halves) || halves % 2 === 0) return x.toFixed(digits);
  const below = (halves * 5 ** digits - 1) / 2;
  return ((below + (below % 2)) / 10 ** digits).toFixed(digits);
}

export function plain(x: Maybe, digits: number, lang: Lang): string {
  if (!known(x)) return MISSING[lang];
  const [whole = "", part] = rounded(Math.abs(x), digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  const words = part === undefined ? grouped : `${grouped}.${part}`;
  return x < 0 && /[1-9]/.test(words) ? MINUS + words : words;
}

export function signed(x: Maybe, digits: number, lang: Lang): string {
  const words = plain(x, digits, lang);
  return known(x) && x > 0 && /[1-9]/.test(words) ? `+${words}` : words;
}

const perCent = (lang: Lang, x: Maybe) => (known(x) ? (lang === "en" ? `${THIN}%` : "%") : "");

/** Signed per cent with its unit. */
export const percent = (x: Maybe, lang: Lang, digits = 2) => signed(x, digits, lang) + perCent(lang, x);
/** A fraction as per cent, unsigned. */
export const rate = (x: Maybe, lang: Lang, digits = 1) => plain(known(x) ? 100 * x : null, digits, lang) + perCent(lang, x);
export const band = (low: Maybe, high: Maybe, lang: Lang, digits = 2) =>
  `[${signed(low, digits, lang)}, ${signed(high, digits, lang)}]`;

/** USD million in the unit of the language: USD bn, or 亿美元 (100 million). */
export function money(usdMn: Maybe, lang: Lang, sign = true): string {
  if (!known(usdMn)) return MISSING[lang];
  const x = usdMn / (lang === "zh" ? 100 : 1000);
  const size = Math.abs(x);
  const digits = size >= 100 || (lang === "zh" && size >= 10) ? 0 : size >= 1 ? 1 : 2;
  return sign ? signed(x, digits, lang) : plain(x, digits, lang);
}

/** Money with its unit. */
export function usd(usdMn: Maybe, lang: Lang, sign = true): string {
  const figure = money(usdMn, lang, sign);
  if (!known(usdMn)) return figure;
  return lang === "zh" ? `${figure}${THIN}亿美元` : `USD${SPACE}${figure}${SPACE}bn`;
}

/** Two significant digits, at least two decimals below one: for shares and indices. */
export const digitsFor = (values: readonly Maybe[], least = 2, most = 3): number => {
  const sizes = values.filter(known).map(Math.abs).filter((v) => v > 0).sort((a, b) => a - b);
  const upper = sizes[Math.floor((sizes.length * 3) / 4)];
  return upper === undefined ? least : Math.min(most, Math.max(least, 1 - Math.floor(Math.log10(upper))));
};

/** Decimals at which a figure of this size still shows a digit that is not nought. */
export const digitsAt = (x: Maybe, least = 2, most = 6): number => (known(x) && x !== 0 ? Math.min(most, Math.max(least, -Math.floor(Math.log10(Math.abs(x)) + 1e-9))) : least);
