/** Curves with their inputs, what a clean result changes, what disclosure adds, and whether inspection deters. */
import { useCallback } from "react";
import { bars } from "../charts/bars";
import { curves } from "../charts/curves";
import type { Look } from "../charts/look";
import { Chart } from "../design/Chart";
import { Num } from "../design/Num";
import { Card, Sentences } from "../design/parts";
import { Table } from "../design/Table";
import { plain } from "../numbers";
import { change } from "../route";
import { useWords } from "../texts";
import { share } from "../tug/words";

export interface Assured {
  asked: { fleet: number; altered: number; confidence: number; prior: number; fraction: number };
  opened: number;
  cost_usd_mn: number;
  found: { clustered: number; scattered: number; perfect_eyes: number };
  sensitivity: { mean: number; low: number; high: number };
  alarms: { false: number; predictive_value: number; review_hours: number };
  imaging_days: number;
  share_bound_after_clean: number;
  inspection: { deterring_rate: number | null; deters: boolean; violation_rate: number };
  fleet: ({ altered: number; share: number; cost_usd_mn: number } & Record<string, number>)[];
  die: { implant: number; fraction: number; days: number }[];
  belief: { look: string; would_find: number; belief: number; price_usd: number }[];
  chain: { stage: string; checks: string[]; needs_design: string[]; undetected_without: number; undetected_with: number }[];
  curves: { fleet: Record<string, [number, number][]>; belief: Record<string, [number, number][]> };
  answer: { en: string[]; zh: string[] };
}

const SOURCE = "bahe assure";
const fine = (p: number) => (p > 0 && p < 0.001 ? 3 : p > 0.999 && p < 1 ? 3 : 1);

export function Headline({ a }: { a: Assured }) {
  const { t, lang } = useWords();
  const after = a.belief.find((b) => b.look === "scattered");
  const worst = a.belief.find((b) => b.look === "clustered");
  return (
    <Card>
      <div className="headlines">
        <div className="headline"><span className="label">{t("assure.to_open")}</span><span className="figure"><Num value={a.opened} kind="plain" digits={0} unit={t("assure.chips")} what={t("assure.to_open")} source={SOURCE} /></span></div>
        <div className="headline"><span className="label">{t("assure.costs")}</span><span className="figure"><Num value={a.cost_usd_mn} kind="plain" digits={1} unit={t("assure.usd_mn")} what={t("assure.costs")} source={SOURCE} /></span></div>
        <div className="headline"><span className="label">{t("assure.found")}</span><span className="figure"><Num value={a.found.scattered} low={a.found.clustered} high={a.found.perfect_eyes} kind="share" digits={1} showBand what={t("assure.found_words")} source={SOURCE} /></span></div>
        {after && <div className="headline"><span className="label">{t("assure.after")}</span><span className="figure"><Num value={after.belief} {...(worst ? { low: after.belief, high: worst.belief } : {})} kind="share" digits={2} showBand what={t("assure.after_words", { prior: share(a.asked.prior, lang) })} source={SOURCE} /></span></div>}
        <div className="headline"><span className="label">{t("assure.deterring")}</span><span className="figure">{a.inspection.deters ? <Num value={a.inspection.deterring_rate} kind="share" digits={1} what={t("assure.deterring")} source={SOURCE} /> : t("assure.none_deters")}</span></div>
      </div>
      <Sentences of={a.answer[lang]} />
    </Card>
  );
}

