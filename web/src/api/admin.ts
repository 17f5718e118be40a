/** Organization and access, as the server tells of them. */
import { get, patch } from "./http";
import type { Entry } from "./types";

export interface Unit {
  department_id: number;
  name: string;
  parent_id: number | null;
  head_id: number | null;
  head: string;
  people: number;
}
export interface Person {
  employee_id: number;
  name: string;
  department_id: number;
  post: string;
  kind: "primary" | "concurrent" | "secondment";
  manager: string;
  status: string;
}
export interface Impact {
  departments: number;
  people: number;
  lose: string[];
  gain: string[];
  roles: string[];
}
export interface Catalog {
  scopes: { value: string; label: string }[];
  modes: { value: string; label: string }[];
  apps: {
    name: string;
    label: string;
    resources: {
      key: string;
      label: string;
      permissions: { name: string; verb: string; label: string }[];
      fields: { name: string; label: string }[];
    }[];
  }[];
}
export interface Grant {
  id?: number;
  permission: string;
  scope: string;
  departments?: number[];
}
export interface Rule {
  id?: number;
  resource: string;
  field: string;
  mode: string;
}
export interface Role extends Entry {
  name: string;
  description: string;
  code: string;
  duty: string;
  grants?: Grant[];
  field_rules?: Rule[];
}
export interface Verdict {
  allowed: boolean;
  reasons: { kind: string; holds: boolean; text: string }[];
  fields: { name: string; label: string; mode: string; text: string }[];
}

export const tree = (on?: string) => get<{ on: string; departments: Unit[] }>("/api/v1/org/tree", { on });
export const people = (query: { on?: string; department?: number; q?: string }) =>
  get<{ people: Person[] }>("/api/v1/org/people", query);
export const impact = (department: number, parent: number) =>
  get<Impact>(`/api/v1/org/departments/${department}/impact`, { parent });
export const catalog = () => get<Catalog>("/api/v1/access/catalog");
export const role = (id: number) => get<Role>(`/api/v1/access/roles/${id}`);
export const saveGrants = (id: number, grants: Grant[], version: number | null | undefined) =>
  patch<Role>(`/api/v1/access/roles/${id}`, { grants }, { version });
export const explain = (query: { employee: number; permission: string; id?: number }) =>
  get<Verdict>("/api/v1/access/explain", query);
