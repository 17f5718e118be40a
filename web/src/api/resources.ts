/** The generic calls that every declared resource answers. */
import { get, patch, post, remove, request } from "./http";
import type { Bucket, Entry, HistoryRow, Job, ListQuery, Option, Page, Row, SavedView } from "./types";

type Target = { path: string };

export interface BulkResult {
  results: { id: number; ok: boolean; problem?: { title: string; detail?: string } }[];
}

const listParams = (query: ListQuery, cursor?: string | null) => ({ ...query, cursor });

export const list = (r: Target, query: ListQuery, cursor?: string | null, signal?: AbortSignal) =>
  get<Page<Row>>(r.path, listParams(query, cursor), signal);
export const read = (r: Target, id: number, signal?: AbortSignal) => get<Entry>(`${r.path}/${id}`, undefined, signal);
export const create = (r: Target, body: unknown, idempotencyKey?: string) =>
  post<Entry>(r.path, body, { idempotencyKey });
export const update = (r: Target, id: number, body: unknown, version?: number | null) =>
  patch<Entry>(`${r.path}/${id}`, body, { version });
export const destroy = (r: Target, id: number, version?: number | null) => remove(`${r.path}/${id}`, { version });
export const act = (r: Target, id: number, verb: string, payload?: unknown, version?: number | null) =>
  post<Entry>(`${r.path}/${id}/${verb}`, payload, { version });
export const bulk = (r: Target, verb: string, ids: number[], payload: unknown = {}) =>
  post<BulkResult>(`${r.path}/bulk/${verb}`, { ids, payload });
export const options = (r: Target, query: { q?: string; ids?: number[]; limit?: number }, signal?: AbortSignal) =>
  get<{ rows: Option[] }>(`${r.path}/options`, query, signal);
export const aggregate = (r: Target, query: { group: string; sum?: string; filter?: unknown; q?: string }) =>
  get<{ rows: Bucket[] }>(`${r.path}/aggregate`, query);
export const history = (r: Target, id: number) => get<{ rows: HistoryRow[] }>(`${r.path}/${id}/history`);
export const exportRows = (r: Target, format: "csv" | "xlsx", query: ListQuery) =>
  post<{ id: Job["id"] }>(`${r.path}/export`, {
    format,
    filter: query.filter ?? null,
    sort: query.sort,
    columns: query.columns,
    q: query.q ?? "",
  });
export const job = (id: Job["id"]) => get<Job>(`/api/v1/jobs/${id}`);

export const views = (resource: string) => get<{ rows: SavedView[] }>("/api/v1/views", { resource });
export const saveView = (view: Pick<SavedView, "resource" | "name" | "shared" | "query">) =>
  post<SavedView>("/api/v1/views", view);
export const changeView = (id: number, change: Partial<SavedView>) => patch<SavedView>(`/api/v1/views/${id}`, change);
export const removeView = (id: number) => remove(`/api/v1/views/${id}`);

export const upload = (file: File, subject?: { resource: string; id: number }) => {
  const form = new FormData();
  form.set("file", file);
  if (subject) {
    form.set("resource", subject.resource);
    form.set("id", String(subject.id));
  }
  return request<import("./types").UploadedFile>("POST", "/api/v1/files", { body: form });
};
export const fileAddress = (id: number) => `/api/v1/files/${id}/content`;
