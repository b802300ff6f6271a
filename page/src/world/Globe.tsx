/** The map of the room: a measure of every economy, or, once one is chosen, dependence in one of both directions. */
import { useMemo } from "react";
import { useNames } from "../api/names";
import { figure } from "../design/Num";
import { Answer, Card, Choice, Select } from "../design/parts";
import { Table, type Column } from "../design/Table";
import { WorldMap } from "../design/WorldMap";
import type { NumKind } from "../design/Num";
import { known, type Maybe } from "../numbers";
import { useAsk } from "../api/hooks";
import { useParam } from "../route";
import { useWords } from "../texts";
import type { WorldAnswer } from "./types";

const MEASURES: readonly { key: string; kind: NumKind; digits?: number }[] = [
  { key: "value_added_usd_mn", kind: "usd-plain" },
  { key: "exports_usd_mn", kind: "usd-plain" },
  { key: "imports_usd_mn", kind: "usd-plain" },
  { key: "mean_tariff", kind: "share", digits: 1 },
  { key: "revenue_usd_mn", kind: "usd-plain" },
  { key: "deficit_usd_mn", kind: "usd" },
];

export function Globe({ choose }: { choose: (code: string) => void }) {
  const { t } = useWords();
  const asked = useAsk<WorldAnswer>("world", {});
  return (
    <>
      <Answer of={asked}>{(world) => <Facts world={world} choose={choose} />}</Answer>
      {!asked.data && !asked.fault && <p className="quiet">{t("world.pick_words")}</p>}
    </>
  );
}

function Facts({ world, choose }: { world: WorldAnswer; choose: (code: string) => void }) {
  const { t, lang, maybe } = useWords();
  const name = useNames();
  const [key, setKey] = useParam<string>("f", "exports_usd_mn");
  const m = MEASURES.find((x) => x.key === key) ?? MEASURES[1]!;
  const values = useMemo(() => Object.fromEntries(Object.entries(world.economies).map(([code, e]) => [code, m.kind === "share" && known(e[m.key]) ? 100 * e[m.key]! : e[m.key]])), [world, m]);
  const show = (v: Maybe) => (m.kind === "share" ? `${figure(known(v) ? v / 100 : v, "share", lang)} %` : `${figure(v, m.kind, lang)} ${t("unit.usd_bn")}`);
  const source = t("world.source", { world: world.world, year: world.year });
  const columns: Column<string>[] = [
    { key: "economy", head: t("economy"), value: name, draw: (c) => <button type="button" className="row-link" onClick={() => choose(c)}>{name(c)}</button> },
    ...MEASURES.map((x): Column<string> => ({ key: x.key, head: maybe(`fact.${x.key}`, x.key), kind: x.kind, ...(x.digits ? { digits: x.digits } : {}), value: (c) => world.economies[c]?.[x.key] })),
  ];
  return (
    <>
      <Card title={t("world.facts", { year: world.year })} aside={<Select label={t("moves.measure")} value={m.key} onChange={setKey} options={MEASURES.map((x) => ({ value: x.key, label: maybe(`fact.${x.key}`, x.key) }))} />}>
        <WorldMap values={values} label={maybe(`fact.${m.key}`, m.key)} legend={maybe(`fact.${m.key}`, m.key)} show={show} onChoose={choose}
          tip={(code) => <><b>{name(code)}</b>{show(values[code])}<br />{t("world.click")}</>} />
      </Card>
      <Card title={t("moves.everyone", { n: Object.keys(world.economies).length })}>
        <Table caption={t("world.facts", { year: world.year })} columns={columns} rows={Object.keys(world.economies)} rowKey={(c) => c} sort={`-${m.key}`} source={source} file="bahe-world" key={m.key} />
      </Card>
    </>
  );
}

export type Direction = "in" | "out";

/** Dependence of one economy: a map of losses, positive figures drawn as losses. */
export function LossMap(p: { title: string; values: Record<string, Maybe>; chosen: string; onChoose: (code: string) => void; direction: Direction; setDirection: (d: Direction) => void; name: string }) {
  const { t, lang } = useWords();
  const name = useNames();
  const show = (v: Maybe) => (known(v) ? `${figure(v, "plain", lang, v !== 0 && Math.abs(v) < 0.1 ? 3 : 2)} %` : figure(v, "plain", lang));
  return (
    <Card title={p.title} aside={<Choice label={t("world.direction")} value={p.direction} onChange={p.setDirection} options={[{ value: "in", label: t("world.in", { name: p.name }) }, { value: "out", label: t("world.out", { name: p.name }) }]} />}>
      <WorldMap values={p.values} losses label={p.title} legend={t(p.direction === "in" ? "world.legend_in" : "world.legend_out", { name: p.name })} show={show} chosen={p.chosen} onChoose={p.onChoose}
        tip={(code) => <><b>{name(code)}</b>{code === p.chosen ? t("world.chosen") : show(p.values[code])}</>} />
    </Card>
  );
}
