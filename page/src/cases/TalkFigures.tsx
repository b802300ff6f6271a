/** Talks as a story: table by table the predicted end, the zone, the clock, where linkage works, on what it turns. */
import { useMeta } from "../api/names";
import { Card, Choice, Sentences } from "../design/parts";
import { change } from "../route";
import { Settlement, Turns } from "../talks/Issues";
import { Region } from "../talks/Region";
import type { TalksAnswer } from "../talks/types";
import { ClockCard, ZoneCard } from "../talks/Zone";
import { useWords } from "../texts";
import "../rooms/Tug.css";
import "../rooms/Table.css";

export function TalkFigures({ answer, query }: { answer: TalksAnswer; query: URLSearchParams }) {
  const { t, of, lang, maybe } = useWords();
  const { data: meta } = useMeta();
  const table = answer.tables.find((x) => x.id === query.get("table")) ?? answer.tables[0];
  if (!table) return null;
  const horizons = Object.keys(table.ends);
  const said = query.get("h") ?? "";
  const horizon = horizons.includes(said) ? said : horizons[0]!;
  const name = (h: string) => maybe(`table.horizon.${h}`, meta?.horizons.find((x) => x.name === h)?.name ?? h);
  return (
    <div className="stack tabled">
      <div className="row spread">
        {answer.tables.length > 1 && <Choice label={t("table.which")} value={table.id} onChange={(to) => change({ table: to })} options={answer.tables.map((x) => ({ value: x.id, label: of(x.label) }))} />}
        {horizons.length > 1 && <Choice label={t("table.horizon")} value={horizon} onChange={(to) => change({ h: to })} options={horizons.map((h) => ({ value: h, label: name(h) }))} />}
      </div>
      <Card title={t("table.settlement")} aside={<span className="quiet small">{of(table.label)}</span>}>
        <Settlement table={table} horizon={horizon} file={answer.scenario} />
      </Card>
      <ZoneCard answer={answer} table={table} horizon={horizon} />
      <ClockCard answer={answer} table={table} horizon={horizon} />
      <Region table={table} horizon={horizon} file={answer.scenario} />
      <Turns table={table} horizon={horizon} file={answer.scenario} />
      <Card title={t("table.said")}>
        <Sentences of={answer.answer[lang]} />
      </Card>
    </div>
  );
}
