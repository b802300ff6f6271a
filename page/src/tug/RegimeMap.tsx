/** The map of regimes: a cell a world, arrows to walk, the cursor's parameters beside it. */
import { type KeyboardEvent, useRef, useState } from "react";
import { type Cell, regimeMap, stepped, toneOf } from "../charts/regime";
import { hideTip, showTip } from "../design/tip";
import { Num } from "../design/Num";
import { Card } from "../design/parts";
import { plain } from "../numbers";
import { change } from "../route";
import { useWords } from "../texts";
import type { Regimes } from "./types";

/** The name of a cell in the address. */
const nameOf = (c: Cell) => `${c.lock_in},${c.learning},${c.long_elasticity}`;

/** `said`: the cell that the address names. */
export function RegimeMap({ found, said }: { found: Regimes; said: string | null }) {
  const { t, lang, maybe } = useWords();
  const map = regimeMap(found.cells);
  const [at, setCell] = useState<Cell>(found.cells.find((c) => nameOf(c) === said) ?? map.panels[0]!.rows[0]![0]!);
  const setAt = (c: Cell) => (setCell(c), change({ cell: nameOf(c) }, false));
  const verdict = (c: Cell) => maybe(`regime.${c.verdict}`, c.verdict);
  const counts = ["self-defeating", "pays above b*", "pays at any weight", "pays below b*", "not converged"].map((v) => ({ v, n: found.cells.filter((c) => c.verdict === v).length })).filter((x) => x.n);
  return (
    <>
      <p className="lead-answer">{t("regime.answer", { all: found.cells.length, self: found.cells.filter((c) => c.verdict === "self-defeating").length })}</p>
      <div className="side regime">
        <Card title={t("regime.cursor")} className="sticky">
          <dl className="facts">
            <dt>{t("regime.lock_in")}</dt><dd><Num value={at.lock_in} kind="plain" digits={2} what={t("regime.lock_in")} source={t("regime.source")} /></dd>
            <dt>{t("regime.learning")}</dt><dd><Num value={at.learning} kind="plain" digits={3} what={t("regime.learning")} source={t("regime.source")} /></dd>
            <dt>{t("regime.elasticity")}</dt><dd><Num value={at.long_elasticity} kind="plain" digits={2} what={t("regime.elasticity")} source={t("regime.source")} /></dd>
            <dt>b*</dt><dd><Num value={at.break_even_weight} kind="plain" digits={2} what={t("regime.b")} source={t("regime.source")} /></dd>
            <dt>{t("regime.verdict")}</dt><dd>{verdict(at)}</dd>
            <dt>{t("regime.cost")}</dt><dd><Num value={at.cost_market_years} kind="plain" digits={2} unit={t("regime.market_years")} what={t("regime.cost")} source={t("regime.source")} /></dd>
            <dt>{t("regime.hurt")}</dt><dd><Num value={at.hurt_market_years} kind="plain" digits={2} unit={t("regime.market_years")} what={t("regime.hurt")} source={t("regime.source")} /></dd>
            <dt>{t("regime.support")}</dt><dd>{at.support ? maybe(`regime.support.${at.support}`, at.support) : "–"}</dd>
          </dl>
          <p className="quiet small">{t("regime.b_words")}</p>
          <p className="legend">{counts.map((c) => <span key={c.v}><i className={`swatch ${toneOf({ verdict: c.v, break_even_weight: 1 } as Cell, 1).tone}`} /> {maybe(`regime.${c.v}`, c.v)} · {c.n}</span>)}</p>
        </Card>
        <div className="regime-panels">
          {map.panels.map((p) => <PanelGrid key={p.lockIn} lockIn={p.lockIn} rows={p.rows} top={map.top} at={at} setAt={setAt} verdict={verdict} label={t("regime.panel", { lock: plain(p.lockIn, 1, lang) })} />)}
          <p className="quiet small">{t("regime.axes")}</p>
        </div>
      </div>
    </>
  );
}

interface GridProps {
  lockIn: number;
  rows: readonly (readonly Cell[])[];
  top: number;
  at: Cell;
  setAt: (c: Cell) => void;
  verdict: (c: Cell) => string;
  label: string;
}

function PanelGrid({ rows, top, at, setAt, verdict, label }: GridProps) {
  const { t, lang } = useWords();
  const grid = useRef<HTMLTableElement>(null);
  const here = rows.findIndex((r) => r.includes(at));
  const home: [number, number] = here < 0 ? [0, 0] : [here, rows[here]!.indexOf(at)];
  const move = (e: KeyboardEvent) => {
    const [r, c] = stepped(e.key, home[0], home[1], rows.length, rows[0]!.length);
    if (r === home[0] && c === home[1]) return;
    e.preventDefault();
    setAt(rows[r]![c]!);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${r}-${c}"]`)?.focus();
  };
  const words = (c: Cell) => t("regime.cell", { learning: plain(c.learning, 3, lang), elasticity: plain(c.long_elasticity, 2, lang), verdict: verdict(c), b: c.break_even_weight === null ? "–" : plain(c.break_even_weight, 2, lang) });
  return (
    <div className="regime-panel">
      <h3>{label}</h3>
      <table role="grid" aria-label={label} ref={grid} onKeyDown={move}>
        <thead><tr role="row"><th scope="col" className="only-read">{t("regime.learning")}</th>{rows[0]!.map((c) => <th key={c.long_elasticity} scope="col">{plain(c.long_elasticity, c.long_elasticity % 1 ? 2 : 0, lang)}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={row[0]!.learning} role="row">
              <th scope="row">{plain(row[0]!.learning, 3, lang)}</th>
              {row.map((c, i) => {
                const { tone, depth } = toneOf(c, top);
                const shade = tone === "weight" ? Math.round(10 + 65 * depth) : 0;
                return (
                  <td key={c.long_elasticity} role="gridcell" data-cell={`${r}-${i}`} tabIndex={r === home[0] && i === home[1] ? 0 : -1} aria-selected={c === at} aria-label={words(c)}
                    className={`cell ${tone}${c === at ? " here" : ""}`} style={shade ? { background: `color-mix(in srgb, var(--regime) ${shade}%, var(--raised))` } : undefined}
                    onMouseEnter={(e) => (setAt(c), showTip(e.currentTarget, words(c)))} onMouseLeave={hideTip} onFocus={(e) => (setAt(c), showTip(e.currentTarget, words(c)))} onBlur={hideTip}>
                    {tone === "self" ? "×" : tone === "free" ? "0" : tone === "unknown" ? "?" : plain(c.break_even_weight, 2, lang)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
