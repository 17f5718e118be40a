/** Inbox, cases and decisions. */
import { api, data, post, type Schemas } from "./http";

/** What was decided is not counted. */
export type Box = keyof Schemas["InboxCounts"] | "done";
export type InboxRow = Schemas["InboxRow"];
export type Step = Schemas["Step"];
export type Fact = Schemas["CaseFact"];
export type TimelineEntry = Schemas["TimelineEntry"];
/** One figure or state that approving changes; or, `blocked`, the sentence that would stand in the way. */
export type Effect = Schemas["Effect"];
export type CaseAction = Schemas["CaseAction"];
export type Case = Schemas["Case"];
export type Preview = Schemas["Preview"];
export type Why = Schemas["Why"];
export type PictureShape = Schemas["PictureShape"];

export const inbox = (box: Box, q: string, cursor?: string | null) =>
  data(api.GET("/api/v1/workflow/inbox", { params: { query: { box, q, cursor: cursor ?? undefined } } }));
export const counts = () => data(api.GET("/api/v1/workflow/inbox/counts"));
export const readCase = (id: number) =>
  data(api.GET("/api/v1/workflow/cases/{case_id}", { params: { path: { case_id: id } } }));
/** `identity` is the post in which it would be submitted; 0 is the main one. */
export const preview = (resource: string, id: number, identity = 0) =>
  data(api.POST("/api/v1/workflow/preview", { body: { resource, id, identity } }));
/** The acts are those that the case offers, by name. */
export const decide = (task: number, verb: string, body: Record<string, unknown>) =>
  post<Case>(`/api/v1/workflow/tasks/${task}/${verb}`, body);
export const editFields = (task: number, fields: Record<string, { value: unknown; seen: unknown }>) =>
  decide(task, "edit", { fields });
export const caseVerb = (id: number, verb: string, body: Record<string, unknown>) =>
  post<Case>(`/api/v1/workflow/cases/${id}/${verb}`, body);
export const readPicture = (id: number) =>
  data(api.GET("/api/v1/workflow/cases/{case_id}/picture", { params: { path: { case_id: id } } }));
export const caseFileAddress = (id: number, file: number) => `/api/v1/workflow/cases/${id}/files/${file}`;
export const why = (task: number) =>
  data(api.GET("/api/v1/workflow/tasks/{task_id}/why", { params: { path: { task_id: task } } }));
