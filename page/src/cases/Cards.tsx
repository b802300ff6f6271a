/** The cases as cards: question, what decides, verdict. */
import { useApi } from "../api/hooks";
import { Answer, Choice, Empty } from "../design/parts";
import { address, useParam } from "../route";
import { useWords } from "../texts";
import type { CaseCard } from "./types";

const KINDS = ["all", "run", "talks", "tug", "judge"] as const;
type Kind = (typeof KINDS)[number];
const kindOf = (verb: string): Exclude<Kind, "all"> => (verb === "talks" || verb === "tug" || verb === "judge" ? verb : "run");

export function Cards() {
  const { t } = useWords();
  const listed = useApi<{ cases: CaseCard[] }>("cases");
  const [kind, setKind] = useParam<Kind>("kind", "all");
  return (
    <section aria-labelledby="cases">
      <div className="card-head">
        <h2 id="cases">{t("casebook.cases")}</h2>
        <Choice label={t("casebook.kind")} value={kind} onChange={setKind} options={KINDS.map((k) => ({ value: k, label: t(`casebook.kind.${k}`) }))} />
      </div>
      <Answer of={listed}>
        {({ cases }) => {
          const shown = cases.filter((c) => kind === "all" || kindOf(c.verb) === kind);
          return shown.length ? <div className="grid cases">{shown.map((c) => <CardOf key={c.name} case={c} />)}</div> : <Empty>{t("casebook.none")}</Empty>;
        }}
      </Answer>
    </section>
  );
}

function CardOf({ case: c }: { case: CaseCard }) {
  const { t, of, lang } = useWords();
  return (
    <a className="card case" href={address("casebook", c.name, { lang })}>
      <span className="case-kind">{t(`casebook.kind.${kindOf(c.verb)}`)}</span>
      <h3>{of(c.title)}</h3>
      <p>{of(c.question)}</p>
      <span className="case-foot">
        {c.conditions.length > 0 && !c.verdict ? <span className="badge">{t("casebook.not_run")}</span> : <Verdict word={c.verdict} />}
        <span className="small quiet">{c.conditions.length ? t("casebook.conditions_n", { n: c.conditions.length }) : t("casebook.variants_n", { n: c.variants.length })}</span>
      </span>
    </a>
  );
}

export function Verdict({ word }: { word: string | null }) {
  const { maybe } = useWords();
  if (!word) return null;
  return <span className={`badge ${word}`}>{maybe(`verdict.${word}`, word)}</span>;
}
