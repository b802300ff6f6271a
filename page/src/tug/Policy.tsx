/** The policy: how much is withheld, from when, until when. Each setting stands in the address. */
import { Card, Slider } from "../design/parts";
import { change } from "../route";
import { useWords } from "../texts";
import type { Pulled } from "./types";
import { share } from "./words";

export interface Said {
  intensity: number;
  start: number | null;
  lift: number | null;
}

export function Policy({ said, pulled }: { said: Said; pulled: Pulled | undefined }) {
  const { t, lang } = useWords();
  const times = pulled?.times ?? [];
  const last = times.length - 1;
  const index = (year: number | null, otherwise: number) => (year === null ? otherwise : Math.max(0, times.findIndex((y) => Math.abs(y - year) < 0.5)));
  const from = index(said.start ?? pulled?.start ?? null, 0);
  const to = said.lift === null ? null : index(said.lift, last);
  const year = (i: number) => String(Math.floor(times[i] ?? 0));
  return (
    <Card title={t("tug.policy")}>
      <div className="stack">
        <p className="quiet small">{t("tug.policy_words")}</p>
        <Slider label={t("tug.intensity")} value={said.intensity} min={0} max={1} step={0.05} show={(v) => share(v, lang)} onChange={(v) => change({ x: v.toFixed(2) }, false)} />
        {pulled && (
          <>
            <Slider label={t("tug.start")} value={from} min={0} max={last - 1} step={1} show={year}
              onChange={(v) => change({ from: times[v]!, to: to !== null && to <= v ? times[Math.min(v + 1, last)]! : said.lift }, false)} />
            <Slider label={t("tug.lift")} value={to ?? last + 1} min={from + 1} max={last + 1} step={1} show={(v) => (v > last ? t("tug.for_good") : year(v))}
              onChange={(v) => change({ to: v > last ? null : times[v]! }, false)} />
          </>
        )}
        <button type="button" className="button plain" onClick={() => change({ x: null, from: null, to: null })}>{t("tug.reset")}</button>
      </div>
    </Card>
  );
}
