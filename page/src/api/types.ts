/** Shapes of the answers that rooms share. A room's own shapes stand beside the room. */
import type { Lang } from "../texts";

export type Both = Partial<Record<Lang, string>>;

export interface Named extends Record<Lang, string> {
  code: string;
}

export interface VerbOption {
  name: string;
  help: string;
  metavar: string | null;
  default: unknown;
  repeated: boolean;
  type: string;
  needed: boolean;
  low: number | null;
  high: number | null;
}

/** GET meta: what this server knows. */
export interface Meta {
  version: string;
  languages: Lang[];
  worlds: { name: string; title: string }[];
  tariffs: string[];
  horizons: { name: string }[];
  closures: string[];
  elasticity_sets: string[];
  economies: (Named & { shape: boolean })[];
  sectors: (Named & { goods: boolean })[];
  groups: { economies: Record<string, string[]>; sectors: Record<string, string[]> };
  items: ({ key: string } & Record<Lang, string>)[];
  names: Record<string, Both>;
  glossary: { kind: string; name: string; symbol: string; unit: string; range: string; meaning_en: string; meaning_zh: string; source: string }[];
  verbs: Record<string, { summary: string; options: VerbOption[] }>;
  disclaimer: Both;
}

export interface SolveInfo {
  outcome: string;
  iterations: number;
  residual: number;
  tolerance: number;
  seconds: number;
  method: string;
  advice?: string;
}

/** GET results/ID: the answer and what it needs to be found, read and made again. */
export interface Result<T> {
  id: string;
  verb: string;
  options: Record<string, unknown>;
  made: string;
  version: string;
  command: string;
  answer: T;
  tables: { name: string; rows: number; columns: string[] }[];
}
