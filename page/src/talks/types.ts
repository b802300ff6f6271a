/** The answer of `bahe talks`. Money is USD bn a year against the base of the scenario. */
import type { Both } from "../api/types";
import type { Zone } from "../charts/zone";

export type Band = readonly [number | null, number | null, number | null];

export interface End {
  kind: string;
  chances: Record<"deal" | "truce" | "breakdown", number>;
  signed_in_all: number;
  surplus_usd_bn: Band;
  gain_usd_bn: Record<string, Band>;
  zone_of_agreement_in_draws: number;
  turns_on: string | null;
}

export interface Deadline {
  horizon: string;
  deadline: number;
  date: string;
  month: number;
  signed: number;
  signed_low: number;
  signed_high: number;
  signs: number;
  extends: number;
  lapses: number;
}

/** One cause switched off; `change_USA`, `change_low_USA`, ... per party. */
export type Cause = { cause: string; horizon: string; kind_before: string; kind: string; deal: number; deal_before: number; signed: number } & Record<string, string | number | null>;

export interface Switch {
  cause: string;
  label: Both;
  what: string;
  without: Record<string, unknown>;
}

export interface Table {
  id: string;
  label: Both;
  parties: string[];
  sign: string[];
  protocol: string;
  deadlines: number;
  months: number;
  noise_usd_bn: number;
  ends: Record<string, End>;
  clock: Deadline[];
  causes: Cause[];
  one_more_month: { horizon: string; party: string; month: number | null; month_low: number | null; month_high: number | null }[];
  break_even: { pledge: string; horizon: string; carried_out: number; delivered_low: number; delivered_high: number; giver: number | null; giver_low: number | null; giver_high: number | null; receiver: number | null; receiver_low: number | null; receiver_high: number | null }[];
  zone: Record<string, Zone & { elasticities: string }>;
  scores: { date: string; horizon: string; observed: string; deal: number; truce: number; breakdown: number; brier: number; brier_even: number; source: string }[];
  switches: Switch[];
  typed_in: { pledge: string; label: Both }[];
  /** Chance of a signature over both costs, USD bn a year; empty where the table has no threat to link. */
  region: { horizon: string; backing_down: number; given_up: number; signed: number | null }[];
}

export interface Condition {
  id: string;
  side: string;
  statement: Both;
  figures: Record<string, unknown>;
  holds: string;
  missing: Both | null;
}

export interface TalksAnswer {
  scenario: string;
  title: Both;
  question: Both;
  verdict: string;
  horizons: string[];
  variants: Record<string, Both>;
  conditions: Condition[];
  tables: Table[];
  answer: { en: string[]; zh: string[] };
  sources: { key: string; citation: string }[];
}

/** What a pledge is called; an answer kept by an earlier version has its name alone. */
export const pledgeIn = (table: Table, pledge: string, of: (both: Both | undefined) => string): string => of(table.typed_in.find((p) => p.pledge === pledge)?.label) || pledge;
