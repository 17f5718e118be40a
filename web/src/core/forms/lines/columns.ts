import { type Access, columnAccess } from "../access";
import type { Field, FieldModes, FieldType } from "../types";

export interface Column {
  field: Field;
  /** What can be done in the column at all; conditions of a row may narrow it. */
  access: Access;
}

const NUMERIC = new Set<FieldType>(["number", "money", "percent", "duration"]);
const WIDTHS: Partial<Record<FieldType, [number, number]>> = {
  number: [84, 1],
  percent: [76, 1],
  money: [108, 1],
  duration: [84, 1],
  date: [118, 0],
  time: [100, 0],
  datetime: [168, 0],
  daterange: [240, 0],
  switch: [84, 0],
  rating: [150, 0],
  choice: [112, 1],
  person: [140, 1],
  file: [150, 1],
  image: [130, 1],
};

export const isNumeric = (field: Field): boolean => NUMERIC.has(field.type);

/** Types whose control takes arrows and Enter for itself. */
const TEXTUAL = new Set<FieldType>([
  ...NUMERIC,
  "text",
  "longtext",
  "address",
  "phone",
  "email",
  "url",
  "idnumber",
  "taxid",
]);
export const isTextual = (field: Field): boolean => TEXTUAL.has(field.type);

export function columnsOf(lines: Field, modes: FieldModes, editing: boolean, table: Access): Column[] {
  return (lines.fields ?? []).flatMap((field) => {
    const access = columnAccess(lines, field, { modes, editing, table });
    return access === "hidden" ? [] : [{ field, access }];
  });
}

/** One template for the head, every row and the sums, so that they stand in line without a table. */
export function templateOf(columns: Column[], tools: boolean): string {
  const tracks = columns.map(({ field }) => {
    const [width, grow] = WIDTHS[field.type] ?? [130, 2];
    return `minmax(${width}px, ${grow ? `${grow}fr` : `${width}px`})`;
  });
  return ["44px", ...tracks, ...(tools ? ["76px"] : [])].join(" ");
}

export function leastWidth(columns: Column[], tools: boolean): number {
  return columns.reduce((sum, { field }) => sum + (WIDTHS[field.type]?.[0] ?? 130), 44 + (tools ? 76 : 0));
}
