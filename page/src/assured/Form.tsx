/** The question: every number that is stated, as sliders for what matters and fields for the rest. */
import { Card, Slider } from "../design/parts";
import { plain } from "../numbers";
import { change } from "../route";
import { useWords } from "../texts";
import { share } from "../tug/words";

/** Options of `bahe assure` that the page sets; the rest keep the defaults of the verb. */
export const FIRST = {
  fleet: 300000, altered: 300, confidence: 0.95, price: 12000, loss: 1e6, implant: 30, fraction: 0.1, prior: 0.1, gain: 1, penalty: 10, cost: 0.02, miss: 0.075,
};
export type Asked = typeof FIRST & { opened: number | null; coverage: string[] };

/** One to a few times ten to the n: steps of a slider over counts. */
const STEPS = Array.from({ length: 29 }, (_, i) => { const [n, m] = [Math.floor(i / 4), [1, 2, 3, 5][i % 4]!]; return m * 10 ** n; });
const near = (steps: readonly number[], v: number) => steps.reduce((best, s, i) => (Math.abs(Math.log(s / v)) < Math.abs(Math.log(steps[best]! / v)) ? i : best), 0);

/** What the address says; numbers that are off stay with the first setting. */
export function asked(query: URLSearchParams): Asked {
  const out = { ...FIRST, opened: null as number | null, coverage: query.getAll("cover") };
  for (const k of Object.keys(FIRST) as (keyof typeof FIRST)[]) {
    const v = Number(query.get(k));
    if (query.get(k) !== null && Number.isFinite(v)) out[k] = v;
  }
  const n = query.get("opened");
  return { ...out, opened: n !== null && Number.isFinite(Number(n)) ? Number(n) : null };
}

export function Form({ said, opened }: { said: Asked; opened: number | undefined }) {
  const { t, lang } = useWords();
  const count = (v: number) => plain(v, 0, lang);
  const set = (key: string, v: number | null, first?: number) => change({ [key]: v === first ? null : v }, false);
  const steps = (key: "fleet" | "altered" | "implant" | "loss", top: number, low = 1) => {
    const all = STEPS.filter((s) => s >= low && s <= top);
    return <Slider label={t(`assure.${key}` as "assure.fleet")} value={near(all, said[key])} min={0} max={all.length - 1} step={1} show={() => (key === "loss" ? `USD ${count(said[key])}` : count(said[key]))} onChange={(i) => set(key, all[i]!, FIRST[key])} />;
  };
  const part = (key: "confidence" | "fraction" | "prior" | "miss", min: number, max: number, step: number, digits = 0) => (
    <Slider label={t(`assure.${key}` as "assure.fleet")} value={said[key]} min={min} max={max} step={step} show={(v) => share(v, lang, digits)} onChange={(v) => set(key, Number(v.toFixed(4)), FIRST[key])} />
  );
  const plainly = (key: "penalty" | "cost", min: number, max: number, step: number) => (
    <Slider label={t(`assure.${key}` as "assure.fleet")} value={said[key]} min={min} max={max} step={step} show={(v) => t("assure.gains", { n: plain(v, step < 0.1 ? 2 : 1, lang) })} onChange={(v) => set(key, Number(v.toFixed(4)), FIRST[key])} />
  );
  return (
    <>
      <Card title={t("assure.fleet_title")}>
        <div className="stack">
          {steps("fleet", 3e6, 1000)}
          {steps("altered", Math.max(said.fleet, 1))}
          {part("confidence", 0.5, 0.99, 0.01)}
          <label className="field">
            <span className="name">{t("assure.opened")}</span>
            <input type="number" min={0} max={said.fleet} placeholder={opened === undefined ? "" : String(opened)} value={said.opened ?? ""} onChange={(e) => set("opened", e.target.value === "" ? null : Math.min(Math.max(0, Math.round(Number(e.target.value))), said.fleet))} />
            <span className="hint">{t("assure.opened_hint")}</span>
          </label>
        </div>
      </Card>
      <Card title={t("assure.die_title")}>
        <div className="stack">
          {steps("implant", 1e4)}
          {part("fraction", 0.01, 1, 0.01)}
          {part("prior", 0.01, 0.9, 0.01)}
          {steps("loss", 1e7, 1e4)}
        </div>
      </Card>
      <Card title={t("assure.game_title")}>
        <p className="small quiet">{t("assure.game_words")}</p>
        <div className="stack">
          {plainly("penalty", 0, 50, 0.5)}
          {plainly("cost", 0.01, 1, 0.01)}
          {part("miss", 0, 0.95, 0.005, 1)}
        </div>
      </Card>
      <button type="button" className="button plain" onClick={() => change({ ...Object.fromEntries(Object.keys(FIRST).map((k) => [k, null])), opened: null, cover: [] })}>{t("tug.reset")}</button>
    </>
  );
}
