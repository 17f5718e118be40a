/** The shapes of docs/guide/api.md. */
import type { Filter } from "@/kit/filters";

export type Tone = "neutral" | "blue" | "green" | "orange" | "red" | "void" | "primary" | "danger";
export type Language = "zh-Hans" | "zh-Hant" | "en";
export interface Label {
  id: number;
  label: string;
}
export type Kind =
  | "text"
  | "longtext"
  | "richtext"
  | "integer"
  | "decimal"
  | "quantity"
  | "money"
  | "percent"
  | "date"
  | "datetime"
  | "boolean"
  | "choice"
  | "multichoice"
  | "person"
  | "department"
  | "company"
  | "reference"
  | "lines"
  | "file"
  | "image"
  | "phone"
  | "email"
  | "url"
  | "region"
  | "json"
  | "number_series";
export type Mode = "write" | "read" | "masked";
export interface Choice {
  value: string;
  label: string;
  tone?: Tone | null;
}
export interface Field {
  name: string;
  kind: Kind;
  label: string;
  help?: string;
  required?: boolean;
  mode?: Mode;
  max_length?: number | null;
  sortable?: boolean;
  filter?: string[];
  default?: unknown;
  choices?: Choice[];
  create_only?: boolean;
  reference?: string | null;
  currency_field?: string | null;
  decimals?: number | null;
  unit_field?: string | null;
  fields?: Field[];
}
export interface Section {
  title: string;
  columns?: number;
  fields: string[];
}
export interface Tab {
  name: string;
  label: string;
  resource: string;
  filter: Record<string, unknown>;
}
export interface Verb {
  name: string;
  label: string;
  tone?: Tone | null;
  bulk?: boolean;
  confirm?: string | null;
  payload?: Field[];
}
export interface Resource {
  key: string;
  app: string;
  name: string;
  path: string;
  /** Where its pages live in the web app; /<app>/<name> when not said. */
  page?: string;
  label: string;
  label_plural: string;
  icon?: string;
  title_field: string;
  permissions: { create?: boolean; import?: boolean; export?: boolean; [name: string]: boolean | undefined };
  fields: Field[];
  list: { columns: string[]; sort: string[]; quick_filters: string[]; search: boolean };
  kanban?: { group: string; title: string; fields: string[]; sum?: string | null; verb?: string | null } | null;
  form: Section[];
  detail: { summary: string[]; sections: Section[]; tabs: Tab[] };
  verbs: Verb[];
}
export interface Meta {
  resources: Record<string, Resource>;
  version: string;
}
export interface Action {
  name: string;
  label?: string;
  enabled: boolean;
  reason?: string | null;
  tone?: Tone | null;
  confirm?: string | null;
}
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
export interface Option {
  id: number;
  label: string;
  hint?: string | null;
}
export interface Bucket {
  key: string | number | null;
  label: string;
  count: number;
  sum?: string | null;
  currency?: string | null;
}
export interface Change {
  field: string;
  label: string;
  old: unknown;
  new: unknown;
}
export interface HistoryRow {
  at: string;
  by: Label | null;
  verb: string;
  changes: Change[];
}
export interface SavedView {
  id: number;
  resource: string;
  name: string;
  shared: boolean;
  mine: boolean;
  query: { filter?: Filter; sort?: string[]; columns?: string[]; q?: string; mode?: string };
}
export interface MenuItem {
  name: string;
  label: string;
  path: string;
  resource?: string | null;
  icon?: string | null;
}
export interface MenuApp {
  app: string;
  label: string;
  icon?: string | null;
  items: MenuItem[];
}
export interface Me {
  user: {
    id: number;
    username: string;
    name: string;
    email: string;
    language: Language;
    time_zone: string;
    theme: "light" | "dark" | "system";
    density: "comfortable" | "compact";
    pinned?: string[];
  };
  employee: { id: number; name: string; company: Label; department: Label | null; post: string | null } | null;
  companies: Label[];
  permissions: string[];
  menu: MenuApp[];
  demo: boolean;
  /** The password is older than the rules allow: nothing else is open until it has been changed. */
  password_due?: boolean;
  password_rules?: PasswordRules;
}
export interface PasswordRules {
  min_length: number;
  classes: number;
  history: number;
  max_days: number | null;
  idle_minutes: number | null;
}
export interface PublicInfo {
  product: string;
  version: string;
  languages: Language[];
  mail: boolean;
  provider?: { id: string; name: string } | null;
  demo: { password: string; people: { username: string; name: string; post: string }[] } | null;
}
export interface Job {
  id: number | string;
  kind: string;
  state: "queued" | "running" | "done" | "failed";
  done: number;
  total: number | null;
  file: { id: number; name: string; size: number } | null;
  error: string | null;
}
export interface Message {
  id: number;
  title: string;
  body?: string;
  at: string;
  read: boolean;
  path?: string | null;
  tone?: Tone | null;
}
export interface UploadedFile {
  id: number;
  name: string;
  size: number;
  type: string;
  sha256?: string;
  state: string;
}
export interface SearchGroup {
  resource: string;
  label: string;
  rows: { id: number; label: string; hint?: string; path: string }[];
}
export interface ListQuery {
  filter?: Filter;
  sort?: string[];
  q?: string;
  columns?: string[];
  limit?: number;
  count?: boolean;
  view?: number;
}
