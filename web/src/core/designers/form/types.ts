/** What is known of every type of field. */
import type { Field, FieldType, Item } from "@/api/design";

export type {
  Block,
  Branch,
  Choice,
  Design,
  Field,
  FieldType,
  Finding,
  Item,
  Rule,
  Section,
  Tab,
  Tabs,
  Texts,
} from "@/api/design";

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
  phone: { group: "basic", icon: "phone" },
  email: { group: "basic", icon: "email" },
  url: { group: "basic", icon: "url" },
  address: { group: "basic", icon: "address", wide: true },
  location: { group: "basic", icon: "location", bulky: true },
  idnumber: { group: "basic", icon: "idnumber" },
  taxid: { group: "basic", icon: "taxid" },
  serial: { group: "basic", icon: "serial", options: { pattern: "{year}{month}-{seq:04}" }, alone: true },
  number: { group: "numbers", icon: "number", computable: true, options: { decimals: 0 } },
  money: { group: "numbers", icon: "money", computable: true, options: { currency: "CNY" } },
  percent: { group: "numbers", icon: "percent", computable: true, options: { decimals: 4 } },
  rating: { group: "numbers", icon: "rating", options: { most: 5 } },
  date: { group: "numbers", icon: "date", computable: true },
  time: { group: "numbers", icon: "time" },
  datetime: { group: "numbers", icon: "datetime" },
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