export function FleetCurve({ a }: { a: Assured }) {
  const { t, lang } = useWords();
  const list = Object.entries(a.curves.fleet);
  const option = useCallback(
    (look: Look, narrow: boolean) =>
      curves(
        {
          curves: list.map(([altered, points]) => ({ name: t("assure.altered_of", { n: plain(Number(altered), 0, lang) }), strong: Number(altered) === a.asked.altered, points: points.map(([x, y]) => [10 ** x, y] as const) })),
          marks: [{ name: narrow ? plain(a.opened, 0, lang) : t("assure.mark", { n: plain(a.opened, 0, lang) }), x: Math.max(a.opened, 1), y: a.found.perfect_eyes }],
          level: { name: share(a.asked.confidence, lang), y: a.asked.confidence },
          x: { name: t("assure.chips_opened"), log: true, min: 1, max: a.asked.fleet, say: (v) => plain(v, 0, lang) },
          y: { name: t("table.chance"), min: 0, max: 1, say: (v) => share(v, lang, v > 0 && v < 0.01 ? 2 : 0) },
        },
        look,
      ),
    [a, lang, t],
  );
  const levels = Object.keys(a.fleet[0] ?? {}).filter((k) => k.startsWith("open_"));
  return (
    <Card>
      <Chart title={t("assure.curve_fleet")} file="assure-fleet" height={340} option={option} note={t("assure.note_fleet")}
        alternative={t("assure.curve_fleet_words", { n: plain(a.opened, 0, lang), altered: plain(a.asked.altered, 0, lang), fleet: plain(a.asked.fleet, 0, lang), found: share(a.found.perfect_eyes, lang, 1) })}
        table={{
          rows: a.fleet, rowKey: (r) => String(r.altered), strong: (r) => r.altered === a.asked.altered, source: SOURCE,
          columns: [
            { key: "altered", head: t("assure.altered"), kind: "plain", digits: 0, value: (r) => r.altered },
            ...levels.map((l) => ({ key: l, head: t("assure.open_for", { p: `${l.slice(5)} %` }), kind: "plain" as const, digits: 0, unit: t("assure.chips"), value: (r: Assured["fleet"][number]) => r[l] ?? null })),
            { key: "cost_usd_mn", head: t("assure.costs"), kind: "plain", digits: 2, unit: t("assure.usd_mn"), value: (r) => r.cost_usd_mn },
          ],
        }}
      />
    </Card>
  );
}

export function BeliefCurve({ a }: { a: Assured }) {
  const { t, lang, maybe } = useWords();
  const option = useCallback(
    (look: Look) =>
      curves(
        {
          curves: Object.entries(a.curves.belief).map(([prior, points]) => ({ name: t("assure.prior_of", { p: share(Number(prior), lang) }), strong: Number(prior) === a.asked.prior, points })),
          marks: a.belief.filter((b) => b.look !== "none").map((b) => ({ name: maybe(`assure.look.${b.look}`, b.look), x: b.would_find, y: b.belief })),
          x: { name: t("assure.would_find"), min: 0, max: 1, say: (v) => share(v, lang) },
          y: { name: `${t("assure.belief")}, %`, min: 0, say: (v) => share(v, lang, v > 0 && v < 0.1 ? 1 : 0) },
        },
        look,
      ),
    [a, lang, t, maybe],
  );
  return (
    <Card>
      <Chart title={t("assure.curve_belief")} file="assure-belief" height={340} option={option} note={t("assure.note_belief")}
        alternative={a.belief.map((b) => `${maybe(`assure.look.${b.look}`, b.look)}: ${share(b.belief, lang, 2)}`).join("; ")}
        table={{
          rows: a.belief, rowKey: (r) => r.look, source: SOURCE,
          columns: [
            { key: "look", head: t("assure.look"), value: (r) => maybe(`assure.look.${r.look}`, r.look) },
            { key: "would_find", head: t("assure.would_find"), kind: "share", digits: 2, value: (r) => r.would_find },
            { key: "belief", head: t("assure.belief"), kind: "share", digits: 3, value: (r) => r.belief },
            { key: "price_usd", head: t("assure.effective_price"), kind: "plain", digits: 0, unit: "USD", value: (r) => r.price_usd },
          ],
        }}
      />
    </Card>
  );
}

