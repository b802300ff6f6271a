/** A case as a story: question, answer in figures, what decides, what happened, sources. */
import { useState } from "react";
import { useApi, useAsk } from "../api/hooks";
import { Command } from "../design/Command";
import { Answer, Card } from "../design/parts";
import { Icon } from "../design/Icon";
import { address } from "../route";
import type { TalksAnswer } from "../talks/types";
import { useWords } from "../texts";
import { Verdict } from "./Cards";
import type { TugAnswer } from "../tug/types";
import { Conditions } from "./Conditions";
import { Judged } from "./Judged";
import { Markdown } from "./Markdown";
import { ReportFigures } from "./ReportFigures";
import { RunFigures } from "./RunFigures";
import { TalkFigures } from "./TalkFigures";
import { TugFigures } from "./TugFigures";
import type { CaseStory, Condition, JudgeAnswer, RunAnswer } from "./types";

type StoryAnswer = RunAnswer | JudgeAnswer | TugAnswer | TalksAnswer;

/** The conditions as judged by the answer, whatever the verb calls them. */
function conditionsIn(answer: StoryAnswer | undefined): Condition[] | undefined {
  if (!answer) return undefined;
  const found = "checks" in answer ? answer.checks : "conditions" in answer ? answer.conditions : undefined;
  return Array.isArray(found) ? (found as Condition[]) : undefined;
}

export function Story({ name, query }: { name: string; query: URLSearchParams }) {
  const { t, lang } = useWords();
  const found = useApi<CaseStory>(`cases/${encodeURIComponent(name)}`);
  return (
    <>
      <p className="small no-print"><a href={address("casebook", "", { lang })}>← {t("casebook.back")}</a></p>
      {found.fault && <h1>{t("casebook.no_case")}</h1>}
      <Answer of={found}>{(c) => <Told of={c} query={query} />}</Answer>
    </>
  );
}

function Told({ of: c, query }: { of: CaseStory; query: URLSearchParams }) {
  const { t, of } = useWords();
  const asked = useAsk<StoryAnswer>(c.verb, c.verb === "judge" ? { name: c.name } : { case: c.name });
  const [more, setMore] = useState(false);
  const judged = conditionsIn(asked.data) ?? c.conditions;
  const verdict = asked.data && "verdict" in asked.data ? asked.data.verdict : c.verdict;
  const story = <Card><Markdown words={of(c.story)} /></Card>;
  return (
    <article className="stack">
      <header className="room-head story-head">
        <span className="case-kind">{of(c.title)}</span>
        <h1>{of(c.question)}</h1>
        <div className="row">
          <Verdict word={verdict} />
          <Doors of={c} />
          <button type="button" className="button plain no-print" onClick={() => window.print()}><Icon name="print" /> {t("print")}</button>
        </div>
      </header>
      <div className="story-grid">
        <div className="stack">
          <Answer of={asked}>
            {(answer) => <Figures of={c} answer={answer} id={asked.id} query={query} />}
          </Answer>
          {c.verb !== "judge" && asked.id && (
            <Card>
              <details className="more" open={more} onToggle={(e) => setMore(e.currentTarget.open)}>
                <summary>{t("casebook.report_figures")}</summary>
                {more && <ReportFigures id={asked.id} most={6} />}
              </details>
            </Card>
          )}
        </div>
        <div className="stack">
          {judged.length > 0 && <Conditions of={judged} source={`bahe case run ${c.name}`} />}
          {story}
          <Moves of={c} />
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

/** The answer in figures, as the verb gives it, drawn live: variants, goods, tables, or the metrics that decide. */
function Figures({ of: c, answer, id, query }: { of: CaseStory; answer: StoryAnswer; id: string | undefined; query: URLSearchParams }) {
  const { t } = useWords();
  if (c.verb === "run" && "results" in answer) return <RunFigures of={c} answer={answer} />;
  if (c.verb === "judge" && "exhibits" in answer) return <Judged answer={answer} name={c.name} />;
  if (c.verb === "tug" && "goods" in answer) return <TugFigures answer={answer} />;
  if (c.verb === "talks" && "tables" in answer) return <TalkFigures answer={answer} query={query} />;
  return <Card title={t("casebook.figures")}><ReportFigures id={id} most={4} /></Card>;
}

/** The rooms that hold the same case. */
function Doors({ of: c }: { of: CaseStory }) {
  const { t, lang } = useWords();
  const room = c.verb === "tug" ? "tug" : c.verb === "talks" ? "table" : null;
  if (!room) return null;
  return <a className="button main" href={address(room, "", { lang, case: c.name })}>{t(room === "tug" ? "casebook.to_tug" : "casebook.to_table")} <Icon name="arrow" /></a>;
}

function Moves({ of: c }: { of: CaseStory }) {
  const { t, of } = useWords();
  const rows = c.variants.filter((v) => v.id in c.moves);
  if (!rows.length) return null;
  return (
    <Card title={t("casebook.moves")}>
      <dl className="variant-moves">
        {rows.map((v) => [<dt key={v.id}>{of(v.label)}</dt>, <dd key={`${v.id}-m`} className="small">{c.moves[v.id]!.length ? c.moves[v.id]!.map(of).join(t("list.semicolon")) : t("casebook.no_moves")}</dd>])}
      </dl>
    </Card>
  );
}
