/** The form of one move, drawn from the JSON Schema of scenario files: what the schema gains, the form gains. */
import { useId, useState } from "react";
import { useApi } from "../api/hooks";
import { useMeta, useNames } from "../api/names";
import type { Meta } from "../api/types";
import { Choice, Select, Slider } from "../design/parts";
import { Icon } from "../design/Icon";
import { plain, rate } from "../numbers";
import { type Lang, useWords } from "../texts";
import { dial, type Instrument, INSTRUMENTS, type Move } from "./grammar";
import { books, near } from "./sentence";

interface Field {
  title?: string;
  description?: string;
  const?: string;
  enum?: string[];
  default?: unknown;
  type?: string;
  anyOf?: { type: string; items?: { type: string } }[];
}

interface Definition {
  description: string;
  properties?: Record<string, Field>;
  required?: string[];
}

interface Schema {
  $defs: Record<string, Definition>;
}

/** The definitions of the instruments that the form can make, by instrument. */
export function useInstruments(): Partial<Record<Instrument, Definition>> {
  const { data } = useApi<Schema>("schema/scenario", true);
  const found = Object.values(data?.$defs ?? {}).map((d) => [d.properties?.instrument?.const, d] as const);
  return Object.fromEntries(found.filter(([name]) => INSTRUMENTS.includes(name as Instrument)));
}

/** A first draft of a move of this instrument. */
export function draft(instrument: Instrument): Move {
  const pair = { instrument, by: ["USA"], on: ["CHN"] };
  const drafts: Record<Instrument, Move> = {
    tariff: { ...pair, add: 0.1 },
    export_tax: { ...pair, add: 0.1 },
    export_control: { instrument, by: ["JPN"], on: ["CHN"], sectors: ["C26"], deny: 0.5 },
    embargo: { ...pair, direction: "exports" },
    trade_cost: { ...pair, factor: 1.1 },
    productivity: { instrument, of: ["CHN"], sectors: ["C26"], factor: 1.05 },
    subsidy: { instrument, by: ["USA"], sectors: ["C26"], rate: 0.1 },
    transfer: { instrument, by: ["JPN"], to: ["USA"], usd_mn: 50000 },
  };
  return drafts[instrument];
}

/** A size in words: points, a share, a factor, an amount. */
export function shown(field: string, value: number, lang: Lang): string {
  if (field === "factor") return `× ${plain(value, 2, lang)}`;
  if (field === "usd_mn") return `${plain(value, 0, lang)} USD mn`;
  const words = rate(value, lang, value * 1000 === Math.round(value * 1000) && (value * 100) % 1 ? 1 : 0);
  return field === "add" && value > 0 ? `+${words}` : words;
}

interface FormProps {
  move: Move;
  definition: Definition | undefined;
  onChange: (move: Move) => void;
}

const kindOf = (f: Field): "names" | "enum" | "number" | "other" =>
  f.enum ? "enum" : f.anyOf?.some((a) => a.type === "array") || f.type === "array" ? "names" : f.type === "number" || f.anyOf?.some((a) => a.type === "number") ? "number" : "other";

export function MoveForm({ move, definition, onChange }: FormProps) {
  const { t, maybe, lang } = useWords();
  if (!definition) return <p className="quiet" role="status">{t("working")}</p>;
  const set = (changes: Partial<Move>) => onChange({ ...move, ...changes });
  const properties = definition.properties ?? {};
  const both = "add" in properties && "rate" in properties;
  const fields = Object.entries(properties).filter(([name]) => name !== "instrument" && !(both && (name === "add" || name === "rate")));
  return (
    <div className="move-form">
      {fields.map(([name, field]) => {
        const label = maybe(`field.${name}`, field.title ?? name);
        const hint = lang === "en" ? field.description : undefined;
        const value = move[name as keyof Move];
        if (kindOf(field) === "names")
          return <NamesField key={name} label={label} kind={name === "sectors" ? "sectors" : "economies"} value={(value as string[]) ?? (field.default as string[]) ?? []}
            {...(hint ? { hint } : {})} onChange={(to) => set({ [name]: to })} />;
        if (kindOf(field) === "enum")
          return <Select key={name} label={label} value={String(value ?? field.default)} options={field.enum!.map((e) => ({ value: e, label: maybe(`enum.${e}`, e) }))}
            {...(hint ? { hint } : {})} onChange={(to) => set({ [name]: to })} />;
        return <NumberField key={name} name={name} label={label} value={(value as number) ?? Number(field.default ?? 0)} {...(hint ? { hint } : {})} onChange={(to) => set({ [name]: to })} />;
      })}
      {both && (
        <Choice label={t("moves.points_or_level")} value={move.rate === undefined ? "add" : "rate"}
          options={[{ value: "add", label: t("moves.points") }, { value: "rate", label: t("moves.level") }]}
          onChange={(to) => {
            const { add, rate: level, ...rest } = move;
            const size = add ?? level ?? 0;
            onChange(to === "add" ? { ...rest, add: size } : { ...rest, rate: Math.max(0, size) });
          }} />
      )}
    </div>
  );
}

