/** The map: shapes of the API, already projected; a class a figure, a tip, and a choice by mouse or arrow keys. */
import { type KeyboardEvent, type ReactNode, useMemo } from "react";
import { useApi } from "../api/hooks";
import { useMeta } from "../api/names";
import type { Both } from "../api/types";
import { known, type Maybe } from "../numbers";
import { useWords } from "../texts";
import { hideTip, showTip, showTipAt } from "./tip";
import "./WorldMap.css";

interface Shapes {
  box: [number, number, number, number];
  shapes: Record<string, string>;
  points: Record<string, [number, number]>;
  rest: string;
  disclaimer: Both;
}

export const SIDES = 5;
/** Sea around the land, in units of the shapes: the northernmost coasts reach the edge of their box. */
const MARGIN = 34;

/** Rising limits of the series 1-2-5, the last at or below the 98th percentile of the sizes (as the reports'). */
export function breaks(values: readonly Maybe[]): number[] {
  const sizes = values.filter(known).map(Math.abs).filter((v) => v > 0).sort((a, b) => a - b);
  const top = sizes[Math.min(sizes.length - 1, Math.floor((sizes.length * 49) / 50))];
  if (top === undefined) return [0.1, 0.2, 0.5, 1, 2];
  const power = Math.floor(Math.log10(top));
  const series = [-2, -1, 0].flatMap((p) => [1, 2, 5].map((m) => Number((m * 10 ** (power + p)).toPrecision(2))));
  return series.filter((s) => s <= top * 1.0001).slice(-SIDES);
}

/** `q0` largest loss, `q5` about zero, `q10` largest gain; `none` where there is no figure. */
export function classOf(value: Maybe, limits: readonly number[]): string {
  if (!known(value)) return "none";
  const step = limits.filter((l) => Math.abs(value) >= l).length;
  return `q${SIDES + (value > 0 ? step : -step)}`;
}

export interface MapProps {
  /** The figure of an economy, as a class; a loss is drawn orange when `losses` is on and the figure is positive. */
  values: Record<string, Maybe>;
  losses?: boolean;
  label: string;
  /** What the tip of an economy says. */
  tip: (code: string) => ReactNode;
  chosen?: string | undefined;
  onChoose?: (code: string) => void;
  /** Words of the legend. */
  legend: string;
  show: (limit: number) => string;
}

export function WorldMap(p: MapProps) {
  const { data } = useApi<Shapes>("map", true);
  const { data: meta } = useMeta();
  const { of, t } = useWords();
  const members = meta?.groups.economies;
  const owner = useMemo(() => ownerOf(p.values, members), [p.values, members]);
  if (!data) return <p className="quiet" role="status">{t("working")}</p>;
  const sign = p.losses ? -1 : 1;
  const limits = breaks(Object.values(p.values));
  const cls = (code: string | null) => (code ? classOf(known(p.values[code]) ? sign * p.values[code]! : null, limits) : "none");
  const [x, y, w, h] = data.box;
  const codes = Object.keys(data.shapes);
  const first = p.chosen && data.shapes[p.chosen] ? p.chosen : codes.find((c) => owner(c));
  const handlers = (code: string) => {
    const name = owner(code);
    if (!name) return {};
    return {
      "data-code": name, tabIndex: code === first ? 0 : -1, role: "button", "aria-label": `${label(name)}`,
      onMouseMove: (e: { clientX: number; clientY: number }) => showTipAt(e.clientX, e.clientY, p.tip(name)),
      onMouseLeave: hideTip, onBlur: hideTip, onClick: () => p.onChoose?.(name),
      onFocus: (e: { currentTarget: Element }) => e.currentTarget.matches(":focus-visible") && showTip(e.currentTarget, p.tip(name)),
      onKeyDown: (e: KeyboardEvent<SVGElement>) => walked(e, () => p.onChoose?.(name)),
    };
  };
  const label = (code: string) => of(meta?.names[code] ?? code);
  return (
    <div className="world-map">
      <svg viewBox={`${x - MARGIN} ${y - MARGIN} ${w + 2 * MARGIN} ${h + 2 * MARGIN}`} role="group" aria-label={p.label}>
        <defs>
          <pattern id="hatch" width="12" height="12" patternUnits="userSpaceOnUse">
            <rect width="12" height="12" className="hatch-ground" />
            <path d="M-3 15L15-3M-3 3L3-3M9 15l6-6" className="hatch-line" />
          </pattern>
        </defs>
        <path d={data.rest} className="none" fill="url(#hatch)" />
        {codes.map((code) => (
          <path key={code} d={data.shapes[code]} fill="url(#hatch)" className={`${cls(owner(code))}${owner(code) === p.chosen && p.chosen ? " chosen" : ""}`} {...handlers(code)} />
        ))}
        {Object.entries(data.points).map(([code, [cx, cy]]) => !data.shapes[code] && owner(code) && (
          <circle key={code} cx={cx} cy={cy} r={9} className={`${cls(owner(code))}${code === p.chosen ? " chosen" : ""}`} {...handlers(code)} />
        ))}
      </svg>
      <Legend limits={limits} words={p.legend} show={p.show} oneSided={Object.values(p.values).every((v) => !known(v) || v >= 0)} losses={p.losses ?? false} />
      <p className="small quiet map-note">{of(data.disclaimer)}</p>
    </div>
  );
}

