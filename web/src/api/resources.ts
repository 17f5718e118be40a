/** The generic calls that every declared resource answers. */
import { api, data, get, patch, post, remove, request, type Schemas } from "./http";
import type { Entry, Job, ListQuery, Page, Row, SavedView, UploadedFile } from "./types";

type Target = { path: string };

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
  post<Schemas["BulkResults"]>(`${r.path}/bulk/${verb}`, { ids, payload });
export const options = (r: Target, query: { q?: string; ids?: number[]; limit?: number }, signal?: AbortSignal) =>
  get<Schemas["Options"]>(`${r.path}/options`, query, signal);
export const aggregate = (r: Target, query: { group: string; sum?: string; filter?: unknown; q?: string }) =>
  get<Schemas["Buckets"]>(`${r.path}/aggregate`, query);
export const history = (r: Target, id: number) => get<Schemas["History"]>(`${r.path}/${id}/history`);
export const exportRows = (r: Target, format: "csv" | "xlsx", query: ListQuery) =>
  post<Job>(`${r.path}/export`, {
    format,
    filter: query.filter ?? null,
    sort: query.sort,
    columns: query.columns,
    q: query.q ?? "",
  });
export const job = (id: Job["id"]) => data(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: id } } }));

export const views = (resource: string) =>
  data(api.GET("/api/v1/views", { params: { query: { resource } } })) as Promise<{ rows: SavedView[] }>;
export const saveView = (view: Pick<SavedView, "resource" | "name" | "shared" | "query">) =>
  data(api.POST("/api/v1/views", { body: view })) as Promise<SavedView>;
export const changeView = (id: number, change: Partial<Pick<SavedView, "name" | "shared" | "query">>) =>
  data(api.PATCH("/api/v1/views/{view_id}", { params: { path: { view_id: id } }, body: change })) as Promise<SavedView>;
export const removeView = (id: number) =>
  data(api.DELETE("/api/v1/views/{view_id}", { params: { path: { view_id: id } } }));

export const upload = (file: File, subject?: { resource: string; id: number }) => {
  const form = new FormData();
  form.set("file", file);
  if (subject) {
    form.set("resource", subject.resource);
    form.set("id", String(subject.id));
  }
  return request<UploadedFile>("POST", "/api/v1/files", { body: form });
};
export const fileAddress = (id: number) => `/api/v1/files/${id}/content`;
