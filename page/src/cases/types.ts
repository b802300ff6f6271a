/** Cases as the API lists and shows them, and the answer of `run`. */
import type { Both } from "../api/types";
import type { Verb } from "../api/ask";

export interface Condition {
  id: string;
  side?: string;
  statement?: Both | string;
  text?: Both | string;
  /** `yes`, `no` or unknown, once the case was run. */
  holds?: boolean | string | null;
  /** The same, as the pages of tugs and talks say it; and the figure found. */
  met?: boolean | null;
  found?: number | null;
  value?: number | boolean | null;
  low?: number | null;
  high?: number | null;
  unit?: string | null;
  how?: Both | string | null;
  /** The bound: `operator threshold` where the case is judged, `op value` where a tug or talks are. */
  operator?: string | null;
  threshold?: number | boolean | null;
  op?: string | null;
  missing?: Both | string | null;
}

export interface Metric {
  value: number | boolean | null;
  low: number | null;
  high: number | null;
  unit: string;
  how: Both | string | null;
  missing: Both | string | null;
}

/** A table that the case shows, written out by the library in both languages; the first `words` columns are words. */
export interface Exhibit {
  title: Both;
  heads: Partial<Record<"en" | "zh", string[]>>;
  rows: Partial<Record<"en" | "zh", string[][]>>;
  words: number;
  note: Both | string | null;
}

export interface JudgeAnswer {
  verdict: string;
  conditions: Condition[];
  metrics: Record<string, Metric>;
  answer?: Partial<Record<"en" | "zh", string[]>>;
  exhibits?: Exhibit[];
  /** The line that gives the same answer. */
  command?: string;
}

export interface CaseCard {
  name: string;
  title: Both;
  question: Both;
  verb: Verb;
  verbs: Verb[];
  variants: { id: string; label: Both }[];
  verdict: string | null;
  conditions: Condition[];
}

export interface CaseStory extends CaseCard {
  story: Both;
  yaml: string;
  focus: string[];
  horizons: string[];
  sources: { citation: string; url: string }[];
  moves: Record<string, Both[]>;
}

export interface Banded {
  central: number | null;
  low: number | null;
  high: number | null;
  sets: number;
}

export type RunMeasure = "welfare_pct" | "welfare_usd_mn" | "real_wage_pct" | "revenue_usd_mn";
/** results[variant][horizon][economy][measure] */
export type RunResults = Record<string, Record<string, Record<string, Partial<Record<RunMeasure, Banded>>>>>;

export interface RunAnswer {
  scenario: string;
  title: string;
  world: string;
  closure: string;
  central: Record<string, string>;
  elasticities: Record<string, string[]>;
  results: RunResults;
  comparison: { with: string; results: RunResults } | null;
}

export interface Claim {
  claim: string;
  article: number;
  role: string;
  quotation: string;
  gloss: string;
  word: string;
  decided_by: string;
  case: string;
  figure: string;
  note: string;
}

export interface VerdictsAnswer {
  rule: string;
  totals: Record<string, number>;
  rows: number;
  claims: Claim[];
}
