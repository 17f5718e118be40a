/** The design of a form as the server keeps it, and what is known of every type of field. */

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
  list: string[];
  filters: string[];
  summary: string[];
  rules: Rule[];
}

export interface Finding {
  path: string;
  code: string;
  level: "error" | "warning";
  message: string;
}

export type Group = "basic" | "numbers" | "people" | "choices" | "files" | "relations" | "layout";

export interface TypeInfo {
  group: Group;
  icon: string;
  /** The options that a new field of the type starts with. */
  options?: Partial<Field>;
  /** It takes the whole width of its section. */
  wide?: boolean;
  /** It cannot be a column of lines. */
  alone?: boolean;
  /** A formula can give it. */
  computable?: boolean;
  /** A list cannot be narrowed by it, or has no room for it. */
  bulky?: boolean;
}

export const FIELD_TYPES: Record<FieldType, TypeInfo> = {
  text: { group: "basic", icon: "text", computable: true },
  longtext: { group: "basic", icon: "longtext", computable: true, options: { rows: 3 }, wide: true },
  richtext: { group: "basic", icon: "richtext", wide: true, alone: true, bulky: true },
  switch: { group: "basic", icon: "switch", computable: true },
  phone: { group: "basic", icon: "phone", computable: true },
  email: { group: "basic", icon: "email", computable: true },
  url: { group: "basic", icon: "url", computable: true },
  address: { group: "basic", icon: "address", computable: true, wide: true },
  location: { group: "basic", icon: "location", bulky: true },
  idnumber: { group: "basic", icon: "idnumber" },
  taxid: { group: "basic", icon: "taxid" },
  serial: { group: "basic", icon: "serial", options: { pattern: "{yyyy}{MM}-{0000}" }, alone: true },
  number: { group: "numbers", icon: "number", computable: true, options: { decimals: 0 } },
  money: { group: "numbers", icon: "money", computable: true, options: { currency: "CNY" } },
  percent: { group: "numbers", icon: "percent", computable: true, options: { decimals: 0 } },
  rating: { group: "numbers", icon: "rating", computable: true, options: { most: 5 } },
  date: { group: "numbers", icon: "date", computable: true },
  time: { group: "numbers", icon: "time", computable: true },
  datetime: { group: "numbers", icon: "datetime", computable: true },
  daterange: { group: "numbers", icon: "daterange" },
  duration: { group: "numbers", icon: "duration", computable: true, options: { unit: "hours" } },
  person: { group: "people", icon: "person" },
  department: { group: "people", icon: "department" },
  post: { group: "people", icon: "post" },
  choice: { group: "choices", icon: "choice", computable: true, options: { style: "select" } },
  multichoice: { group: "choices", icon: "multichoice" },
  cascade: { group: "choices", icon: "cascade" },
  region: { group: "choices", icon: "region", options: { depth: 3 } },
  file: { group: "files", icon: "file", wide: true, bulky: true },
  image: { group: "files", icon: "image", wide: true, bulky: true },
  signature: { group: "files", icon: "signature", alone: true, bulky: true },
  reference: { group: "relations", icon: "reference" },
  lookup: { group: "relations", icon: "lookup" },
  approval: { group: "relations", icon: "approval" },
  lines: { group: "layout", icon: "lines", options: { fields: [] }, wide: true, alone: true, bulky: true },
};

export const GROUPS: Group[] = ["basic", "numbers", "people", "choices", "files", "relations", "layout"];

/** What can be put into a form besides fields. */
export const PARTS = ["section", "columns", "tabs", "description"] as const;
export type Part = (typeof PARTS)[number];

export const NAME = /^[a-z][a-z0-9_]{0,39}$/;

/** Words that expressions understand differently. */
export const RESERVED = new Set(
  "and between else every external false for form function if in initiator instance item not null of or partial return satisfies some then true".split(
    " ",
  ),
);

export const isPart = (type: FieldType | Part): type is Part => (PARTS as readonly string[]).includes(type);
export const isFieldItem = (item: Item): item is { field: string; span?: number } => "field" in item;
