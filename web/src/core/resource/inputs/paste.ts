import type { Field, Label } from "@/api/types";
import { fraction, isDecimal } from "@/kit/decimal";
import { NUMERIC } from "../field-value";
import { blankValues, type Values } from "../form-values";

/** 1,234.50, ¥8, 13% and full-width digits as Excel and people write them; percentages become fractions. */
function asNumber(text: string, field: Field): string | null {
  const plain = text.normalize("NFKC").replace(/[,\s¥$€]/g, "");
  const bare = plain.replace(/%$/, "");
  if (!isDecimal(bare)) return null;
  return field.kind === "percent" ? fraction(bare) : bare;
}

/** The cells of a copied block. */
export const blocks = (text: string): string[][] =>
  text
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .map((line) => line.split("\t"));

/** What stands in a row whose reference nobody found; it is shown in place and never sent. */
export const unknownOf = (line: Values, name: string): string | undefined =>
  (line[`_unknown_${name}`] as string | undefined) || undefined;

/**
 * Spreads a copied block over the sheet from one cell to the right and down; new rows as needed. References are taken
 * from `known` by their text. Words never go into numbers; right of a reference (a name beside its code) they are skipped.
 * Answers null when the text is a single cell, which the input takes by itself.
 */
export function pasted(
  text: string,
  fields: Field[],
  lines: Values[],
  index: number,
  column: string,
  known: Map<string, Label> = new Map(),
): Values[] | null {
  const block = blocks(text);
  if (block.length === 1 && block[0]!.length === 1) return null;
  const writable = fields.filter((f) => (f.mode ?? "write") === "write" && (!f.reference || f.name === column));
  const from = writable.findIndex((f) => f.name === column);
  if (from < 0) return null;
  const next = lines.map((line) => ({ ...line }));
  block.forEach((cells, down) => {
    const target = next[index + down] ?? blankValues(fields);
    next[index + down] = target;
    fill(target, writable.slice(from), cells, known);
  });
  return next;
}

function fill(target: Values, fields: Field[], cells: string[], known: Map<string, Label>): void {
  let at = 0;
  for (const cell of cells) {
    const field = fields[at];
    if (!field) return;
    if (field.reference) {
      const name = cell.trim();
      target[field.name] = known.get(name) ?? null;
      target[`_unknown_${field.name}`] = known.has(name) ? undefined : name;
    } else if (NUMERIC.has(field.kind)) {
      const value = asNumber(cell, field);
      if (value === null && at > 0 && fields[at - 1]?.reference && cell.trim()) continue;
      if (value !== null) target[field.name] = field.kind === "integer" ? Number(value) : value;
    } else target[field.name] = cell.trim();
    at += 1;
  }
}
