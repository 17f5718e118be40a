/** Between what the server answers (labels with ids, files with names) and what it takes (ids). */

import { today } from "@/kit/dates";
import { isGiven } from "./access";
import type { Design, Field, FieldModes, FieldType, Initiator, Values } from "./types";

const POINTING = new Set<FieldType>(["person", "department", "post", "reference", "approval"]);
const ATTACHED = new Set<FieldType>(["file", "image", "signature"]);
const CLOSED_MODES = new Set(["hidden", "masked", "read"]);

const idOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "id" in value ? (value as { id: unknown }).id : value;
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value ? [value] : []);

function bare(field: Field, value: unknown): unknown {
  if (value === "" || value === null || value === undefined) return null;
  if (ATTACHED.has(field.type)) {
    const ids = listOf(value).map(idOf);
    return ids.length ? ids : null;
  }
  if (POINTING.has(field.type)) return field.many ? listOf(value).map(idOf) : idOf(value);
  if (field.type === "region") return (value as { code?: string }).code ?? value;
  if (field.type === "daterange") {
    const { start, end } = value as Values;
    return start && end ? value : null;
  }
  return field.type === "text" || field.type === "longtext" ? String(value) : value;
}

export const isBlank = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/** Whether nothing was filled into a row but what stands in every new one. */
export const isBlankRow = (columns: Field[], row: Values): boolean =>
  columns.every((column) => {
    const value = row[column.name];
    return isBlank(value) || column.formula || value === false || String(value) === String(column.default ?? "");
  });

/** A sheet often ends with rows that nobody filled: they are no part of the document. */
export function withoutBlankTail(columns: Field[], rows: Values[]): Values[] {
  let length = rows.length;
  while (length > 0 && isBlankRow(columns, rows[length - 1]!)) length -= 1;
  return length === rows.length ? rows : rows.slice(0, length);
}

function rowsOf(lines: Field, rows: Values[], modes: FieldModes): Values[] {
  const columns = lines.fields ?? [];
  const sent = columns.filter((column) => isGiven(column, modes[`${lines.name}.${column.name}`]));
  return withoutBlankTail(sent, rows).map((row) =>
    Object.fromEntries(sent.map((column) => [column.name, bare(column, row[column.name])])),
  );
}

const opensColumn = (field: Field, modes: FieldModes): boolean =>
  Object.entries(modes).some(
    ([name, mode]) => name.startsWith(`${field.name}.`) && (mode === "write" || mode === "required"),
  );

/** The body of a request: what this person may fill in and has, or has emptied. Never touched fields are left out. */
export function toBody(design: Design, values: Values, modes: FieldModes = {}): Values {
  const found: Values = {};
  for (const field of design.fields) {
    const mode = modes[field.name];
    const closed = mode !== undefined && CLOSED_MODES.has(mode);
    if (values[field.name] === undefined || !isGiven(field, mode)) continue;
    if (closed && !(field.type === "lines" && mode === "read" && opensColumn(field, modes))) continue;
    found[field.name] =
      field.type === "lines"
        ? rowsOf(field, listOf(values[field.name]) as Values[], modes)
        : bare(field, values[field.name]);
  }
  return found;
}

/** The values of a record, without what else an answer has. */
export function fromRecord(design: Design, record: Values): Values {
  const one = (field: Field, value: unknown): unknown => {
    if (field.type === "signature") return listOf(value)[0] ?? null;
    if (field.type === "lines") {
      const columns = field.fields ?? [];
      return listOf(value).map((row) =>
        Object.fromEntries(columns.map((column) => [column.name, (row as Values)[column.name] ?? null])),
      );
    }
    return value;
  };
  return Object.fromEntries(
    design.fields
      .filter(({ name }) => record[name] !== undefined)
      .map((field) => [field.name, one(field, record[field.name])]),
  );
}

function beginning(field: Field, initiator: Initiator): unknown {
  const value = field.default;
  if (field.type === "lines") return Array.from({ length: Math.max(1, field.least ?? 0) }, () => blankRow(field));
  if (value === undefined || value === null) return undefined;
  if (field.type === "person" && value === "me" && initiator.id !== null) {
    const me = { id: initiator.id, label: initiator.name };
    return field.many ? [me] : me;
  }
  if (POINTING.has(field.type) || ATTACHED.has(field.type)) return undefined;
  if (value === "now") return { date: today(), datetime: new Date().toISOString() }[field.type as string];
  return ["number", "money", "percent", "duration"].includes(field.type) ? String(value) : value;
}

/** What stands in a new document. What only the server knows (one's department) it adds itself. */
export const startValues = (design: Design, initiator: Initiator): Values =>
  Object.fromEntries(
    design.fields.flatMap((field) => {
      const value = beginning(field, initiator);
      return value === undefined ? [] : [[field.name, value]];
    }),
  );

export function blankRow(lines: Field): Values {
  const none: Initiator = { id: null, name: "", department: null, post: null };
  return Object.fromEntries((lines.fields ?? []).map((column) => [column.name, beginning(column, none) ?? null]));
}
