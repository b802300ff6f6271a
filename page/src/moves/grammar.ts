/** Moves as a scenario file says them, and the short sentences of `bahe shock`: both ways. */
export type Instrument = "tariff" | "export_tax" | "export_control" | "embargo" | "trade_cost" | "productivity" | "subsidy" | "transfer";

export interface Move {
  instrument: Instrument;
  by?: string[];
  on?: string[];
  of?: string[];
  to?: string[];
  sectors?: string[];
  add?: number;
  rate?: number;
  deny?: number;
  rent?: string;
  direction?: string;
  leakage?: number;
  factor?: number;
  usd_mn?: number;
}

/** Instrument -> option of the command line (and key of the body). */
export const OPTION: Record<Instrument, string> = {
  tariff: "tariff", export_tax: "export_tax", export_control: "control", embargo: "embargo",
  trade_cost: "trade_cost", productivity: "productivity", subsidy: "subsidy", transfer: "transfer",
};
export const INSTRUMENTS = Object.keys(OPTION) as Instrument[];
export const instrumentOf = (option: string): Instrument | undefined => INSTRUMENTS.find((i) => OPTION[i] === option || i === option);

/** Per cent of a fraction, without the dust of binary numbers. */
const per = (x: number) => `${Number((100 * x).toPrecision(10))}%`;
const list = (names: readonly string[] | undefined) => (names ?? []).join(",");
const level = (m: Move) => (m.rate !== undefined ? `=${per(m.rate)}` : (m.add ?? 0) < 0 ? `-${per(-(m.add ?? 0))}` : `+${per(m.add ?? 0)}`);
const factor = (m: Move) => `x${Number((m.factor ?? 1).toPrecision(10))}`;
/** `goods` is what tariffs hit unless another sector is named. */
const sectors = (m: Move) => (list(m.sectors) === "goods" || (m.instrument === "productivity" && list(m.sectors) === "all") ? "" : list(m.sectors));

/** The words of one move: `USA on CHN C26 +30%`. */
export function said(m: Move): string {
  const pair = [list(m.by), "on", list(m.on), sectors(m)];
  const parts: Record<Instrument, () => string[]> = {
    tariff: () => [...pair, level(m)],
    export_tax: () => [...pair, level(m)],
    export_control: () => [...pair, "deny", per(m.deny ?? 0), ...(m.rent && m.rent !== "exporter" ? ["rent", m.rent] : [])],
    embargo: () => [...pair, m.direction && m.direction !== "both" ? m.direction : "", ...(m.leakage ? ["leak", per(m.leakage)] : [])],
    trade_cost: () => [...pair, factor(m)],
    productivity: () => [list(m.of), sectors(m), factor(m)],
    subsidy: () => [list(m.by), list(m.sectors), per(m.rate ?? 0)],
    transfer: () => [list(m.by), "to", list(m.to), String(m.usd_mn ?? 0)],
  };
  return parts[m.instrument]().filter(Boolean).join(" ");
}

const names = (word: string) => word.split(",").filter(Boolean);
const share = (word: string | undefined) => Number((Number((word ?? "0").replace(/[+=%]/g, "")) / 100).toPrecision(12));
const STOPS = new Set(["deny", "both", "exports", "imports", "leak"]);

function levelled(words: string[]): Pick<Move, "add" | "rate"> {
  const word = words.shift() ?? "+0%";
  return word.startsWith("=") ? { rate: share(word) } : { add: share(word) };
}

function factored(word: string | undefined): number {
  if (word?.startsWith("x")) return Number(word.slice(1));
  return 1 + share(word);
}

/** A move from the words of an option; what cannot be read is left for the server to refuse in words. */
export function read(option: string, text: string): Move | null {
  const instrument = instrumentOf(option);
  const words = text.replace(/\s*,\s*/g, ",").trim().split(/\s+/);
  if (!instrument || words.length < 2) return null;
  const maybe = () => (/^[A-Za-z]/.test(words[0] ?? "") && !STOPS.has(words[0]!) && !/^x[\d.]/.test(words[0]!) ? { sectors: names(words.shift()!) } : {});
  const first = names(words.shift()!);
  if (instrument === "productivity") return { instrument, of: first, ...maybe(), factor: factored(words.shift()) };
  if (instrument === "subsidy") return { instrument, by: first, sectors: names(words.shift() ?? ""), rate: share(words.shift()) };
  words.shift(); // on, to
  const second = names(words.shift() ?? "");
  if (instrument === "transfer") return { instrument, by: first, to: second, usd_mn: Number(words.shift() ?? 0) };
  const pair = { instrument, by: first, on: second, ...maybe() };
  if (instrument === "tariff" || instrument === "export_tax") return { ...pair, ...levelled(words) };
  if (instrument === "trade_cost") return { ...pair, factor: factored(words.shift()) };
  if (instrument === "export_control") return { ...pair, deny: share(words[1]), ...(words[2] === "rent" && words[3] ? { rent: words[3] } : {}) };
  const direction = ["both", "exports", "imports"].includes(words[0] ?? "") ? { direction: words.shift()! } : {};
  return { ...pair, ...direction, ...(words[0] === "leak" ? { leakage: share(words[1]) } : {}) };
}

/** The body of `ask/shock` and `preview`: option -> sentences. */
export function body(moves: readonly Move[]): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  for (const m of moves) (out[OPTION[m.instrument]] ??= []).push(said(m));
  return out;
}

/** Bans and quantity controls have no first-order answer: their price wedge comes from the solve. */
export const hasFirstOrder = (moves: readonly Move[]): boolean => moves.length > 0 && !moves.some((m) => m.instrument === "embargo" || m.instrument === "export_control");

/** The one figure that a slider turns: its field, bounds and steps. */
export interface Dial {
  field: "add" | "rate" | "deny" | "leakage" | "factor" | "usd_mn";
  min: number;
  max: number;
  step: number;
}

export function dial(m: Move): Dial {
  if (m.instrument === "export_control") return { field: "deny", min: 0, max: 1, step: 0.01 };
  if (m.instrument === "embargo") return { field: "leakage", min: 0, max: 0.5, step: 0.01 };
  if (m.instrument === "subsidy") return { field: "rate", min: 0, max: 0.5, step: 0.005 };
  if (m.instrument === "transfer") return { field: "usd_mn", min: 0, max: 500000, step: 5000 };
  if (m.instrument === "trade_cost" || m.instrument === "productivity") return { field: "factor", min: 0.8, max: 1.5, step: 0.01 };
  return m.rate !== undefined ? { field: "rate", min: 0, max: 1.5, step: 0.01 } : { field: "add", min: -0.3, max: 1.5, step: 0.01 };
}
