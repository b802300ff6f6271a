/** The rope: who holds one end and who the other, where the knot lies this year, and how far its band goes. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useNames } from "../api/names";
import { along, knot, place, ropePath, type Stage } from "../charts/rope";
import { Icon } from "../design/Icon";
import { Num } from "../design/Num";
import { change } from "../route";
import { useWords } from "../texts";
import { calm } from "../theme";
import type { Pulled } from "./types";
import { lossDigits, share, shareBand } from "./words";

const YEAR = 900; // ms a year while it plays

/** Width of an element, followed. */
function useWidth(): [(el: HTMLElement | null) => void, number] {
  const [wide, setWide] = useState(900);
  const watch = useRef<ResizeObserver | undefined>(undefined);
  const hold = useCallback((el: HTMLElement | null) => {
    watch.current?.disconnect();
    if (!el) return;
    setWide(el.clientWidth);
    watch.current = new ResizeObserver(() => setWide(el.clientWidth));
    watch.current.observe(el);
  }, []);
  return [hold, wide];
}

/** Plays from the first year to the last; where motion is not wanted it steps from year to year. */
function usePlay(last: number, at: number): { t: number; playing: boolean; set: (t: number) => void; toggle: () => void } {
  const [t, setT] = useState(at);
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    const still = calm();
    const from = t >= last ? 0 : t;
    const begun = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const passed = Math.max(0, from + (now - begun) / YEAR); // the first frame may carry an earlier time
      setT(Math.min(still ? Math.floor(passed) : passed, last));
      if (passed >= last) setPlaying(false);
      else frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
    // begins anew only when play is pressed
  }, [playing, last]);
  return { t: Math.min(t, last), playing, set: (to) => (setPlaying(false), setT(to)), toggle: () => setPlaying(!playing) };
}

/** Somebody who pulls: leans back the more is withheld. */
function Puller({ x, y, way, colour }: { x: number; y: number; way: 1 | -1; colour: string }) {
  return (
    <g transform={`translate(${x} ${y}) scale(${way} 1)`} fill="none" stroke={colour} strokeWidth="5" strokeLinecap="round" strokeLinejoin="round">
      <circle cx="-15" cy="-31" r="7" fill={colour} stroke="none" />
      <path d="M-11 -19L-4 8M-10 -16L9 -1M-4 8L-14 30M-4 8L10 28" />
    </g>
  );
}

