/** The answer: headline, variants side by side, map, table; each figure with unit, band and source. */
import { useCallback, useMemo } from "react";
import { useMeta, useNames } from "../api/names";
import { Chart } from "../design/Chart";
import { Icon } from "../design/Icon";
import { figure, Num, unitOf } from "../design/Num";
import { Card, Choice, Empty, Fault, Progress, Select, Skeleton, TakenBack } from "../design/parts";
import { Table, type Column } from "../design/Table";
import { WorldMap } from "../design/WorldMap";
import { digitsAt, digitsFor, known, type Maybe } from "../numbers";
import { useParam } from "../route";
import { useWords } from "../texts";
import type { Look } from "../charts/look";
import type { Exact, Exacts, Measures } from "./answers";
import type { Bands } from "./bands";
import { grouped } from "./chart";
import { type Example, exampleOf } from "./examples";
import { measureOf, MEASURES } from "./measures";
import type { Variant } from "./state";

/** What is known of one variant at this moment. */
export interface Shown {
  variant: Variant;
  exact: Exact | undefined;
  preview: Record<string, Measures> | undefined;
  bands: Bands;
}

export const economiesOf = (s: Shown | undefined): Record<string, Measures> | undefined => s?.exact?.answer?.economies ?? s?.preview;

/** Who acts first (groups opened where they are few), then the largest changes. */
function chosenRows(all: readonly Shown[], groups: Record<string, string[]> | undefined, measure: string, most: number): string[] {
  const tables = all.map(economiesOf).filter((e) => e !== undefined);
  const actors = all.flatMap((s) => s.variant.moves.flatMap((m) => [...(m.by ?? []), ...(m.on ?? []), ...(m.of ?? []), ...(m.to ?? [])]));
  const open = [...new Set(actors)].flatMap((a) => (groups?.[a] ? groups[a]!.slice(0, 3) : [a])).filter((a) => tables[0] && a in tables[0]);
  const size = (code: string) => Math.max(0, ...tables.map((e) => Math.abs(e[code]?.[measure] ?? 0)));
  const rest = Object.keys(tables[0] ?? {}).sort((a, b) => size(b) - size(a));
  return [...new Set([...open.slice(0, 6), ...rest])].slice(0, most);
}

/** The solves that are under way, in one: what is said of them, and how to take them back. */
export type Solves = Pick<Exacts, "busy" | "cancelled" | "cancel" | "again">;

export function Result({ all, at, source, solves }: { all: readonly Shown[]; at: number; source: string; solves: Solves }) {
  const { t } = useWords();
  const now = all[at];
  const fault = now?.exact?.fault;
  if (!now?.variant.moves.length) return <Empty icon="play">{t("moves.empty")}</Empty>;
  if (fault) return <Fault fault={fault} />;
  if (!economiesOf(now)) {
    // bans and quantity controls have no first-order answer to show meanwhile
    if (solves.cancelled) return <TakenBack again={solves.again} />;
    return (
      <>
        <Progress asked={{ progress: now.exact?.progress, cancel: solves.cancel }} />
        <Skeleton rows={2} />
      </>
    );
  }
  return (
    <>
      <Headline now={now} source={source} solves={solves} example={exampleOf(all.map((s) => s.variant), t)} />
      <Bars all={all} at={at} />
      <Where now={now} />
      <Everyone now={now} source={source} />
    </>
  );
}

/** Where the answer stands: first order, settling with a way to stop it, exact, or taken back. */
function State({ now, solves }: { now: Shown; solves: Solves }) {
  const { t } = useWords();
  const exact = Boolean(now.exact?.answer);
  const words = exact ? (solves.busy ? "moves.banding" : "moves.exact") : solves.cancelled ? "moves.taken_back" : "moves.preview";
  const share = now.exact?.progress?.progress;
  return (
    <div className="row solves">
      <span className={`state ${exact ? "exact" : "first"}`} role="status">{t(words)}</span>
      {solves.busy && (
        <span className="row no-print">
          <progress aria-label={t("progress")} max={1} {...(typeof share === "number" ? { value: share } : {})} />
          <button type="button" className="button small" onClick={solves.cancel}><Icon name="cross" /> {t("cancel")}</button>
        </span>
      )}
      {solves.cancelled && <button type="button" className="button small no-print" onClick={solves.again}>{t("again")}</button>}
    </div>
  );
}

function Headline({ now, source, solves, example }: { now: Shown; source: string; solves: Solves; example: Example | undefined }) {
  const { t, lang } = useWords();
  const { data: meta } = useMeta();
  const name = useNames();
  const economies = economiesOf(now)!;
  const rows = chosenRows([now], meta?.groups.economies, "welfare_pct", 4);
  const info = now.exact?.answer?.info;
  const digits = digitsFor(rows.map((r) => economies[r]?.welfare_pct), 2, 5);
  return (
    <Card>
      <div className="card-head">
        <h2>{t("moves.answer", { variant: now.variant.name })}</h2>
        <State now={now} solves={solves} />
      </div>
      <div className="headlines">
        {rows.map((code) => {
          const [low, high] = now.bands[code]?.welfare_pct ?? [];
          return (
            <div className="headline" key={code}>
              <span className="label">{name(code)}</span>
              <span className="figure">
                <Num value={economies[code]?.welfare_pct} digits={digits} tone="gain" low={low} high={high} showBand what={`${name(code)}: ${t("measure.welfare_pct")}`} source={source} />
              </span>
              <span className="small"><Num value={economies[code]?.welfare_usd_mn} kind="usd" what={`${name(code)}: ${t("measure.welfare_usd_mn")}`} source={source} /></span>
            </div>
          );
        })}
      </div>
      <p className="small quiet headline-note">
        {t("moves.headline_note")}
        {info && ` ${t("moves.solver", { outcome: t(info.outcome === "converged" ? "solver.converged" : "solver.not"), residual: info.residual.toExponential(1), iterations: info.iterations, ms: Math.round(info.seconds * 1000) })}`}
        {example && <><br />{t(`${example.key}_words`)}{lang === "zh" ? "。" : "."}</>}
      </p>
    </Card>
  );
}

