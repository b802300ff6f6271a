/** Light, dark, or as the system says; kept in this browser only. */
import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";
const KEY = "bahe-theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const told = new Set<() => void>();

function kept(): Theme {
  const said = new URLSearchParams(window.location.search).get("theme") ?? remembered(KEY);
  return said === "light" || said === "dark" ? said : "system";
}

export function remembered(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null; // storage can be forbidden
  }
}

export function remember(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // nothing is kept, nothing is lost
  }
}

let now: Theme = kept();
/** Print is always light, the drawings too. */
const print = window.matchMedia("print");
let asked = false; // a browser says so before it lays out for paper
const isDark = () => !printing() && (now === "system" ? dark.matches : now === "dark");
const apply = () => {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  told.forEach((f) => f());
};
dark.addEventListener("change", apply);
print.addEventListener("change", apply);
for (const [event, on] of [["beforeprint", true], ["afterprint", false]] as const)
  window.addEventListener(event, () => {
    asked = on;
    apply();
  });
apply();

export function setTheme(to: Theme): void {
  now = to;
  remember(KEY, to);
  apply();
}

const listen = (f: () => void) => {
  told.add(f);
  return () => told.delete(f);
};

/** True while the page is laid out for paper. */
export function printing(): boolean {
  return asked || print.matches;
}

/** True where the reader asks for nothing that moves. */
export const calm = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** True when the page is dark. */
export const useDark = (): boolean => useSyncExternalStore(listen, isDark);
