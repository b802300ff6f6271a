/** The one dictionary of the page (texts.csv) and the language in use. */
import { createContext, useContext } from "react";
import { en, zh } from "./texts.gen";

export type Lang = "en" | "zh";
export type Key = keyof typeof en;
export type Blanks = Record<string, string | number>;

const BOTH: Record<Lang, Record<Key, string>> = { en, zh };

/** The text of a key with its {blanks} filled. */
export function text(lang: Lang, key: Key, blanks: Blanks = {}): string {
  return BOTH[lang][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(blanks[name] ?? whole));
}

export const isKey = (key: string): key is Key => key in en;

export interface Words {
  lang: Lang;
  /** Text of a key; a key that is missing from texts.csv does not compile. */
  t: (key: Key, blanks?: Blanks) => string;
  /** Text of a key made at run time, or `otherwise`. */
  maybe: (key: string, otherwise: string) => string;
  /** The text of this language in {en, zh}, as the API sends labels. */
  of: (both: Partial<Record<Lang, string>> | string | null | undefined) => string;
}

/** A figure and its per cent sign stay on one line. */
const together = (words: string): string => words.replace(/(\d) %/g, "$1\u00a0%");

export function wordsOf(lang: Lang): Words {
  return {
    lang,
    t: (key, blanks) => text(lang, key, blanks),
    maybe: (key, otherwise) => (isKey(key) ? text(lang, key) : otherwise),
    of: (both) => together(typeof both === "string" ? both : (both?.[lang] ?? both?.en ?? "")),
  };
}

export const WordsContext = createContext<Words>(wordsOf("en"));
export const useWords = (): Words => useContext(WordsContext);