function Bars({ all, at }: { all: readonly Shown[]; at: number }) {
  const { t, lang, maybe } = useWords();
  const words = useWords();
  const { data: meta } = useMeta();
  const name = useNames();
  const [key, setKey] = useParam<string>("m", "welfare_pct");
  const [only, setOnly] = useParam<"all" | "one">("show", "all");
  const m = measureOf(key);
  const shown = (only === "all" ? all : all.slice(at, at + 1)).filter((s) => economiesOf(s));
  const rows = useMemo(() => chosenRows(shown, meta?.groups.economies, m.key, 12), [shown, meta, m.key]);
  const digits = m.kind === "pct" ? digitsFor(shown.flatMap((s) => rows.map((r) => economiesOf(s)![r]?.[m.key]))) : undefined;
  const say = useCallback((v: Maybe) => figure(v, m.kind, lang, digits), [m.kind, lang, digits]);
  const label = maybe(`measure.${m.key}`, m.key);
  const unit = unitOf(m.kind, words, m.unit);
  const series = shown.map((s) => ({
    name: s.variant.name, values: rows.map((r) => economiesOf(s)![r]?.[m.key]),
    ...(Object.keys(s.bands).length ? { bands: rows.map((r) => s.bands[r]?.[m.key]) } : {}),
  }));
  const said = JSON.stringify([rows, series, label, lang, digits]);
  const option = useCallback(
    (l: Look, narrow: boolean) => grouped(rows.map(name), series, say, unit ? `${label} (${unit})` : label, l, narrow),
    [said, meta], // what is drawn, in words: a new array of the same figures draws nothing anew
  );
  const columns: Column<string>[] = [
    { key: "economy", head: t("economy"), value: name },
    ...series.map((s, i): Column<string> => ({ key: s.name, head: s.name, kind: m.kind, ...(digits === undefined ? {} : { digits }), value: (r) => s.values[rows.indexOf(r)], band: (r) => series[i]!.bands?.[rows.indexOf(r)] })),
  ];
  return (
    <Card>
      <Chart title={label} file={`bahe-${m.key}`} height={series.length > 1 ? 60 + rows.length * (14 + 13 * series.length) : 46 + rows.length * 27}
        alternative={rows.map((r, i) => `${name(r)}: ${series.map((s) => `${s.name} ${say(s.values[i])} ${unit}`).join(", ")}`).join("; ")}
        option={option} table={{ columns, rows, rowKey: (r) => r }}
        aside={
          <>
            {all.length > 1 && <Choice label={t("moves.which")} value={only} onChange={setOnly} options={[{ value: "all", label: t("moves.side_by_side") }, { value: "one", label: all[at]!.variant.name }]} />}
            <Select label={t("moves.measure")} value={m.key} onChange={setKey} options={MEASURES.map((x) => ({ value: x.key, label: maybe(`measure.${x.key}`, x.key) }))} />
          </>
        } />
    </Card>
  );
}

function Where({ now }: { now: Shown }) {
  const { t, lang } = useWords();
  const name = useNames();
  const economies = economiesOf(now)!;
  const values = Object.fromEntries(Object.entries(economies).map(([code, m]) => [code, m.welfare_pct]));
  return (
    <Card title={t("moves.map")}>
      <WorldMap values={values} label={t("moves.map")} legend={t("measure.welfare_pct")} show={(v) => `${figure(v, "pct", lang, digitsAt(v))} %`}
        tip={(code) => <><b>{name(code)}</b>{`${figure(values[code], "pct", lang, digitsAt(values[code]))} % · ${figure(economies[code]?.welfare_usd_mn, "usd", lang)} ${t("unit.usd_bn")}`}</>} />
    </Card>
  );
}

function Everyone({ now, source }: { now: Shown; source: string }) {
  const { t, maybe } = useWords();
  const { data: meta } = useMeta();
  const { lang } = useWords();
  const name = useNames();
  const economies = economiesOf(now)!;
  const there = MEASURES.filter((m) => Object.values(economies).some((e) => known(e[m.key])));
  const hint = (key: string) => meta?.glossary.find((g) => g.name === key)?.[lang === "zh" ? "meaning_zh" : "meaning_en"];
  const columns: Column<string>[] = [
    { key: "economy", head: t("economy"), value: (c) => c, draw: (c) => name(c) },
    ...there.map((m): Column<string> => ({
      key: m.key, head: maybe(`measure.${m.key}`, m.key), kind: m.kind, ...(m.tone ? { tone: m.tone } : {}), ...(hint(m.key) ? { hint: hint(m.key)! } : {}),
      value: (c) => economies[c]?.[m.key], band: (c) => now.bands[c]?.[m.key],
    })),
  ];
  return (
    <Card title={t("moves.everyone", { n: Object.keys(economies).length })}>
      <Table caption={t("moves.everyone", { n: Object.keys(economies).length })} columns={columns} rows={Object.keys(economies)} rowKey={(c) => c} rowName={name} source={source} file="bahe-shock" sort="welfare_pct" />
    </Card>
  );
}
