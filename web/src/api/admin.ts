/** Organization and access, as the server tells of them. */
import { api, data, get, patch, type Schemas } from "./http";
import type { Entry } from "./types";

export type Unit = Schemas["Unit"];
export type Person = Schemas["Person"];
export type Catalog = Schemas["Catalog"];
export type Verdict = Schemas["Verdict"];
export type Checkup = Schemas["Checkup"];
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
export const tree = (on?: string) => data(api.GET("/api/v1/org/tree", { params: { query: { on } } }));
export const people = (query: { on?: string; department?: number; q?: string }) =>
  data(api.GET("/api/v1/org/people", { params: { query } }));
export const impact = (department: number, parent: number) =>
  data(
    api.GET("/api/v1/org/departments/{department_id}/impact", {
      params: { path: { department_id: department }, query: { parent } },
    }),
  );
export const catalog = () => data(api.GET("/api/v1/access/catalog"));
export const role = (id: number) => get<Role>(`/api/v1/access/roles/${id}`);
export const saveGrants = (id: number, grants: Grant[], version: number | null | undefined) =>
  patch<Role>(`/api/v1/access/roles/${id}`, { grants }, { version });
export const explain = (query: { employee: number; permission: string; id?: number }) =>
  data(api.GET("/api/v1/access/explain", { params: { query } }));
export const checkup = (gone: boolean) => data(api.GET("/api/v1/audit/checkup", { params: { query: { gone } } }));
