/** A group of economies against another side: leverage both ways, and the members in which one can look further. */
import { useAsk } from "../api/hooks";
import { useMeta, useNames } from "../api/names";
import { Num } from "../design/Num";
import { Answer, Card } from "../design/parts";
import { useWords } from "../texts";
import type { Horizon, LeverageAnswer } from "./types";

interface Props {
  economy: string;
  other: string;
  horizon: Horizon;
  choose: (e: string, s: string) => void;
}

export function GroupPair({ economy, other, horizon, choose }: Props) {
  const { t } = useWords();
  const name = useNames();
  const asked = useAsk<LeverageAnswer>("leverage", { between: `${economy},${other}`, horizon });
  return (
    <Card title={t("world.pair", { a: name(economy), b: name(other) })}>
      <Answer of={asked}>
        {(a) => (
          <div className="both-ways">
            {[[economy, other], [other, economy]].map(([target, holder]) => <Way key={target} of={a} target={target!} holder={holder!} horizon={horizon} />)}
          </div>
        )}
      </Answer>
      <Members {...{ economy, other, choose }} />
    </Card>
  );
}

function Way({ of: a, target, holder, horizon }: { of: LeverageAnswer; target: string; holder: string; horizon: Horizon }) {
  const { t } = useWords();
  const name = useNames();
  const found = a.horizons[horizon]?.pairs.find((p) => p.buyer === target && p.supplier === holder);
  const source = t("world.leverage_source", { economy: `${target},${holder}`, world: a.world, elasticities: a.elasticities });
  const of = (value: number | null | undefined) => (found?.solved ? value : null);
  return (
    <section>
      <h3>{t("world.if_stops", { holder: name(holder), target: name(target) })}</h3>
      <table className="data plain-table">
        <thead>
          <tr><th scope="col" className="words">{t("world.lens")}</th><th scope="col">{t("world.loses", { name: name(target) })}</th><th scope="col">{t("world.loses", { name: name(holder) })}</th></tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t("world.whole_goods")}</th>
            <td><Num value={of(found?.loss_pct)} kind="plain" unit="%" what={t("world.loses", { name: name(target) })} source={source} /></td>
            <td><Num value={of(found?.own_loss_pct)} kind="plain" unit="%" what={t("world.loses", { name: name(holder) })} source={source} /></td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

/** The members of the groups of a pair, each of which can be looked into. */
function Members({ economy, other, choose }: Omit<Props, "horizon">) {
  const { t } = useWords();
  const name = useNames();
  const { data: meta } = useMeta();
  const groups = meta?.groups.economies ?? {};
  return (
    <>
      <p className="small quiet">{t("world.group_pair")}</p>
      {[economy, other].filter((c) => groups[c]).map((group) => (
        <p key={group} className="row members" role="group" aria-label={t("world.members", { group: name(group) })}>
          {groups[group]!.filter((m) => m !== economy && m !== other).map((m) => (
            <button key={m} type="button" className="button small" onClick={() => (group === economy ? choose(m, other) : choose(economy, m))}>{name(m)}</button>
          ))}
        </p>
      ))}
    </>
  );
}
