/** Answers of `shock` and the preview, and how they are asked for. */
import { useEffect, useRef, useState } from "react";
import { ask, type Progress } from "../api/ask";
import { Fault, post } from "../api/client";
import type { SolveInfo } from "../api/types";

export type Measures = Record<string, number | null>;

export interface ShockAnswer {
  world: string;
  horizon: string;
  closure: string;
  elasticities: string;
  moves: string[];
  info: SolveInfo;
  economies: Record<string, Measures>;
}

export interface Exact {
  id?: string;
  answer?: ShockAnswer;
  fault?: Fault;
  /** How far a long solve is. */
  progress?: Progress;
}

interface Preview {
  state: "ready" | "preparing";
  economies?: Record<string, Measures>;
  retry_after?: number;
}

const known = new Map<string, Exact>();
const MOST_KEPT = 400;

const asFault = (reason: unknown) => (reason instanceof Fault ? reason : new Fault({ sentence: String(reason) }, 0));

async function solved(body: string, signal: AbortSignal, told: (progress: Progress) => void): Promise<Exact> {
  const found = known.get(body);
  if (found) return found;
  const now: Exact = await ask<ShockAnswer>("shock", JSON.parse(body) as object, { signal, told }).then(
    ({ id, answer }) => ({ id, answer }),
    (reason: unknown) => {
      if (signal.aborted) throw reason;
      return { fault: asFault(reason) };
    },
  );
  if (known.size > MOST_KEPT) known.clear();
  if (now.answer) known.set(body, now);
  return now;
}

/** Exact answers as far as they are there, and the way to take the rest back. */
export interface Exacts {
  all: (Exact | undefined)[];
  /** One of them is still being solved. */
  busy: boolean;
  cancelled: boolean;
  cancel: () => void;
  again: () => void;
}

/** Exact answers of several questions, each as soon as it is there; the order is that of the questions. */
export function useExact(bodies: readonly (object | null)[], wait = 0): Exacts {
  const said = bodies.map((b) => (b ? JSON.stringify(b) : ""));
  const key = said.join("\n");
  const [, redraw] = useState(0);
  const [back, setBack] = useState<string>(); // the questions that were taken back
  const cancelled = back === key && key !== "";
  const others = useRef(new Map<string, Exact>()); // faults, and solves under way
  useEffect(() => {
    if (cancelled) return;
    const stop = new AbortController();
    const tell = (body: string, now: Exact) => {
      if (stop.signal.aborted) return;
      others.current.set(body, now);
      redraw((x) => x + 1);
    };
    const timer = setTimeout(() => {
      for (const body of new Set(key.split("\n").filter((b) => b && !known.has(b))))
        solved(body, stop.signal, (progress) => tell(body, { progress })).then((now) => tell(body, now), () => undefined);
    }, wait);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, wait, cancelled]);
  const all = said.map((b) => known.get(b) ?? others.current.get(b));
  const busy = !cancelled && said.some((b, i) => b && !all[i]?.answer && !all[i]?.fault);
  return { all, busy, cancelled, cancel: () => setBack(key), again: () => setBack(undefined) };
}

/** The first-order answer, at once; undefined while there is none (bans and quantity controls have none). */
export function usePreview(body: object | null): Record<string, Measures> | undefined {
  const said = body ? JSON.stringify(body) : null;
  const [now, set] = useState<{ said: string; economies: Record<string, Measures> }>();
  useEffect(() => {
    if (!said || known.has(said)) return;
    const stop = new AbortController();
    const send = (tries: number): Promise<void> =>
      post<Preview>("preview", JSON.parse(said), stop.signal).then((p) => {
        if (p.state === "ready" && p.economies) set({ said, economies: p.economies });
        else if (tries > 0) setTimeout(() => !stop.signal.aborted && void send(tries - 1), 1000 * (p.retry_after ?? 2));
      }).catch(() => undefined);
    const timer = setTimeout(() => void send(10), 40);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [said]);
  return now && now.said === said ? now.economies : undefined;
}
