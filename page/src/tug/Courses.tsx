/** Three courses beside each other: as asked, as in the case, free sale; the place of the rope, leverage, and the clocks. */
import { useCallback, useMemo } from "react";
import { useNames } from "../api/names";
import { fan as fanOption, type Fan, type FanChart, numbered } from "../charts/fan";
import type { Look } from "../charts/look";
import { Chart } from "../design/Chart";
import { Card, Choice } from "../design/parts";
import { Table } from "../design/Table";
import { known, plain } from "../numbers";
import { useParam } from "../route";
import { useWords } from "../texts";
import type { FanName, Pulled, Three } from "./types";
import { clock, lossDigits, share, shareBand } from "./words";

const SHOWN = ["position", "dependence", "home_share", "leverage", "own"] as const;
const COURSES = ["asked", "case_policy", "free"] as const;
const name = (k: (typeof COURSES)[number]) => (k === "asked" ? ("tug.asked" as const) : k === "case_policy" ? ("tug.case_policy" as const) : ("tug.free" as const));

export function Courses({ pulled }: { pulled: Pulled }) {
  const { t, lang } = useWords();
  const who = useNames();
  const [what, setWhat] = useParam<FanName>("of", "position");
  const has = SHOWN.filter((k) => pulled.asked.fans[k].q50.some(known));
  const shown = has.includes(what as (typeof SHOWN)[number]) ? what : "position";
  const percent = shown === "leverage" || shown === "own";
  const digits = percent ? lossDigits(Math.max(...pulled.asked.fans[shown].q95.map((v) => v ?? 0), ...pulled.free.fans[shown].q95.map((v) => v ?? 0))) : 0;
  const label = (k: FanName) => t(`tug.${k}` as "tug.leverage", { target: who(pulled.target), holder: who(pulled.holder) });
  const chart = useMemo(
    () => (look: Look): FanChart => ({
      years: pulled.times,
      courses: COURSES.map((k, i) => ({ name: t(name(k)), fan: pulled[k].fans[shown] as Fan, colour: [look.c[0]!, look.c[1]!, look.c[5]!][i]!, ...(i ? { dash: i === 1 ? ("dashed" as const) : ("dotted" as const) } : {}), banded: i === 0 })),
      events: pulled.events.map((e) => ({ year: e.year, name: e[lang] ?? "" })),
      control: pulled.asked.fans.control.q50,
      axisName: `${t(`tug.tab.${shown}` as "tug.tab.leverage")}, %`,
      say: (v) => (percent ? `${plain(v, digits + 1, lang)} %` : share(v, lang)),
      sayBand: (a, b) => (percent ? `[${plain(a, digits + 1, lang)}, ${plain(b, digits + 1, lang)}]` : shareBand(a, b, lang)),
      tick: (v) => (percent ? `${plain(v, digits, lang)} %` : share(v, lang)),
      ...(percent ? {} : { most: 1, least: shown === "position" ? undefined : 0 }),
    }),
    [pulled, shown, lang, percent, digits, t],
  );
  const option = useCallback((look: Look) => fanOption(chart(look), look), [chart]);
  const rows = pulled.times.map((year, i) => ({ year, i }));
  const ends = COURSES.map((k) => pulled[k].fans[shown].q50.at(-1));
  return (
    <Card>
      <Chart title={label(shown)} file={`${pulled.case}-${shown}`} height={330} option={option}
        alternative={t("tug.fan_words", { what: label(shown), from: Math.floor(pulled.times[0]!), to: Math.floor(pulled.times.at(-1)!), asked: percent ? plain(ends[0], digits + 1, lang) : share(ends[0], lang), free: percent ? plain(ends[2], digits + 1, lang) : share(ends[2], lang) })}
        note={<>{t("tug.fan_note")}<Events events={pulled.events} /></>}
        aside={<Choice label={t("tug.measure")} value={shown as FanName} onChange={(v) => setWhat(v, false)} options={has.map((k) => ({ value: k as FanName, label: t(`tug.tab.${k}` as "tug.tab.leverage") }))} />}
        table={{
          rows, rowKey: (r) => String(r.year), sort: "",
          columns: [
            { key: "year", head: t("tug.year"), value: (r) => String(Math.floor(r.year)) },
            ...COURSES.map((k) => ({
              key: k, head: t(name(k)), kind: percent ? ("plain" as const) : ("share" as const), digits: percent ? digits + 1 : 1, unit: "%",
              value: (r: { i: number }) => pulled[k].fans[shown].q50[r.i] ?? null,
              band: (r: { i: number }) => [pulled[k].fans[shown].q5[r.i], pulled[k].fans[shown].q95[r.i]] as const,
            })),
          ],
        }}
      />
      <Clocks pulled={pulled} />
    </Card>
  );
}

/** What the numbers on the chart mean. */
export function Events({ events }: { events: Pulled["events"] }) {
  const { lang } = useWords();
  if (!events.length) return null;
  return <span className="events-list">{numbered(events.map((e) => ({ year: e.year, name: e[lang] ?? "" }))).map((w) => <span key={w}>{w}</span>)}</span>;
}

const TIMES = ["half_life", "bites", "stops", "left"] as const;

function Clocks({ pulled }: { pulled: Pulled }) {
  const words = useWords();
  const { t } = words;
  const said = (k: (typeof TIMES)[number], v: Three) =>
    k === "left" ? clock(v.map((x) => (known(x) ? 100 * x : null)) as unknown as Three, words, 0) : clock(v, words, k === "stops" ? 0 : 1);
  return (
    <>
      <h3 className="clocks-head">{t("tug.clocks")}</h3>
      <Table caption={t("tug.clocks")} file={`${pulled.case}-clocks`} rows={[...COURSES]} rowKey={(k) => k} strong={(k) => k === "asked"}
        columns={[
          { key: "course", head: t("tug.course"), value: (k) => t(name(k)) },
          ...TIMES.map((c) => ({ key: c, head: t(`tug.${c}` as "tug.half_life"), hint: t(`tug.${c}_words` as "tug.half_life_words"), value: (k: (typeof COURSES)[number]) => said(c, pulled[k][c]) })),
        ]}
      />
      <p className="note quiet small">{t(pulled.stops_by === "leverage" ? "tug.clocks_note" : "tug.clocks_note_dependence")}</p>
    </>
  );
}
