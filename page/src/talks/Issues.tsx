/** Issues on and off: what the table would end in without each, at once; several together are solved anew. */
import { useNames } from "../api/names";
import { Num } from "../design/Num";
import { Card } from "../design/parts";
import { Table as Grid } from "../design/Table";
import { known, plain } from "../numbers";
import { useWords } from "../texts";
import { pledgeIn, type Table } from "./types";

interface Props {
  table: Table;
  horizon: string;
  off: readonly string[];
  /** The case that the figures are of. */
  file: string;
  toggle: (cause: string) => void;
}

export function Issues({ table, horizon, off, toggle, file }: Props) {
  const { t, of, maybe } = useWords();
  if (!table.switches.length) return null;
  const row = (cause: string) => table.causes.find((c) => c.cause === cause && c.horizon === horizon);
  return (
    <Card title={t("table.issues")}>
      <p className="quiet small">{t("table.issues_words")}</p>
      <ul className="issues">
        {table.switches.map((s) => {
          const found = row(s.cause);
          const on = !off.includes(s.cause);
          return (
            <li key={s.cause}>
              <label className="issue">
                <input type="checkbox" role="switch" checked={on} onChange={() => toggle(s.cause)} />
                <span className="issue-name">{of(s.label)} <small className="quiet">{maybe(`table.what.${s.what}`, s.what)}</small></span>
                <span className="issue-state">{t(on ? "on" : "off")}</span>
              </label>
              {found && (
                <small className="quiet">
                  {t("table.without", { kind: maybe(`table.kind.${found.kind}`, found.kind) })} <Num value={found.deal} kind="share" digits={0} what={`${t("table.without_title", { causes: of(s.label) })} ${t("table.here")}`} source={t("table.source", { case: file, horizon })} />
                </small>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

/** What each cause moves, party by party. */
export function Turns({ table, horizon, file }: { table: Table; horizon: string; file: string }) {
  const { t, of, maybe } = useWords();
  const name = useNames();
  const rows = table.causes.filter((c) => c.horizon === horizon);
  if (!rows.length) return null;
  const label = (cause: string) => of(table.switches.find((s) => s.cause === cause)?.label) || cause;
  return (
    <Card title={t("table.turns")}>
      <Grid caption={t("table.turns")} file={`${file}-${table.id}-causes`} rows={rows} rowKey={(r) => r.cause} source={`bahe talks ${file}`} bands
        columns={[
          { key: "cause", head: t("table.cause"), value: (r) => label(r.cause) },
          { key: "kind", head: t("table.ends_in"), value: (r) => maybe(`table.kind.${r.kind}`, r.kind) },
          { key: "deal", head: t("table.chance_signed"), kind: "share", digits: 0, value: (r) => r.deal },
          ...table.parties.map((p) => ({
            key: p, head: t("table.change", { party: name(p) }), kind: "usd" as const,
            value: (r: (typeof rows)[number]) => bnToMn(r[`change_${p}`]), band: (r: (typeof rows)[number]) => [bnToMn(r[`change_low_${p}`]), bnToMn(r[`change_high_${p}`])] as const,
          })),
        ]}
      />
      <p className="note quiet small">{t("table.turns_note")}</p>
    </Card>
  );
}

export const bnToMn = (x: unknown): number | null => (typeof x === "number" ? 1000 * x : null);

/** The predicted settlement: how likely, what each gets, on what it turns. */
export function Settlement({ table, horizon, file }: { table: Table; horizon: string; file: string }) {
  const { t, of, maybe } = useWords();
  const name = useNames();
  const end = table.ends[horizon];
  if (!end) return null;
  const turns = table.switches.find((s) => s.cause === end.turns_on);
  const source = t("table.source", { case: file, horizon });
  const more = table.one_more_month.filter((m) => m.horizon === horizon && known(m.month));
  return (
    <>
      <p className="settlement"><span className={`badge kind ${end.kind}`}>{maybe(`table.kind.${end.kind}`, end.kind)}</span> {t("table.likeliest")} <Num value={end.chances[end.kind as "deal"]} kind="share" digits={0} what={`${of(table.label)}: ${maybe(`table.kind.${end.kind}`, end.kind)}`} source={source} /></p>
      <div className="headlines">
        {(["deal", "truce", "breakdown"] as const).map((k) => (
          <div key={k} className="headline">
            <span className="label">{maybe(`table.kind.${k}`, k)}</span>
            <span className="figure"><Num value={end.chances[k]} kind="share" digits={0} what={`${of(table.label)}: ${maybe(`table.kind.${k}`, k)}`} source={source} /></span>
          </div>
        ))}
        {table.parties.map((p) => {
          const [mid, low, high] = end.gain_usd_bn[p] ?? [null, null, null];
          return (
            <div key={p} className="headline">
              <span className="label">{t("table.gain", { party: name(p) })}</span>
              <span className="figure"><Num value={bnToMn(mid)} low={bnToMn(low)} high={bnToMn(high)} kind="usd" showBand what={t("table.gain", { party: name(p) })} source={source} /></span>
            </div>
          );
        })}
      </div>
      {turns && <p className="turns">{t("table.turns_on", { cause: of(turns.label) })}</p>}
      {more.length > 0 && (
        <p className="quiet small">
          {t("table.month")}{" "}
          {more.map((m, i) => (
            <span key={m.party}>{i > 0 && t("list.comma")}{name(m.party)} <Num value={bnToMn(m.month)} low={bnToMn(m.month_low)} high={bnToMn(m.month_high)} kind="usd" what={`${t("table.month")} ${name(m.party)}`} source={source} /></span>
          ))}
        </p>
      )}
    </>
  );
}

/** Pledges and scores, where the table has them. */
export function More({ table, horizon, file }: { table: Table; horizon: string; file: string }) {
  const { t, lang, of, maybe } = useWords();
  const even = table.break_even.filter((r) => r.horizon === horizon);
  const scores = table.scores.filter((r) => r.horizon === horizon);
  return (
    <>
      {even.length > 0 && (
        <Card title={t("table.even")}>
          <Grid caption={t("table.even")} file={`${file}-${table.id}-break-even`} rows={even} rowKey={(r) => `${r.pledge}${r.carried_out}`} bands source={`bahe talks ${file}`}
            columns={[
              { key: "pledge", head: t("table.pledge"), value: (r) => pledgeIn(table, r.pledge, of) },
              { key: "carried_out", head: t("table.carried_out"), kind: "share", digits: 0, value: (r) => r.carried_out },
              { key: "giver", head: t("table.giver"), kind: "share", digits: 0, value: (r) => r.giver, band: (r) => [r.giver_low, r.giver_high] },
              { key: "receiver", head: t("table.receiver"), kind: "share", digits: 0, value: (r) => r.receiver, band: (r) => [r.receiver_low, r.receiver_high] },
            ]}
          />
          <p className="note quiet small">{t("table.even_note")}</p>
        </Card>
      )}
      {scores.length > 0 && (
        <Card title={t("table.scores")}>
          <Grid caption={t("table.scores")} file={`${file}-${table.id}-scores`} rows={scores} rowKey={(r) => r.date} 
            columns={[
              { key: "date", head: t("table.date"), value: (r) => r.date },
              { key: "observed", head: t("table.observed"), value: (r) => maybe(`table.kind.${r.observed}`, r.observed) },
              { key: "chance", head: t("table.its_chance"), kind: "share", digits: 0, value: (r) => r[r.observed as "deal"], source: (r) => r.source },
              { key: "brier", head: "Brier", kind: "plain", digits: 2, value: (r) => r.brier, source: (r) => r.source },
              { key: "source", head: t("tip.source"), value: (r) => r.source },
            ]}
          />
          <p className="note quiet small">{t("table.scores_note", { even: plain(scores[0]!.brier_even, 2, lang) })}</p>
        </Card>
      )}
    </>
  );
}
