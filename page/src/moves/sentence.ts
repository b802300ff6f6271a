/** Sentences, in English or Chinese, read into moves. What cannot be read is said back with an example, never guessed. */
import type { Meta } from "../api/types";
import { type Move, read } from "./grammar";

export interface Unread {
  clause: string;
  /** The name in it that is not known, as far as the rest could be read. */
  wrong?: Wrong;
}

export interface Wrong {
  kind: "who" | "what";
  name: string;
  /** Codes whose names are spelled almost so, nearest first. */
  near: string[];
}

export interface Reading {
  moves: Move[];
  /** Clauses that could not be read. */
  unread: Unread[];
}

const NICK: Record<string, string> = {
  us: "USA", "u.s.": "USA", america: "USA", "the us": "USA", "the united states": "USA", "united states": "USA", eu: "EU27", "the eu": "EU27", europe: "EU27",
  "european union": "EU27", "the european union": "EU27", britain: "GBR", uk: "GBR", "the uk": "GBR", korea: "KOR", "south korea": "KOR", taiwan: "TWN",
  russia: "RUS", turkey: "TUR", vietnam: "VNM", everyone: "world", "the world": "world", "all partners": "world", 全球: "world", 世界: "world",
  所有伙伴: "world", 欧盟: "EU27", 欧洲: "EU27", 韩国: "KOR", 台湾: "TWN", 中国台湾: "TWN", 英国: "GBR", 俄罗斯: "RUS", 东盟: "ASEAN",
};
const SECTOR_NICK: Record<string, string> = {
  goods: "goods", "all goods": "goods", products: "goods", services: "services", manufactures: "manufacturing", chips: "C26", semiconductors: "C26",
  electronics: "C26", cars: "C29", vehicles: "C29", machinery: "C28", chemicals: "C20", steel: "C24A", 货物: "goods", 商品: "goods", 服务: "services",
  制造业: "manufacturing", 制成品: "manufacturing", 芯片: "C26", 半导体: "C26", 电子: "C26", 汽车: "C29", 机械: "C28", 化工: "C20", 钢铁: "C24A",
};

type Book = Map<string, string>;

/** Letters to change, add, drop or swap with their neighbour until one word is the other. */
function apart(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array<number>(b.length).fill(0)]);
  for (let j = 1; j <= b.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      rows[i]![j] = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) rows[i]![j] = Math.min(rows[i]![j]!, rows[i - 2]![j - 2]! + 1);
    }
  return rows[a.length]![b.length]!;
}

/** At most three codes whose names differ from a word in a letter of three. */
export function near(word: string, book: Book): string[] {
  const said = word.trim().toLowerCase();
  const close = [...book].map(([name, code]) => [apart(said, name), code] as const).filter(([n]) => n <= Math.floor(said.length / 3));
  return [...new Set(close.sort(([a], [b]) => a - b).map(([, code]) => code))].slice(0, 3);
}

const wrong = (kind: Wrong["kind"], name: string, book: Book): Wrong => ({ kind, name: name.trim(), near: near(name, book) });

/** Every way to say an economy or a group, and a sector. */
export function books(meta: Meta): { who: Book; what: Book } {
  const who: Book = new Map(Object.entries(NICK));
  const what: Book = new Map(Object.entries(SECTOR_NICK));
  for (const e of meta.economies) for (const word of [e.code, e.en, e.zh]) who.set(word.toLowerCase(), e.code);
  for (const g of [...Object.keys(meta.groups.economies), "world", "others", "ROW"]) who.set(g.toLowerCase(), g);
  for (const s of meta.sectors) for (const word of [s.code, s.en, s.zh]) what.set(word.toLowerCase(), s.code);
  for (const g of Object.keys(meta.groups.sectors)) what.set(g.toLowerCase(), g);
  return { who, what };
}

const LISTED = /\s*(?:,|、|，|和|与|\band\b|&)\s*/i;

/** Names of a list: `Japan, the Netherlands and USA`, `日本、荷兰和美国`; null when one of them is unknown. */
function listed(words: string, book: Book): string[] | null {
  const whole = book.get(words.trim().toLowerCase());
  if (whole) return [whole];
  const parts = words.split(LISTED).filter(Boolean);
  const found = parts.map((p) => book.get(p.trim().toLowerCase()) ?? book.get(p.trim().toLowerCase().replace(/^the /, "")));
  return parts.length && found.every((f) => f !== undefined) ? (found as string[]) : null;
}

/** The name of a list that is not known. */
function stranger(words: string, book: Book): string {
  const parts = words.split(LISTED).filter(Boolean);
  return parts.find((p) => !listed(p.trim().replace(/^the /i, ""), book)) ?? words;
}

type Target = Pick<Move, "on" | "sectors">;

