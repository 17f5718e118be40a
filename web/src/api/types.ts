/** The words of the API, by the names that the pages use; their shapes are the OpenAPI document's. */
import type { Filter } from "@/kit/filters";
import type { Schemas } from "./http";

/** What the pages make up themselves says only what they need; the server says everything. */
type Sketch<T, Needed extends keyof T> = Partial<T> & Pick<T, Needed>;

export type Tone = Schemas["Action"]["tone"];
export type Mode = Schemas["Mode"];
export type Label = Schemas["Label"];
export type Option = Sketch<Schemas["Option"], "id" | "label">;
export type Bucket = Schemas["Bucket"];
export type Change = Schemas["Change"];
export type HistoryRow = Schemas["HistoryEntry"];
export type Action = Sketch<Schemas["Action"], "name" | "enabled">;

export type Language = Me["user"]["language"];
export type Me = Schemas["Me"];
export type MenuApp = Schemas["MenuApp"];
export type MenuItem = Sketch<Schemas["MenuItem"], "name" | "label" | "path">;
export type PasswordRules = Schemas["PasswordRules"];
export type PublicInfo = Schemas["PublicFacts"];
export type SearchGroup = Schemas["SearchGroup"];
export type Message = Schemas["Message"];
export type UploadedFile = Schemas["StoredFile"];
export type Job = Schemas["Job"];

export type Kind = Schemas["Field"]["kind"];
/** Numbers are choices nowhere that a page draws lanes or options of. */
export type Choice = Omit<Sketch<Schemas["Choice"], "label">, "value"> & { value: string };
export type Field = Sketch<Omit<Schemas["Field"], "choices" | "fields">, "name" | "kind" | "label"> & {
  choices?: Choice[];
  fields?: Field[];
};
export type Section = Sketch<Schemas["Section"], "title" | "fields">;
export type Tab = Schemas["Tab"];
export type Verb = Omit<Schemas["Verb"], "payload"> & { payload: Field[] };
export type Resource = Omit<Schemas["Resource"], "fields" | "verbs"> & { fields: Field[]; verbs: Verb[] };
export interface Meta {
  resources: Record<string, Resource>;
  version: string;
}

/** A row of any resource: its columns are those of the metadata. */
export interface Row {
  id: number;
  version?: number;
  [column: string]: unknown;
}
export interface Entry extends Row {
  label: string;
  modes?: Record<string, Mode>;
  actions?: Action[];
}
export interface Page<T> {
  rows: T[];
  next: string | null;
  count?: number | null;
}
export interface ListQuery {
  filter?: Filter;
  sort?: string[];
  q?: string;
  columns?: string[];
  limit?: number;
  count?: boolean;
}
/** A view's filter is one that this app wrote. */
export type ViewQuery = Omit<Schemas["ViewQuery"], "filter"> & { filter?: Filter };
export type SavedView = Omit<Schemas["SavedView"], "query"> & { query: ViewQuery };
