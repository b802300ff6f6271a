/** Questions to the verbs: an answer at once, or a job followed by server-sent events, with cancel. */
import { at, Fault, type FaultBody, get, post, request } from "./client";

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
  answer?: T | null;
  error?: FaultBody | null;
}

export interface Progress {
  state: JobState;
  progress: number | null;
  said: string;
}

/** An answer and its permanent name. */
export interface Answered<T> {
  id: string;
  answer: T;
}

const OVER: readonly JobState[] = ["done", "failed", "cancelled"];

/** Ask a verb. Aborting the signal cancels the job on the server too. */
export async function ask<T>(
  verb: Verb,
  body: object,
  options: { signal?: AbortSignal; told?: (p: Progress) => void } = {},
): Promise<Answered<T>> {
  const job = await post<Job<T>>(`ask/${verb}`, body, options.signal);
  if (job.state === "done" && job.answer) return { id: job.id, answer: job.answer };
  const ended = OVER.includes(job.state) ? job : await followed<T>(job, options.signal, options.told);
  if (ended.state !== "done") throw new Fault(ended.error ?? { sentence: ended.said ?? "", place: ended.state }, 422);
  return { id: job.id, answer: ended.answer ?? (await get<{ answer: T }>(`results/${job.id}`, options.signal)).answer };
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
      reject(new DOMException("cancelled", "AbortError"));
    };
    const heard = (now: Job<T>) => {
      told?.({ state: now.state, progress: now.progress ?? null, said: now.said ?? "" });
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
