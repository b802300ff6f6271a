/** Where linkage works: the chance of a signature over what backing down costs the sender and what signing costs the target besides. */
import { useCallback } from "react";
import { useNames } from "../api/names";
import { heat } from "../charts/heat";
import type { Look } from "../charts/look";
import { Chart } from "../design/Chart";
import { Card } from "../design/parts";
import { plain } from "../numbers";
import { useWords } from "../texts";
import { share } from "../tug/words";
import type { Table } from "./types";
import { bn } from "./Zone";

export function Region({ table, horizon, file }: { table: Table; horizon: string; file: string }) {
  const { t, lang } = useWords();
  const name = useNames();
  const cells = (table.region ?? []).filter((r) => r.horizon === horizon);
  const [sender, target] = table.parties.map(name);
  const unit = t("unit.usd_bn");
  const amount = useCallback((v: number) => plain(bn(v, lang === "zh"), bn(v, lang === "zh") % 1 ? 1 : 0, lang), [lang]);
  const [down, up] = [t("table.region_x", { sender: sender ?? "", unit }), t("table.region_y", { target: target ?? "", unit })];
  const option = useCallback(
    (look: Look, narrow: boolean) =>
      heat(
        {
          cells: cells.map((r) => ({ x: r.backing_down, y: r.given_up, value: r.signed })),
          x: { name: down, say: amount }, y: { name: up, say: amount }, value: { name: t("table.chance_signed"), say: (v) => (narrow ? plain(100 * v, 0, lang) : share(v, lang)) },
        },
        look,
        narrow,
      ),
    [table, horizon, lang, down, up, amount, t],
  );
  if (!cells.length) return null;
  const works = cells.filter((r) => (r.signed ?? 0) >= 0.5).length;
  return (
    <Card>
      <Chart title={t("table.region")} file={`${file}-${table.id}-region`} height={340} option={option} note={t("table.region_note")}
        alternative={t("table.region_words", { n: works, all: cells.length, sender: sender ?? "", target: target ?? "" })}
        table={{
          rows: cells, rowKey: (r) => `${r.backing_down}-${r.given_up}`, source: `bahe talks ${file}`, rowName: (r) => `${amount(r.backing_down)}, ${amount(r.given_up)}`,
          columns: [
            { key: "backing_down", head: down, kind: "usd-plain", value: (r) => 1000 * r.backing_down },
            { key: "given_up", head: up, kind: "usd-plain", value: (r) => 1000 * r.given_up },
            { key: "signed", head: t("table.chance_signed"), kind: "share", digits: 0, value: (r) => r.signed },
          ],
        }}
      />
    </Card>
  );
}
