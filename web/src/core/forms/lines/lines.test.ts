import { describe, expect, test } from "vitest";
import { blankRow } from "../body";
import { total } from "../expressions";
import type { Field, Values } from "../types";
import { paste } from "./paste";
import { copied, moved, removed, sumOf } from "./rows";

const text = (name: string): Field => ({ name, type: "text", label: { en: name } });

const LINES: Field = {
  name: "items",
  type: "lines",
  label: { en: "Items" },
  most: 5,
  sums: ["amount"],
  fields: [
    text("what"),
    { name: "quantity", type: "number", label: { en: "Quantity" }, decimals: 2 },
    { name: "price", type: "money", label: { en: "Price" } },
    { name: "amount", type: "money", label: { en: "Amount" }, formula: "quantity * price * (1 + form.rate)" },
    { name: "day", type: "date", label: { en: "Day" } },
    text("why"),
  ],
};
const row = (part: Values): Values => ({ ...blankRow(LINES), ...part });

describe("pasting", () => {
  const columns = LINES.fields!;
  const writable = new Set(["what", "quantity", "price", "day"]);
  const into = (block: string, rows: Values[] = [row({})], at: [number, string] = [0, "what"]) =>
    paste(block, LINES, { columns, writable, rows, at });
  test("a block fills cells to the right and down and adds rows; computed columns are passed over", () => {
    const found = into("pen\t1,234.5\t¥8\tignored\t2026/5/1\nink\t２\t(3.456)\t\t2026年12月31日\n");
    expect(found).toEqual({
      rows: [
        row({ what: "pen", quantity: "1234.5", price: "8.00", day: "2026-05-01" }),
        row({ what: "ink", quantity: "2", price: "-3.46", day: "2026-12-31" }),
      ],
      ignored: 0,
    });
  });
  test("what does not fit a column is left and counted", () => {
    expect(into("pen\tmany\nink\t2")).toMatchObject({ ignored: 1, rows: [{ quantity: null }, { quantity: "2" }] });
  });
  test("one cell is left to its input", () => expect(into("pen")).toBeNull());
  test("ten thousand rows are refused and change nothing", () => {
    const rows = [row({ what: "kept" })];
    expect(into("a\tb\n".repeat(10_000), rows)).toEqual({ refused: "too_many", count: 10_000, most: 5 });
    expect(into("a\tb\n".repeat(5), rows, [1, "what"])).toMatchObject({ refused: "too_many" });
    expect(rows).toEqual([row({ what: "kept" })]);
  });
});

describe("rows", () => {
  const rows = [row({ what: "a", price: "0.1" }), row({ what: "b", price: "0.2" }), row({ what: "c" })];
  test("are copied, moved and removed", () => {
    expect(copied(LINES, rows, 0)[0].map((one) => one.what)).toEqual(["a", "a", "b", "c"]);
    expect(moved(rows, 2, -1)).toEqual([[rows[0], rows[2], rows[1]], 1]);
    expect(moved(rows, 0, -1)[0]).toBe(rows);
    expect(removed(rows, 2)).toEqual([[rows[0], rows[1]], 1]);
  });
  test("sums are exact and take what is filled in", () => {
    expect(sumOf(rows, "price")).toBe("0.3");
    expect(total(["-1.5", "0.25"])).toBe("-1.25");
  });
});
