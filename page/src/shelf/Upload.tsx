/** One's own table: chosen or dropped, looked at before anything is kept, errors where they stand. */
import { type DragEvent, useId, useState } from "react";
import { Fault as FaultValue, request } from "../api/client";
import { Icon } from "../design/Icon";
import { Card, Fault } from "../design/parts";
import { address } from "../route";
import { useWords } from "../texts";

export interface Uploaded {
  name: string;
  columns: { name: string; kind: string }[];
  rows: number;
  preview: (string | number | null)[][];
  faults: { row: number | null; column: string | null; sentence: string; remedy: string | null }[];
  kept: boolean;
  id: string | null;
}

/** The sentence, and the remedy where it is not in it. */
const said = (f: Uploaded["faults"][number]) => (f.remedy && !f.sentence.includes(f.remedy) ? `${f.sentence} ${f.remedy}` : f.sentence);

const EXAMPLE = "importer,exporter,sector,rate\nUSA,CHN,C26,0.25\nUSA,DEU,C29,0.15\n";

export function Upload() {
  const { t, lang } = useWords();
  const id = useId();
  const [file, setFile] = useState<File>();
  const [found, setFound] = useState<Uploaded>();
  const [fault, setFault] = useState<FaultValue>();
  const [busy, setBusy] = useState(false);
  const send = async (what: File, keep: boolean) => {
    setFile(what);
    setBusy(true);
    setFault(undefined);
    const body = new FormData();
    body.append("file", what);
    body.append("keep", String(keep));
    await request<Uploaded>("tables", { method: "POST", body }).then(
      (answer) => setFound(answer),
      (reason: unknown) => (setFound(undefined), setFault(reason instanceof FaultValue ? reason : new FaultValue({ sentence: String(reason) }, 0))),
    );
    setBusy(false);
  };
  const dropped = (e: DragEvent) => {
    e.preventDefault();
    const one = e.dataTransfer.files[0];
    if (one) void send(one, false);
  };
  return (
    <Card title={t("data.own")}>
      <p>{t("data.own_words")}</p>
      <label className="drop" htmlFor={id} onDragOver={(e) => e.preventDefault()} onDrop={dropped}>
        <Icon name="table" />
        <span><b>{t("data.choose")}</b> {t("data.drop")}</span>
        <input id={id} type="file" accept=".csv,.parquet,text/csv" className="only-read" onChange={(e) => e.target.files?.[0] && void send(e.target.files[0], false)} />
      </label>
      <p className="row">
        <button type="button" className="button" onClick={() => void send(new File([EXAMPLE], "example.csv", { type: "text/csv" }), false)}>{t("data.example")}</button>
        <span className="quiet small">{t("data.format")} <code>importer,exporter,sector,rate</code></span>
      </p>
      {busy && <p role="status" className="quiet">{t("working")}</p>}
      {fault && <Fault fault={fault} />}
      {found && <Preview found={found} keep={() => file && void send(file, true)} lang={lang} />}
    </Card>
  );
}

function Preview({ found, keep, lang }: { found: Uploaded; keep: () => void; lang: string }) {
  const { t } = useWords();
  // rows are lines of the file: the heading is the first
  const at = (row: number, column: string) => found.faults.filter((f) => f.row === row && (f.column === column || f.column === null));
  const general = found.faults.filter((f) => f.row === null || f.row > found.preview.length + 1);
  return (
    <div className="stack uploaded" aria-live="polite">
      <p><b>{found.name}</b>: {t("data.rows", { rows: found.rows, columns: found.columns.length })} {found.faults.length ? <span className="loss">{t("data.faults", { n: found.faults.length })}</span> : <span className="gain">{t("data.sound")}</span>}</p>
      {general.map((f) => <div key={f.sentence} className="fault"><p>{said(f)}</p></div>)}
      <div className="table-wrap" tabIndex={0} role="region" aria-label={t("data.preview")}>
        <table className="data">
          <caption className="only-read">{t("data.preview")}</caption>
          <thead><tr><th scope="col">{t("data.row")}</th>{found.columns.map((c) => <th key={c.name} scope="col" className="words">{c.name}<small>{c.kind}</small></th>)}</tr></thead>
          <tbody>
            {found.preview.map((row, i) => (
              <tr key={i}>
                <th scope="row">{i + 2}</th>
                {row.map((v, j) => {
                  const wrong = at(i + 2, found.columns[j]!.name);
                  return (
                    <td key={j} className={`words${wrong.length ? " wrong" : ""}`}>
                      {v ?? ""}
                      {wrong.map((f) => <small key={f.sentence} role="alert">{said(f)}</small>)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!found.faults.length && !found.kept && <p><button type="button" className="button main" onClick={keep}>{t("data.keep")}</button> <span className="quiet small">{t("data.keep_words")}</span></p>}
      {found.kept && <div className="notice"><p>{t("data.kept", { id: found.id ?? "" })} <a href={address("moves", "", { lang })}>{t("data.to_moves")}</a></p></div>}
    </div>
  );
}
