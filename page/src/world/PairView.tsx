/** Two economies: who would hurt whom, both ways; then from industry to item to HS6. */
import { useAsk } from "../api/hooks";
import { useNames } from "../api/names";
import { Num } from "../design/Num";
import { Answer, Card, Choice, Empty } from "../design/parts";
import { Table } from "../design/Table";
import { known, rate } from "../numbers";
import { change, useParam } from "../route";
import { useWords } from "../texts";
import type { DependAnswer, Horizon, ItemAnswer, ItemRow, Route } from "./types";

export function PairView({ economy, other, horizon }: { economy: string; other: string; horizon: Horizon }) {
  const { t } = useWords();
  const asked = useAsk<DependAnswer>("depend", { buyer: economy, on: other });
  const name = useNames();
  return (
    <Answer of={asked}>
      {(a) => {
        const source = t("world.pair_source", { economy, other, world: a.world, elasticities: a.elasticities });
        return (
          <>
            <Card title={t("world.pair", { a: name(economy), b: name(other) })}>
              <div className="both-ways">
                <Way of={a} target={economy} holder={other} horizon={horizon} source={source} />
                <Way of={a} target={other} holder={economy} horizon={horizon} source={source} />
              </div>
            </Card>
            <Drill of={a} economy={economy} other={other} horizon={horizon} source={source} />
            <Screens of={a} source={source} pair={[economy, other]} />
          </>
        );
      }}
    </Answer>
  );
}

const LENSES = ["industries", "carved", "items", "items-rent", "items-whole"] as const;

