/** The zone of agreement, and the clock. */
import { useCallback } from "react";
import { useNames } from "../api/names";
import { columns } from "../charts/bars";
import type { Look } from "../charts/look";
import { points, zone as zoneOption, type Zone, type ZoneWords } from "../charts/zone";
import { Chart } from "../design/Chart";
import { Card, Empty } from "../design/parts";
import { plain } from "../numbers";
import { useWords } from "../texts";
import { share } from "../tug/words";
import { pledgeIn, type Table, type TalksAnswer } from "./types";

/** USD bn in the unit of the language. */
export const bn = (x: number, zh: boolean): number => (zh ? x * 10 : x);

export function ZoneCard({ answer, table, horizon }: { answer: TalksAnswer; table: Table; horizon: string }) {
  const { t, lang, of } = useWords();
  const name = useNames();
  const z = table.zone[horizon];
  const [a, b] = table.parties;
  const unit = t("unit.usd_bn");
  const words = useCallback(
    (narrow: boolean): ZoneWords => ({
      outside: t("table.outside"), impasse: t("table.impasse"), signed: t("table.signed"), zone: t("table.zone"),
      parties: [t(narrow ? "table.axis_short" : "table.axis", { party: name(a!), unit }), t(narrow ? "table.axis_short" : "table.axis", { party: name(b!), unit })],
      say: (v) => `${plain(bn(v, lang === "zh"), 1, lang)} ${unit}`, tick: (v) => plain(bn(v, lang === "zh"), Math.abs(bn(v, lang === "zh")) % 1 ? 1 : 0, lang),
      name: (code) => code.split(" + ").map((c) => of(answer.variants[c]) || pledgeIn(table, c, of)).join(" + "),
    }),
    [answer, table, a, b, lang, t, of, unit, name],
  );
  const option = useCallback((look: Look, narrow: boolean) => zoneOption(z!, words(narrow), look), [z, words]);
  if (!z) return <Card><Empty>{t("table.no_zone")}</Empty></Card>;
  const rows = points(z as Zone, words(false));
  const chance = table.ends[horizon]?.zone_of_agreement_in_draws ?? 0;
  return (
    <Card>
      <Chart title={t("table.zone")} file={`${answer.scenario}-${table.id}-zone`} height={370} option={option}
        alternative={`${t("table.zone")}: ${rows.map((r) => `${r.name} (${plain(bn(r.at[0], lang === "zh"), 1, lang)}; ${plain(bn(r.at[1], lang === "zh"), 1, lang)})`).join(", ")}`}
        note={`${t("table.zone_note", { sets: z.elasticities, chance: share(chance, lang) })}${z.zone ? "" : ` ${t("table.zone_empty")}`}`}
        table={{
          rows, rowKey: (r) => r.name, source: `bahe talks ${answer.scenario}`,
          columns: [{ key: "point", head: t("table.point"), value: (r) => r.name }, ...[0, 1].map((d) => ({ key: table.parties[d]!, head: name(table.parties[d]!), kind: "usd" as const, value: (r: (typeof rows)[number]) => 1000 * r.at[d as 0 | 1] }))],
        }}
      />
    </Card>
  );
}

/** By each deadline: signed, still talking, ended without. Chances multiply along the clock. */
export function passed(table: Table, horizon: string): { name: string; signed: number; waiting: number; lapsed: number; here: number; low: number; high: number }[] {
  let [signed, alive] = [0, 1];
  return table.clock.filter((c) => c.horizon === horizon).map((c) => {
    signed += alive * c.signs;
    alive *= c.extends;
    return { name: c.date || String(c.deadline), signed, waiting: alive, lapsed: Math.max(1 - signed - alive, 0), here: c.signed, low: c.signed_low, high: c.signed_high };
  });
}

export function ClockCard({ answer, table, horizon }: { answer: TalksAnswer; table: Table; horizon: string }) {
  const { t, lang } = useWords();
  const rows = passed(table, horizon).map((r) => (/^\d+$/.test(r.name) ? { ...r, name: t("table.no_date", { n: r.name }) } : r));
  const option = useCallback(
    (look: Look, narrow: boolean) =>
      columns(
        rows.map((r) => (narrow && /^\d{4}-/.test(r.name) ? r.name.slice(2) : r.name)),
        [
          { name: t("table.by_signed"), colour: look.c[2]!, values: rows.map((r) => r.signed) },
          { name: t("table.by_waiting"), colour: look.q[4]!, values: rows.map((r) => r.waiting) },
          { name: t("table.by_lapsed"), colour: look.loss, values: rows.map((r) => r.lapsed) },
        ],
        (v) => share(v, lang), t("table.chance"), look,
      ),
    [table, horizon, lang, t],
  );
  if (!rows.length) return <Card title={t("table.clock")}><Empty>{t("table.no_clock")}</Empty></Card>;
  return (
    <Card>
      <Chart title={t("table.clock")} file={`${answer.scenario}-${table.id}-clock`} height={370} option={option}
        alternative={rows.map((r) => `${r.name}: ${t("table.by_signed")} ${share(r.signed, lang)}, ${t("table.by_waiting")} ${share(r.waiting, lang)}, ${t("table.by_lapsed")} ${share(r.lapsed, lang)}`).join("; ")}
        note={t("table.clock_note")}
        table={{
          rows, rowKey: (r) => r.name, source: `bahe talks ${answer.scenario}`,
          columns: [
            { key: "deadline", head: t("table.deadline"), value: (r) => r.name },
            { key: "here", head: t("table.here"), kind: "share", digits: 0, value: (r) => r.here, band: (r) => [r.low, r.high] },
            { key: "signed", head: t("table.by_signed"), kind: "share", digits: 0, value: (r) => r.signed },
            { key: "waiting", head: t("table.by_waiting"), kind: "share", digits: 0, value: (r) => r.waiting },
            { key: "lapsed", head: t("table.by_lapsed"), kind: "share", digits: 0, value: (r) => r.lapsed },
          ],
        }}
      />
    </Card>
  );
}
