/** Moves: a shock by sentence or by form, answered at once, settled exactly, compared side by side. */
import { useEffect, useMemo, useState } from "react";
import type { RoomProps } from "../App";
import { post } from "../api/client";
import { useMeta } from "../api/names";
import { CommandBlock, type Said } from "../design/Command";
import { Icon } from "../design/Icon";
import { Card, Choice, CopyButton, Select } from "../design/parts";
import { useExact, usePreview } from "../moves/answers";
import { type Bands, bandsOf } from "../moves/bands";
import { draft } from "../moves/form";
import { body, hasFirstOrder, type Instrument, INSTRUMENTS, type Move } from "../moves/grammar";
import { MoveCard } from "../moves/MoveCard";
import { Result, type Shown } from "../moves/Result";
import { Sentence } from "../moves/Sentence";
import { fresh, MOST_VARIANTS, type Variant, variantOf, written } from "../moves/state";
import { EXAMPLES } from "../moves/examples";
import { address, change, undo, useParam } from "../route";
import { useWords } from "../texts";
import "./Moves.css";

const SETTLES = 350; // ms after the last change

export default function Moves({ route }: RoomProps) {
  const { t, lang } = useWords();
  const { data: meta } = useMeta();
  const variants = useMemo(() => route.query.getAll("v").map(variantOf), [route]);
  const at = Math.min(Number(route.query.get("at") ?? 0), Math.max(0, variants.length - 1));
  const settings = useSettings();
  const write = (to: readonly Variant[], more: Record<string, string | number | null> = {}, step = true) => change({ v: to.map(written), ...more }, step);
  const setMoves = (moves: Move[], step: boolean) =>
    variants.length ? write(variants.map((v, i) => (i === at ? { ...v, moves } : v)), {}, step) : write([{ name: "A", moves }], {}, step);
  const now = variants[at];
  return (
    <>
      <header className="room-head">
        <h1>{t("moves.title")}</h1>
        <p>{t("moves.lead")}</p>
      </header>
      <div className="side moves">
        <div className="stack">
          <Card className="asked">
            <Sentence onMoves={(moves) => setMoves([...(now?.moves ?? []), ...moves], true)} />
          </Card>
          {variants.length > 0 && (
            <Card className="asked">
              <Variants variants={variants} at={at} write={write} />
              <MoveList moves={now?.moves ?? []} set={setMoves} />
            </Card>
          )}
          <Settings {...settings} />
        </div>
        <div className="stack answered">
          {now?.moves.length ? (
            <Answered variants={variants} at={at} options={settings.body} bands={settings.bands === "1"} />
          ) : (
            <Card title={t("moves.start")}>
              <p>{t("moves.start_words")}</p>
              <div className="grid">
                {EXAMPLES.map((x) => (
                  <a key={x.key} className="card example" href={address("moves", "", { lang, v: x.variants(t).map(written), at: x.variants(t).length - 1 })}>
                    <strong>{t(x.key)}</strong>
                    <span className="quiet small">{t(`${x.key}_words`)}</span>
                  </a>
                ))}
              </div>
              {!meta && <p className="quiet" role="status">{t("working")}</p>}
            </Card>
          )}
        </div>
      </div>
    </>
  );
}

function useSettings() {
  const [horizon, setHorizon] = useParam<string>("h", "long");
  const [elasticities, setElasticities] = useParam<string>("e", "");
  const [closure, setClosure] = useParam<string>("c", "transfer");
  const [tariffs, setTariffs] = useParam<string>("t", "all");
  const [bands, setBands] = useParam<"0" | "1">("b", "1");
  const said = { horizon, closure, tariffs, ...(elasticities && horizon === "long" ? { elasticities } : {}) };
  return { horizon, setHorizon, elasticities, setElasticities, closure, setClosure, tariffs, setTariffs, bands, setBands, body: said };
}

function Settings(s: ReturnType<typeof useSettings>) {
  const { t, maybe } = useWords();
  const { data: meta } = useMeta();
  const named = (prefix: string, values: readonly string[]) => values.map((value) => ({ value, label: maybe(`${prefix}.${value}`, value) }));
  return (
    <Card title={t("moves.settings")} className="set">
      <div className="stack settings">
        <Select label={t("moves.horizon")} hint={maybe(`horizon_words.${s.horizon}`, "")} value={s.horizon} onChange={s.setHorizon} options={named("horizon", meta?.horizons.map((h) => h.name) ?? [s.horizon])} />
        {s.horizon === "long" && (
          <>
            <Select label={t("moves.elasticities")} value={s.elasticities} onChange={s.setElasticities}
              options={[{ value: "", label: t("moves.elasticities_own") }, ...named("elasticities", meta?.elasticity_sets ?? [])]} />
            <div className="row spread">
              <span className="small">{t("moves.bands")}</span>
              <Choice label={t("moves.bands")} value={s.bands} onChange={s.setBands} options={[{ value: "0", label: t("off") }, { value: "1", label: t("on") }]} />
            </div>
          </>
        )}
        <details className="more">
          <summary>{t("moves.more_settings")}</summary>
          <div className="stack">
            <Select label={t("moves.tariffs")} value={s.tariffs} onChange={s.setTariffs} options={named("tariffs", meta?.tariffs ?? [s.tariffs])} />
            <Select label={t("moves.closure")} value={s.closure} onChange={s.setClosure} options={named("closure", meta?.closures ?? [s.closure])} />
          </div>
        </details>
      </div>
    </Card>
  );
}

