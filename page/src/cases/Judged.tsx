/** A judged case: its sentences, the metrics that decide, and its exhibits as tables. */
import { Card, Sentences } from "../design/parts";
import { Num } from "../design/Num";
import { Table } from "../design/Table";
import { useWords } from "../texts";
import type { Exhibit, JudgeAnswer, Metric } from "./types";

export function Judged({ answer, name }: { answer: JudgeAnswer; name: string }) {
  const { t, lang } = useWords();
  const said = answer.answer?.[lang] ?? [];
  return (
    <>
      {said.length > 0 && (
        <Card title={t("casebook.answer")}>
          <Sentences of={said} />
        </Card>
      )}
      <Metrics of={answer.metrics} name={name} />
      {(answer.exhibits ?? []).map((e, i) => <Shown key={i} of={e} file={`bahe-${name}-${i + 1}`} source={`bahe case run ${name}`} />)}
    </>
  );
}

function Metrics({ of: metrics, name }: { of: Record<string, Metric>; name: string }) {
  const { t, of, maybe } = useWords();
  const unit = (m: Metric) => maybe(`casebook.unit.${m.unit.replaceAll(" ", "_")}`, m.unit);
  const plainly = (m: Metric) => (typeof m.value === "boolean" ? t(m.value ? "casebook.yes" : "casebook.no") : m.value);
  return (
    <Card title={t("casebook.figures")}>
      <Table caption={t("casebook.figures")} rows={Object.entries(metrics)} rowKey={([key]) => key} file={`bahe-${name}`} source={`bahe case run ${name}`} bands
        columns={[
          { key: "metric", head: t("casebook.metric"), value: ([key]) => maybe(`casebook.metric.${key}`, key.replaceAll("_", " ")) },
          { key: "value", head: t("tip.value"), kind: "plain", unit: "", digits: 3, unitOf: ([, m]) => unit(m), value: ([, m]) => plainly(m), band: ([, m]) => [m.low, m.high], source: ([, m]) => of(m.how) },
          { key: "unit", head: t("casebook.unit"), value: ([, m]) => unit(m) },
          { key: "how", head: t("claims.ground"), value: ([, m]) => [of(m.how), m.missing ? t("casebook.lacks", { what: of(m.missing) }) : ""].filter(Boolean).join(" ") },
        ]} />
    </Card>
  );
}

/** A figure in a cell of an exhibit, as the library wrote it: to be sorted, never reckoned with. */
const figured = (words: string): number | string => {
  const x = Number(words.replace(/[,\u202f%\s]/g, "").replace("\u2212", "-"));
  return words.trim() !== "" && Number.isFinite(x) ? x : words;
};

function Shown({ of: e, file, source }: { of: Exhibit; file: string; source: string }) {
  const { t, of, lang } = useWords();
  const drawn = (words: string, head: string, row: string) => {
    const x = figured(words);
    return words.trim() === "" ? "" : <Num value={typeof x === "number" ? x : null} shown={words} what={`${row}: ${head}`} unit={t("casebook.unit_of_head")} source={source} cell hideUnit />;
  };
  const heads = e.heads[lang] ?? [];
  const rows = (e.rows[lang] ?? []).map((cells, i) => ({ cells, key: String(i) }));
  const note = of(e.note);
  return (
    <Card title={of(e.title)}>
      <Table caption={of(e.title)} rows={rows} rowKey={(r) => r.key} file={file} rowName={(r) => r.cells[0] ?? ""}
        columns={heads.map((head, j) => ({ key: `c${j}`, head, right: j >= e.words, value: (r: (typeof rows)[number]) => figured(r.cells[j] ?? ""), draw: (r: (typeof rows)[number]) => (j >= e.words ? drawn(r.cells[j] ?? "", head, r.cells[0] ?? "") : (r.cells[j] ?? "")) }))} />
      {note && <p className="note quiet small">{note}</p>}
    </Card>
  );
}
