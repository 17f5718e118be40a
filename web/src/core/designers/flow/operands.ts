/** What conditions can ask about: the fields of the form, columns of its lines summed up, the initiator. */

import type { Branching, FieldInfo } from "@/api/flow";
import { say } from "./texts";

export type Kind =
  | "text"
  | "number"
  | "date"
  | "datetime"
  | "time"
  | "choice"
  | "choices"
  | "flag"
  | "record"
  | "records"
  | "code"
  | "list";
// biome-ignore format: one glance
export type Operator =
  | "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "between" | "in" | "not_in" | "contains" | "lacks" | "begins" | "empty"
  | "filled" | "true" | "false";

export interface Operand {
  /** FEEL. */
  expression: string;
  label: string;
  kind: Kind;
  choices?: { value: string; label: string }[];
  /** Whose records are picked. */
  resource?: string;
}

const KINDS: Record<string, Kind> = {
  text: "text",
  longtext: "text",
  phone: "text",
  email: "text",
  url: "text",
  idnumber: "text",
  taxid: "text",
  serial: "text",
  lookup: "text",
  address: "text",
  number: "number",
  money: "number",
  percent: "number",
  duration: "number",
  rating: "number",
  date: "date",
  datetime: "datetime",
  time: "time",
  choice: "choice",
  multichoice: "choices",
  cascade: "choices",
  region: "code",
  switch: "flag",
  person: "record",
  department: "record",
  post: "record",
  reference: "record",
  approval: "record",
  file: "list",
  image: "list",
  lines: "list",
};
// biome-ignore format: one glance
const RESOURCES: Record<string, string> = { person: "org.employee", department: "org.department", post: "org.post" };

const ORDERED: Operator[] = ["eq", "ne", "gt", "ge", "lt", "le", "between"];
/** The operators of a kind; the first is the one a new condition begins with. */
export const OPERATORS: Record<Kind, Operator[]> = {
  text: ["eq", "ne", "contains", "lacks", "begins", "in", "empty", "filled"],
  number: ["gt", "ge", "lt", "le", "eq", "ne", "between"],
  date: [...ORDERED, "empty", "filled"],
  datetime: ["ge", "gt", "lt", "le", "eq", "between", "empty", "filled"],
  time: ["ge", "gt", "lt", "le", "eq", "between"],
  choice: ["in", "not_in", "eq", "ne", "empty", "filled"],
  choices: ["contains", "lacks", "empty", "filled"],
  flag: ["true", "false"],
  record: ["in", "not_in", "eq", "empty", "filled"],
  records: ["contains", "lacks", "empty", "filled"],
  code: ["eq", "begins", "empty", "filled"],
  list: ["filled", "empty"],
};
/** Operators that need no value. */
export const BARE: ReadonlySet<Operator> = new Set(["empty", "filled", "true", "false"]);

/** The words that operands are made of. */
export type Word = (key: "sum" | "most" | "rows" | "from" | "until" | "initiator", values?: { of: string }) => string;

const flat = (tree: Branching[]): Branching[] => tree.flatMap((one) => [one, ...flat(one.children ?? [])]);

function ofField(field: FieldInfo, language: string, word: Word): Operand[] {
  const label = say(field.label, language) || field.name;
  const kind = KINDS[field.type];
  const base = { expression: field.name, label };
  if (field.type === "daterange") {
    return [
      { expression: `${field.name}.start`, label: word("from", { of: label }), kind: "date" },
      { expression: `${field.name}.end`, label: word("until", { of: label }), kind: "date" },
    ];
  }
  if (field.type === "lines") {
    const numbers = (field.fields ?? []).filter((one) => KINDS[one.type] === "number");
    const columns = numbers.flatMap((one): Operand[] => {
      const of = `${label} · ${say(one.label, language) || one.name}`;
      const path = `${field.name}.${one.name}`;
      return [
        { expression: `sum(${path})`, label: word("sum", { of }), kind: "number" },
        { expression: `max(${path})`, label: word("most", { of }), kind: "number" },
      ];
    });
    return [...columns, { expression: `count(${field.name})`, label: word("rows", { of: label }), kind: "number" }];
  }
  if (!kind) return [];
  const offered = field.choices ?? (field.tree && flat(field.tree));
  const choices = offered?.map((one) => ({ value: one.value, label: say(one.label, language) || one.value }));
  const resource = field.resource ?? (field.form ? `paper.${field.form}` : RESOURCES[field.type]);
  return [{ ...base, kind: kind === "record" && field.many ? "records" : kind, choices, resource }];
}

export function operandsOf(fields: FieldInfo[], language: string, word: Word): Operand[] {
  const initiator: Operand = {
    expression: "initiator",
    label: word("initiator"),
    kind: "record",
    resource: "org.employee",
  };
  return [...fields.flatMap((field) => ofField(field, language, word)), initiator];
}
