/** The one way out of the page: session cookie, CSRF, idempotency, versions, language, problems. */
import { uuid } from "@/kit/ids";
import { Problem, type ProblemBody } from "./problem";

export interface Call {
  body?: unknown;
  query?: Record<string, unknown>;
  /** The version the person saw; sent as If-Match. */
  version?: number | null;
  /** Given when the caller repeats one intention; else each call is a new one. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

type Method = "GET" | "POST" | "PATCH" | "DELETE";
type Listener = () => void;

const RETRIES = 2;
const signedOut = new Set<Listener>();
let language = "zh-Hans";

export const setRequestLanguage = (value: string): void => {
  language = value;
};

export function onSignedOut(listener: Listener): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

/** Requests that the page makes while nobody touches it say so, and do not keep an idle session alive. */
const IDLE_AFTER = 60_000;
let touchedAt = Date.now();
for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
  globalThis.addEventListener?.(kind, () => (touchedAt = Date.now()), { capture: true, passive: true });
}

export function cookie(name: string): string {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

export function queryString(query: Record<string, unknown> = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === "" || value === false) continue;
    // A filter is JSON even when it is one triple; every other list is words with commas.
    const text = value === true ? "1" : Array.isArray(value) && key !== "filter" ? value.join(",") : value;
    params.set(key, typeof text === "object" ? JSON.stringify(text) : String(text));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

function headersFor(method: Method, call: Call): Headers {
  const headers = new Headers({ Accept: "application/json", "Accept-Language": language });
  if (Date.now() - touchedAt > IDLE_AFTER) headers.set("X-Background", "1");
  if (method !== "GET") {
    headers.set("X-CSRFToken", cookie("csrftoken"));
    headers.set("Idempotency-Key", call.idempotencyKey ?? uuid());
  }
  if (call.version !== undefined && call.version !== null) headers.set("If-Match", `"${call.version}"`);
  if (call.body !== undefined && !(call.body instanceof FormData)) headers.set("Content-Type", "application/json");
  return headers;
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback: ProblemBody = {
    status: response.status,
    code: `http_${response.status}`,
    title: response.statusText || String(response.status),
    request_id: response.headers.get("X-Request-Id") ?? undefined,
  };
  try {
    return new Problem({ ...fallback, ...((await response.json()) as Partial<ProblemBody>) });
  } catch {
    return new Problem(fallback);
  }
}

/** A broken line is tried again with the same key, so the effect happens once. */
async function send(url: string, init: RequestInit, attempt = 0): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted || attempt >= RETRIES || !navigator.onLine) throw error;
    await new Promise((resume) => setTimeout(resume, 300 * (attempt + 1)));
    return send(url, init, attempt + 1);
  }
}

export async function request<T>(method: Method, path: string, call: Call = {}): Promise<T> {
  const body =
    call.body instanceof FormData ? call.body : call.body === undefined ? undefined : JSON.stringify(call.body);
  const response = await send(path + queryString(call.query), {
    method,
    body,
    headers: headersFor(method, call),
    credentials: "same-origin",
    signal: call.signal,
  });
  if (!response.ok) {
    if (response.status === 401 && !path.startsWith("/_allauth")) for (const listener of signedOut) listener();
    throw await problemOf(response);
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const get = <T>(path: string, query?: Record<string, unknown>, signal?: AbortSignal) =>
  request<T>("GET", path, { query, signal });
export const post = <T>(path: string, body?: unknown, call: Call = {}) =>
  request<T>("POST", path, { ...call, body: body ?? {} });
export const patch = <T>(path: string, body: unknown, call: Call = {}) => request<T>("PATCH", path, { ...call, body });
export const remove = (path: string, call: Call = {}) => request<void>("DELETE", path, call);
