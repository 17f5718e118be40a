/** The order in which the fields of a design can be worked out, and what each of them needs. */
import { usedNames } from "./expressions";
import type { Design, Field } from "./types";

export interface Plan {
  design: Design;
  byName: Map<string, Field>;
  /** The fields, each after those that it needs. */
  order: Field[];
  /** The columns of lines, likewise. */
  columns: Map<string, Field[]>;
  /** What the rows of lines need of the form, by lines. */
  outer: Map<string, string[]>;
}

const expressionsOf = (field: Field): string[] =>
  [field.formula, field.visible].flatMap((text) => (text ? [text] : []));

/** Each after those that it needs; what goes in circles, which no published design does, stays in its place. */
export function inOrder(fields: Field[], needs: (field: Field) => string[]): Field[] {
  const known = new Map(fields.map((field) => [field.name, field]));
  const done = new Set<string>();
  const found: Field[] = [];
  const visit = (field: Field) => {
    if (done.has(field.name)) return;
    done.add(field.name);
    for (const name of needs(field)) {
      const other = known.get(name);
      if (other) visit(other);
    }
    found.push(field);
  };
  for (const field of fields) visit(field);
  return found;
}

/** Names of the form that the expressions of lines use, their own columns aside. */
function outerNames(lines: Field, known: Set<string>): string[] {
  const own = new Set((lines.fields ?? []).map((column) => column.name));
  const names = (lines.fields ?? []).flatMap((column) =>
    [...expressionsOf(column), column.needed, column.locked].flatMap((text) => {
      if (!text) return [];
      const used = usedNames(text);
      return [...used.own.filter((name) => !own.has(name)), ...used.outer];
    }),
  );
  return [...new Set(names)].filter((name) => name !== lines.name && known.has(name));
}

export function planOf(design: Design): Plan {
  const known = new Set([...design.fields.map((field) => field.name), "initiator"]);
  const outer = new Map(
    design.fields.flatMap((field) => (field.fields ? [[field.name, outerNames(field, known)]] : [])),
  );
  const needs = (field: Field): string[] => [
    ...expressionsOf(field).flatMap((text) => {
      const used = usedNames(text);
      return [...used.own, ...used.outer];
    }),
    ...(outer.get(field.name) ?? []),
    ...(field.type === "lookup" && field.from ? [field.from] : []),
  ];
  const inRow = (column: Field) => expressionsOf(column).flatMap((text) => usedNames(text).own);
  return {
    design,
    byName: new Map(design.fields.map((field) => [field.name, field])),
    order: inOrder(design.fields, needs),
    columns: new Map(
      design.fields.flatMap((field) => (field.fields ? [[field.name, inOrder(field.fields, inRow)]] : [])),
    ),
    outer,
  };
}
