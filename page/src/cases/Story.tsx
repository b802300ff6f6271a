/** A case as a story: question, answer in figures, what decides, what happened, sources. */
import { useState } from "react";
import { useApi, useAsk } from "../api/hooks";
import { Command } from "../design/Command";
import { Answer, Card } from "../design/parts";
import { Icon } from "../design/Icon";
import { Num } from "../design/Num";
import { Table } from "../design/Table";
import { digitsFor, known } from "../numbers";
import { address } from "../route";
import { useWords } from "../texts";
import { Verdict } from "./Cards";
import { Markdown } from "./Markdown";
import { ReportFigures } from "./ReportFigures";
import { RunFigures } from "./RunFigures";
import type { CaseStory, Condition, JudgeAnswer, Metric, RunAnswer } from "./types";

export function Story({ name }: { name: string }) {
  const { t, lang } = useWords();
  const found = useApi<CaseStory>(`cases/${encodeURIComponent(name)}`);
  return (
    <>
      <p className="small no-print"><a href={address("casebook", "", { lang })}>← {t("casebook.back")}</a></p>
      <Answer of={found}>{(c) => <Told of={c} />}</Answer>
    </>
  );
}

function Told({ of: c }: { of: CaseStory }) {
  const { t, of } = useWords();
  const asked = useAsk<RunAnswer & Partial<JudgeAnswer>>(c.verb, c.verb === "judge" ? { name: c.name } : { case: c.name });
  const [more, setMore] = useState(false);
  const judged = Array.isArray(asked.data?.conditions) ? asked.data.conditions : c.conditions;
  return (
    <article className="stack">
      <header className="room-head story-head">
        <span className="case-kind">{of(c.title)}</span>
        <h1>{of(c.question)}</h1>
        <div className="row">
          <Verdict word={typeof asked.data?.verdict === "string" ? asked.data.verdict : c.verdict} />
          <Doors of={c} />
          <button type="button" className="button plain no-print" onClick={() => window.print()}><Icon name="print" /> {t("print")}</button>
        </div>
      </header>
      <div className="story-grid">
        <div className="stack">
          <Answer of={asked}>
            {(answer) => <Figures of={c} answer={answer} id={asked.id} />}
          </Answer>
          {c.verb === "run" && asked.id && (
            <Card>
              <details className="more" open={more} onToggle={(e) => setMore(e.currentTarget.open)}>
                <summary>{t("casebook.report_figures")}</summary>
                {more && <ReportFigures id={asked.id} most={6} />}
              </details>
            </Card>
          )}
        </div>
        <div className="stack">
          {judged.length > 0 && <Conditions of={judged} />}
          <Card><Markdown words={of(c.story)} /></Card>
          <Card title={t("casebook.moves")}><Moves of={c} /></Card>
          {asked.id && <Card><Command id={asked.id} /></Card>}
          {c.sources.length > 0 && (
            <Card title={t("casebook.sources")}>
              <ul className="small sources">{c.sources.map((s) => <li key={s.citation} lang="en">{s.url ? <a href={s.url} rel="noreferrer">{s.citation}</a> : s.citation}</li>)}</ul>
            </Card>
          )}
        </div>
      </div>
    </article>
  );
}

/** The answer in figures, as the verb gives it: variants, the metrics that decide, or the drawings of the report. */
function Figures({ of: c, answer, id }: { of: CaseStory; answer: RunAnswer & Partial<JudgeAnswer>; id: string | undefined }) {
  const { t } = useWords();
  if (c.verb === "run" && answer.results) return <RunFigures of={c} answer={answer} />;
  if (c.verb === "judge" && answer.metrics) return <Metrics of={answer.metrics} name={c.name} />;
  return <Card title={t("casebook.figures")}><ReportFigures id={id} most={4} /></Card>;
}

function Metrics({ of: metrics, name }: { of: Record<string, Metric>; name: string }) {
  const { t, of } = useWords();
  return (
    <Card title={t("casebook.figures")}>
      <Table caption={t("casebook.figures")} rows={Object.entries(metrics)} rowKey={([key]) => key} file={`bahe-${name}`} source={`bahe case run ${name}`}
        columns={[
          { key: "metric", head: t("casebook.metric"), value: ([key]) => key.replaceAll("_", " ") },
          { key: "value", head: t("tip.value"), kind: "plain", unit: "", digits: 3, value: ([, m]) => m.value, band: ([, m]) => [m.low, m.high], source: ([, m]) => of(m.how) },
          { key: "unit", head: t("casebook.unit"), value: ([, m]) => m.unit },
          { key: "how", head: t("claims.ground"), value: ([, m]) => of(m.how) || (m.missing ?? "") },
        ]} bands />
    </Card>
  );
}

/** The rooms that hold the same case. */
function Doors({ of: c }: { of: CaseStory }) {
  const { t, lang } = useWords();
  const room = c.verb === "tug" ? "tug" : c.verb === "talks" ? "table" : null;
  if (!room) return null;
  return <a className="button main" href={address(room, "", { lang, case: c.name })}>{t(room === "tug" ? "casebook.to_tug" : "casebook.to_table")} <Icon name="arrow" /></a>;
}

function Conditions({ of: conditions }: { of: Condition[] }) {
  const { t, of } = useWords();
  return (
    <Card title={t("casebook.conditions")}>
      <p className="small quiet">{t("casebook.conditions_words")}</p>
      <ul className="conditions">
        {conditions.map((c) => (
          <li key={c.id}>
            <span className="row">
              {c.side && <span className={`badge ${c.side === "supports" ? "supported" : "contradicted"}`}>{t(c.side === "supports" ? "casebook.supports" : "casebook.contradicts")}</span>}
              <Holds of={c} />
            </span>
            <span>{of(c.statement ?? c.text) || c.id}</span>
            {known(c.value ?? c.found) && <span className="small"><Num value={c.value ?? c.found} kind="plain" digits={digitsFor([c.value ?? c.found])} low={c.low} high={c.high} unit={c.unit ?? ""} what={of(c.statement ?? c.text) || c.id} source={of(c.how)} /></span>}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Holds({ of: c }: { of: Condition }) {
  const { t } = useWords();
  const holds = c.holds ?? c.met;
  if (holds === true || holds === "yes") return <b className="small">{t("casebook.holds")}</b>;
  return holds === false || holds === "no" ? <b className="small">{t("casebook.fails")}</b> : null;
}

function Moves({ of: c }: { of: CaseStory }) {
  const { t, of } = useWords();
  const rows = c.variants.filter((v) => v.id in c.moves);
  if (!rows.length) return <p className="quiet">{t("casebook.moves_in_yaml")}</p>;
  return (
    <dl className="variant-moves">
      {rows.map((v) => [<dt key={v.id}>{of(v.label)}</dt>, <dd key={`${v.id}-m`} className="small" lang="en">{c.moves[v.id]!.length ? c.moves[v.id]!.join("; ") : "–"}</dd>])}
    </dl>
  );
}