/** The economy of the values that a shape belongs to: itself, a group that holds it, or none. */
function ownerOf(values: Record<string, Maybe>, groups: Record<string, string[]> | undefined) {
  return (code: string): string | null =>
    code in values ? code : (Object.keys(groups ?? {}).find((g) => g in values && groups![g]!.includes(code)) ?? null);
}

function walked(e: KeyboardEvent<SVGElement>, choose: () => void): void {
  if (e.key === "Enter" || e.key === " ") {
    e.preventDefault();
    choose();
  }
  const step = e.key === "ArrowRight" || e.key === "ArrowDown" ? 1 : e.key === "ArrowLeft" || e.key === "ArrowUp" ? -1 : 0;
  if (!step) return;
  e.preventDefault();
  const all = [...(e.currentTarget.ownerSVGElement?.querySelectorAll<SVGElement>("[data-code]") ?? [])];
  all.sort((a, b) => (a.getAttribute("aria-label") ?? "").localeCompare(b.getAttribute("aria-label") ?? ""));
  all[(all.indexOf(e.currentTarget) + step + all.length) % all.length]?.focus();
}

function Legend({ limits, words, show, oneSided, losses }: { limits: number[]; words: string; show: (v: number) => string; oneSided: boolean; losses: boolean }) {
  const { t } = useWords();
  const classes = oneSided
    ? [{ cls: "q5", words: `< ${show(limits[0] ?? 0)}` }, ...limits.map((l, i) => ({ cls: `q${losses ? SIDES - i - 1 : SIDES + i + 1}`, words: `≥ ${show(l)}` }))]
    : [
        ...[...limits].reverse().map((l, i) => ({ cls: `q${SIDES - limits.length + i}`, words: `≤ ${show(-l)}` })),
        { cls: "q5", words: "≈ 0" },
        ...limits.map((l, i) => ({ cls: `q${SIDES + i + 1}`, words: `≥ ${show(l)}` })),
      ];
  return (
    <div className="map-legend small" role="note" aria-label={words}>
      <span className="quiet">{words}</span>
      {classes.map((c) => (
        <span key={c.cls} className="swatch">
          <svg viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" className={c.cls} /></svg>
          {c.words}
        </span>
      ))}
      <span className="swatch"><svg viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" className="hatch-ground" /><path d="M-2 12L12-2M3 13L13 3" className="hatch-line" /></svg>{t("map.none")}</span>
    </div>
  );
}
