/** A tug as a story: what was found in sentences, then good by good the rope, the fit, and what it is made of. */
import { useCallback } from "react";
import { useNames } from "../api/names";
import { fan as fanOption } from "../charts/fan";
import type { Look } from "../charts/look";
import { Chart } from "../design/Chart";
import { Card, Choice, Select, Sentences } from "../design/parts";
import { useParam } from "../route";
import { useWords } from "../texts";
import { Made, Seen } from "../tug/Case";
import { Events } from "../tug/Courses";
import type { Good, TugAnswer } from "../tug/types";
import { share, shareBand } from "../tug/words";
import "../rooms/Tug.css";

const FEW = 3;

export function TugFigures({ answer }: { answer: TugAnswer }) {
  const { t, lang, of } = useWords();
  const [id, setId] = useParam<string>("good", answer.goods[0]?.id ?? "");
  const good = answer.goods.find((g) => g.id === id) ?? answer.goods[0];
  const options = answer.goods.map((g) => ({ value: g.id, label: of(g.name) }));
  return (
    <>
      {good && (
        <Card className="story-good" title={of(good.name)} aside={options.length > 1 && (options.length <= FEW ? <Choice label={t("casebook.good")} value={good.id} onChange={setId} options={options} /> : <Select label={t("casebook.good")} value={good.id} onChange={setId} options={options} />)}>
          <div className="stack">
            <Place good={good} file={answer.case} />
            <Seen good={good} file={answer.case} />
            <Made good={good} file={answer.case} />
          </div>
        </Card>
      )}
      <Card title={t("table.said")}>
        <Sentences of={answer.answer[lang]} />
      </Card>
    </>
  );
}

/** The way of the rope of one good, median and bands. */
function Place({ good, file }: { good: Good; file: string }) {
  const { t, lang } = useWords();
  const name = useNames();
  const fan = good.fans.position;
  const title = t("tug.position", { holder: name(good.holder), target: name(good.target) });
  const option = useCallback(
    (look: Look) =>
      fanOption(
        {
          years: good.times, courses: [{ name: t("casebook.position"), fan, colour: look.c[0]!, banded: true }], control: good.control[2] ?? [],
          events: good.events.map((e) => ({ year: e.year, name: e[lang] ?? "" })),
          axisName: t("tug.axis_position"), say: (v) => share(v, lang), sayBand: (a, b) => shareBand(a, b, lang), tick: (v) => share(v, lang), most: 1,
        },
        look,
      ),
    [good, fan, lang, t],
  );
  const rows = good.times.map((year, i) => ({ year, i }));
  const last = fan.q50.length - 1;
  return (
    <Chart title={title} file={`${file}-${good.id}-rope`} height={280} option={option} note={<>{t("tug.fan_note")}<Events events={good.events} /></>}
      alternative={`${title}: ${Math.floor(good.times[0]!)} ${share(fan.q50[0], lang)}, ${Math.floor(good.times[last]!)} ${share(fan.q50[last], lang)} ${shareBand(fan.q5[last] ?? 0, fan.q95[last] ?? 0, lang)}`}
      table={{
        rows, rowKey: (r) => String(r.year), source: `bahe tug ${file}`,
        columns: [
          { key: "year", head: t("tug.year"), value: (r) => String(Math.floor(r.year)) },
          { key: "position", head: t("casebook.position"), kind: "share", digits: 0, value: (r) => fan.q50[r.i] ?? null, band: (r) => [fan.q5[r.i], fan.q95[r.i]] },
        ],
      }}
    />
  );
}
