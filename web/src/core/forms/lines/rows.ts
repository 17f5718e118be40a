/** What can be done to the rows of a form: each answers new rows, and the place where one works then. */
import { isDecimal } from "@/kit/decimal";
import { blankRow } from "../body";
import { total } from "../expressions";
import type { Field, Values } from "../types";

export type Change = [rows: Values[], at: number];

export const mostOf = (lines: Field): number => lines.most ?? 500;

export function added(lines: Field, rows: Values[], after = rows.length - 1): Change {
  if (rows.length >= mostOf(lines)) return [rows, after];
  return [[...rows.slice(0, after + 1), blankRow(lines), ...rows.slice(after + 1)], after + 1];
}

/** Files belong to one place only, so that a copy has none. */
export function copied(lines: Field, rows: Values[], index: number): Change {
  const row = rows[index];
  if (!row || rows.length >= mostOf(lines)) return [rows, index];
  const twin = { ...row };
  for (const { name, type } of lines.fields ?? []) if (type === "file" || type === "image") twin[name] = null;
  return [[...rows.slice(0, index + 1), twin, ...rows.slice(index + 1)], index + 1];
}

export function removed(rows: Values[], index: number): Change {
  return [rows.filter((_, at) => at !== index), Math.max(0, Math.min(index, rows.length - 2))];
}

export function moved(rows: Values[], index: number, step: 1 | -1): Change {
  const to = index + step;
  if (to < 0 || to >= rows.length) return [rows, index];
  const next = [...rows];
  next.splice(to, 0, ...next.splice(index, 1));
  return [next, to];
}

export const put = (rows: Values[], index: number, name: string, value: unknown): Values[] =>
  rows.map((row, at) => (at === index ? { ...row, [name]: value } : row));

/** The sum of a column as far as it is filled in. */
export const sumOf = (rows: Values[], name: string): string =>
  total(rows.flatMap((row) => (isDecimal(row[name]) ? [String(row[name])] : [])));
