/** Files that the browser saves: what is on the page, at full precision. */
import type { Column } from "./Table";

export function save(name: string, what: Blob): void {
  const address = URL.createObjectURL(what);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

const quoted = (cell: unknown) => {
  const words = cell === null || cell === undefined ? "" : String(cell);
  return /[",\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
};

export const csvOf = <R>(columns: readonly Column<R>[], rows: readonly R[]): string =>
  [columns.map((c) => c.key), ...rows.map((r) => columns.map((c) => c.value(r)))].map((cells) => cells.map(quoted).join(",")).join("\r\n") + "\r\n";

export function saveCsv<R>(file: string, columns: readonly Column<R>[], rows: readonly R[]): void {
  save(`${file}.csv`, new Blob(["\ufeff", csvOf(columns, rows)], { type: "text/csv;charset=utf-8" }));
}
