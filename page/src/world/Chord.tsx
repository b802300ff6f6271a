/** Mutual leverage among a few: an arc's end is as wide as what its owner would lose if the other stopped selling. */
import { useCallback, useMemo } from "react";
import type { EChartsCoreOption } from "echarts/core";
import { type Loaded, useAsk } from "../api/hooks";
import { useNames } from "../api/names";
import type { Look } from "../charts/look";
import { tip, tooltip } from "../charts/parts";
import { Chart } from "../design/Chart";
import { figure } from "../design/Num";
import { Answer, Card, Choice, Empty } from "../design/parts";
import type { Maybe } from "../numbers";
import { NamesField } from "../moves/form";
import { useParam } from "../route";
import { useWords } from "../texts";
import type { Horizon, LeverageAnswer, Pair } from "./types";

const FIRST = "USA,CHN,EU27,JPN,KOR";
const MOST = 8;
const NOTHING: Loaded<LeverageAnswer> = { data: undefined, fault: undefined, loading: false };

export function Chord({ horizon, choose }: { horizon: Horizon; choose: (a: string, b: string) => void }) {
  const { t } = useWords();
  const [said, setSaid] = useParam<string>("among", FIRST);
  const among = said.split(",").filter(Boolean).slice(0, MOST);
  const asked = useAsk<LeverageAnswer>("leverage", among.length > 1 ? { between: among.join(","), horizon } : null);
  return (
    <Card title={t("world.chord")}>
      <NamesField label={t("world.among", { n: MOST })} kind="economies" value={among} onChange={(to) => setSaid(to.slice(0, MOST).join(","))} />
      {among.length < 2 && <Empty>{t("world.among_few")}</Empty>}
      <Answer of={among.length < 2 ? NOTHING : asked}>{(a) => <Drawn pairs={(a.horizons[horizon]?.pairs ?? []).filter((p) => p.solved)} among={among} source={t("world.leverage_source", { economy: among.join(","), world: a.world, elasticities: a.elasticities })} choose={choose} />}</Answer>
    </Card>
  );
}

function Drawn({ pairs, among, source, choose }: { pairs: Pair[]; among: string[]; source: string; choose: (a: string, b: string) => void }) {
  const { t, lang } = useWords();
  const name = useNames();
  const [unit, setUnit] = useParam<"usd" | "pct">("cu", "usd");
  const of = (p: Pair) => (unit === "usd" ? p.loss_usd_mn : p.loss_pct);
  const say = (v: Maybe) => (unit === "usd" ? `${figure(v, "usd-plain", lang)} ${t("unit.usd_bn")}` : `${figure(v, "plain", lang)} %`);
  const words = (p: Pair) => t("world.chord_words", { buyer: name(p.buyer), supplier: name(p.supplier), loss: say(of(p)) });
  const links = pairs.filter((p) => (of(p) ?? 0) > 0);
  const stops = useMemo(
    () => links.map((p, i) => ({ words: words(p), light: { seriesIndex: 0, dataIndex: i, dataType: "edge" as const }, data: { pair: p } })),
    [JSON.stringify([links, unit, lang, name("USA")])],
  );
  const option = useCallback((l: Look, narrow: boolean) => chord(pairs, among, of, name, words, l, narrow), [JSON.stringify([pairs, among, unit, lang, name("USA")])]);
  return (
    <Chart title={t("world.chord_title")} alternative={pairs.map(words).join("; ")} option={option} height={420} file="bahe-leverage" note={t("world.chord_note")}
      aside={<Choice label={t("moves.measure")} value={unit} onChange={setUnit} options={[{ value: "usd", label: t("unit.usd_bn") }, { value: "pct", label: "%" }]} />}
      stops={stops} onClick={(e) => { const pair = (e.data as { pair?: Pair } | undefined)?.pair; if (pair) choose(pair.buyer, pair.supplier); }}
      table={{ rows: pairs, rowKey: (p) => `${p.buyer}-${p.supplier}`, sort: "-loss_usd_mn", source,
        columns: [
          { key: "buyer", head: t("world.loser"), value: (p) => name(p.buyer) },
          { key: "supplier", head: t("world.stopper"), value: (p) => name(p.supplier) },
          { key: "loss_pct", head: t("world.its_loss"), kind: "plain", unit: "%", value: (p) => p.loss_pct },
          { key: "loss_usd_mn", head: t("world.loss_money"), kind: "usd-plain", value: (p) => p.loss_usd_mn },
          { key: "own_loss_pct", head: t("world.own_loss"), kind: "plain", unit: "%", value: (p) => p.own_loss_pct },
        ] }} />
  );
}

function chord(pairs: readonly Pair[], among: readonly string[], of: (p: Pair) => Maybe, name: (code: string) => string, words: (p: Pair) => string, l: Look, narrow: boolean): EChartsCoreOption {
  const colours = [...l.c, ...l.c];
  const there = among.filter((c) => pairs.some((p) => p.buyer === c || p.supplier === c));
  const all = there.length ? there : [...new Set(pairs.map((p) => p.buyer))];
  return {
    tooltip: tooltip(l, { trigger: "item", formatter: (hit: { dataType: string; name: string; data: { pair?: Pair } }) =>
      hit.data.pair ? tip(words(hit.data.pair), []) : tip(hit.name, pairs.filter((p) => name(p.buyer) === hit.name).map((p) => [`← ${name(p.supplier)}`, words(p).split(/[:：]/).at(-1)!.trim()])) }),
    series: [{
      type: "chord", center: ["50%", "50%"], radius: narrow ? ["46%", "50%"] : ["68%", "74%"], padAngle: 4, minAngle: 3, startAngle: 90,
      label: { show: true, color: l.ink, fontFamily: l.sans, fontSize: narrow ? 12 : 13, formatter: (p: { name: string }) => (narrow ? p.name.replace(/ /g, "\n") : p.name) }, lineStyle: { color: "source", opacity: 0.42 }, emphasis: { focus: "adjacency", lineStyle: { opacity: 0.8 } },
      data: all.map((c, i) => ({ name: name(c), itemStyle: { color: colours[i] } })),
      links: pairs.filter((p) => (of(p) ?? 0) > 0).map((p) => ({ source: name(p.buyer), target: name(p.supplier), value: of(p), pair: p, cursor: "pointer" })),
    }],
  };
}