export function DieBars({ a }: { a: Assured }) {
  const { t, lang } = useWords();
  const option = useCallback(
    (look: Look) => bars(a.die.map((d) => ({ name: d.implant === 1 ? t("assure.cell") : t("assure.cells", { n: plain(d.implant, 0, lang) }), value: d.fraction })), (v) => share(v, lang, fine(v)), t("assure.of_die"), look, (v) => share(v, lang, Math.abs(100 * v - Math.round(100 * v)) > 1e-9 ? 1 : 0)),
    [a, lang, t],
  );
  return (
    <Card>
      <Chart title={t("assure.die")} file="assure-die" height={260} option={option} note={t("assure.note_die")} alternative={a.die.map((d) => `${d.implant}: ${share(d.fraction, lang, 1)}`).join("; ")}
        table={{
          rows: a.die, rowKey: (r) => String(r.implant), source: SOURCE,
          columns: [
            { key: "implant", head: t("assure.implant"), kind: "plain", digits: 0, value: (r) => r.implant },
            { key: "fraction", head: t("assure.of_die"), kind: "share", digits: 2, value: (r) => r.fraction },
            { key: "days", head: t("assure.days"), kind: "plain", digits: 2, value: (r) => r.days },
          ],
        }}
      />
    </Card>
  );
}

/** Stage by stage: what stays undetected without the design and with it; a slider a check says what it sees. */
export function Chain({ a, cover }: { a: Assured; cover: readonly string[] }) {
  const { t, lang, maybe } = useWords();
  const said = new Map(cover.map((c) => [c.slice(0, c.lastIndexOf("=")), Number(c.slice(c.lastIndexOf("=") + 1))]));
  const set = (key: string, v: number) => {
    const next = new Map(said).set(key, v);
    if (v === 0) next.delete(key);
    change({ cover: [...next].map(([k, x]) => `${k}=${x}`) }, false);
  };
  return (
    <Card title={t("assure.chain")}>
      <p className="quiet small">{t("assure.chain_words")}</p>
      <ul className="chain">
        {a.chain.map((r) => (
          <li key={r.stage}>
            <h3>{maybe(`assure.stage.${r.stage}`, r.stage)}</h3>
            <div className="chain-bars">
              {([["assure.without_design", r.undetected_without, ""], ["assure.with_design", r.undetected_with, " with"]] as const).map(([key, v, more]) => (
                <div key={key} className="chain-bar">
                  <span className="small">{t(key)}</span>
                  <span className={`track${more}`}><span style={{ width: `${100 * v}%` }} /></span>
                  <Num value={v} kind="share" digits={fine(v)} what={`${maybe(`assure.stage.${r.stage}`, r.stage)}: ${t(key)}`} source={SOURCE} />
                </div>
              ))}
            </div>
            <div className="chain-checks">
              {r.checks.length === 0 && <p className="quiet small">{t("assure.no_check")}</p>}
              {r.checks.map((c) => {
                const key = `${c}:${r.stage}`;
                const v = said.get(key) ?? 0;
                const label = `${maybe(`assure.check.${c}`, c)}${r.needs_design.includes(c) ? ` · ${t("assure.needs")}` : ""}`;
                return (
                  <label key={c} className="chain-check small">
                    <span>{label}</span>
                    <input type="range" min={0} max={1} step={0.05} value={v} aria-label={`${label}: ${maybe(`assure.stage.${r.stage}`, r.stage)}`} aria-valuetext={share(v, lang)} onChange={(e) => set(key, Number(e.target.value))} />
                    <output>{c === "silicon against layout" && !said.has(key) ? t("assure.as_found") : share(v, lang)}</output>
                  </label>
                );
              })}
            </div>
          </li>
        ))}
      </ul>
      <details className="more">
        <summary>{t("as_table")}</summary>
        <Table caption={t("assure.chain")} file="assure-chain" rows={a.chain} rowKey={(r) => r.stage} source={SOURCE}
          columns={[
            { key: "stage", head: t("assure.stage"), value: (r) => maybe(`assure.stage.${r.stage}`, r.stage) },
            { key: "undetected_without", head: t("assure.without_design"), kind: "share", digits: 2, value: (r) => r.undetected_without },
            { key: "undetected_with", head: t("assure.with_design"), kind: "share", digits: 2, value: (r) => r.undetected_with },
          ]}
        />
      </details>
    </Card>
  );
}
