/** From an empty install to a working company: the first link, invitations, departments, people, the guide. */
import { api, data, post, type Schemas } from "./http";

export type SetupInfo = Schemas["SetupInfo"];
export type FirstAdministrator = Omit<Schemas["FirstAdministrator"], "token">;
export type Welcome = Schemas["Welcome"];
export type OutlineLine = Schemas["OutlineLine"];
export type RosterRow = Schemas["RosterRow"];
export type Guide = Schemas["Guide"];
export type StepName = Schemas["GuideStep"]["name"];
export type Invited = Schemas["Invited"];
export type Uninvited = Schemas["Uninvited"];
export type ProcessStep = Schemas["ProcessStep"];

export const setupInfo = (token: string) => data(api.POST("/api/v1/setup/link", { body: { token } }));
export const found = (token: string, values: FirstAdministrator) =>
  data(api.POST("/api/v1/setup", { body: { ...values, token } }));
export const welcome = (token: string) => data(api.POST("/api/v1/invitation", { body: { token } }));
export const accept = (body: Schemas["Acceptance"]) => data(api.POST("/api/v1/invitation/accept", { body }));

/** One operation looks and acts: which of the two answers comes is said by `preview`. */
const outline = (text: string, preview: boolean) =>
  data(api.POST("/api/v1/org/departments/outline", { body: { text, preview } }));
const roster = (text: string, preview: boolean) =>
  data(api.POST("/api/v1/org/employees/roster", { body: { text, preview } }));
export const previewOutline = (text: string) => outline(text, true) as Promise<Schemas["Outline"]>;
export const openOutline = (text: string) => outline(text, false) as Promise<Schemas["Opened"]>;
export const previewRoster = (text: string) => roster(text, true) as Promise<Schemas["Roster"]>;
export const hireRoster = (text: string) => roster(text, false) as Promise<Schemas["Hired"]>;
export function readRoster(file: File) {
  const form = new FormData();
  form.append("file", file);
  return post<Schemas["PastedText"]>("/api/v1/org/employees/roster/file", form);
}
export const uninvited = (q: string) => data(api.GET("/api/v1/accounts/invitations", { params: { query: { q } } }));
export const invite = (employees: number[]) =>
  data(api.POST("/api/v1/accounts/invitations", { body: { employees } })).then((answer) => answer.results);
export const revokeInvitation = (id: number) =>
  data(api.POST("/api/v1/accounts/invitations/{employee_id}/revoke", { params: { path: { employee_id: id } } }));

export const guide = () => data(api.GET("/api/v1/company/guide"));
export const passStep = (step: StepName) => data(api.POST("/api/v1/company/guide/pass", { body: { step } }));
export const closeGuide = () => data(api.POST("/api/v1/company/guide/close"));
export const nameApprover = (role: string, employee: number) =>
  data(api.POST("/api/v1/company/guide/approver", { body: { role, employee } }));
export const processes = () => data(api.GET("/api/v1/workflow/processes"));
export const link = (path: string): string => `${window.location.origin}${path}`;
