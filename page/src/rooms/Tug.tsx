/** Tug: the rope over the years, a policy to drag, what the case found, and when an embargo defeats itself. */
import type { RoomProps } from "../App";
import { useApi, useAsk, useFollow } from "../api/hooks";
import { useNames } from "../api/names";
import type { Both } from "../api/types";
import { Command } from "../design/Command";
import { Answer, Card, Choice, Empty, Select, Sentences } from "../design/parts";
import { change, useParam } from "../route";
import { useWords } from "../texts";
import { Case } from "../tug/Case";
import { Courses } from "../tug/Courses";
import { Policy, type Said } from "../tug/Policy";
import { RegimeMap } from "../tug/RegimeMap";
import { Rope } from "../tug/Rope";
import type { Pulled, Regimes, TugAnswer } from "../tug/types";
import "./Tug.css";

interface Listed {
  cases: { name: string; verb: string; title: Both; question: Both }[];
}

interface CasePage {
  goods: { id: string; item: string }[];
  result?: string | null;
}

export default function Tug({ route }: RoomProps) {
  const { t, of } = useWords();
  const cases = useApi<Listed>("cases", true);
  const listed = cases.data;
  const [view, setView] = useParam<"rope" | "map">("view", "rope");
  const [name] = useParam("case", "ai-chip-floor-and-lock-in");
  const tugs = (listed?.cases ?? []).filter((c) => c.verb === "tug");
  const now = tugs.find((c) => c.name === name);
  return (
    <>
      <header className="room-head">
        <h1>{t("tug.title")}</h1>
        <p>{t("tug.lead")}</p>
        <div className="row">
          <Choice label={t("tug.view")} value={view} onChange={setView} options={[{ value: "rope", label: t("tug.view_rope") }, { value: "map", label: t("tug.view_map") }]} />
        </div>
      </header>
      {view === "map" ? (
        <Map said={route.query.get("cell")} />
      ) : (
        <div className="stack">
          <div className="row tug-pick">
            {tugs.length > 0 && <Select label={t("tug.case")} value={name} onChange={(to) => change({ case: to, good: null, from: null, to: null })} options={tugs.map((c) => ({ value: c.name, label: of(c.title) }))} />}
          </div>
          {now ? <Pull key={name} name={name} route={route} question={of(now.question)} /> : listed ? <Empty>{t("tug.no_case")}</Empty> : <Answer of={cases}>{() => null}</Answer>}
        </div>
      )}
    </>
  );
}

function Map({ said }: { said: string | null }) {
  const asked = useAsk<Regimes>("tug", { regime: true });
  const { t } = useWords();
  return (
    <div className="stack">
      {asked.loading && <p className="quiet" role="status">{t("regime.wait")}</p>}
      <Answer of={asked}>{(found) => <RegimeMap found={found} said={said} />}</Answer>
      {asked.id && <Card title={t("tug.equal")}><Command id={asked.id} /></Card>}
    </div>
  );
}

function number(words: string | null): number | null {
  return words === null || words === "" || Number.isNaN(Number(words)) ? null : Number(words);
}

function Pull({ name, route, question }: { name: string; route: RoomProps["route"]; question: string }) {
  const { t, lang } = useWords();
  const good = route.query.get("good");
  const said: Said = { intensity: number(route.query.get("x")) ?? 0.8, start: number(route.query.get("from")), lift: number(route.query.get("to")) };
  const body = { case: name, intensity: said.intensity, ...(good ? { good } : {}), ...(said.start === null ? {} : { start: said.start }), ...(said.lift === null ? {} : { lift: said.lift }) };
  const pulled = useFollow<Pulled>("tug", body); // answers while the hand drags
  // the whole case takes a while and would stand before the sliders: only where it is kept, or asked for
  const page = useApi<CasePage>(`cases/${name}`, true);
  const wanted = Boolean(page.data?.result) || route.query.get("all") === "1";
  const whole = useAsk<TugAnswer>("tug", pulled.data && wanted ? { case: name } : null);
  const goods = page.data?.goods ?? [];
  const at = good ?? pulled.data?.good ?? goods[0]?.id;
  const chosen = whole.data?.goods.find((g) => g.id === at);
  const named = useNames();
  return (
    <>
      <p className="lead-answer">{question}</p>
      <div className="side tug">
        <div className="stack sticky">
          {goods.length > 1 && (
            <Card><Select label={t("tug.good")} value={at ?? ""} onChange={(to) => change({ good: to, from: null, to: null })} options={goods.map((g) => ({ value: g.id, label: named(g.item) }))} /></Card>
          )}
          <Policy said={said} pulled={pulled.data} />
          {pulled.id && <Card className="equal" title={t("tug.equal")}><Command id={pulled.id} /></Card>}
        </div>
        <div className="stack">
          <Answer of={pulled}>
            {(p) => (
              <>
                <Card><Rope key={p.good} pulled={p} at={number(route.query.get("y"))} /><Sentences of={p.answer[lang]} /></Card>
                <Courses pulled={p} />
              </>
            )}
          </Answer>
        </div>
      </div>
      {pulled.data && <h2 className="section-head">{t("tug.case_head")}</h2>}
      {pulled.data && !wanted && (
        <Empty action={<button type="button" className="button main" onClick={() => change({ all: 1 }, false)}>{t("tug.case_run")}</button>}>{t("tug.case_open")}</Empty>
      )}
      {pulled.data && wanted && <Answer of={whole}>{(answer) => (chosen ? <Case answer={answer} good={chosen} /> : <Empty>{t("tug.no_case")}</Empty>)}</Answer>}
    </>
  );
}
