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
  value?: number | null;
  low?: number | null;
  high?: number | null;
  unit?: string | null;
  how?: Both | string | null;
}

export interface Metric {
  value: number | null;
  low: number | null;
  high: number | null;
  unit: string;
  how: Both | string | null;
  missing: string | null;
}

export interface JudgeAnswer {
  verdict: string;
  conditions: Condition[];
  metrics: Record<string, Metric>;
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
  moves: Record<string, string[]>;
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
