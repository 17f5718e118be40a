/** The one way out of the page: session cookie, CSRF, idempotency, versions, language, problems. */
import createClient, { type Middleware } from "openapi-fetch";
import { uuid } from "@/kit/ids";
import type { components, paths } from "./generated/schema";
import { Problem, type ProblemBody } from "./problem";

export type Schemas = components["schemas"];

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

function cookie(name: string): string {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** Behind TLS the cookie is bound to this host by its name. */
export const csrfToken = () => cookie("__Host-csrftoken") || cookie("csrftoken");

export function queryString(query: Record<string, unknown> = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === "" || value === false) continue;
    // A filter is JSON even when it is one triple; every other list is words with commas.
    const text = value === true ? "1" : Array.isArray(value) && key !== "filter" ? value.join(",") : value;
    params.set(key, typeof text === "object" ? JSON.stringify(text) : String(text));
  }
  return params.toString();
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
async function send(request: Request, attempt = 0): Promise<Response> {
  try {
    return await fetch(request.clone());
  } catch (error) {
    if (request.signal.aborted || attempt >= RETRIES || !navigator.onLine) throw error;
    await new Promise((resume) => setTimeout(resume, 300 * (attempt + 1)));
    return send(request, attempt + 1);
  }
}

const manners: Middleware = {
  onRequest({ request: { headers, method } }) {
    headers.set("Accept", "application/json");
    headers.set("Accept-Language", language);
    if (Date.now() - touchedAt > IDLE_AFTER) headers.set("X-Background", "1");
    if (method !== "GET") {
      headers.set("X-CSRFToken", csrfToken());
      if (!headers.has("Idempotency-Key")) headers.set("Idempotency-Key", uuid());
    }
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) return;
    if (response.status === 401 && !schemaPath.startsWith("/_allauth")) for (const listener of signedOut) listener();
    throw await problemOf(response);
  },
};

/** The operations of the OpenAPI document; what is refused is thrown as a Problem. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin,
  credentials: "same-origin",
  fetch: (request) => send(request),
  querySerializer: queryString,
});
api.use(manners);

/** What an operation answers. */
export const data = async <T>(call: Promise<{ data?: T }>): Promise<T> => (await call).data as T;

/** The version that the person saw, as the header that operations with versions take. */
export const seen = (version?: number | null): { "If-Match"?: string } =>
  version === undefined || version === null ? {} : { "If-Match": `"${version}"` };

/** A call by address, for what no document describes: resources known only by their metadata, and sign-in. */
export async function request<T>(method: Method, path: string, call: Call = {}): Promise<T> {
  const headers: Record<string, string> = { ...seen(call.version) };
  if (call.idempotencyKey) headers["Idempotency-Key"] = call.idempotencyKey;
  const init = { body: call.body, params: { query: call.query }, headers, signal: call.signal };
  const untyped = api.request as unknown as (...given: unknown[]) => Promise<{ data?: T }>;
  return data(untyped(method, path, init));
}

export const get = <T>(path: string, query?: Record<string, unknown>, signal?: AbortSignal) =>
  request<T>("GET", path, { query, signal });
export const post = <T>(path: string, body?: unknown, call: Call = {}) =>
  request<T>("POST", path, { ...call, body: body ?? {} });
export const patch = <T>(path: string, body: unknown, call: Call = {}) => request<T>("PATCH", path, { ...call, body });
export const remove = (path: string, call: Call = {}) => request<void>("DELETE", path, call);
