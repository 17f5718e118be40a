/** From an empty install to a working company: the first link, invitations, departments, people, the guide. */
import { get, post } from "./http";
import type { Language, PasswordRules } from "./types";

export interface SetupInfo {
  valid: boolean;
  ready: boolean;
  password: PasswordRules;
  currencies: string[];
  time_zone: string;
}
export interface FirstAdministrator {
  company: string;
  name: string;
  username: string;
  password: string;
  language: Language;
  currency: string;
  time_zone: string;
}
export interface Welcome {
  name: string;
  company: string;
  department: string;
  post: string;
  username: string;
  language: Language;
  expires_at: string;
  password: PasswordRules;
}
export interface OutlineLine {
  line: number;
  name: string;
  depth: number;
  known: boolean;
  error: string | null;
}
export interface RosterRow {
  row: number;
  name: string;
  contact: string;
  department: string;
  post: string;
  new_post: boolean;
  manager: string;
  role: string;
  errors: { column: string; message: string }[];
}
export type StepName = "departments" | "people" | "process";
export interface Guide {
  open: boolean;
  company: string;
  steps: { name: StepName; done: boolean; count: number }[];
}
export interface Invited {
  id: number;
  ok: boolean;
  name?: string;
  path?: string | null;
  problem?: { title: string };
}
export interface Uninvited {
  id: number;
  name: string;
  email: string;
  department: string;
  post: string;
  state: "none" | "open" | "closed";
  until: string | null;
  mailed: boolean;
}
export interface ProcessStep {
  name: string;
  when: string;
  mode: string;
  rules: { kind: string; name: string; label: string; people: { id: number; label: string }[] }[];
}

export const setupInfo = (token: string) => get<SetupInfo>("/api/v1/setup", { token });
export const found = (token: string, values: FirstAdministrator) => post("/api/v1/setup", { ...values, token });
export const welcome = (token: string) => post<Welcome>("/api/v1/invitation", { token });
export const accept = (body: { token: string; username: string; password: string; language: Language }) =>
  post<{ username: string }>("/api/v1/invitation/accept", body);

export const previewOutline = (text: string) =>
  post<{ lines: OutlineLine[]; new: number; errors: number }>("/api/v1/org/departments/outline", {
    text,
    preview: true,
  });
export const openOutline = (text: string) => post<{ opened: number }>("/api/v1/org/departments/outline", { text });
export const previewRoster = (text: string) =>
  post<{ rows: RosterRow[]; errors: number }>("/api/v1/org/employees/roster", { text, preview: true });
export const hireRoster = (text: string) =>
  post<{ employees: { id: number; name: string }[] }>("/api/v1/org/employees/roster", { text });
export function readRoster(file: File) {
  const form = new FormData();
  form.append("file", file);
  return post<{ text: string }>("/api/v1/org/employees/roster/file", form);
}
export const uninvited = (q: string) =>
  get<{ rows: Uninvited[]; more: boolean; mail: boolean }>("/api/v1/accounts/invitations", { q });
export const invite = (employees: number[]) =>
  post<{ results: Invited[] }>("/api/v1/accounts/invitations", { employees }).then((answer) => answer.results);
export const revokeInvitation = (id: number) => post(`/api/v1/accounts/invitations/${id}/revoke`);

export const guide = () => get<Guide>("/api/v1/company/guide");
export const passStep = (step: StepName) => post<Guide>("/api/v1/company/guide/pass", { step });
export const closeGuide = () => post<Guide>("/api/v1/company/guide/close");
export const nameApprover = (role: string, employee: number) =>
  post("/api/v1/company/guide/approver", { role, employee });
export const processes = () =>
  get<{ rows: { key: string; name: string; steps: ProcessStep[] }[] }>("/api/v1/workflow/processes");
export const link = (path: string): string => `${window.location.origin}${path}`;
