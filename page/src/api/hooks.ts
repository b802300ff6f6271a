/** React's view of the API: what is known, what is under way, what went wrong. */
import { useCallback, useEffect, useRef, useState } from "react";
import { ask, type Progress, type Verb } from "./ask";
import { Fault, get, once } from "./client";

export interface Loaded<T> {
  /** The document, once there; the last one while the next is under way. */
  data: T | undefined;
  fault: Fault | undefined;
  loading: boolean;
}

export interface Asked<T> extends Loaded<T> {
  /** The permanent name of the result: `results/ID`. */
  id: string | undefined;
  progress: Progress | undefined;
  cancel: () => void;
  /** True after a cancel, until the next question. */
  cancelled: boolean;
  again: () => void;
}

const asFault = (reason: unknown): Fault =>
  reason instanceof Fault ? reason : new Fault({ sentence: reason instanceof Error ? reason.message : String(reason) }, 0);
const aborted = (reason: unknown) => reason instanceof DOMException && reason.name === "AbortError";

/** A document by its path; `null` asks nothing; `fixed` keeps it while the page is open. */
export function useApi<T>(path: string | null, fixed = false): Loaded<T> {
  const [now, set] = useState<Loaded<T> & { path: string | null }>({ data: undefined, fault: undefined, loading: false, path: null });
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    set((was) => ({ ...was, loading: true, fault: undefined }));
    (fixed ? once<T>(path) : get<T>(path, stop.signal)).then(
      (data) => !stop.signal.aborted && set({ data, fault: undefined, loading: false, path }),
      (reason: unknown) =>
        !stop.signal.aborted && !aborted(reason) && set({ data: undefined, fault: asFault(reason), loading: false, path }),
    );
    return () => stop.abort();
  }, [path, fixed]);
  return path === null ? { data: undefined, fault: undefined, loading: false } : { ...now, loading: now.loading || now.path !== path };
}

/** Ask a verb whenever the body changes; `null` asks nothing. A new question cancels the old one. */
export function useAsk<T>(verb: Verb, body: object | null): Asked<T> {
  const said = body === null ? null : JSON.stringify(body);
  const [round, setRound] = useState(0);
  const [now, set] = useState<Omit<Asked<T>, "cancel" | "again">>({
    data: undefined, fault: undefined, loading: false, id: undefined, progress: undefined, cancelled: false,
  });
  const stop = useRef<AbortController | undefined>(undefined);
  useEffect(() => {
    if (said === null) return;
    const own = new AbortController();
    stop.current = own;
    set((was) => ({ ...was, loading: true, fault: undefined, progress: undefined, cancelled: false }));
    ask<T>(verb, JSON.parse(said) as object, {
      signal: own.signal,
      told: (progress) => !own.signal.aborted && set((was) => ({ ...was, progress })),
    }).then(
      ({ id, answer }) =>
        !own.signal.aborted &&
        set({ data: answer, id, fault: undefined, loading: false, progress: undefined, cancelled: false }),
      (reason: unknown) => {
        if (aborted(reason) || own.signal.aborted) return;
        set({ data: undefined, id: undefined, fault: asFault(reason), loading: false, progress: undefined, cancelled: false });
      },
    );
    return () => own.abort();
  }, [verb, said, round]);
  const cancel = useCallback(() => {
    stop.current?.abort();
    set((was) => ({ ...was, loading: false, progress: undefined, cancelled: true }));
  }, []);
  const again = useCallback(() => setRound((n) => n + 1), []);
  return { ...now, cancel, again };
}

/** Ask while a hand drags: one question at a time is on its way, and the newest follows as soon as it has answered. */
export function useFollow<T>(verb: Verb, body: object | null): Asked<T> {
  const said = body === null ? null : JSON.stringify(body);
  const newest = useRef(said);
  newest.current = said;
  const flying = useRef<AbortController | undefined>(undefined);
  const [round, setRound] = useState(0);
  const [now, set] = useState<Omit<Asked<T>, "cancel" | "again">>({
    data: undefined, fault: undefined, loading: false, id: undefined, progress: undefined, cancelled: false,
  });
  const send = useCallback(() => {
    const words = newest.current;
    if (words === null || flying.current) return;
    const own = (flying.current = new AbortController());
    set((was) => ({ ...was, loading: true, fault: undefined, progress: undefined, cancelled: false }));
    ask<T>(verb, JSON.parse(words) as object, {
      signal: own.signal,
      told: (progress) => !own.signal.aborted && set((was) => ({ ...was, progress })),
    })
      .then(
        ({ id, answer }) => ({ data: answer, id, fault: undefined }),
        (reason: unknown) => (aborted(reason) ? undefined : { data: undefined, id: undefined, fault: asFault(reason) }),
      )
      .then((found) => {
        if (own.signal.aborted) return;
        flying.current = undefined;
        if (found) set({ ...found, loading: newest.current !== words, progress: undefined, cancelled: false });
        if (newest.current !== words) send();
      });
  }, [verb]);
  useEffect(send, [send, said, round]);
  useEffect(
    () => () => {
      flying.current?.abort();
      flying.current = undefined;
    },
    [],
  );
  const cancel = useCallback(() => {
    flying.current?.abort();
    flying.current = undefined;
    set((was) => ({ ...was, loading: false, progress: undefined, cancelled: true }));
  }, []);
  const again = useCallback(() => setRound((n) => n + 1), []);
  return { ...now, cancel, again };
}
