/** Assurance: how many chips to open, what a clean result changes, what disclosure adds. */
import type { RoomProps } from "../App";
import { useFollow } from "../api/hooks";
import { type Assured, BeliefCurve, Chain, DieBars, FleetCurve, Headline } from "../assured/Answers";
import { asked, FIRST, Form } from "../assured/Form";
import { Command } from "../design/Command";
import { Answer, Card } from "../design/parts";
import { useWords } from "../texts";
import "./Tug.css";
import "./Assurance.css";

export default function Assurance({ route }: RoomProps) {
  const { t } = useWords();
  const said = asked(route.query);
  const { coverage, opened, ...numbers } = said;
  const changed = Object.fromEntries((Object.keys(FIRST) as (keyof typeof FIRST)[]).filter((k) => numbers[k] !== FIRST[k]).map((k) => [k, numbers[k]]));
  const body = { ...changed, ...(opened === null ? {} : { opened }), ...(coverage.length ? { coverage } : {}) };
  const found = useFollow<Assured>("assure", body);
  return (
    <>
      <header className="room-head">
        <h1>{t("assure.title")}</h1>
        <p>{t("assure.lead")}</p>
      </header>
      <div className="side assured">
        <div className="stack">
          <Form said={said} opened={found.data?.opened} />
          {found.id && <Card title={t("tug.equal")}><Command id={found.id} /></Card>}
        </div>
        <div className="stack">
          <Answer of={found}>
            {(a) => (
              <>
                <Headline a={a} />
                <FleetCurve a={a} />
                <BeliefCurve a={a} />
                <Chain a={a} cover={coverage} />
                <DieBars a={a} />
              </>
            )}
          </Answer>
        </div>
      </div>
    </>
  );
}