function Way({ of: a, target, holder, horizon, source }: { of: DependAnswer; target: string; holder: string; horizon: Horizon; source: string }) {
  const { t, maybe } = useWords();
  const name = useNames();
  const rows = LENSES.flatMap((lens) => a.answer.filter((x) => x.target === target && x.holder === holder && x.horizon === horizon && x.lens === lens));
  return (
    <section>
      <h3>{t("world.if_stops", { holder: name(holder), target: name(target) })}</h3>
      <table className="data plain-table">
        <thead>
          <tr><th scope="col" className="words">{t("world.lens")}</th><th scope="col">{t("world.loses", { name: name(target) })}</th><th scope="col">{t("world.loses", { name: name(holder) })}</th></tr>
        </thead>
        <tbody>
          {rows.map((x) => (
            <tr key={x.lens}>
              <th scope="row">{maybe(`lens.${x.lens}`, x.lens)}</th>
              <td><Num value={x.loss_pct} kind="plain" unit="%" what={`${t("world.loses", { name: name(target) })}; ${t("world.at_sigma", { sigma: known(x.sigma) ? x.sigma.toFixed(1) : "–" })}`} source={source} /></td>
              <td><Num value={x.own_loss_pct} kind="plain" unit="%" what={t("world.loses", { name: name(holder) })} source={source} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface Industry {
  code: string;
  routes: Route[];
  items: ItemRow[];
}

/** Industries of the seller, with the routes that begin there and the items carved out of them. */
function industries(a: DependAnswer, buyer: string, supplier: string): Industry[] {
  const found = new Map<string, Industry>();
  const of = (code: string) => found.get(code) ?? found.set(code, { code, routes: [], items: [] }).get(code)!;
  for (const r of a.routes) if (r.buyer === buyer && r.supplier === supplier) of(r.route.split(" ")[1] ?? "").routes.push(r);
  for (const i of a.items[`${supplier} → ${buyer}`] ?? []) of(i.parent).items.push(i);
  const weight = (x: Industry) => x.items.length * 10 + x.routes.reduce((sum, r) => sum + (r.share ?? 0), 0);
  return [...found.values()].sort((x, y) => weight(y) - weight(x));
}

function Drill({ of: a, economy, other, horizon, source }: { of: DependAnswer; economy: string; other: string; horizon: Horizon; source: string }) {
  const { t } = useWords();
  const name = useNames();
  const [way] = useParam<"in" | "out">("way", "in");
  const [item, setItem] = useParam<string>("item", "");
  const [buyer, seller] = way === "in" ? [economy, other] : [other, economy];
  const found = industries(a, buyer, seller);
  return (
    <Card title={t("world.drill")} aside={<Choice label={t("world.direction")} value={way} onChange={(w) => change({ way: w === "in" ? null : w, item: null })} options={[{ value: "in", label: `${name(other)} → ${name(economy)}` }, { value: "out", label: `${name(economy)} → ${name(other)}` }]} />}>
      <p className="small quiet">{t("world.drill_words")}</p>
      {found.length === 0 && <Empty>{t("world.no_items", { seller: name(seller), buyer: name(buyer) })}</Empty>}
      <div className="drill">
        {found.map((x) => (
          <details key={x.code} open={x.items.length > 0}>
            <summary><code>{x.code}</code> {name(x.code)} <span className="quiet small">{t("world.counts", { items: x.items.length, routes: x.routes.length })}</span></summary>
            {x.items.length > 0 && <Items title={`${t("world.items")}: ${name(x.code)}`} rows={x.items} horizon={horizon} chosen={item} choose={setItem} source={source} />}
            {x.routes.length > 0 && <Routes rows={x.routes} source={source} />}
          </details>
        ))}
      </div>
      {item && <Item name={item} />}
    </Card>
  );
}

function Items({ title, rows, horizon, chosen, choose, source }: { title: string; rows: ItemRow[]; horizon: Horizon; chosen: string; choose: (item: string) => void; source: string }) {
  const { t, maybe } = useWords();
  const name = useNames();
  return (
    <Table caption={title} rows={rows} rowKey={(r) => r.item} strong={(r) => r.item === chosen} file="bahe-items" source={source}
      columns={[
        { key: "item", head: t("world.item"), value: (r) => name(r.item), draw: (r) => <button type="button" className="row-link" aria-expanded={r.item === chosen} onClick={() => choose(r.item === chosen ? "" : r.item)}>{name(r.item)}</button> },
        { key: "share", head: t("world.share"), kind: "share", digits: 0, value: (r) => r.share, band: (r) => [r.low, r.high], source: (r) => `${r.source} (${r.grade})` },
        { key: `loss_pct_${horizon}`, head: t("world.item_loss"), kind: "plain", digits: 3, unit: "%", value: (r) => r[`loss_pct_${horizon}`] },
        { key: "criticality", head: t("world.criticality"), value: (r) => maybe(`criticality.${r.criticality}`, r.criticality) },
        { key: "kind", head: t("world.ground"), value: (r) => graded(maybe(`ground.${r.kind}`, r.kind), r.grade) },
      ]} />
  );
}

function Routes({ rows, source }: { rows: Route[]; source: string }) {
  const { t } = useWords();
  const name = useNames();
  const words = (route: string) => route.split(" → ").map((step) => step.split(" ").map(name).join(", ")).join(" → ");
  return (
    <ul className="routes small">
      {rows.map((r) => (
        <li key={r.route}>{words(r.route)}: <Num value={r.share} kind="share" digits={2} what={t("world.route_share")} source={source} /></li>
      ))}
    </ul>
  );
}

/** `measured, A`; the grade is left out where there is none. */
const graded = (ground: string, grade: string | null) => (grade ? `${ground}, ${grade}` : ground);

/** One item: its HS6 codes, who buys it from whom, what is not known. */
function Item({ name: item }: { name: string }) {
  const { t, of, lang, maybe } = useWords();
  const name = useNames();
  const asked = useAsk<ItemAnswer>("depend", { item });
  return (
    <section className="item" aria-live="polite">
      <Answer of={asked}>
        {(a) => (
          <>
            <h3>{of(a.label)}</h3>
            <p className="small">
              {t("world.hs")} {a.hs.length ? a.hs.map((code) => <code key={code} className="hs">{code}</code>) : t("world.no_hs")} · {t("world.used_by")} {a.users.map(name).join(t("list.comma"))}
            </p>
            {a.note && <p className="small quiet" lang="en">{a.note}</p>}
            <Table caption={of(a.label)} rows={a.holders} rowKey={(h) => `${h.buyer}-${h.holder}`} file={`bahe-item-${item}`}
              columns={[
                { key: "buyer", head: t("world.buyer"), value: (h) => name(h.buyer) },
                { key: "holder", head: t("world.supplier"), value: (h) => name(h.holder) },
                { key: "share", head: t("world.share"), kind: "share", digits: 0, value: (h) => h.share, band: (h) => [h.low, h.high], source: (h) => `${h.source} (${h.grade})` },
                { key: "kind", head: t("world.ground"), value: (h) => graded(maybe(`ground.${h.kind}`, h.kind), h.grade) },
                { key: "source", head: t("tip.source"), value: (h) => h.source },
              ]} />
            {a.missing.length > 0 && <p className="small quiet">{t("world.missing", { what: a.missing.map((m) => maybe(`missing.${m}`, m)).join(lang === "zh" ? "、" : ", ") })}</p>}
          </>
        )}
      </Answer>
    </section>
  );
}

function Screens({ of: a, source, pair }: { of: DependAnswer; source: string; pair: readonly string[] }) {
  const { t } = useWords();
  const name = useNames();
  const missing = pair.filter((c) => !a.cliffs.some((x) => x.buyer === c)); // on no file: neither flagged nor clear
  return (
    <Card title={t("world.screens")}>
      <p className="small quiet">{t("world.screens_words", { screen: a.screen })}</p>
      {missing.length > 0 && <div className="notice" role="note"><p>{t("world.not_screened", { names: missing.map(name).join(t("list.comma")) })}</p></div>}
      {a.screens.length === 0 ? (
        missing.length < pair.length && <Empty icon="check">{t("world.no_screens")}</Empty>
      ) : (
        <Table caption={t("world.screens")} rows={a.screens} rowKey={(s) => `${s.buyer}-${s.code}`} file="bahe-hs6" source={source}
          columns={[
            { key: "code", head: "HS6", value: (s) => s.code },
            { key: "product", head: t("world.product"), value: (s) => s.product, draw: (s) => <span lang="en">{s.product}</span> },
            { key: "buyer", head: t("world.buyer"), value: (s) => name(s.buyer) },
            { key: "largest", head: t("world.largest"), value: (s) => `${name(s.largest)}`, draw: (s) => <>{name(s.largest)} <span className="quiet">{rate(s.largest_share, "en", 0)}</span></> },
            { key: "imports_usd_mn", head: t("fact.imports_usd_mn"), kind: "plain", digits: 1, unit: t("unit.usd_mn"), value: (s) => s.imports_usd_mn },
            { key: "import_hhi", head: t("world.import_hhi"), kind: "plain", value: (s) => s.import_hhi },
            { key: "export_hhi", head: t("world.export_hhi"), kind: "plain", value: (s) => s.export_hhi },
          ]} />
      )}
    </Card>
  );
}
