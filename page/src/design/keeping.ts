/** Views that a visitor keeps: addresses with their titles, in this browser only. */
import { useSyncExternalStore } from "react";
import { remember, remembered } from "../theme";

export interface KeptView {
  address: string;
  title: string;
}

const KEY = "bahe-kept";
const MOST = 24;

function read(): KeptView[] {
  try {
    const found = JSON.parse(remembered(KEY) ?? "[]") as unknown;
    if (!Array.isArray(found)) return [];
    return found.filter((x): x is KeptView => typeof x?.address === "string" && typeof x?.title === "string" && x.address.startsWith("#/"));
  } catch {
    return []; // what cannot be read was not written by this page
  }
}

let now = read();
const told = new Set<() => void>();
const write = (to: KeptView[]) => {
  now = to;
  remember(KEY, JSON.stringify(to));
  told.forEach((f) => f());
};

/** The language is the reader's, not the view's. */
export const viewOf = (address: string): string => address.replace(/([?&])lang=\w+&?/, "$1").replace(/[?&]$/, "");

export const drop = (address: string): void => write(now.filter((k) => k.address !== address));
export const keep = (view: KeptView): void => write([view, ...now.filter((k) => k.address !== view.address)].slice(0, MOST));

const listen = (f: () => void) => {
  told.add(f);
  return () => told.delete(f);
};

export const useKept = (): readonly KeptView[] => useSyncExternalStore(listen, () => now);
