/** World: the map and its facts; an economy's dependence both ways; from industry to item to HS6; mutual leverage. */
import type { RoomProps } from "../App";
import { useMeta } from "../api/names";
import { Choice, Empty, Select } from "../design/parts";
import { change, useParam } from "../route";
import { useWords } from "../texts";
import { Chord } from "../world/Chord";
import { Globe } from "../world/Globe";
import { PairView } from "../world/PairView";
import { Dependence } from "../world/Suppliers";
import type { Horizon } from "../world/types";
import "./World.css";

export default function World({ route }: RoomProps) {
  const { t, lang } = useWords();
  const { data: meta } = useMeta();
  const economy = route.query.get("e") ?? "";
  const other = route.query.get("s") ?? "";
  const [horizon, setHorizon] = useParam<Horizon>("h", "short");
  const codes = meta?.economies.map((e) => ({ value: e.code, label: e[lang] })).sort((a, b) => a.label.localeCompare(b.label, lang)) ?? [];
  const pick = (e: string) => change({ e, s: null });
  const pickOther = (s: string) => s !== economy && change({ s });
  return (
    <div className="stack world-room">
      <header className="room-head">
        <h1>{t("world.title")}</h1>
        <p>{t("world.lead")}</p>
      </header>
      <div className="row world-tools no-print">
        <Select label={t("world.economy")} value={economy} onChange={pick} options={[{ value: "", label: t("world.every") }, ...codes]} />
        {economy && <Select label={t("world.partner")} value={other} onChange={(s) => change({ s })} options={[{ value: "", label: t("world.no_partner") }, ...codes.filter((c) => c.value !== economy)]} />}
        <div className="field">
          <span className="name">{t("moves.horizon")}</span>
          <Choice label={t("moves.horizon")} value={horizon} onChange={setHorizon} options={[{ value: "short", label: t("horizon.short") }, { value: "long", label: t("horizon.long") }]} />
        </div>
      </div>
      {economy && other && <PairView key={`${economy}-${other}`} economy={economy} other={other} horizon={horizon} />}
      {economy ? <Dependence economy={economy} horizon={horizon} choose={pickOther} /> : <Globe choose={pick} />}
      {economy && !other && <Empty icon="arrow">{t("world.pick_other")}</Empty>}
      <Chord horizon={horizon} choose={(e, s) => change({ e, s })} />
    </div>
  );
}
