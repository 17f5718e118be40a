/** Blocks copied from a spreadsheet, put into the rows of a form. */
import { blocks } from "@/core/resource/inputs/paste";
import { fraction, isDecimal } from "@/kit/decimal";
import { blankRow } from "../body";
import { kept } from "../expressions";
import { said } from "../texts";
import type { Field, FieldType, Values } from "../types";

/** More than anybody means to paste into a form. */
export const MOST_PASTED = 10_000;
const NUMBERS = new Set<FieldType>(["number", "money", "duration", "percent"]);
const UNTYPED = new Set<FieldType>([
  "person", "department", "post", "reference", "approval", "file", "image", "region", "cascade", "daterange",
]); // biome-ignore format: one line of types
const YES = new Set(["true", "1", "yes", "y", "是", "√", "✓", "对", "對"]);

export type Pasted = { rows: Values[]; ignored: number } | { refused: "too_many"; count: number; most: number };

/** 1,234.50, ¥8, 13% and full-width digits, as spreadsheets and people write them. */
function numberOf(field: Field, text: string): string | null {
  const plain = text.normalize("NFKC").replace(/[,\s¥$€]/g, "");
  const bracketed = /^\((.+)\)$/.exec(plain);
  const bare = (bracketed ? `-${bracketed[1]}` : plain).replace(/%$/, "");
  if (!isDecimal(bare)) return null;
  return kept(field, field.type === "percent" && plain.endsWith("%") ? fraction(bare) : bare);
}

const dayOf = (text: string): string | null => {
  const found = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text.trim());
  return found ? `${found[1]}-${found[2]!.padStart(2, "0")}-${found[3]!.padStart(2, "0")}` : null;
};

/** The value of one cell; undefined where the text cannot be one. */
export function cellOf(field: Field, text: string): unknown {
  const word = text.trim();
  if (!word) return null;
  if (NUMBERS.has(field.type)) return numberOf(field, word) ?? undefined;
  if (field.type === "date") return dayOf(word) ?? undefined;
  if (field.type === "switch") return YES.has(word.toLowerCase());
  if (field.type === "rating")
    return /^\d+$/.test(word) && Number(word) <= (field.most ?? 5) ? Number(word) : undefined;
  if (field.type === "choice" || field.type === "multichoice") {
    const parts = field.type === "choice" ? [word] : word.split(/[、,，;；]\s*/);
    const found = parts.flatMap((part) => {
      const choice = field.choices?.find(
        ({ value, label }) => value === part || Object.values(label).includes(part) || said(label) === part,
      );
      return choice ? [choice.value] : [];
    });
    if (found.length < parts.length) return undefined;
    return field.type === "choice" ? found[0] : found;
  }
  return field.type === "longtext" ? text.trim() : word;
}

/**
 * Spreads the block from one cell to the right and down; rows are added up to `most`. Columns that are not filled in here
 * are passed over as in a sheet, so that the columns of both stay side by side. Null: a single cell, which its input takes.
 */
export function paste(
  text: string,
  lines: Field,
  { columns, writable, rows, at }: { columns: Field[]; writable: Set<string>; rows: Values[]; at: [number, string] },
): Pasted | null {
  const block = blocks(text);
  if (block.length === 1 && block[0]!.length === 1) return null;
  const [first, name] = at;
  const from = columns.findIndex((column) => column.name === name);
  const most = lines.most ?? 500;
  const count = first + block.length;
  if (block.length >= MOST_PASTED || count > most) return { refused: "too_many", count: block.length, most };
  const next = [...rows];
  let ignored = 0;
  block.forEach((cells, down) => {
    const row = { ...(next[first + down] ?? blankRow(lines)) };
    cells.forEach((cell, right) => {
      const column = columns[from + right];
      if (!column || !writable.has(column.name)) return;
      const value = UNTYPED.has(column.type) ? undefined : cellOf(column, cell);
      if (value !== undefined) row[column.name] = value;
      else if (cell.trim()) ignored += 1;
    });
    next[first + down] = row;
  });
  return { rows: next, ignored };
}
