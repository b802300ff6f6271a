/** Answers of `bahe tug`: a policy of one's own, a whole case, the map of regimes. */
import type { Both } from "../api/types";
import type { Fan } from "../charts/fan";
import type { Cell } from "../charts/regime";

export type Three = readonly [number | null, number | null, number | null];
export type FanName = "control" | "position" | "dependence" | "leverage" | "own" | "home_share";

export interface Course {
  policy: string;
  fans: Record<FanName, Fan>;
  half_life: Three;
  bites: Three;
  stops: Three;
  left: Three;
}

export interface Happening extends Both {
  year: number;
  url?: string;
}

export interface Pulled {
  case: string;
  title: Both;
  good: string;
  name: Both;
  holder: string;
  target: string;
  times: number[];
  intensity: number;
  start: number;
  lift: number | null;
  draws: number;
  seed: number;
  stops_by: string;
  events: Happening[];
  answer: { en: string[]; zh: string[] };
  asked: Course;
  case_policy: Course;
  free: Course;
}

export interface Seen {
  year: number;
  value: number;
  low: number | null;
  high: number | null;
  use: string;
  kind: string;
  source: string;
  grade: string;
  url: string;
  period: string;
}

export interface Parameter {
  name: string;
  ground: string;
  source: string;
  low: number;
  high: number;
  fitted_low: number;
  fitted_median: number;
  fitted_high: number;
}

export interface Good {
  id: string;
  name: Both;
  holder: string;
  target: string;
  shown: string;
  times: number[];
  control: (number | null)[][];
  fans: Record<"fan" | "position" | "leverage" | "own", Fan>;
  seen: Seen[];
  made_of: Record<string, number>;
  made_of_whole: number;
  made_of_what: string;
  ends: number;
  parameters: Parameter[];
  note: Both;
  events: Happening[];
}

export interface Check {
  id: string;
  side: string;
  statement: Both;
  op: string;
  value: number;
  found: number | null;
  met: boolean | null;
}

export interface TugAnswer {
  case: string;
  title: Both;
  question: Both;
  draws: number;
  seed: number;
  verdict: string;
  checks: Check[];
  answer: { en: string[]; zh: string[] };
  goods: Good[];
}

export interface Regimes {
  intensity: number;
  cells: Cell[];
  ranges: { support: string; cells: number; lowest: number | null; highest: number | null; self_defeating: number; not_converged: number; sources: string[] }[];
}
