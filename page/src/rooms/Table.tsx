/** Table: what can be signed, when, and on what it turns. */
import type { RoomProps } from "../App";
import { useApi, useAsk } from "../api/hooks";
import type { Both } from "../api/types";
import { useMeta } from "../api/names";
import { Command } from "../design/Command";
import { Answer, Card, Choice, Empty, Select, Sentences } from "../design/parts";
import { change, useParam } from "../route";
import { useWords } from "../texts";
import { Issues, More, Settlement, Turns } from "../talks/Issues";
import { Region } from "../talks/Region";
import { settings, toggled } from "../talks/settings";
import type { Table as AtTable, TalksAnswer } from "../talks/types";
import { ClockCard, ZoneCard } from "../talks/Zone";
import "./Tug.css";
import "./Table.css";

interface Listed {
  cases: { name: string; verb: string; title: Both; question: Both }[];
}

export default function Table({ route }: RoomProps) {
  const { t, of } = useWords();
  const cases = useApi<Listed>("cases", true);
  const listed = cases.data;
  const [name] = useParam("case", "truce-clock-stockholm");
  const talks = (listed?.cases ?? []).filter((c) => c.verb === "talks");
  return (
    <>
      <header className="room-head">
        <h1>{t("table.title")}</h1>
        <p>{t("table.lead")}</p>
      </header>
      <div className="row tug-pick table-pick">
        {talks.length > 0 && <Select label={t("table.case")} value={name} onChange={(to) => change({ case: to, table: null, off: null, h: null })} options={talks.map((c) => ({ value: c.name, label: of(c.title) }))} />}
      </div>
      {talks.some((c) => c.name === name) ? <Talks key={name} name={name} route={route} /> : listed ? <Empty icon="table">{t("table.no_case")}</Empty> : <Answer of={cases}>{() => null}</Answer>}
    </>
  );
}

function Talks({ name, route }: { name: string; route: RoomProps["route"] }) {
  const { t } = useWords();
  const whole = useAsk<TalksAnswer>("talks", { case: name });
  return (
    <div className="stack tabled">
      {!whole.data && whole.loading && <p className="quiet" role="status">{t("table.wait")}</p>}
      <Answer of={whole}>{(answer) => <AtCase answer={answer} id={whole.id} name={name} route={route} />}</Answer>
    </div>
  );
}

function AtCase({ answer, id, name, route }: { answer: TalksAnswer; id: string | undefined; name: string; route: RoomProps["route"] }) {
  const { t, of, lang, maybe } = useWords();
  const { data: meta } = useMeta();
  const at = Math.max(0, answer.tables.findIndex((x) => x.id === route.query.get("table")));
  const table = answer.tables[at]!;
  const horizons = Object.keys(table.ends);
  const horizon = horizons.includes(route.query.get("h") ?? "") ? route.query.get("h")! : horizons[0]!;
  const off = (route.query.get("off") ?? "").split(",").filter((c) => table.switches.some((s) => s.cause === c));
  const set = settings(table.switches.filter((s) => off.includes(s.cause)), at);
  const other = useAsk<TalksAnswer>("talks", off.length && set.length ? { case: name, set } : null);
  const changed = off.length && set.length ? other.data?.tables[at] : undefined;
  const toggle = (cause: string) => change({ off: toggled(off, cause, table.switches).join(",") }, false);
  const says = (h: string) => maybe(`table.horizon.${h}`, meta?.horizons.find((x) => x.name === h)?.name ?? h);
  return (
    <>
      <p className="lead-answer">{of(answer.question)}</p>
      <div className="row spread">
        {answer.tables.length > 1 && <Choice label={t("table.which")} value={table.id} onChange={(to) => change({ table: to, off: null })} options={answer.tables.map((x) => ({ value: x.id, label: of(x.label) }))} />}
        <Choice label={t("table.horizon")} value={horizon} onChange={(to) => change({ h: to }, false)} options={horizons.map((h) => ({ value: h, label: says(h) }))} />
      </div>
      <div className="side">
        <div className="stack">
          <Issues table={table} horizon={horizon} off={off} toggle={toggle} file={name} />
          <Card className="equal" title={t("tug.equal")}><Command id={changed ? other.id : id} /></Card>
        </div>
        <div className="stack">
          <Card title={t("table.settlement")} aside={<span className="quiet small">{of(table.label)}</span>}>
            <Settlement table={table} horizon={horizon} file={name} />
          </Card>
          {off.length > 0 && <Without off={off} table={table} changed={changed} other={other} set={set} horizon={horizon} name={name} />}
          <div className="two">
            <ZoneCard answer={answer} table={changed ?? table} horizon={horizon} />
            <ClockCard answer={answer} table={changed ?? table} horizon={horizon} />
          </div>
          <Region table={changed ?? table} horizon={horizon} file={name} />
          <Turns table={table} horizon={horizon} file={name} />
          <More table={table} horizon={horizon} file={name} />
          <Card title={t("table.said")} aside={answer.conditions.length > 0 && <span className={`badge ${answer.verdict}`}>{maybe(`verdict.${answer.verdict}`, answer.verdict)}</span>}>
            <Sentences of={answer.answer[lang]} />
            {answer.conditions.length > 0 && <h3 className="clocks-head">{t("tug.checks")}</h3>}
            <ul className="sentences">{answer.conditions.map((c) => <li key={c.id}><b>{t(c.side === "supports" ? "casebook.supports" : "casebook.contradicts")}</b>: {of(c.statement)} <span className="badge">{c.missing ? of(c.missing) : maybe(`table.holds.${c.holds}`, c.holds)}</span></li>)}</ul>
          </Card>
        </div>
      </div>
    </>
  );
}

interface WithoutProps {
  off: string[];
  table: AtTable;
  changed: AtTable | undefined;
  other: ReturnType<typeof useAsk<TalksAnswer>>;
  set: string[];
  horizon: string;
  name: string;
}

function Without({ off, table, changed, other, set, horizon, name }: WithoutProps) {
  const { t, of, maybe, lang } = useWords();
  const labels = off.map((c) => of(table.switches.find((s) => s.cause === c)?.label)).join(t("list.comma"));
  const one = table.causes.find((c) => c.cause === off[0] && c.horizon === horizon);
  return (
    <Card title={t("table.without_title", { causes: labels })} className="without">
      {set.length > 0 ? (
        <Answer of={other}>{() => changed && <Settlement table={changed} horizon={horizon} file={name} />}</Answer>
      ) : (
        one && <p>{t("table.without_one", { kind: maybe(`table.kind.${one.kind}`, one.kind), chance: `${Math.round(100 * one.deal)}${lang === "zh" ? "" : " "}%` })}</p>
      )}
    </Card>
  );
}
