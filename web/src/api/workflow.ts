/** Inbox, cases and decisions. */
import { get, post } from "./http";
import type { Action, Change, Label, Mode, Page, Tone } from "./types";

export type Box = "todo" | "done" | "mine" | "cc";
export interface InboxRow {
  task_id: number | null;
  case_id: number;
  title: string;
  process: string;
  node: string | null;
  initiator: Label;
  subject: { resource: string; id: number; label: string } | null;
  summary: { label: string; value: string }[];
  arrived_at: string;
  due_at: string | null;
  urged: boolean | number;
  state: string;
  /** What a task asks: `approve` a decision, `resubmit` a corrected document; empty where nothing is asked. */
  kind: string;
}
export interface Step {
  node: string;
  name: string;
  kind: "start" | "task" | "end" | "gateway";
  mode?: "all" | "any" | "sequential" | "single" | null;
  state: "done" | "current" | "future" | "skipped";
  people: {
    id: number | null;
    label: string;
    decision?: string | null;
    by?: Label | null;
    at?: string | null;
    opinion?: string | null;
  }[];
  rule?: string | null;
  sure?: boolean;
}
export interface Fact {
  name: string;
  label: string;
  value: string;
  tone?: Tone | null;
  hint?: string | null;
  changed?: { from: string } | null;
}
export interface TimelineEntry {
  at: string;
  by: Label | null;
  action: string;
  node: string;
  /** The step in words. */
  name: string;
  opinion?: string | null;
  on_behalf_of?: Label | null;
  reason?: string;
  target?: string;
}
/** One figure or state that approving changes; or, `blocked`, the sentence that would stand in the way. */
export interface Effect {
  name: string;
  label: string;
  before: string | null;
  after: string | null;
  blocked: boolean;
}
export interface CaseAction extends Action {
  targets?: { node: string; label: string }[];
}
export interface SnapshotField {
  label: string;
  value: unknown;
  kind?: string;
}
export interface Case {
  id: number;
  title: string;
  state: string;
  process: { key?: string; name?: string; label?: string; version?: number };
  initiator: Label;
  started_at: string;
  ended_at: string | null;
  round: number;
  subject: { resource: string; id: number; label: string } | null;
  snapshot: Record<string, unknown> | SnapshotField[];
  snapshot_hash?: string;
  changed_since: Change[];
  facts: Fact[];
  previous_round?: { round: number; changes: Change[] } | null;
  effects: Effect[];
  path: Step[];
  tasks: { id: number; node: string; state: string; assignee?: Label | null }[];
  timeline: TimelineEntry[];
  task: { id: number; node: string; name?: string; version?: number; due_at?: string | null } | null;
  actions: CaseAction[];
  field_modes?: Record<string, Mode>;
}
export interface Preview {
  path: Step[];
  warnings: (string | { label: string })[];
  choices: { node: string; label: string; candidates: Label[]; min: number }[];
}
export interface Why {
  rule: string;
  sentence: string;
  steps: { title: string; detail: string }[];
  result: Label[];
}

const base = "/api/v1/workflow";
export const inbox = (box: Box, q: string, cursor?: string | null) =>
  get<Page<InboxRow>>(`${base}/inbox`, { box, q, cursor });
export const counts = () => get<Record<Box, number | undefined>>(`${base}/inbox/counts`);
export const readCase = (id: number) => get<Case>(`${base}/cases/${id}`);
export const preview = (resource: string, id: number) => post<Preview>(`${base}/preview`, { resource, id });
export const decide = (task: number, verb: string, body: Record<string, unknown>, version?: number) =>
  post<Case>(`${base}/tasks/${task}/${verb}`, body, { version });
export const caseVerb = (id: number, verb: string, body: Record<string, unknown>) =>
  post<Case>(`${base}/cases/${id}/${verb}`, body);
export const why = (task: number) => get<Why>(`${base}/tasks/${task}/why`);
