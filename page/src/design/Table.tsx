/** A table with units in its head, sorting, a download, and cells reached by arrow keys. */
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { type Maybe, known } from "../numbers";
import { useWords } from "../texts";
import { saveCsv } from "./save";
import { Icon } from "./Icon";
import { Num, type NumKind, unitOf } from "./Num";

export interface Column<R> {
  key: string;
  head: string;
  /** Numbers: how to print; words: leave out. */
  kind?: NumKind;
  digits?: number;
  unit?: string;
  /** The unit where it differs from row to row: in the tip. */
  unitOf?: (row: R) => string;
  tone?: "gain" | "loss";
  /** Figures that come as words: set to the right all the same. */
  right?: boolean;
  hint?: string;
  value: (row: R) => Maybe | string;
  band?: (row: R) => readonly [Maybe, Maybe] | undefined;
  /** Drawn instead of the value (links, badges). */
  draw?: (row: R) => ReactNode;
  source?: (row: R) => string | undefined;
}

export interface TableProps<R> {
  /** Read by screen readers; drawn when `title` is on. */
  caption: string;
  columns: readonly Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
  /** What the tips call a row; its first cell otherwise. */
  rowName?: (row: R) => string;
  strong?: (row: R) => boolean;
  source?: string | undefined;
  /** Name of the file that the download writes. */
  file: string;
  /** Sort at first: a key, with a minus for falling. */
  sort?: string;
  bands?: boolean;
  extra?: ReactNode;
}

function compared(a: Maybe | string, b: Maybe | string): number {
  if (typeof a === "string" || typeof b === "string") return String(a ?? "").localeCompare(String(b ?? ""));
  if (!known(a) || !known(b)) return known(a) ? -1 : known(b) ? 1 : 0;
  return a - b;
}

function sorted<R>(rows: readonly R[], columns: readonly Column<R>[], by: string): readonly R[] {
  const column = columns.find((c) => c.key === by.replace(/^-/, ""));
  if (!column) return rows;
  const way = by.startsWith("-") ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [column.value(a), column.value(b)];
    return typeof x === "number" && typeof y === "number" ? way * (x - y) : way * compared(x, y) * (known(x as Maybe) === known(y as Maybe) ? 1 : way);
  });
}

/** Arrow keys move among the figures of a table. */
function moved(e: KeyboardEvent<HTMLTableElement>): void {
  const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[e.key];
  if (!step) return;
  const rows = [...e.currentTarget.tBodies[0]!.rows].map((r) => [...r.querySelectorAll<HTMLElement>("[data-num]")]);
  const i = rows.findIndex((r) => r.includes(document.activeElement as HTMLElement));
  const j = i < 0 ? 0 : rows[i]!.indexOf(document.activeElement as HTMLElement);
  const next = i < 0 ? rows[0]?.[0] : rows[i + step[0]!]?.[j + step[1]!];
  if (next) {
    e.preventDefault();
    next.focus();
  }
}

export function Table<R>(p: TableProps<R>) {
  const words = useWords();
  const [by, setBy] = useState(p.sort ?? "");
  const rows = sorted(p.rows, p.columns, by);
  const turn = (key: string) => setBy((was) => (was === `-${key}` ? key : was === key ? "" : `-${key}`));
  const order = (key: string) => (by === key ? "ascending" : by === `-${key}` ? "descending" : "none");
  return (
    <div className="stack tight">
      <div className="table-wrap" tabIndex={0} role="region" aria-label={p.caption}>
        <table className="data" onKeyDown={moved}>
          <caption className="only-read">{p.caption}</caption>
          <thead>
            <tr>
              {p.columns.map((c) => (
                <th key={c.key} scope="col" className={c.kind || c.right ? "" : "words"} aria-sort={order(c.key)} title={c.hint}>
                  <button type="button" onClick={() => turn(c.key)}>
                    {c.head}
                    <span aria-hidden="true">{by === c.key ? " ↑" : by === `-${c.key}` ? " ↓" : ""}</span>
                  </button>
                  {c.kind && unitOf(c.kind, words, c.unit) && <small>{unitOf(c.kind, words, c.unit)}</small>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={p.rowKey(row)} className={p.strong?.(row) ? "strong" : undefined}>
                {p.columns.map((c, i) => (
                  <Cell key={c.key} column={c} row={row} first={i === 0} source={p.source} bands={p.bands ?? false} name={p.rowName?.(row) ?? String(p.columns[0]!.value(row) ?? "")} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="row end no-print">
        {p.extra}
        <button type="button" className="button plain" onClick={() => saveCsv(p.file, p.columns, rows)}>
          <Icon name="download" /> CSV
        </button>
      </div>
    </div>
  );
}

interface CellProps<R> {
  column: Column<R>;
  row: R;
  first: boolean;
  source: string | undefined;
  bands: boolean;
  name: string;
}

function Cell<R>({ column: c, row, first, source, bands, name }: CellProps<R>) {
  const value = c.value(row);
  const [low, high] = c.band?.(row) ?? [];
  const drawn = c.draw ? (
    c.draw(row)
  ) : c.kind && typeof value !== "string" ? (
    <Num value={value} kind={c.kind} {...(c.digits === undefined ? {} : { digits: c.digits })} low={low} high={high} what={`${name}: ${c.head}`}
      source={c.source?.(row) ?? source} {...(c.tone ? { tone: c.tone } : {})} {...(c.unitOf ? { unit: c.unitOf(row) } : c.unit === undefined ? {} : { unit: c.unit })} cell hideUnit showBand={bands} />
  ) : (
    value
  );
  return first ? <th scope="row">{drawn}</th> : <td className={c.kind || c.right ? "" : "words"}>{drawn}</td>;
}
