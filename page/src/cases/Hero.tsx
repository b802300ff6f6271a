/** The front page's first screen: one question, its answer live from the case, and the way to change it. */
import { faultIn } from "../api/client";
import { useAsk } from "../api/hooks";
import { useMeta, useNames } from "../api/names";
import { Icon } from "../design/Icon";
import { Num } from "../design/Num";
import { written } from "../moves/state";
import { EXAMPLES } from "../moves/examples";
import { address } from "../route";
import { useWords } from "../texts";
import type { RunAnswer } from "./types";

const CASE = "stockholm-2025";
const SIDES = ["USA", "CHN"] as const;
const STATES = ["truce", "snapback"] as const;

export function Hero() {
  const { t, of, lang } = useWords();
  const { data: meta } = useMeta();
  const asked = useAsk<RunAnswer>("run", { case: CASE });
  const truce = EXAMPLES[0]!.variants(t);
  return (
    <section className="hero" aria-labelledby="hero">
      <div>
        <h1 id="hero">{t("casebook.hero")}</h1>
        <p>{t("casebook.hero_words", { economies: meta?.economies.length ?? "…", industries: meta?.sectors.length ?? "…" })}</p>
        <div className="row">
          <a className="button main" href={address("casebook", CASE, { lang })}>{t("example.truce")} <Icon name="arrow" /></a>
          <a className="button" href={address("moves", "", { lang, v: truce.map(written), at: 1 })}>{t("casebook.change_it")}</a>
        </div>
      </div>
      <div className="rope-card" aria-live="polite">
        <Rope />
        <Tug answer={asked.data} />
        <p className="small">{asked.fault ? faultIn(lang, asked.fault.body).sentence : asked.data ? t("casebook.hero_note") : of(asked.progress?.said) ? t("casebook.solving", { what: of(asked.progress?.said) }) : asked.cancelled ? t("cancelled") : t("working")}</p>
        {asked.loading && <p className="no-print"><button type="button" className="button small" onClick={asked.cancel}><Icon name="cross" /> {t("cancel")}</button></p>}
        {asked.cancelled && !asked.loading && <p className="no-print"><button type="button" className="button small" onClick={asked.again}>{t("again")}</button></p>}
      </div>
    </section>
  );
}

function Rope() {
  return (
    <svg viewBox="0 0 520 56" aria-hidden="true" className="rope">
      <path d="M6 30C70 18 120 42 180 30S300 18 340 30 450 42 514 28" className="strand" />
      <path d="M6 30C70 18 120 42 180 30S300 18 340 30 450 42 514 28" className="twist" />
      <path d="M260 26v26l15-9-15-8" className="flag" />
      <circle cx="260" cy="28" r="8" className="knot" />
    </svg>
  );
}

function Tug({ answer }: { answer: RunAnswer | undefined }) {
  const { t } = useWords();
  const name = useNames();
  return (
    <div className="sides">
      {SIDES.map((code) => (
        <div key={code} className="one-side">
          <strong>{name(code)}</strong>
          {STATES.map((state) => {
            const found = answer?.results[state]?.long?.[code]?.welfare_pct;
            return (
              <div key={state} className="headline">
                <span className="label">{t(state === "truce" ? "casebook.truce" : "casebook.snapback")}</span>
                <span className="figure">
                  {found ? <Num value={found.central} low={found.low} high={found.high} showBand what={`${name(code)}: ${t("measure.welfare_pct")}`} source={t("casebook.source", { case: CASE, sets: found.sets })} /> : <span className="waiting">…</span>}
                </span>
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
