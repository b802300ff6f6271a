/** World: the map and its facts; an economy's dependence both ways; from industry to item to HS6; mutual leverage. */
import { useEffect, useRef } from "react";
import type { RoomProps } from "../App";
import { useMeta } from "../api/names";
import { Choice, Empty, Select } from "../design/parts";
import { change, useParam } from "../route";
import { useWords } from "../texts";
import { Chord } from "../world/Chord";
import { Globe } from "../world/Globe";
import { GroupPair } from "../world/GroupPair";
import { PairView } from "../world/PairView";
import { Dependence } from "../world/Suppliers";
import type { Horizon } from "../world/types";
import "./World.css";

export default function World({ route }: RoomProps) {
  const { t, lang, of } = useWords();
  const { data: meta } = useMeta();
  const economy = route.query.get("e") ?? "";
  const other = route.query.get("s") ?? "";
  const [horizon, setHorizon] = useParam<Horizon>("h", "short");
  const codes = meta?.economies.map((e) => ({ value: e.code, label: e[lang] })).sort((a, b) => a.label.localeCompare(b.label, lang)) ?? [];
  const isGroup = (code: string) => Boolean(meta?.groups.economies[code]);
  const grouped = isGroup(economy) || isGroup(other);
  // groups cannot be chosen in the lists, since items are measured for single economies; the chord leads to them
  const listed = (code: string) => [...(isGroup(code) ? [{ value: code, label: of(meta?.names[code]) || code }] : []), ...codes];
  const top = useRef<HTMLDivElement>(null);
  const asked = useRef(false); // chosen here, not come by an address: then the eye is led to it
  useEffect(() => {
    if (!asked.current) return;
    asked.current = false;
    top.current?.scrollIntoView({ block: "start" });
    top.current?.focus({ preventScroll: true });
  }, [economy, other]);
  const go = (to: { e?: string; s: string | null }) => {
    asked.current = true;
    change({ ...to, way: null, item: null });
  };
  const pick = (e: string) => go({ e, s: null });
  const pickOther = (s: string) => s !== economy && go({ s });
  return (
    <div className="stack world-room">
      <header className="room-head">
        <h1>{t("world.title")}</h1>
        <p>{t("world.lead")}</p>
      </header>
      <div className="row world-tools no-print">
        <Select label={t("world.economy")} value={economy} onChange={(e) => change({ e, s: null, way: null, item: null })} options={[{ value: "", label: t("world.every") }, ...listed(economy)]} />
        {economy && <Select label={t("world.partner")} value={other} onChange={(s) => change({ s, way: null, item: null })} options={[{ value: "", label: t("world.no_partner") }, ...listed(other).filter((c) => c.value !== economy)]} />}
        <div className="field">
          <span className="name">{t("moves.horizon")}</span>
          <Choice label={t("moves.horizon")} value={horizon} onChange={setHorizon} options={[{ value: "short", label: t("horizon.short") }, { value: "long", label: t("horizon.long") }]} />
        </div>
      </div>
      <div ref={top} tabIndex={-1} className="landing" />
      {economy && other && !grouped && <PairView key={`${economy}-${other}`} economy={economy} other={other} horizon={horizon} />}
      {economy && other && grouped && <GroupPair key={`${economy}-${other}`} economy={economy} other={other} horizon={horizon} choose={(e, s) => go({ e, s })} />}
      {economy && !isGroup(economy) ? <Dependence economy={economy} horizon={horizon} choose={pickOther} /> : <Globe choose={pick} />}
      {economy && !other && <Empty icon="arrow">{t("world.pick_other")}</Empty>}
      <Chord horizon={horizon} choose={(e, s) => go({ e, s })} />
    </div>
  );
}
