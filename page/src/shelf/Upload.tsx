/** One's own table: chosen or dropped, looked at before anything is kept, errors where they stand. */
import { type DragEvent, useId, useState } from "react";
import { Fault as FaultValue, faultIn, request } from "../api/client";
import { Icon } from "../design/Icon";
import { Num } from "../design/Num";
import { Card, Fault } from "../design/parts";
import { address } from "../route";
import { useWords } from "../texts";

interface Wrong {
  row: number | null;
  column: string | null;
  sentence: string;
  sentence_zh: string;
  remedy: string | null;
  remedy_zh: string | null;
}

export interface Uploaded {
  name: string;
  columns: { name: string; kind: string }[];
  rows: number;
  preview: (string | number | null)[][];
  faults: Wrong[];
  kept: boolean;
  id: string | null;
}

/** The sentence, and the remedy where it is not in it. */
function said(f: Wrong, lang: string): string {
  const { sentence, remedy } = faultIn(lang, f);
  return remedy && !sentence.includes(remedy) ? `${sentence} ${remedy}` : sentence;
}

/** Columns of figures; all others are names and codes. */
const RATES = ["add", "rate"];
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
  const { t, maybe } = useWords();
  const columns = found.columns.map((c) => c.name);
  // rows are lines of the file: the heading is the first; what concerns a whole row stands in its first cell
  const at = (row: number, column: string) => found.faults.filter((f) => f.row === row && (columns.includes(f.column ?? "") ? f.column : columns[0]) === column);
  const general = found.faults.filter((f) => f.row === null || f.row > found.preview.length + 1);
  return (
    <div className="stack uploaded" aria-live="polite">
      <p><b>{found.name}</b>: {t("data.rows", { rows: found.rows, columns: found.columns.length })} {found.faults.length ? <span className="loss">{t("data.faults", { n: found.faults.length })}</span> : <span className="gain">{t("data.sound")}</span>}</p>
      {general.map((f) => <div key={f.sentence} className="fault"><p>{said(f, lang)}</p></div>)}
      <div className="table-wrap" tabIndex={0} role="region" aria-label={t("data.preview")}>
        <table className="data">
          <caption className="only-read">{t("data.preview")}</caption>
          <thead><tr><th scope="col">{t("data.row")}</th>{found.columns.map((c) => <th key={c.name} scope="col" className="words">{c.name}<small>{maybe(`data.kind.${c.kind}`, c.kind)}</small></th>)}</tr></thead>
          <tbody>
            {found.preview.map((row, i) => (
              <tr key={i}>
                <th scope="row">{i + 2}</th>
                {row.map((v, j) => {
                  const wrong = at(i + 2, found.columns[j]!.name);
                  return (
                    <td key={j} className={`words${wrong.length ? " wrong" : ""}`}>
                      {!wrong.length && RATES.includes(columns[j]!) && v !== null && v !== "" ? (
                        <Num value={Number(v)} shown={String(v)} what={`${found.name}, ${t("data.row")} ${i + 2}: ${columns[j]}`} unit={t("unit.fraction")} source={found.name} cell hideUnit />
                      ) : (v ?? "")}
                      {wrong.map((f) => <small key={f.sentence} role="alert">{said(f, lang)}</small>)}
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
