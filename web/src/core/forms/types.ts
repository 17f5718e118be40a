/** The design of a form as the server keeps it. */

/** Names by language; the missing ones fall back. */
export type Texts = Partial<Record<string, string>>;

export type FieldType =
  | "text"
  | "longtext"
  | "richtext"
  | "number"
  | "money"
  | "percent"
  | "date"
  | "time"
  | "datetime"
  | "daterange"
  | "duration"
  | "person"
  | "department"
  | "post"
  | "choice"
  | "multichoice"
  | "cascade"
  | "region"
  | "address"
  | "phone"
  | "email"
  | "url"
  | "idnumber"
  | "taxid"
  | "file"
  | "image"
  | "signature"
  | "location"
  | "rating"
  | "switch"
  | "serial"
  | "reference"
  | "approval"
  | "lookup"
  | "lines";

export interface Choice {
  value: string;
  label: Texts;
  tone?: string;
}

export interface Branch {
  value: string;
  label: Texts;
  children?: Branch[];
}

export interface Field {
  name: string;
  type: FieldType;
  label: Texts;
  help?: Texts;
  required?: boolean;
  default?: unknown;
  visible?: string;
  needed?: string;
  locked?: string;
  formula?: string;
  hidden?: boolean;
  /** Filled in by whoever decides, never by the initiator. */
  later?: boolean;
  max?: number | string;
  min?: number | string;
  pattern?: string;
  unique?: boolean;
  rows?: number;
  decimals?: number;
  unit?: Texts | "hours" | "days";
  currency?: string;
  capitals?: boolean;
  halves?: boolean;
  many?: boolean;
  choices?: Choice[];
  style?: "select" | "radio";
  tree?: Branch[];
  depth?: 1 | 2 | 3;
  most?: number;
  least?: number;
  extensions?: string[];
  resource?: string;
  snapshot?: string[];
  form?: string;
  from?: string;
  take?: string;
  sums?: string[];
  fields?: Field[];
}

export type Item = { field: string; span?: number } | { type: "description"; text: Texts; span?: number };

export interface Section {
  type: "section";
  title?: Texts;
  columns: 1 | 2 | 3;
  items: Item[];
  visible?: string;
}

export interface Tab {
  title: Texts;
  blocks: Section[];
}

export interface Tabs {
  type: "tabs";
  tabs: Tab[];
}

export type Block = Section | Tabs;

export interface Rule {
  check: string;
  message: Texts;
  field?: string;
}

export interface Design {
  fields: Field[];
  layout: Block[];
  list?: string[];
  filters?: string[];
  summary?: string[];
  rules?: Rule[];
}

export const isFieldItem = (item: Item): item is { field: string; span?: number } => "field" in item;

/** Values by field name, as the server answers them. */
export type Values = Record<string, unknown>;

/** What a step of a process, or a role, makes of a field; columns of lines are named `lines.price`. */
export type FieldMode = "hidden" | "masked" | "read" | "write" | "required";
export type FieldModes = Record<string, FieldMode>;

/** Whoever submits, as expressions know them. */
export interface Initiator {
  id: number | null;
  name: string;
  department: string | null;
  post: string | null;
}
