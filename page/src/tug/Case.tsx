/** What the case itself found: its sentences, published figures on the fan, what the answer is made of, conditions, priors. */
import { useCallback } from "react";
import { useNames } from "../api/names";
import { bars } from "../charts/bars";
import { type Dot, fan as fanOption } from "../charts/fan";
import type { Look } from "../charts/look";
import { Chart } from "../design/Chart";
import { Card, Sentences } from "../design/parts";
import { Table } from "../design/Table";
import { plain } from "../numbers";
import { useWords } from "../texts";
import { Events } from "./Courses";
import type { Good, TugAnswer } from "./types";
import { share, shareBand } from "./words";

const LOOKS: Record<string, Dot["look"]> = { fit: "filled", score: "hollow", late: "hollow" };

export function Case({ answer, good }: { answer: TugAnswer; good: Good }) {
  const { t, lang, maybe } = useWords();
  return (
    <>
      <Card title={t("tug.case_title")} aside={answer.checks.length > 0 && <span className={`badge ${answer.verdict}`}>{maybe(`verdict.${answer.verdict}`, answer.verdict)}</span>}>
        <Sentences of={answer.answer[lang]} />
      </Card>
      <div className="two">
        <Card><Seen good={good} file={answer.case} /></Card>
        <Card><Made good={good} file={answer.case} /></Card>
      </div>
      {answer.checks.length > 0 && <Card title={t("tug.checks")}><Checks answer={answer} /></Card>}
      <Card title={t("tug.priors")}><Priors good={good} file={answer.case} /></Card>
    </>
  );
}

export function Seen({ good, file }: { good: Good; file: string }) {
  const { t, lang, of, maybe } = useWords();
  const name = useNames();
  const what = maybe(`tug.shown.${good.shown}`, good.shown);
  const kept = good.seen.filter((s) => s.year >= good.times[0]! - 0.6 && s.year <= good.times.at(-1)!);
  const option = useCallback(
    (look: Look) =>
      fanOption(
        {
          years: good.times, courses: [{ name: what, fan: good.fans.fan, colour: look.c[0]!, banded: true }], control: good.control[2] ?? [],
          events: good.events.map((e) => ({ year: e.year, name: e[lang] ?? "" })),
          dots: kept.map((s) => ({ ...s, look: LOOKS[s.use] ?? "quiet", name: `${s.period}: ${s.source}` })), dotsName: t("tug.figures"),
          axisName: "%", say: (v) => share(v, lang), sayBand: (a, b) => shareBand(a, b, lang), tick: (v) => share(v, lang), least: 0, most: 1,
        },
        look,
      ),
    [good, kept, what, lang, t],
  );
  return (
    <Chart title={`${of(good.name)}: ${what}`} file={`${file}-${good.id}-figures`} height={300} option={option} note={<>{t("tug.seen_note")}<Events events={good.events} /></>}
      alternative={t("tug.seen_words", { what, count: kept.length, holder: name(good.holder), target: name(good.target) })}
      table={{
        rows: kept, rowKey: (r) => `${r.period}${r.source}`, source: "",
        columns: [
          { key: "period", head: t("tug.period"), value: (r) => r.period },
          { key: "value", head: what, kind: "share", value: (r) => r.value, band: (r) => [r.low, r.high], source: (r) => r.source },
          { key: "use", head: t("tug.use"), value: (r) => maybe(`tug.use.${r.use}`, r.use) },
          { key: "source", head: t("tip.source"), value: (r) => r.source },
        ],
      }}
    />
  );
}

export function Made({ good, file }: { good: Good; file: string }) {
  const { t, lang, maybe } = useWords();
  const rows = Object.entries(good.made_of).map(([k, value]) => ({ name: maybe(`tug.factor.${k}`, k), value: 100 * value }));
  const say = useCallback((v: number) => `${v > 0 ? "+" : ""}${plain(v, 1, lang)}`, [lang]);
  const option = useCallback((look: Look) => bars(rows, say, t("tug.points"), look), [good, say, t]);
  const what = t(good.made_of_what === "home share" ? "tug.made_home" : "tug.made_position", { year: Math.floor(good.ends) });
  return (
    <Chart title={what} file={`${file}-${good.id}-parts`} height={300} option={option}
      alternative={`${what}: ${rows.map((r) => `${r.name} ${say(r.value)}`).join("; ")}`}
      note={t("tug.made_note", { whole: say(100 * good.made_of_whole) })}
      table={{ rows, rowKey: (r) => r.name, columns: [{ key: "factor", head: t("tug.factor"), value: (r) => r.name }, { key: "points", head: t("tug.points"), kind: "signed", digits: 1, value: (r) => r.value }] }}
    />
  );
}

function Checks({ answer }: { answer: TugAnswer }) {
  const { t, lang, of } = useWords();
  const met = (x: boolean | null) => (x === null ? "–" : t(x ? "tug.yes" : "tug.no"));
  return (
    <Table caption={t("tug.checks")} file={`${answer.case}-conditions`} rows={answer.checks} rowKey={(c) => c.id} source={`bahe tug ${answer.case}`}
      columns={[
        { key: "condition", head: t("tug.condition"), value: (c) => of(c.statement) },
        { key: "side", head: t("tug.side"), value: (c) => t(c.side === "supports" ? "casebook.supports" : "casebook.contradicts") },
        { key: "bound", head: t("tug.bound"), value: (c) => `${({ ">=": "≥", "<=": "≤" } as Record<string, string>)[c.op] ?? c.op} ${plain(c.value, 2, lang)}` },
        { key: "found", head: t("fault.found"), kind: "plain", value: (c) => c.found },
        { key: "met", head: t("tug.holds"), value: (c) => met(c.met) },
      ]}
    />
  );
}

function Priors({ good, file }: { good: Good; file: string }) {
  const { t, of, maybe } = useWords();
  return (
    <details className="more">
      <summary>{t("tug.priors_open", { count: good.parameters.length })}</summary>
      <p className="quiet small">{of(good.note)}</p>
      <Table caption={t("tug.priors")} file={`${file}-${good.id}-parameters`} rows={good.parameters} rowKey={(p) => p.name}
        columns={[
          { key: "name", head: t("tug.parameter"), value: (p) => maybe(`tug.parameter.${p.name}`, p.name) },
          { key: "ground", head: t("tug.ground"), value: (p) => maybe(`tug.ground.${p.ground}`, p.ground) },
          { key: "low", head: t("tug.prior_low"), kind: "plain", digits: 3, value: (p) => p.low, source: (p) => p.source },
          { key: "high", head: t("tug.prior_high"), kind: "plain", digits: 3, value: (p) => p.high, source: (p) => p.source },
          { key: "fitted", head: t("tug.fitted"), kind: "plain", digits: 3, value: (p) => p.fitted_median, band: (p) => [p.fitted_low, p.fitted_high], source: (p) => p.source },
        ]}
      />
    </details>
  );
}
