/** Live figures of a case of `run`: variants side by side with their bands, at either horizon, and the map. */
import { useCallback, useState } from "react";
import { useNames } from "../api/names";
import type { Look } from "../charts/look";
import { Chart } from "../design/Chart";
import { figure, Num, unitOf } from "../design/Num";
import { Card, Choice, Select } from "../design/parts";
import { WorldMap } from "../design/WorldMap";
import { grouped } from "../moves/chart";
import { measureOf } from "../moves/measures";
import { digitsAt, digitsFor, known, type Maybe } from "../numbers";
import { useParam } from "../route";
import { useWords } from "../texts";
import type { CaseStory, RunAnswer, RunMeasure } from "./types";

const RUN_MEASURES: readonly RunMeasure[] = ["welfare_pct", "welfare_usd_mn", "real_wage_pct", "revenue_usd_mn"];
const MOST = 3;

/** The variants shown at first: the one that leads the case's file and the one it is compared with. */
function firstShown(c: CaseStory, answer: RunAnswer): string[] {
  const busy = Object.keys(answer.results).filter((v) => (c.moves[v]?.length ?? 0) > 0);
  const lead = /^lead:\s*["']?([\w-]+)/m.exec(c.yaml)?.[1];
  const named = [lead, answer.comparison?.with].filter((v) => v !== undefined && v in answer.results) as string[];
  return [...new Set([...named, ...busy])].slice(0, 2);
}

export function RunFigures({ of: c, answer }: { of: CaseStory; answer: RunAnswer }) {
  const { t, of, lang, maybe } = useWords();
  const words = useWords();
  const name = useNames();
  const horizons = Object.keys(Object.values(answer.results)[0] ?? {});
  const [horizon, setHorizon] = useParam<string>("h", horizons[0] ?? "long");
  const [key, setKey] = useParam<string>("m", "welfare_pct");
  const [chosen, setChosen] = useParam<string>("vs", firstShown(c, answer).join(","));
  const picked = chosen.split(",").filter((v) => v in answer.results).slice(0, MOST);
  const m = measureOf(key);
  const rows = c.focus.filter((e) => picked.every((v) => e in (answer.results[v]?.[horizon] ?? {})));
  const cell = (v: string, e: string) => answer.results[v]?.[horizon]?.[e]?.[m.key as RunMeasure];
  const label = (v: string) => of(c.variants.find((x) => x.id === v)?.label) || v;
  const digits = m.kind === "pct" ? digitsFor(picked.flatMap((v) => rows.map((e) => cell(v, e)?.central)), 2, 5) : undefined;
  const say = useCallback((v: Maybe) => figure(v, m.kind, lang, digits), [m.kind, lang, digits]);
  const unit = unitOf(m.kind, words);
  const series = picked.map((v) => ({
    name: label(v), values: rows.map((e) => cell(v, e)?.central),
    bands: rows.map((e) => { const b = cell(v, e); return b && known(b.low) && known(b.high) ? ([b.low, b.high] as const) : undefined; }),
  }));
  const title = maybe(`measure.${m.key}`, m.key);
  const option = useCallback((l: Look, narrow: boolean) => grouped(rows.map(name), series, say, `${title} (${unit})`, l, narrow), [JSON.stringify([rows.map(name), series, title])]);
  const toggle = (v: string) => setChosen((picked.includes(v) ? picked.filter((x) => x !== v) : [...picked, v].slice(-MOST)).join(","));
  const sets = answer.elasticities[horizon]?.length ?? 0;
  return (
    <>
      <Answers answer={answer} economies={rows.slice(0, 3)} variants={picked} horizon={horizon} label={label} name={c.name} />
      <Card>
        <div className="row figure-tools">
          <Choice label={t("moves.horizon")} value={horizon} onChange={setHorizon} options={horizons.map((h) => ({ value: h, label: maybe(`horizon.${h}`, h) }))} />
          <Select label={t("moves.measure")} value={m.key} onChange={setKey} options={RUN_MEASURES.map((x) => ({ value: x, label: maybe(`measure.${x}`, x) }))} />
        </div>
        <fieldset className="picks">
          <legend className="small quiet">{t("casebook.pick", { n: MOST })}</legend>
          {c.variants.map((v) => (
            <label key={v.id}><input type="checkbox" checked={picked.includes(v.id)} onChange={() => toggle(v.id)} /> {of(v.label)}</label>
          ))}
        </fieldset>
        <Chart title={title} file={`bahe-${c.name}-${m.key}`} height={70 + rows.length * (14 + 13 * Math.max(1, series.length))} option={option}
          alternative={rows.map((e, i) => `${name(e)}: ${series.map((s) => `${s.name} ${say(s.values[i])} ${unit}`).join(", ")}`).join("; ")}
          note={t("casebook.band_note", { sets })}
          table={{ rows, rowKey: (e) => e, bands: true, source: t("casebook.source", { case: c.name, sets }),
            columns: [{ key: "economy", head: t("economy"), value: name }, ...series.map((s, i) => ({ key: picked[i]!, head: s.name, kind: m.kind, ...(digits === undefined ? {} : { digits }), value: (e: string) => s.values[rows.indexOf(e)], band: (e: string) => s.bands[rows.indexOf(e)] }))] }} />
      </Card>
      <CaseMap answer={answer} horizon={horizon} variants={picked} label={label} />
    </>
  );
}

/** The headline: the first economies of the case in the chosen states, with their bands. */
function Answers(p: { answer: RunAnswer; economies: string[]; variants: string[]; horizon: string; label: (v: string) => string; name: string }) {
  const { t, maybe } = useWords();
  const name = useNames();
  const sets = p.answer.elasticities[p.horizon]?.length ?? 0;
  const digits = digitsFor(p.variants.flatMap((v) => p.economies.map((e) => p.answer.results[v]?.[p.horizon]?.[e]?.welfare_pct?.central)), 2, 5);
  return (
    <Card title={t("casebook.answer")}>
      <div className="answers">
        {p.economies.map((e) => (
          <div key={e}>
            <strong>{name(e)}</strong>
            <div className="answer-row">
              {p.variants.map((v) => {
                const found = p.answer.results[v]?.[p.horizon]?.[e]?.welfare_pct;
                return (
                  <div className="headline" key={v}>
                    <span className="label">{p.label(v)}</span>
                    <span className="figure"><Num value={found?.central} low={found?.low} high={found?.high} digits={digits} tone="gain" showBand what={`${name(e)}, ${p.label(v)}: ${t("measure.welfare_pct")}`} source={t("casebook.source", { case: p.name, sets })} /></span>
                  </div>
                );
              })}
            </div>
          </div>
        ))}
      </div>
      <p className="small quiet headline-note">{t("casebook.answer_note", { horizon: maybe(`horizon.${p.horizon}`, p.horizon) })} {t("casebook.band_note", { sets })}</p>
    </Card>
  );
}

function CaseMap({ answer, horizon, variants, label }: { answer: RunAnswer; horizon: string; variants: string[]; label: (v: string) => string }) {
  const { t, lang } = useWords();
  const name = useNames();
  const [said, setSaid] = useState("");
  const variant = variants.includes(said) ? said : (variants.at(-1) ?? "");
  const table = answer.results[variant]?.[horizon] ?? {};
  const values = Object.fromEntries(Object.entries(table).filter(([code]) => !["EU27", "ASEAN", "G7", "USMCA"].includes(code)).map(([code, m]) => [code, m.welfare_pct?.central]));
  const show = (v: Maybe) => `${figure(v, "pct", lang, digitsAt(v))} %`;
  if (!variant) return null;
  return (
    <Card title={t("moves.map")} aside={variants.length > 1 && <Choice label={t("moves.which")} value={variant} onChange={setSaid} options={variants.map((v) => ({ value: v, label: label(v) }))} />}>
      <WorldMap values={values} label={`${t("moves.map")}: ${label(variant)}`} legend={t("measure.welfare_pct")} show={show}
        tip={(code) => <><b>{name(code)}</b>{`${show(values[code])}  [${figure(table[code]?.welfare_pct?.low, "pct", lang, digitsAt(values[code]))}, ${figure(table[code]?.welfare_pct?.high, "pct", lang, digitsAt(values[code]))}]`}</>} />
    </Card>
  );
}
