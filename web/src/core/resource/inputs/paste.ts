import type { Field } from "@/api/types";
import { isDecimal } from "@/kit/decimal";
import { NUMERIC } from "../field-value";
import { blankValues, type Values } from "../form-values";

/** 1,234.50 and full-width digits as Excel and people write them. */
const asNumber = (text: string): string | null => {
  const plain = text.normalize("NFKC").replace(/[,\s¥$€%]/g, "");
  return isDecimal(plain) ? plain : null;
};

/**
 * Spreads a copied block over the sheet from one cell to the right and down; new rows as needed.
 * Answers null when the text is a single cell, which the input takes by itself.
 */
export function pasted(text: string, fields: Field[], lines: Values[], index: number, column: string): Values[] | null {
  const block = text
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .map((line) => line.split("\t"));
  if (block.length === 1 && block[0]!.length === 1) return null;
  const writable = fields.filter((f) => (f.mode ?? "write") === "write" && !f.reference);
  const from = writable.findIndex((f) => f.name === column);
  if (from < 0) return null;
  const next = lines.map((line) => ({ ...line }));
  block.forEach((cells, down) => {
    const target = next[index + down] ?? blankValues(fields);
    next[index + down] = target;
    cells.forEach((cell, right) => {
      const field = writable[from + right];
      if (!field) return;
      const value = NUMERIC.has(field.kind) ? asNumber(cell) : cell.trim();
      if (value !== null) target[field.name] = field.kind === "integer" ? Number(value) : value;
    });
  });
  return next;
}
