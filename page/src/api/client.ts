/** The API: typed answers, errors as values with words, every address relative to the page. */

/** What the server says when it cannot answer; the page shows the sentence and the remedy, never a code alone. */
export interface FaultBody {
  field?: string | null;
  place?: string | null;
  found?: string | null;
  allowed?: string | readonly string[] | null;
  remedy?: string | null;
  sentence: string;
  found_zh?: string | null;
  allowed_zh?: string | null;
  remedy_zh?: string | null;
  sentence_zh?: string | null;
}

/** The words of a fault in the language in use; where there are none in Chinese the English ones stand in. */
export function faultIn(lang: string, f: FaultBody): Pick<FaultBody, "found" | "allowed" | "remedy" | "sentence"> {
  if (lang !== "zh") return f;
  return { found: f.found_zh ?? f.found, allowed: f.allowed_zh ?? f.allowed, remedy: f.remedy_zh ?? f.remedy, sentence: f.sentence_zh ?? f.sentence };
}

export class Fault extends Error {
  constructor(
    readonly body: FaultBody,
    readonly status: number,
  ) {
    super(body.sentence);
    this.name = "Fault";
  }
}

/** The API address of a path such as `cases/stockholm-2025`. */
export const at = (path: string): string => new URL(`api/v1/${path}`, document.baseURI).toString();

async function fault(response: Response): Promise<Fault> {
  const document = (await response.json().catch(() => null)) as { error?: FaultBody | string; message?: string } | null;
  const said = document?.error;
  if (said && typeof said === "object") return new Fault(said, response.status);
  return new Fault({ sentence: document?.message ?? `${response.status} ${response.statusText}` }, response.status);
}

export async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(at(path), { credentials: "same-origin", ...init }).catch((reason: unknown) => {
    if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
    throw new Fault({ sentence: "", place: "network" }, 0);
  });
  if (!response.ok) throw await fault(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => request<T>(path, { signal: signal ?? null });

export const post = <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  request<T>(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json" },
    signal: signal ?? null,
  });

const kept = new Map<string, Promise<unknown>>();

/** A document that does not change while the page is open, asked for once. */
export function once<T>(path: string): Promise<T> {
  let found = kept.get(path) as Promise<T> | undefined;
  if (!found) {
    found = get<T>(path);
    kept.set(path, found);
    found.catch(() => kept.delete(path));
  }
  return found;
}