function NumberField(p: { name: string; label: string; value: number; hint?: string; onChange: (to: number) => void }) {
  const share = p.name !== "factor" && p.name !== "usd_mn";
  const scale = share ? 100 : 1;
  return (
    <label className="field">
      <span className="name">{p.label}{share ? " (%)" : ""}</span>
      <input type="number" step="any" value={Number((p.value * scale).toPrecision(8))} onChange={(e) => e.target.value !== "" && p.onChange(Number(e.target.value) / scale)} />
      {p.hint && <span className="hint">{p.hint}</span>}
    </label>
  );
}

/** Names as chips; a new one by code or by name in either language. */
export function NamesField(p: { label: string; kind: "economies" | "sectors"; value: readonly string[]; hint?: string; onChange: (to: string[]) => void }) {
  const { t } = useWords();
  const { data: meta } = useMeta();
  const name = useNames();
  const id = useId();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const add = (words: string) => {
    setTyped(words);
    setWrong(false);
    const found = meta && lookUp(meta, p.kind, words);
    if (found) {
      if (!p.value.includes(found)) p.onChange([...p.value, found]);
      setTyped("");
    }
    return Boolean(found);
  };
  const like = wrong && meta ? near(typed, books(meta)[p.kind === "economies" ? "who" : "what"]) : [];
  return (
    <div className="field">
      <label className="name" htmlFor={id}>{p.label}</label>
      <div className="names">
        {p.value.map((code) => (
          <span key={code} className="chip">
            {name(code)}
            <button type="button" aria-label={t("moves.remove_name", { name: name(code) })} onClick={() => p.onChange(p.value.filter((v) => v !== code))}><Icon name="cross" /></button>
          </span>
        ))}
        <input id={id} type="text" className="entry" list={`${id}-l`} value={typed} placeholder={t("moves.add_name")} aria-invalid={wrong}
          onChange={(e) => (e.nativeEvent as InputEvent).inputType === "insertReplacementText" || options(meta, p.kind).includes(e.target.value) ? add(e.target.value) : (setTyped(e.target.value), setWrong(false))}
          onKeyDown={(e) => e.key === "Enter" && (e.preventDefault(), setWrong(!add(typed)))} onBlur={() => typed && setWrong(!add(typed))} />
      </div>
      <datalist id={`${id}-l`}>{options(meta, p.kind).map((code) => <option key={code} value={code}>{name(code)}</option>)}</datalist>
      {wrong ? <span className="hint loss" role="alert">{t("moves.unknown_name", { name: typed })}{like.length > 0 && ` ${t("moves.near", { names: like.map((code) => `${name(code)} (${code})`).join(t("moves.near_or")) })}`}</span> : p.hint && <span className="hint">{p.hint}</span>}
    </div>
  );
}

function options(meta: Meta | undefined, kind: "economies" | "sectors"): string[] {
  if (!meta) return [];
  const own = kind === "economies" ? meta.economies.map((e) => e.code) : meta.sectors.map((s) => s.code);
  return [...Object.keys(meta.groups[kind]), ...(kind === "economies" ? ["world", "others"] : []), ...own];
}

function lookUp(meta: Meta, kind: "economies" | "sectors", words: string): string | undefined {
  const { who, what } = books(meta);
  return (kind === "economies" ? who : what).get(words.trim().toLowerCase());
}

/** The figure of a move that matters most, as a slider. */
export function Dial({ move, onChange, onSettle }: { move: Move; onChange: (move: Move) => void; onSettle: () => void }) {
  const { maybe, lang } = useWords();
  const d = dial(move);
  const value = move[d.field] ?? (d.field === "factor" ? 1 : 0);
  return (
    <Slider label={maybe(`dial.${d.field}`, d.field)} value={value} min={Math.min(d.min, value)} max={Math.max(d.max, value)} step={d.step}
      show={(v) => shown(d.field, v, lang)} onChange={(v) => onChange({ ...move, [d.field]: Number(v.toPrecision(8)) })} onSettle={onSettle} />
  );
}