type Write = (to: readonly Variant[], more?: Record<string, string | number | null>, step?: boolean) => void;

function Variants({ variants, at, write }: { variants: readonly Variant[]; at: number; write: Write }) {
  const { t } = useWords();
  const now = variants[at]!;
  return (
    <div className="variants">
      <Choice label={t("moves.variants")} value={String(at)} onChange={(i) => change({ at: i })} options={variants.map((v, i) => ({ value: String(i), label: v.name }))} />
      <div className="row">
        <button type="button" className="button plain" onClick={undo}><Icon name="undo" /> {t("moves.undo")}</button>
        <button type="button" className="button plain" disabled={variants.length >= MOST_VARIANTS}
          onClick={() => write([...variants, { name: fresh(variants), moves: now.moves }], { at: variants.length })}>
          <Icon name="copy" /> {t("moves.duplicate")}
        </button>
        {variants.length > 1 && (
          <button type="button" className="button plain" onClick={() => write(variants.filter((_, i) => i !== at), { at: 0 })}>
            <Icon name="cross" /> {t("moves.drop", { name: now.name })}
          </button>
        )}
      </div>
      <label className="field">
        <span className="name">{t("moves.name")}</span>
        <input type="text" value={now.name} maxLength={40} onChange={(e) => write(variants.map((v, i) => (i === at ? { ...v, name: e.target.value } : v)), {}, false)} />
      </label>
    </div>
  );
}

function MoveList({ moves, set }: { moves: readonly Move[]; set: (moves: Move[], step: boolean) => void }) {
  const { t, maybe } = useWords();
  const [adds, setAdds] = useState<Instrument>("tariff");
  return (
    <>
      <ul className="move-list">
        {moves.map((m, i) => (
          <MoveCard key={i} move={m} onChange={(to, settled) => set(moves.map((x, j) => (j === i ? to : x)), settled)} onRemove={() => set(moves.filter((_, j) => j !== i), true)} />
        ))}
      </ul>
      <div className="row add-move">
        <Select label={t("moves.add_by_form")} value={adds} onChange={setAdds} options={INSTRUMENTS.map((i) => ({ value: i, label: maybe(`instrument.${i}`, i) }))} />
        <button type="button" className="button" onClick={() => set([...moves, draft(adds)], true)}>
          <Icon name="plus" /> {t("moves.add")}
        </button>
      </div>
    </>
  );
}

function Answered({ variants, at, options, bands }: { variants: readonly Variant[]; at: number; options: Record<string, string>; bands: boolean }) {
  const { t, maybe } = useWords();
  const { data: meta } = useMeta();
  const bodies = variants.map((v) => (v.moves.length ? { ...body(v.moves), ...options } : null));
  const settled = useExact(bodies, SETTLES);
  const exact = settled.all;
  const preview = usePreview(hasFirstOrder(variants[at]!.moves) ? (bodies[at] ?? null) : null);
  const sets = bands && options.horizon === "long" && exact.every((e, i) => e?.answer || e?.fault || !bodies[i]) ? (meta?.elasticity_sets ?? []) : [];
  const over = useExact(bodies.flatMap((b) => sets.map((s) => (b ? { ...b, elasticities: s } : null))), SETTLES);
  const ranges: Bands[] = variants.map((_, i) => bandsOf(over.all.slice(i * sets.length, (i + 1) * sets.length)));
  const solves = {
    busy: settled.busy || over.busy, cancelled: settled.cancelled || over.cancelled,
    cancel: () => (settled.busy && settled.cancel(), over.busy && over.cancel()), again: () => (settled.again(), over.again()),
  };
  const all: Shown[] = variants.map((variant, i) => ({ variant, exact: exact[i], preview: i === at ? preview : undefined, bands: ranges[i]! }));
  const answer = exact[at]?.answer;
  const source = t("moves.source", {
    world: answer?.world ?? meta?.worlds[0]?.name ?? "", horizon: maybe(`horizon.${options.horizon}`, options.horizon ?? ""), elasticities: answer?.elasticities ?? options.elasticities ?? "", closure: options.closure ?? "",
  });
  return (
    <>
      <Result all={all} at={at} source={source} solves={solves} />
      <Equal body={bodies[at] ?? null} id={exact[at]?.id} />
    </>
  );
}

/** The equal command line and YAML, as the server writes them, and the downloads of the stored answer. */
function Equal({ body: asked, id }: { body: object | null; id: string | undefined }) {
  const { t } = useWords();
  const [said, setSaid] = useState<Said>();
  const key = JSON.stringify(asked);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => void post<Said>("command/shock", JSON.parse(key), stop.signal).then(setSaid, () => undefined), 150);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key]);
  return (
    <Card title={t("moves.equal")} aside={<CopyButton words={window.location.href} text={t("moves.copy_address")} />}>
      {said && <CommandBlock said={said} />}
      {id && (
        <p className="row no-print downloads">
          {["csv", "parquet", "json"].map((kind) => (
            <a key={kind} className="button" href={`api/v1/results/${id}/tables/economies.${kind}`} download>
              <Icon name="download" /> {kind === "csv" ? "CSV" : kind === "json" ? "JSON" : "Parquet"}
            </a>
          ))}
        </p>
      )}
    </Card>
  );
}
