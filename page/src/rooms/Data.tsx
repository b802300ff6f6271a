/** Data: where every number comes from, under what licence, how sound it is; and tables of one's own. */
import { useState } from "react";
import type { RoomProps } from "../App";
import { useApi } from "../api/hooks";
import { Answer, Card, Choice } from "../design/parts";
import { Table } from "../design/Table";
import { known } from "../numbers";
import { Upload } from "../shelf/Upload";
import { useWords } from "../texts";
import "./Tug.css";
import "./Data.css";

interface Source {
  key: string;
  what: string;
  citation: string;
  licence: string;
  url: string;
  vintage: string | null;
}

interface Row {
  check: string;
  status: "PASS" | "WARN" | "FAIL";
  figure: number | null;
  detail: string;
}

interface Sources {
  world: string;
  year: number;
  sources: Source[];
  audit: { world: string; ok: boolean; counts: Record<Row["status"], number>; rows: Row[] };
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
  const { t } = useWords();
  const [only, setOnly] = useState<Row["status"] | "ALL">(d.audit.counts.FAIL ? "FAIL" : "ALL");
  const rows = d.audit.rows.filter((r) => only === "ALL" || r.status === only);
  const states = (["PASS", "WARN", "FAIL"] as const).map((s) => ({ value: s, label: `${t(`data.${s}`)} ${d.audit.counts[s] ?? 0}` }));
  return (
    <Card title={t("data.audit", { world: d.audit.world })} aside={<Choice label={t("data.filter")} value={only} onChange={setOnly} options={[{ value: "ALL", label: `${t("data.ALL")} ${d.audit.rows.length}` }, ...states]} />}>
      <p className={d.audit.ok ? "verdict gain" : "verdict loss"}>{t(d.audit.ok ? "data.ok" : "data.not_ok")}</p>
      {rows.length ? (
        <Table caption={t("data.audit", { world: d.audit.world })} file={`audit-${d.audit.world}`} rows={rows} rowKey={(r) => r.check + r.detail} source={`bahe world ${d.audit.world} --audit`}
          columns={[
            { key: "check", head: t("data.check"), value: (r) => r.check },
            { key: "status", head: t("data.status"), value: (r) => r.status, draw: (r) => <span className={`status ${r.status}`}><span aria-hidden="true">{MARK[r.status]}</span> {t(`data.${r.status}`)}</span> },
            { key: "figure", head: t("data.figure"), kind: "plain", value: (r) => r.figure, draw: (r) => <Figure row={r} world={d.audit.world} /> },
            { key: "detail", head: t("data.detail"), value: (r) => r.detail },
          ]}
        />
      ) : (
        <p className="quiet">{t("data.none_such")}</p>
      )}
    </Card>
  );
}

/** As `bahe world --audit` prints it: four significant digits. */
function Figure({ row, world }: { row: Row; world: string }) {
  const { t } = useWords();
  if (!known(row.figure)) return <span className="quiet">{t("data.no_figure")}</span>;
  return <span className="num bare" tabIndex={-1} data-num={row.figure} title={`${row.check}: ${row.detail} · bahe world ${world} --audit`}>{Number(row.figure.toPrecision(4)).toString()}</span>;
}

function SourcesTable({ d }: { d: Sources }) {
  const { t } = useWords();
  return (
    <Card title={t("data.sources", { n: d.sources.length })}>
      <Table caption={t("data.sources", { n: d.sources.length })} file="sources" rows={d.sources} rowKey={(s) => s.key}
        columns={[
          { key: "what", head: t("data.what"), value: (s) => s.what },
          { key: "citation", head: t("data.citation"), value: (s) => s.citation, draw: (s) => <span className="citation">{s.citation}</span> },
          { key: "vintage", head: t("data.vintage"), value: (s) => s.vintage ?? "", draw: (s) => s.vintage ?? <span className="quiet">{t("data.no_vintage")}</span> },
          { key: "licence", head: t("data.licence"), value: (s) => s.licence, draw: (s) => <span className="citation">{s.licence}</span> },
          { key: "url", head: t("data.address"), value: (s) => s.url, draw: (s) => (s.url ? <a href={s.url} rel="noreferrer" target="_blank">{s.url.replace(/^https?:\/\//, "")}</a> : <span className="quiet">{t("data.no_address")}</span>) },
        ]}
      />
      <p className="note quiet small">{t("data.links_note")}</p>
    </Card>
  );
}
