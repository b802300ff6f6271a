/** Every view has a permanent address: `#/room/rest?key=value`. The language is part of it. */
import { useCallback, useMemo, useSyncExternalStore } from "react";

export interface Route {
  room: string;
  /** What follows the room, such as the name of a case. */
  rest: string;
  query: URLSearchParams;
}

export function parsed(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [room = "", ...rest] = path.split("/");
  return { room: room || "casebook", rest: rest.map(decodeURIComponent).join("/"), query: new URLSearchParams(query) };
}

export type Query = Record<string, string | number | readonly string[] | null | undefined>;

/** The address of a view; empty values are left out, lists repeat the key. */
export function address(room: string, rest = "", query: Query = {}): string {
  const said = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (Array.isArray(value)) value.forEach((v) => said.append(key, String(v)));
    else if (value !== null && value !== undefined && value !== "") said.set(key, String(value));
  }
  const path = [room, ...(rest ? rest.split("/") : [])].map(encodeURIComponent).join("/");
  return `#/${path}${said.size ? `?${said}` : ""}`;
}

/** The address as the page has it; the browser's follows at most four times a second, since some refuse more. */
let now = window.location.hash;
let pending: ReturnType<typeof setTimeout> | undefined;
const told = new Set<() => void>();

function heard(): void {
  clearTimeout(pending);
  now = window.location.hash;
  told.forEach((f) => f());
}
window.addEventListener("hashchange", heard);
window.addEventListener("popstate", heard);

const listen = (f: () => void) => {
  told.add(f);
  return () => told.delete(f);
};

export function useRoute(): Route {
  const hash = useSyncExternalStore(listen, () => now);
  return useMemo(() => parsed(hash), [hash]);
}

/** Entries of the history when the page was loaded: what lies before them is not this page's to leave. */
const began = window.history.length;

/** Back to the view before, where there is one. */
export function undo(): void {
  if (window.history.length > began) window.history.back();
}

/** The address of the view that is open. */
export const useHash = (): string => useSyncExternalStore(listen, () => now);

/** Write the address without a step in the history (sliders, typing) or with one (choices). */
export function go(to: string, step = true): void {
  clearTimeout(pending);
  now = to;
  const write = () => window.history.replaceState(null, "", to);
  if (step) window.history.pushState(null, "", to);
  else pending = setTimeout(write, 250);
  told.forEach((f) => f());
}

/** Change some of the query of the view that is open. */
export function change(changes: Query, step = true): void {
  const { room, rest, query } = parsed(now);
  const all: Query = {};
  for (const key of query.keys()) all[key] = query.getAll(key);
  go(address(room, rest, { ...all, ...changes }), step);
}

/** One value of the address and how to set it; the first value stands where the address says nothing. */
export function useParam<T extends string = string>(key: string, first: T): [T, (to: T, step?: boolean) => void] {
  const { query } = useRoute();
  const set = useCallback((to: T, step = true) => change({ [key]: to === first ? null : to }, step), [key, first]);
  return [(query.get(key) ?? first) as T, set];
}
