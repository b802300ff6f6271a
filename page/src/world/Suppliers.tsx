/** Dependence of one economy in both directions: on its suppliers, and of its buyers on it. */
import { useAsk } from "../api/hooks";
import { useNames } from "../api/names";
import { Answer, Card } from "../design/parts";
import { Table, type Column } from "../design/Table";
import { useParam } from "../route";
import { useWords } from "../texts";
import { type Direction, LossMap } from "./Globe";
import type { DependAnswer, Horizon, LeverageAnswer, Pair, Supplier } from "./types";

interface Props {
  economy: string;
  horizon: Horizon;
  choose: (other: string) => void;
}

export function Dependence({ economy, horizon, choose }: Props) {
  const [direction, setDirection] = useParam<Direction>("d", "in");
  const shared = { economy, horizon, choose, direction, setDirection };
  return direction === "in" ? <Inward {...shared} /> : <Outward {...shared} />;
}

type Shared = Props & { direction: Direction; setDirection: (d: Direction) => void };

function Inward({ economy, horizon, choose, direction, setDirection }: Shared) {
  const { t } = useWords();
  const name = useNames();
  const asked = useAsk<DependAnswer>("depend", { buyer: economy });
  return (
    <Answer of={asked}>
      {(a) => {
        const values = Object.fromEntries(a.suppliers.map((s) => [s.supplier, s[`loss_pct_${horizon}`]]));
        const source = t("world.depend_source", { economy, world: a.world, elasticities: a.elasticities });
        const columns: Column<Supplier>[] = [
          { key: "supplier", head: t("world.supplier"), value: (s) => name(s.supplier), draw: (s) => <button type="button" className="row-link" onClick={() => choose(s.supplier)}>{name(s.supplier)}</button> },
          { key: "face_value_pct", head: t("world.face"), kind: "plain", unit: "%", value: (s) => s.face_value_pct },
          { key: "look_through_pct", head: t("world.through"), kind: "plain", unit: "%", value: (s) => s.look_through_pct },
          { key: `loss_pct_${horizon}`, head: t("world.loss", { name: name(economy) }), kind: "plain", unit: "%", value: (s) => s[`loss_pct_${horizon}`] },
          { key: `loss_usd_mn_${horizon}`, head: t("world.loss_money"), kind: "usd-plain", value: (s) => s[`loss_usd_mn_${horizon}`] },
          { key: `own_loss_pct_${horizon}`, head: t("world.own_loss"), kind: "plain", unit: "%", value: (s) => s[`own_loss_pct_${horizon}`] },
        ];
        return (
          <>
            <LossMap title={t("world.in_title", { name: name(economy) })} values={{ ...values, [economy]: null }} chosen={economy} onChoose={choose} direction={direction} setDirection={setDirection} name={name(economy)} />
            <Card title={t("world.suppliers", { name: name(economy) })}>
              <p className="small quiet">{t("world.sigma", { theta: a.theta_median[horizon] })}</p>
              <Table key={horizon} caption={t("world.suppliers", { name: name(economy) })} columns={columns} rows={a.suppliers} rowKey={(s) => s.supplier} sort={`-loss_pct_${horizon}`} source={source} file={`bahe-depend-${economy}`} />
            </Card>
          </>
        );
      }}
    </Answer>
  );
}

function Outward({ economy, horizon, choose, direction, setDirection }: Shared) {
  const { t } = useWords();
  const name = useNames();
  const asked = useAsk<LeverageAnswer>("leverage", { suppliers: economy, horizon });
  return (
    <Answer of={asked}>
      {(a) => {
        const pairs = a.horizons[horizon]?.pairs ?? [];
        const values = Object.fromEntries(pairs.map((p) => [p.buyer, p.solved ? p.loss_pct : null]));
        const columns: Column<Pair>[] = [
          { key: "buyer", head: t("world.buyer"), value: (p) => name(p.buyer), draw: (p) => <button type="button" className="row-link" onClick={() => choose(p.buyer)}>{name(p.buyer)}</button> },
          { key: "loss_pct", head: t("world.its_loss"), kind: "plain", unit: "%", value: (p) => (p.solved ? p.loss_pct : null) },
          { key: "loss_usd_mn", head: t("world.loss_money"), kind: "usd-plain", value: (p) => (p.solved ? p.loss_usd_mn : null) },
          { key: "own_loss_pct", head: t("world.loss", { name: name(economy) }), kind: "plain", unit: "%", value: (p) => (p.solved ? p.own_loss_pct : null) },
        ];
        const source = t("world.leverage_source", { economy, world: a.world, elasticities: a.elasticities });
        return (
          <>
            <LossMap title={t("world.out_title", { name: name(economy) })} values={{ ...values, [economy]: null }} chosen={economy} onChoose={choose} direction={direction} setDirection={setDirection} name={name(economy)} />
            <Card title={t("world.buyers", { name: name(economy) })}>
              <Table caption={t("world.buyers", { name: name(economy) })} columns={columns} rows={pairs} rowKey={(p) => p.buyer} sort="-loss_pct" source={source} file={`bahe-leverage-${economy}`} />
            </Card>
          </>
        );
      }}
    </Answer>
  );
}
