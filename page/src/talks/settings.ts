/** Switched-off issues as settings of the scenario (`--set KEY=VALUE`), where a cause is no more than other values. */
import type { Switch } from "./types";

const PLAIN = new Set(["sign", "unless", "while", "meanwhile", "noise", "extension_cost", "rounds", "discount", "audience", "security"]);

/** Keys that a cause changes; null where it takes pledges off or parts the table, which is no setting. */
export function keysOf(s: Switch): string[] | null {
  const keys = Object.entries(s.without).filter(([, v]) => v !== null && !(Array.isArray(v) && v.length === 0)).map(([k]) => k);
  return keys.length && keys.every((k) => PLAIN.has(k)) ? keys : null;
}

/** KEY=VALUE of every cause that is off, for table number `at`. */
export function settings(off: readonly Switch[], at: number): string[] {
  return off.flatMap((s) =>
    (keysOf(s) ?? []).map((k) => `talks.tables[${at}].${k === "meanwhile" ? "while" : k}=${JSON.stringify(s.without[k])}`),
  );
}

/** Two causes that change one value exclude each other. */
export function toggled(off: readonly string[], cause: string, all: readonly Switch[]): string[] {
  if (off.includes(cause)) return off.filter((c) => c !== cause);
  const keys = keysOf(all.find((s) => s.cause === cause)!) ?? [];
  const kept = off.filter((c) => {
    const theirs = keysOf(all.find((s) => s.cause === c)!);
    return theirs !== null && keys.length > 0 && !theirs.some((k) => keys.includes(k));
  });
  return [...kept, cause];
}
