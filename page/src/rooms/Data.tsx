/** Data: where every number comes from, under what licence, how sound it is; and tables of one's own. */
import { useState } from "react";
import type { RoomProps } from "../App";
import { useApi } from "../api/hooks";
import type { Both } from "../api/types";
import { Num } from "../design/Num";
import { Answer, Card, Choice } from "../design/parts";
import { Table } from "../design/Table";
import { known } from "../numbers";
import { Upload } from "../shelf/Upload";
import { useWords } from "../texts";
import "./Tug.css";
import "./Data.css";

interface Source {
  key: string;
  what: Both;
  citation: string;
  licence: Both;
  url: string | null;
  covers: Both | null;
  published: string | null;
}

interface Words {
  check: Both;
  detail: Both;
  unit: Both;
}

interface Row {
  status: "PASS" | "WARN" | "FAIL";
  figure: number | null;
}

interface Sources {
  world: string;
  year: number;
  sources: Source[];
  audit: { world: string; ok: boolean; counts: Record<Row["status"], number>; rows: Row[] };
  /** The rows of the audit in words, in their order. */
  audit_words: Words[];
}

export default function Data(_: RoomProps) {
  const { t } = useWords();
  const found = useApi<Sources>("sources", true);
  return (
    <>
      <header className="room-head">
        <h1>{t("data.title")}</h1>
        <p>{t("data.lead")}</p>
      </header>
      <div className="stack">
        <Answer of={found}>
          {(d) => (
            <>
              <Audit d={d} />
              <SourcesTable d={d} />
            </>
          )}
        </Answer>
        <Upload />
      </div>
    </>
  );
}

const MARK = { PASS: "✓", WARN: "!", FAIL: "×" } as const;

function Audit({ d }: { d: Sources }) {
  const { t, of } = useWords();
  const [only, setOnly] = useState<Row["status"] | "ALL">(d.audit.counts.FAIL ? "FAIL" : "ALL");
  const rows = d.audit.rows.map((r, i) => ({ ...r, words: d.audit_words[i]! })).filter((r) => only === "ALL" || r.status === only);
  const states = (["PASS", "WARN", "FAIL"] as const).map((s) => ({ value: s, label: `${t(`data.${s}`)} ${d.audit.counts[s] ?? 0}` }));
  return (
    <Card title={t("data.audit", { world: d.audit.world })} aside={<Choice label={t("data.filter")} value={only} onChange={setOnly} options={[{ value: "ALL", label: `${t("data.ALL")} ${d.audit.rows.length}` }, ...states]} />}>
      <p className={d.audit.ok ? "verdict gain" : "verdict loss"}>{t(d.audit.ok ? "data.ok" : "data.not_ok")}</p>
      {rows.length ? (
        <Table caption={t("data.audit", { world: d.audit.world })} file={`audit-${d.audit.world}`} rows={rows} rowKey={(r) => of(r.words.check) + of(r.words.detail)} source={`bahe world ${d.audit.world} --audit`}
          columns={[
            { key: "check", head: t("data.check"), value: (r) => of(r.words.check) },
            { key: "status", head: t("data.status"), value: (r) => r.status, draw: (r) => <span className={`status ${r.status}`}><span aria-hidden="true">{MARK[r.status]}</span> {t(`data.${r.status}`)}</span> },
            { key: "figure", head: t("data.figure"), right: true, value: (r) => r.figure, draw: (r) => <Figure figure={r.figure} words={r.words} world={d.audit.world} /> },
            { key: "unit", head: t("data.unit"), value: (r) => (known(r.figure) ? of(r.words.unit) : "") },
            { key: "detail", head: t("data.detail"), value: (r) => of(r.words.detail) },
          ]}
        />
      ) : (
        <p className="quiet">{t("data.none_such")}</p>
      )}
    </Card>
  );
}

/** As `bahe world --audit` prints it: four significant digits. */
function Figure({ figure, words, world }: { figure: number | null; words: Words; world: string }) {
  const { t, of } = useWords();
  if (!known(figure)) return <span className="quiet">{t("data.no_figure")}</span>;
  return <Num value={figure} shown={significant(figure)} what={`${of(words.check)}: ${of(words.detail)}`} unit={of(words.unit)} source={`bahe world ${world} --audit`} cell hideUnit />;
}

const significant = (x: number) => Number(x.toPrecision(4)).toString().replace("-", "\u2212");

function SourcesTable({ d }: { d: Sources }) {
  const { t, of } = useWords();
  const age = (s: Source) => [s.covers && t("data.covers", { when: of(s.covers) }), s.published && t("data.published", { when: s.published })].filter(Boolean).join(t("list.semicolon"));
  return (
    <Card title={t("data.sources", { n: d.sources.length })}>
      <Table caption={t("data.sources", { n: d.sources.length })} file="sources" rows={d.sources} rowKey={(s) => s.key}
        columns={[
          { key: "what", head: t("data.what"), value: (s) => of(s.what) },
          { key: "citation", head: t("data.citation"), value: (s) => s.citation, draw: (s) => <span className="citation">{s.citation}</span> },
          { key: "vintage", head: t("data.vintage"), value: age, draw: (s) => age(s) || <span className="quiet">{t("data.no_vintage")}</span> },
          { key: "licence", head: t("data.licence"), value: (s) => of(s.licence) },
          { key: "url", head: t("data.address"), value: (s) => s.url ?? "", draw: (s) => (s.url ? <a href={s.url} rel="noreferrer" target="_blank">{s.url.replace(/^https?:\/\//, "")}</a> : <span className="quiet">{t("data.no_address")}</span>) },
        ]}
      />
      <p className="note quiet small">{t("data.links_note")}</p>
    </Card>
  );
}
