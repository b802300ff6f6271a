/** The columns of a shock's answer, and how each is printed and coloured. */
import type { NumKind } from "../design/Num";

export interface Measure {
  key: string;
  kind: NumKind;
  tone?: "gain" | "loss";
  unit?: string;
}

export const MEASURES: readonly Measure[] = [
  { key: "welfare_pct", kind: "pct", tone: "gain" },
  { key: "welfare_usd_mn", kind: "usd", tone: "gain" },
  { key: "real_wage_pct", kind: "pct", tone: "gain" },
  { key: "gdp_real_pct", kind: "pct" },
  { key: "terms_of_trade_pct", kind: "pct" },
  { key: "cpi_pct", kind: "pct" },
  { key: "exports_pct", kind: "pct" },
  { key: "imports_pct", kind: "pct" },
  { key: "revenue_usd_mn", kind: "usd-plain" },
];

export const measureOf = (key: string): Measure => MEASURES.find((m) => m.key === key) ?? MEASURES[0]!;
