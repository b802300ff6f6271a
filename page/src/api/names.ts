/** Names of economies, sectors and items, from the API's own table. */
import type { Lang } from "../texts";
import { useWords } from "../texts";
import { useApi } from "./hooks";
import type { Meta } from "./types";

export const useMeta = () => useApi<Meta>("meta", true);

export function nameIn(meta: Meta | undefined, lang: Lang, code: string): string {
  const both = meta?.names[code] ?? meta?.economies.find((e) => e.code === code) ?? meta?.sectors.find((s) => s.code === code);
  return both?.[lang] ?? both?.en ?? meta?.items.find((i) => i.key === code)?.[lang] ?? code;
}

/** code -> name in the language in use; the code itself until the names are there. */
export function useNames(): (code: string) => string {
  const { data } = useMeta();
  const { lang } = useWords();
  return (code) => nameIn(data, lang, code);
}

/** The row of the glossary of a measure: meaning and unit. */
export function meaning(meta: Meta | undefined, lang: Lang, name: string): string | undefined {
  const row = meta?.glossary.find((g) => g.name === name);
  return lang === "zh" ? row?.meaning_zh : row?.meaning_en;
}