/** `at`: the year of the address, where it names one. */
export function Rope({ pulled, at }: { pulled: Pulled; at: number | null }) {
  const { t: say, lang, of } = useWords();
  const name = useNames();
  const [hold, wide] = useWidth();
  const last = pulled.times.length - 1;
  const first = pulled.times.findIndex((y) => Math.floor(y) === at);
  const { t, playing, set, toggle } = usePlay(last, first < 0 ? last : first);
  const stop = (i: number) => (set(i), change({ y: i === last ? null : Math.floor(pulled.times[i]!) }, false));
  const narrow = wide < 560;
  const margin = narrow ? 52 : 104;
  const stage: Stage = { wide, left: margin, right: wide - margin, high: 84 };
  const { asked, free, case_policy: own } = pulled;
  const now = knot(stage, asked.fans.position, t);
  const ghosts = [
    { fan: free.fans.position, key: "tug.free" as const, dash: "3 3" },
    { fan: own.fans.position, key: "tug.case_policy" as const, dash: "" },
  ].map((g) => ({ ...g, at: knot(stage, g.fan, t)?.at }));
  const year = Math.min(Math.round(t), last);
  const control = asked.fans.control.q50[Math.min(Math.floor(t + 1e-9), last - 1)] ?? 0;
  const title = `${of(pulled.name)}: ${name(pulled.holder)} → ${name(pulled.target)}`;
  const [mid, low, high] = [asked.fans.position.q50[year], asked.fans.position.q5[year], asked.fans.position.q95[year]];
  const passed = pulled.events.filter((e) => e.year <= pulled.times[0]! + t + 0.5);
  const latest = passed.at(-1);
  return (
    <div className="rope" ref={hold}>
      <div className="row spread rope-head">
        <span className="rope-side loss"><b>{name(pulled.holder)}</b> <small>{say("tug.holder")}</small></span>
        <span className="rope-year" aria-hidden="true">{Math.floor(pulled.times[0]! + t)}</span>
        <span className="rope-side gain"><b>{name(pulled.target)}</b> <small>{say("tug.target")}</small></span>
      </div>
      <svg width={wide} height={158} viewBox={`0 0 ${wide} 158`} role="img"
        aria-label={say("tug.rope_words", { title, year: Math.round(pulled.times[year]!), place: share(mid, lang), band: shareBand(low ?? 0, high ?? 0, lang) })}>
        {[0, 0.25, 0.5, 0.75, 1].map((v) => (
          <g key={v}>
            <line x1={place(stage, v)} x2={place(stage, v)} y1={44} y2={126} stroke="var(--rule)" />
            <text x={place(stage, v)} y={144} textAnchor="middle" fontSize="12" fill="var(--quiet)">{share(v, lang)}</text>
          </g>
        ))}
        {now && (
          <>
            <rect x={Math.min(now.low, now.high)} width={Math.abs(now.high - now.low)} y={62} height={48} rx={6} fill="var(--gain)" opacity={0.13} />
            <rect x={Math.min(now.from, now.to)} width={Math.abs(now.to - now.from)} y={62} height={48} rx={6} fill="var(--gain)" opacity={0.2} />
            <path d={ropePath(stage, now.at, control)} fill="none" stroke="var(--q2)" strokeWidth="7" strokeLinecap="round" />
            <path d={ropePath(stage, now.at, control)} fill="none" stroke="var(--q4)" strokeWidth="5" strokeDasharray="2 7" />
            {ghosts.map((g) => g.at !== undefined && (
              <g key={g.key}>
                <line x1={g.at} x2={g.at} y1={56} y2={116} stroke="var(--ink)" strokeWidth="1.6" strokeDasharray={g.dash} opacity={0.65} />
              </g>
            ))}
            <path d={`M${now.at} ${stage.high}v30l14 -7l-14 -7`} fill="var(--loss)" stroke="var(--loss)" strokeWidth="2" strokeLinejoin="round" />
            <circle cx={now.at} cy={stage.high} r={10} fill="var(--accent)" stroke="var(--raised)" strokeWidth="2" />
          </>
        )}
        <Puller x={stage.left - 30} y={stage.high} way={1} colour="var(--loss)" />
        <Puller x={stage.right + 30} y={stage.high} way={-1} colour="var(--gain)" />
        <text x={place(stage, 0)} y={30} textAnchor={narrow ? "start" : "middle"} fontSize="12" fill="var(--quiet)">{say("tug.began")}</text>
        <text x={place(stage, 1)} y={30} textAnchor={narrow ? "end" : "middle"} fontSize="12" fill="var(--quiet)">{say(narrow ? "tug.over_short" : "tug.over")}</text>
      </svg>
      <div className="rope-controls no-print">
        <button type="button" className="button main" onClick={toggle} aria-pressed={playing}>
          <Icon name={playing ? "cross" : "play"} /> {say(playing ? "tug.stop" : "tug.play")}
        </button>
        <input type="range" min={0} max={last} step={1} value={year} aria-label={say("tug.year")} aria-valuetext={String(Math.round(pulled.times[year]!))} onChange={(e) => stop(Number(e.target.value))} />
        <output>{Math.floor(pulled.times[year]!)}</output>
      </div>
      <p className="legend">
        <span><i className="swatch" /> {say("tug.band_legend")}</span>
        <span><i className="stroke" /> {say("tug.case_policy")}</span>
        <span><i className="stroke dashed" /> {say("tug.free")}</span>
        {latest && <span className="rope-event">{Math.floor(latest.year)}: {of(latest)}</span>}
      </p>
      <AtYear pulled={pulled} year={year} />
    </div>
  );
}

/** The figures of the year under the cursor. */
function AtYear({ pulled, year }: { pulled: Pulled; year: number }) {
  const { t, lang, of } = useWords();
  const name = useNames();
  const fans = pulled.asked.fans;
  const when = Math.floor(pulled.times[year]!);
  const source = t("tug.source", { case: pulled.case, draws: pulled.draws, seed: pulled.seed });
  const losses = [fans.leverage.q95[0], fans.own.q95[0]].map((v) => v ?? 0);
  const digits = Math.min(4, lossDigits(Math.max(...losses)) + 1);
  const rows = [
    { key: "tug.place" as const, fan: fans.position, kind: "share" as const, digits: 0 },
    { key: "tug.dependence" as const, fan: fans.dependence, kind: "share" as const, digits: 0 },
    { key: "tug.leverage" as const, fan: fans.leverage, kind: "plain" as const, digits, unit: "%" },
    { key: "tug.own" as const, fan: fans.own, kind: "plain" as const, digits, unit: "%" },
  ];
  const control = along(fans.control.q50, Math.min(year, fans.control.q50.length - 1));
  return (
    <div className="headlines">
      {rows.map((r) => (
        <div key={r.key} className="headline">
          <span className="label">{t(r.key, { target: name(pulled.target), holder: name(pulled.holder) })}</span>
          <span className="figure">
            <Num value={r.fan.q50[year]} low={r.fan.q5[year]} high={r.fan.q95[year]} kind={r.kind} digits={r.digits} showBand source={source}
              what={`${of(pulled.name)}, ${when}: ${t(r.key, { target: name(pulled.target), holder: name(pulled.holder) })}`} {...(r.unit ? { unit: r.unit } : {})} />
          </span>
        </div>
      ))}
      <div className="headline">
        <span className="label">{t("tug.withheld")}</span>
        <span className="figure">
          <Num value={control} kind="share" digits={0} what={`${when}: ${t("tug.withheld")}`} source={t("tug.asked_source")} />
        </span>
      </div>
      <span className="only-read" aria-live="polite">{`${when}: ${share(fans.position.q50[year], lang)}`}</span>
    </div>
  );
}
