/** Answers of `world`, `depend` and `leverage`, as far as the World room reads them. */
import type { Both } from "../api/types";
import type { Maybe } from "../numbers";

export type Horizon = "short" | "long";

export interface WorldAnswer {
  world: string;
  year: number;
  totals: Record<string, number>;
  economies: Record<string, Record<string, Maybe>>;
}

export interface Supplier {
  supplier: string;
  face_value_pct: Maybe;
  look_through_pct: Maybe;
  loss_pct_short: Maybe;
  loss_pct_long: Maybe;
  own_loss_pct_short: Maybe;
  own_loss_pct_long: Maybe;
  loss_usd_mn_short: Maybe;
  loss_usd_mn_long: Maybe;
}

export interface ItemRow {
  item: string;
  supplier: string;
  buyer: string;
  criticality: string;
  share: Maybe;
  low: Maybe;
  high: Maybe;
  kind: string;
  grade: string;
  source: string;
  parent: string;
  parent_share: Maybe;
  loss_pct_short?: Maybe;
  loss_pct_long?: Maybe;
  sigma_short?: Maybe;
  sigma_long?: Maybe;
}

export interface Route {
  buyer: string;
  supplier: string;
  route: string;
  share: Maybe;
  purchases: number;
}

export interface Screened {
  buyer: string;
  code: string;
  product: string;
  verdict: string;
  imports_usd_mn: Maybe;
  largest: string;
  largest_share: Maybe;
  import_hhi: Maybe;
  export_hhi: Maybe;
  import_export_ratio: Maybe;
}

export interface Lens {
  target: string;
  holder: string;
  lens: string;
  horizon: Horizon;
  sigma: Maybe;
  loss_pct: Maybe;
  loss_usd_mn: Maybe;
  own_loss_pct: Maybe;
  own_loss_usd_mn: Maybe;
}

export interface DependAnswer {
  buyer: string;
  on: string | null;
  theta_median: Record<Horizon, number>;
  world: string;
  elasticities: string;
  answer: Lens[];
  suppliers: Supplier[];
  items: Record<string, ItemRow[]>;
  routes: Route[];
  screen: string;
  screens: Screened[];
  /** One row a buyer that was screened. */
  cliffs: { buyer: string }[];
  explain: string[];
}

export interface ItemAnswer {
  item: string;
  label: Both;
  sector: string;
  hs: string[];
  users: string[];
  criticality: string;
  note: string;
  holders: ItemRow2[];
  figures: { what: string; field: string; names: string[]; value: Maybe; low: Maybe; high: Maybe; kind: string; grade: string; year: number; source: string }[];
  missing: string[];
}

export interface ItemRow2 {
  buyer: string;
  holder: string;
  share: Maybe;
  low: Maybe;
  high: Maybe;
  kind: string;
  grade: string;
  source: string;
}

export interface Pair {
  buyer: string;
  supplier: string;
  loss_pct: Maybe;
  own_loss_pct: Maybe;
  loss_usd_mn: Maybe;
  own_loss_usd_mn: Maybe;
  solved: boolean;
}

export interface LeverageAnswer {
  world: string;
  elasticities: string;
  horizons: Partial<Record<Horizon, { unit: string; theta_median: number; pairs: Pair[] }>>;
}
