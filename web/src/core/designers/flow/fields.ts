/** The form's fields as rules and rights name them. */

import type { FieldInfo, Right } from "@/api/flow";
import { say } from "./texts";

export interface Pathed {
  path: string;
  label: string;
  type: string;
}

/** Where the ids stand that a field holds: `owner.id`, `team[].id`, `lines[].owner.id`. */
export function pathsOf(fields: FieldInfo[], types: string[], language: string, suffix = ".id"): Pathed[] {
  return fields.flatMap((field): Pathed[] => {
    const label = say(field.label, language) || field.name;
    if (field.type === "lines") {
      return pathsOf(field.fields ?? [], types, language, suffix).map((one) => ({
        ...one,
        path: `${field.name}[].${one.path}`,
        label: `${label} · ${one.label}`,
      }));
    }
    if (!types.includes(field.type)) return [];
    return [{ path: `${field.name}${field.many ? "[]" : ""}${suffix}`, label, type: field.type }];
  });
}

/** What a path is called in the form. */
export function fieldLabel(fields: FieldInfo[], path: string, language: string): string {
  const [first = "", ...rest] = path.split(".");
  const field = fields.find((one) => one.name === first.replace("[]", ""));
  if (!field) return path;
  const label = say(field.label, language) || field.name;
  const inner = rest.join(".");
  return field.fields && inner && inner !== "id" ? `${label} · ${fieldLabel(field.fields, inner, language)}` : label;
}

/** Rows of the table of rights: every field, and the columns of its lines below it. */
export interface RightRow {
  key: string;
  label: string;
  depth: 0 | 1;
}

export const rightRows = (fields: FieldInfo[], language: string): RightRow[] =>
  fields.flatMap((field): RightRow[] => [
    { key: field.name, label: say(field.label, language) || field.name, depth: 0 },
    ...(field.fields ?? []).map(
      (one): RightRow => ({
        key: `${field.name}.${one.name}`,
        label: say(one.label, language) || one.name,
        depth: 1,
      }),
    ),
  ]);

/** All of them with one right; what nothing is said about is read. */
export const withAll = (rows: RightRow[], rights: Record<string, Right>, right: Right): Record<string, Right> => {
  const kept = Object.entries(rights).filter(([key]) => !rows.some((row) => row.key === key));
  return Object.fromEntries([...kept, ...(right === "read" ? [] : rows.map(({ key }) => [key, right] as const))]);
};

export const withOne = (rights: Record<string, Right>, key: string, right: Right): Record<string, Right> => {
  const { [key]: _, ...others } = rights;
  return right === "read" ? others : { ...others, [key]: right };
};
