/** FEEL in the browser: only a preview, the server works everything out again and is the authority. */
import {
  evaluate,
  type FeelDate,
  type FeelDateTime,
  type FeelFunction,
  isFunction,
  parseDate,
  parseDateTime,
  parseTime,
} from "feelin";
import { atLeast, isDecimal, round, trimmed } from "@/kit/decimal";
import type { Field, FieldType, Values } from "./types";

export const EXACT = new Set<FieldType>(["number", "money", "percent", "duration"]);
const NUMERIC = new Set<FieldType>([...EXACT, "rating"]);

/** Decimal places that a value of the field has at most. */
export const placesOf = (field: Field): number =>
  field.decimals ?? ({ number: 6, percent: 4 } as Partial<Record<FieldType, number>>)[field.type] ?? 2;

const SUM = /^sum\(\s*(?:form\s*\.\s*)?([a-z]\w*)\s*\.\s*([a-z]\w*)\s*\)$/;
const TEXT = /"(?:[^"\\]|\\.)*"/g;
const WORD = /(?<![\w.])([a-z_]\w*)(?:\s*\.\s*([a-z_]\w*))?/gi;

const WORDS = new Set(
  "and between else every external false for function if in instance not null of or return satisfies some then true".split(
    " ",
  ),
);

interface Used {
  own: string[];
  outer: string[];
}
const read = new Map<string, Used>();

/** What an expression takes: names that stand alone, and what it reaches by `form.name`. */
export function usedNames(text: string): Used {
  const known = read.get(text);
  if (known) return known;
  const own = new Set<string>();
  const outer = new Set<string>();
  for (const [, first = "", second] of text.replace(TEXT, '""').replace(/\.\s+/g, ".").matchAll(WORD)) {
    if (first === "form" && second) outer.add(second);
    else if (!WORDS.has(first)) own.add(first);
  }
  const found = { own: [...own], outer: [...outer] };
  read.set(text, found);
  return found;
}

const tryTo = <T>(step: () => T): T | null => {
  try {
    return step();
  } catch {
    return null;
  }
};

const rows = new WeakMap<object, Values>();

/** A row as expressions take it; rows are never changed, so that each is read once. */
export function rowToFeel(fields: Field[], row: Values): Values {
  const known = rows.get(row);
  if (known) return known;
  const found = Object.fromEntries(fields.map((field) => [field.name, toFeel(field, row[field.name])]));
  rows.set(row, found);
  return found;
}

/** A value as expressions take it; nothing is null. */
export function toFeel(field: Field, value: unknown): unknown {
  if (value === null || value === undefined || value === "") return null;
  if (NUMERIC.has(field.type)) return Number.isFinite(Number(value)) ? Number(value) : null;
  if (field.type === "date") return tryTo(() => parseDate(String(value)));
  if (field.type === "datetime") return tryTo(() => parseDateTime(String(value)));
  if (field.type === "time") return tryTo(() => parseTime(String(value)));
  if (field.type === "daterange") {
    const range = value as Values;
    const day = (one: unknown) => (one ? tryTo(() => parseDate(String(one))) : null);
    return { ...range, start: day(range.start), end: day(range.end) };
  }
  if (field.type === "lines") return (value as Values[]).map((row) => rowToFeel(field.fields ?? [], row));
  return value;
}

const compiled = new Map<string, FeelFunction | null>();

/** An expression as a function of names: read once and called often, which is many times faster than evaluating it. */
function callable(text: string, names: string[]): FeelFunction | null {
  const key = `${names.join(",")}|${text}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const found = tryTo(() => evaluate(`function(${names.join(", ")}) ${text}`).value);
  const made = isFunction(found) ? found : null;
  compiled.set(key, made);
  return made;
}

/** The value of an expression; null where it cannot be told, as where the evaluators differ or divide by zero. */
export function worked(text: string, known: Values): unknown {
  const names = Object.keys(known);
  const call = callable(text, names);
  const value = call && tryTo(() => call.invoke(names.map((name) => known[name] ?? null)));
  return typeof value === "number" && !Number.isFinite(value) ? null : (value ?? null);
}

export const holds = (text: string, known: Values): boolean => worked(text, known) === true;

/** A double as the decimal that it means: the last digits, which only its base made, are dropped. */
function decimalOf(value: number): string {
  const text = Number(value.toPrecision(15)).toString();
  return text.includes("e") ? BigInt(Math.round(value)).toString() : text;
}

/** The result of a formula as the field keeps it, as the server does it; what does not fit its type is nothing. */
export function computed(field: Field, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return field.type === "switch" ? value : null;
  if (typeof value === "number") return ofNumber(field, value);
  if (field.type === "date") {
    const day = value as FeelDate & FeelDateTime;
    return typeof value === "object" && day.year !== undefined && day.hour === undefined ? String(value) : null;
  }
  if (typeof value !== "string" || !value) return null;
  if (field.type === "text" || field.type === "longtext") return value.slice(0, 10_000);
  return field.type === "choice" && field.choices?.some((choice) => choice.value === value) ? value : null;
}

function ofNumber(field: Field, value: number): string | null {
  const tiny = Math.abs(value) < 1e-6;
  const text = tiny ? "0" : decimalOf(value);
  if (field.type === "text") return text;
  return EXACT.has(field.type) && Math.abs(value) < 1e20 ? kept(field, text) : null;
}

/** Rounded half away from zero to the places of the field; money keeps its zeros. */
export function kept(field: Field, text: string): string {
  const exact = round(text, placesOf(field));
  const bare = /^-0(\.0*)?$/.test(exact) ? exact.slice(1) : exact;
  return field.type === "money" ? atLeast(bare, 2) : trimmed(bare);
}

/** Sums of a column are worked out exactly and at once; null when the expression is something else. */
export function exactSum(text: string, values: Values): string | null {
  const [, lines = "", column = ""] = SUM.exec(text) ?? [];
  const list = lines ? values[lines] : null;
  if (!Array.isArray(list) || list.length === 0) return null;
  const cells = list.map((row: Values) => row[column]);
  return cells.every(isDecimal) ? total(cells) : null;
}

/** Exact, and one pass: the numbers are added as whole units of the smallest place among them. */
export function total(cells: string[]): string {
  const scale = Math.max(0, ...cells.map((cell) => cell.split(".")[1]?.length ?? 0));
  let units = 0n;
  for (const cell of cells) {
    const [whole = "0", part = ""] = cell.trim().split(".");
    units += BigInt(whole + part.padEnd(scale, "0"));
  }
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const text = scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
  return units < 0n ? `-${text}` : text;
}
