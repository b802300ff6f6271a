/** Questions to the verbs: an answer at once, or a job followed by server-sent events, with cancel. */
import { at, Fault, type FaultBody, get, post, request } from "./client";
import type { Both } from "./types";

export type Verb =
  | "shock" | "run" | "depend" | "leverage" | "war" | "deal" | "threat" | "tug" | "talks" | "assure" | "world" | "case"
  | "ensemble" | "verdicts" | "judge";

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled" | "interrupted";

/** What the server says of a job; `answer` is there when it is done at once. */
export interface Job<T> {
  id: string;
  state: JobState;
  progress?: number | null;
  said?: string | null;
  said_zh?: string | null;
  answer?: T | null;
  error?: FaultBody | null;
}

export interface Progress {
  state: JobState;
  progress: number | null;
  /** What is being worked on, in both languages. */
  said: Both;
}

/** An answer and its permanent name. */
export interface Answered<T> {
  id: string;
  answer: T;
}

const OVER: readonly JobState[] = ["done", "failed", "cancelled"];
const SOON = 0.4; // s until the server promises the answer instead: after that it can be followed and taken back
const LEFT = 250; // ms after the last asker went until the question is taken back: the next view may ask the same

type Told = (p: Progress) => void;

/** A question on its way, however many parts of the page wait for it. */
interface Running {
  answer: Promise<Answered<unknown>>;
  askers: Set<Told>;
  stop: AbortController;
}

const running = new Map<string, Running>();

/** Ask a verb. Aborting the signal takes the question back on the server too, once nobody waits for it any more. */
export function ask<T>(verb: Verb, body: object, options: { signal?: AbortSignal; told?: Told } = {}): Promise<Answered<T>> {
  const key = `${verb} ${JSON.stringify(body)}`;
  const run = running.get(key) ?? begun(key, verb, body);
  const own: Told = (p) => options.told?.(p);
  run.askers.add(own);
  return new Promise((resolve, reject) => {
    const gone = () => {
      run.askers.delete(own);
      reject(takenBack());
      setTimeout(() => run.askers.size === 0 && run.stop.abort(), LEFT);
    };
    if (options.signal?.aborted) return gone();
    options.signal?.addEventListener("abort", gone, { once: true });
    run.answer.then((found) => resolve(found as Answered<T>), reject).finally(() => options.signal?.removeEventListener("abort", gone));
  });
}

const takenBack = () => new DOMException("cancelled", "AbortError");

function begun(key: string, verb: Verb, body: object): Running {
  const stop = new AbortController();
  const askers = new Set<Told>();
  const answer = answered(verb, body, stop.signal, (p) => askers.forEach((told) => told(p)));
  const run = { answer, askers, stop };
  running.set(key, run);
  const over = () => void (running.get(key) === run && running.delete(key));
  stop.signal.addEventListener("abort", over);
  answer.then(over, over);
  return run;
}

async function answered(verb: Verb, body: object, signal: AbortSignal, told: Told): Promise<Answered<unknown>> {
  // sent to the end even when it is taken back: only what the server says names the job that must be stopped
  const job = await post<Job<unknown>>(`ask/${verb}?wait=${SOON}`, body);
  if (job.state === "done" && job.answer) return { id: job.id, answer: job.answer };
  const ended = OVER.includes(job.state) ? job : await followed(job, signal, told);
  if (ended.state !== "done") throw new Fault(ended.error ?? { sentence: ended.said ?? "", place: ended.state }, 422);
  return { id: job.id, answer: ended.answer ?? (await get<{ answer: unknown }>(`results/${job.id}`, signal)).answer };
}

/** Follow a job to its end by events; where these break off, by asking. */
function followed<T>(job: Job<T>, signal?: AbortSignal, told?: (p: Progress) => void): Promise<Job<T>> {
  return new Promise((resolve, reject) => {
    const events = new EventSource(at(`jobs/${job.id}/events`), { withCredentials: true });
    const stop = () => {
      events.close();
      signal?.removeEventListener("abort", cancel);
    };
    const cancel = () => {
      stop();
      void request(`jobs/${job.id}`, { method: "DELETE" }).catch(() => undefined);
      reject(takenBack());
    };
    const heard = (now: Job<T>) => {
      told?.({ state: now.state, progress: now.progress ?? null, said: { en: now.said ?? "", zh: now.said_zh ?? now.said ?? "" } });
      if (!OVER.includes(now.state)) return false;
      stop();
      resolve(now);
      return true;
    };
    if (signal?.aborted) return cancel();
    signal?.addEventListener("abort", cancel);
    const read = (event: Event) => void heard(JSON.parse((event as MessageEvent<string>).data) as Job<T>);
    for (const name of ["job", "message"]) events.addEventListener(name, read);
    events.onerror = () => {
      events.close();
      polled(job.id, heard, signal).catch((reason: unknown) => {
        stop();
        reject(reason instanceof Error ? reason : new Error(String(reason)));
      });
    };
  });
}

const POLLS = 7200; // at half a second: an hour

async function polled<T>(id: string, heard: (now: Job<T>) => boolean, signal?: AbortSignal): Promise<void> {
  for (let i = 0; i < POLLS && !signal?.aborted; i++) {
    if (heard(await get<Job<T>>(`jobs/${id}`, signal))) return;
    await new Promise((go) => setTimeout(go, 500));
  }
  throw new Fault({ sentence: "", place: "timeout" }, 0);
}
