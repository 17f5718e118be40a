/** Designed forms: filling in, designing, the gallery; and the simple model of processes. */
import type { Design, Finding, Texts } from "./design";
import type { Finding as FlowFinding, Tree } from "./flow";
import { get, patch, post, remove } from "./http";

export interface StartRow {
  resource: string;
  page: string;
  name: string;
  about: string;
  icon: string;
  category: string;
}

export interface FormRow {
  id: number;
  version: number;
  code: string;
  resource: string;
  name: string;
  about: string;
  icon: string;
  category: string;
  state: "draft" | "published" | "retired";
  has_draft: boolean;
  number: number;
  changed_at: string;
}

export interface DesignedForm {
  id: number;
  version: number;
  code: string;
  resource: string;
  name: Texts;
  about: Texts;
  icon: string;
  category: string;
  state: FormRow["state"];
  number: number;
  design: Design;
  has_draft: boolean;
  fixed: string[];
  process: { version_id: number | null; version: number; number: number; state: string; xml: string | null };
}

export interface FormVersion {
  number: number;
  state: FormRow["state"];
  published_at: string | null;
  changed_at: string;
  by: string;
}

export interface FormTemplate {
  code: string;
  name: string;
  about: string;
  icon: string;
  category: string;
  fields: number;
  steps: number;
  installed: boolean;
  needs: string[];
}

export interface FormAttempt {
  values: Record<string, unknown>;
  errors: Finding[];
  steps: { node: string; name: string; people: { id: number; label: string }[]; empty: boolean }[];
  ends: string;
}

export interface FormChange {
  version: number;
  name?: Texts;
  about?: Texts;
  icon?: string;
  category?: string;
  design?: Design;
  xml?: string;
}

export interface Filling {
  resource: string;
  name: string;
  number: number;
  design: Design;
}

export interface Blocked {
  node: string;
  name: string;
  code: string;
  reason: string;
}

const FORMS = "/api/v1/forms";

export const startable = () => get<{ rows: StartRow[] }>(`${FORMS}/start`);
export const designs = () => get<{ rows: FormRow[] }>(`${FORMS}/designs`);
export const design = (id: number) => get<DesignedForm>(`${FORMS}/designs/${id}`);
export const makeForm = (body: { code: string; name: Texts; icon?: string; category?: string; design?: Design }) =>
  post<DesignedForm>(`${FORMS}/designs`, body);
export const saveForm = (id: number, body: FormChange) => patch<DesignedForm>(`${FORMS}/designs/${id}`, body);
export const publishForm = (id: number, version: number) =>
  post<DesignedForm>(`${FORMS}/designs/${id}/publish`, { version });
export const retireForm = (id: number, version: number) =>
  post<DesignedForm>(`${FORMS}/designs/${id}/retire`, { version });
export const removeForm = (id: number, version: number) => remove(`${FORMS}/designs/${id}`, { version });
export const formVersions = (id: number) => get<{ rows: FormVersion[] }>(`${FORMS}/designs/${id}/versions`);
export const rollFormBack = (id: number, version: number, number: number) =>
  post<DesignedForm>(`${FORMS}/designs/${id}/rollback`, { version, number });
export const checkForm = (value: Design) => post<{ findings: Finding[] }>(`${FORMS}/check`, { design: value });
export const tryForm = (id: number, initiator: number, values: Record<string, unknown>) =>
  post<FormAttempt>(`${FORMS}/designs/${id}/try`, { initiator, values });
export const templates = () => get<{ rows: FormTemplate[] }>(`${FORMS}/templates`);
export const installTemplate = (code: string) => post<DesignedForm>(`${FORMS}/templates/${code}/install`);
export const fillingDesign = (name: string) => get<Filling>(`/api/v1/paper/${name}/design`);

export const readSimple = (xml: string) =>
  post<{ model: Tree | null; blocked: Blocked | null }>("/api/v1/workflow/simple/read", { xml });
export const writeSimple = (model: Tree, xml?: string) =>
  post<{ xml: string; findings: FlowFinding[] }>("/api/v1/workflow/simple/write", xml ? { model, xml } : { model });
