/** The conditions that were fixed before the run: what each says, its bound, the figure found, and whether it holds. */
import { Card } from "../design/parts";
import { Num } from "../design/Num";
import { digitsFor, known, type Maybe, plain } from "../numbers";
import { useWords } from "../texts";
import type { Condition } from "./types";

export function Conditions({ of: conditions, source }: { of: Condition[]; source: string }) {
  const { t } = useWords();
  return (
    <Card title={t("casebook.conditions")}>
      <p className="small quiet">{t("casebook.conditions_words")}</p>
      <ul className="conditions">{conditions.map((c) => <One key={c.id} of={c} source={source} />)}</ul>
    </Card>
  );
}

/** The figure found: a judged case says it as `value`, beside a `threshold`; a tug as `found`, beside a bound `value`. */
const foundIn = (c: Condition): Maybe => (typeof c.value === "number" && c.threshold !== undefined ? c.value : (c.found ?? null));

/** As it is written. */
const sign = (op: string) => ({ ">=": "≥", "<=": "≤", "==": "=" })[op] ?? op;

function One({ of: c, source }: { of: Condition; source: string }) {
  const { t, of, lang } = useWords();
  const words = of(c.statement ?? c.text) || c.id;
  const figure = foundIn(c);
  const bound = c.threshold ?? (c.op ? c.value : undefined);
  return (
    <li>
      <span className="row">
        {c.side && <span className={`badge ${c.side === "supports" ? "supported" : "contradicted"}`}>{t(c.side === "supports" ? "casebook.supports" : "casebook.contradicts")}</span>}
        <Holds of={c} />
      </span>
      <span>{words}</span>
      <span className="small quiet row">
        {known(figure) && <Num value={figure} kind="plain" digits={digitsFor([figure])} low={c.low} high={c.high} unit={c.unit ?? ""} what={words} source={of(c.how) || source} />}
        {typeof bound === "number" && <span>{t("casebook.bound", { bound: `${sign(c.operator ?? c.op ?? "")}\u00a0${plain(bound, digitsFor([bound], 0), lang)}` })}</span>}
        {c.missing && <span>{t("casebook.lacks", { what: of(c.missing) })}</span>}
      </span>
    </li>
  );
}

const SAID: Record<string, "casebook.holds" | "casebook.fails" | "casebook.split" | "casebook.unknown_condition"> = {
  true: "casebook.holds", yes: "casebook.holds", false: "casebook.fails", no: "casebook.fails", split: "casebook.split", mixed: "casebook.split", unknown: "casebook.unknown_condition",
};

function Holds({ of: c }: { of: Condition }) {
  const { t } = useWords();
  const key = SAID[String(c.holds ?? c.met)];
  return key ? <b className="small">{t(key)}</b> : null;
}