/** `CHN chips` -> whom and what: the longest beginning that names economies, the rest sectors; or the name that is not known. */
function target(words: string, who: Book, what: Book): Target | Wrong {
  const plain = words.trim().replace(/(?:['’]s|的)\s*/, " ").replace(/\s+(?:imports?|exports?)$/i, "");
  const tokens = /[\u4e00-\u9fff]/.test(plain) ? [...plain] : plain.split(/\s+/);
  const join = (part: string[]) => part.join(tokens.length === [...plain].length ? "" : " ");
  for (let n = tokens.length; n > 0; n--) {
    const on = listed(join(tokens.slice(0, n)), who);
    const rest = join(tokens.slice(n)).trim();
    if (!on) continue;
    if (!rest) return { on };
    const sectors = listed(rest, what);
    if (sectors) return { on, sectors };
  }
  // nobody is named at its beginning, or what follows the first who is named is no industry
  for (let n = 1; n < tokens.length; n++) {
    if (listed(join(tokens.slice(n)).trim(), what)) return wrong("who", stranger(join(tokens.slice(0, n)), who), who);
    if (listed(join(tokens.slice(0, n)), who)) return wrong("what", stranger(join(tokens.slice(n)), what), what);
  }
  return wrong("who", stranger(plain, who), who);
}

const UNIT = String.raw`\s*(?:%|per ?cent|percentage points?|points?|pp|个百分点|％)?`;
const size = (x: string | undefined) => Number((Number(x) / 100).toPrecision(12));

interface Rule {
  like: RegExp;
  /** Groups of the match: by, on (whom and what), n. */
  make: (g: Record<string, string>, on: Target) => Omit<Move, "by" | "on" | "sectors">;
}

const rule = (source: string, make: Rule["make"]): Rule => ({ like: new RegExp(`^${source}$`, "iu"), make });
const by = "(?<by>.+?)";
const n = (source: string) => source.replaceAll("#", `(?<n>\\d+(?:\\.\\d+)?)${UNIT}`);

const RULES: readonly Rule[] = [
  rule(n(`${by} (?:raises?|increases?|lifts?|adds?) (?:its |their |the )?(?:tariffs?|duties|duty) (?:on|against) (?<on>.+?) by #`), (g) => ({ instrument: "tariff", add: size(g.n) })),
  rule(n(`${by} (?:cuts?|lowers?|reduces?) (?:its |their |the )?(?:tariffs?|duties|duty) (?:on|against) (?<on>.+?) by #`), (g) => ({ instrument: "tariff", add: -size(g.n) })),
  rule(n(`${by} (?:sets?|puts?|fixes|raises?|cuts?|lowers?) (?:its |their |the )?(?:tariffs?|duties|duty) (?:on|against) (?<on>.+?) (?:at|to) #`), (g) => ({ instrument: "tariff", rate: size(g.n) })),
  rule(n(`${by} (?:imposes?|levies|levy|puts?|adds?) (?:an? )?(?:additional |extra )?# (?:tariffs?|duties|duty) on (?<on>.+?)`), (g) => ({ instrument: "tariff", add: size(g.n) })),
  rule(n(`${by} (?:imposes?|puts?|adds?) (?:an? )?(?:additional |extra )?# on (?<on>.+?)`), (g) => ({ instrument: "tariff", add: size(g.n) })),
  rule(n(`${by} taxes (?:its |their )?exports to (?<on>.+?) (?:by|at) #`), (g) => ({ instrument: "export_tax", add: size(g.n) })),
  rule(n(`${by} (?:withholds?|denies|deny|refuses?) # of (?:its |their )?(?<what>.+?) (?:from|to) (?<on>.+?)`), (g) => ({ instrument: "export_control", deny: size(g.n) })),
  rule(`${by} (?:bans?|stops?|halts?) (?:all )?(?:its |their )?exports (?:of (?<what>.+?) )?to (?<on>.+?)`, () => ({ instrument: "embargo", direction: "exports" })),
  rule(`${by} (?:bans?|stops?|halts?) (?:all )?(?:its |their )?imports (?:of (?<what>.+?) )?from (?<on>.+?)`, () => ({ instrument: "embargo", direction: "imports" })),
  rule(`${by} (?:embargoes|embargo|stops trading with|cuts off) (?<on>.+?)`, () => ({ instrument: "embargo" })),
  rule(n(`${by}对(?<on>.+?)(?:加征|提高)(?:关税)?#(?:的?关税)?`), (g) => ({ instrument: "tariff", add: size(g.n) })),
  rule(n(`${by}(?:把|将)?对(?<on>.+?)的?关税(?:提高|上调|增加)#`), (g) => ({ instrument: "tariff", add: size(g.n) })),
  rule(n(`${by}(?:把|将)?对(?<on>.+?)的?关税(?:降低|下调|削减)#`), (g) => ({ instrument: "tariff", add: -size(g.n) })),
  rule(n(`${by}(?:把|将)?对(?<on>.+?)的?关税(?:定为|设为|调整为|提高到|降至)#`), (g) => ({ instrument: "tariff", rate: size(g.n) })),
  rule(n(`${by}对出口(?:到|至)?(?<on>.+?)征税#`), (g) => ({ instrument: "export_tax", add: size(g.n) })),
  rule(n(`${by}(?:拒绝|停止)向(?<on>.+?)(?:供应|出口)#的?(?<what>.+?)`), (g) => ({ instrument: "export_control", deny: size(g.n) })),
  rule(`${by}(?:禁止|停止)向(?<on>.+?)出口(?<what>.+?)?`, () => ({ instrument: "embargo", direction: "exports" })),
  rule(`${by}对(?<on>.+?)(?:实施)?禁运`, () => ({ instrument: "embargo" })),
];

const ANSWERS = [
  new RegExp(n(`^${by} (?:answers?|retaliates?|responds?|replies|strikes back) (?:with|by) #(?: tariffs?| duties)?$`), "iu"),
  new RegExp(n(`^${by}(?:以|用)#(?:的?关税)?(?:回应|反制|报复|还击)$`), "iu"),
  new RegExp(n(`^${by}(?:回应|反制|报复|还击)#(?:的?关税)?$`), "iu"),
];

function ruled(clause: string, who: Book, what: Book): Move | Wrong | null {
  let unknown: Wrong | null = null;
  for (const { like, make } of RULES) {
    const g = like.exec(clause)?.groups as Record<string, string> | undefined;
    if (!g) continue;
    const actors = listed(g.by!, who);
    const hit = target(g.on!, who, what);
    const goods = g.what?.replace(/^all /i, "");
    const named = goods ? listed(goods, what) : null;
    if (!actors) unknown ??= wrong("who", stranger(g.by!, who), who);
    else if ("kind" in hit) unknown ??= hit;
    else if (goods && !named) unknown ??= wrong("what", stranger(goods, what), what);
    else return { ...make(g, hit), by: actors, ...hit, ...(named ? { sectors: named } : {}) } as Move;
  }
  return unknown;
}

/** A move that was read, and whether it answers another. */
interface Told {
  move: Move;
  answer: boolean;
}

/** Whom an answer is aimed at: who last acted against those who answer; where nobody did, who began. */
function provoker(actors: readonly string[], told: readonly Told[], groups: Record<string, string[]>): Move | undefined {
  const members = (names: readonly string[]) => names.flatMap((n) => groups[n] ?? [n]);
  const own = members(actors);
  const struck = told.filter(({ move }) => members(move.on ?? []).some((e) => own.includes(e)));
  return (struck.at(-1) ?? told.filter((t) => !t.answer).at(-1))?.move;
}

/** `CHN answers with 10`: a tariff on the one who acted against it. */
function answered(clause: string, told: readonly Told[], who: Book, groups: Record<string, string[]>): Move | Wrong | null {
  const g = ANSWERS.map((a) => a.exec(clause)?.groups).find(Boolean) as Record<string, string> | undefined;
  if (!g) return null;
  const actors = listed(g.by!, who);
  if (!actors) return wrong("who", stranger(g.by!, who), who);
  const before = provoker(actors, told, groups);
  return before?.by ? { instrument: "tariff", by: actors, on: before.by, add: size(g.n) } : null;
}

/** `tariff: USA on CHN +30%`, or without the option, as on the command line. */
function commanded(clause: string): Move | null {
  const found = /^(?:--)?(?:(tariff|export[-_ ]tax|control|embargo|trade[-_ ]cost|productivity|subsidy|transfer)[: ]\s*)?(.+)$/i.exec(clause);
  if (!found) return null;
  const text = found[2]!.replace(/^"|"$/g, "");
  if (!found[1] && !/^[A-Z0-9,]+ on [A-Z0-9,]+( [\w,]+)? [+=-]\d+(\.\d+)?%$/i.test(text)) return null;
  return read((found[1] ?? "tariff").toLowerCase().replace(/[- ]/g, "_"), text);
}

export function understood(words: string, meta: Meta): Reading {
  const { who, what } = books(meta);
  const told: Told[] = [];
  const unread: Unread[] = [];
  const clauses = words.split(/\s*(?:;|；|。|\n|\.(?=\s|$)|,?\s+then\s+|，(?=[^，]*(?:回应|反制|报复|还击)))\s*/i).map((c) => c.trim()).filter(Boolean);
  for (const clause of clauses) {
    const answer = answered(clause, told, who, meta.groups.economies);
    const found = answer ?? ruled(clause, who, what);
    const move = found && "instrument" in found ? found : commanded(clause);
    if (move) told.push({ move, answer: answer !== null });
    else unread.push({ clause, ...(found && "kind" in found ? { wrong: found } : {}) });
  }
  if (!clauses.length) unread.push({ clause: words });
  return { moves: told.map((t) => t.move), unread };
}
