/** Every claim of the two articles and the word it got, with what decided. */
import { useAsk } from "../api/hooks";
import { Answer, Choice } from "../design/parts";
import { Table, type Column } from "../design/Table";
import { address, useParam } from "../route";
import { useWords } from "../texts";
import { Verdict } from "./Cards";
import type { Claim, VerdictsAnswer } from "./types";

const WORDS = ["supported", "mixed", "contradicted", "unknown", "untestable"] as const;

export const useVerdicts = () => useAsk<VerdictsAnswer>("verdicts", {});

/** The strip of the front page: how many claims got which word. */
export function ClaimStrip() {
  const { t, lang, maybe } = useWords();
  const { data } = useVerdicts();
  if (!data) return null;
  return (
    <section className="card claims-strip" aria-labelledby="claims">
      <div className="card-head">
        <h2 id="claims">{t("claims.title", { n: data.claims.length })}</h2>
        <a href={address("casebook", "claims", { lang })}>{t("claims.all")}</a>
      </div>
      <ul>
        {WORDS.map((w) => (
          <li key={w} className={w}>
            <a href={address("casebook", "claims", { lang, word: w })}>
              <b>{data.totals[w] ?? 0}</b> {maybe(`verdict.${w}`, w)}
            </a>
            <progress max={data.claims.length} value={data.totals[w] ?? 0} aria-label={maybe(`verdict.${w}`, w)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Claims() {
  const { t, maybe, lang } = useWords();
  const asked = useVerdicts();
  const [word, setWord] = useParam<string>("word", "all");
  const columns: Column<Claim>[] = [
    { key: "claim", head: t("claims.id"), value: (c) => c.claim },
    { key: "word", head: t("claims.verdict"), value: (c) => maybe(`verdict.${c.word}`, c.word), draw: (c) => <Verdict word={c.word} /> },
    { key: "quotation", head: t("claims.quotation"), value: (c) => c.quotation, draw: (c) => <><span lang="zh-Hans">{c.quotation}</span>{lang === "en" && <span className="gloss">{c.gloss}</span>}</> },
    { key: "note", head: t("claims.ground"), value: (c) => c.note || c.figure, draw: (c) => <span lang="en">{c.note || c.figure}</span> },
    { key: "case", head: t("claims.case"), value: (c) => c.case, draw: (c) => (c.case ? <a href={address("casebook", c.case, { lang })}>{c.case}</a> : null) },
  ];
  return (
    <>
      <header className="room-head">
        <a href={address("casebook", "", { lang })}>{t("casebook.back")}</a>
        <h1>{t("claims.title_all")}</h1>
        <p>{t("claims.rule")}</p>
      </header>
      <Answer of={asked}>
        {(data) => (
          <>
            <Choice label={t("claims.verdict")} value={word} onChange={setWord}
              options={[{ value: "all", label: `${t("claims.every")} ${data.claims.length}` }, ...WORDS.map((w) => ({ value: w, label: `${maybe(`verdict.${w}`, w)} ${data.totals[w] ?? 0}` }))]} />
            <Table caption={t("claims.title_all")} columns={columns} rows={data.claims.filter((c) => word === "all" || c.word === word)} rowKey={(c) => c.claim} file="bahe-claims" />
          </>
        )}
      </Answer>
    </>
  );
}
