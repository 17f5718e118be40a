/** Form values hold what the server answered (labels with ids); requests carry bare ids and changed fields only. */
import type { Entry, Field, Mode } from "@/api/types";
import { today } from "@/kit/dates";
import { isLabel } from "./field-value";

export type Values = Record<string, unknown>;

/** Where a new record begins: lines empty, and a document that needs its date is of today. */
const beginning = (field: Field): unknown =>
  field.kind === "lines" ? [] : field.name === "on" && field.kind === "date" && field.required ? today() : null;

export function blankValues(fields: Field[], preset: Values = {}): Values {
  return Object.fromEntries(fields.map((f) => [f.name, preset[f.name] ?? f.default ?? beginning(f)]));
}

/** `modes` come with a stored record; what can only be chosen at the start is read from then on. */
export function modeOf(field: Field, modes?: Record<string, Mode>): Mode {
  const mode = modes?.[field.name] ?? (field.mode === "hidden" ? "read" : field.mode) ?? "write";
  return modes && field.create_only && mode === "write" ? "read" : mode;
}

/** A sheet often ends with a row that nobody filled. */
function withoutBlankTail(inner: Field[], lines: Values[]): Values[] {
  const blank = (line: Values) => inner.every((f) => [null, undefined, "", f.default].includes(line[f.name] as never));
  let length = lines.length;
  while (length > 0 && blank(lines[length - 1]!)) length -= 1;
  return lines.slice(0, length);
}

function bare(field: Field, value: unknown): unknown {
  if (isLabel(value)) return value.id;
  if (field.kind === "lines" && Array.isArray(value)) {
    const inner = (field.fields ?? []).filter((f) => (f.mode ?? "write") === "write");
    return withoutBlankTail(inner, value as Values[]).map((line) => ({
      ...(typeof line.id === "number" ? { id: line.id } : {}),
      ...toRequest(inner, line),
    }));
  }
  if (Array.isArray(value)) return value.map((one) => (isLabel(one) ? one.id : one));
  if (value !== null && typeof value === "object" && "id" in value) return (value as { id: number }).id;
  return value === "" ? null : value;
}

export function toRequest(fields: Field[], values: Values): Values {
  return Object.fromEntries(
    fields.filter((f) => values[f.name] !== undefined).map((f) => [f.name, bare(f, values[f.name])]),
  );
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** Only what this person changed, so that two people may change different fields. */
export function changes(fields: Field[], before: Entry | undefined, values: Values): Values {
  const writable = fields.filter((f) => modeOf(f, before?.modes) === "write");
  const wanted = toRequest(writable, values);
  if (!before) return Object.fromEntries(Object.entries(wanted).filter(([, v]) => v !== null));
  const old = toRequest(writable, before);
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => !same(value, old[name])));
}
