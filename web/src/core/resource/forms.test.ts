import { describe, expect, test } from "vitest";
import type { Entry, Field } from "@/api/types";
import { changes, toRequest } from "./form-values";
import { pasted } from "./inputs/paste";

const LINES: Field[] = [
  { name: "product", kind: "reference", label: "P", reference: "masterdata.product" },
  { name: "quantity", kind: "quantity", label: "Q", default: "1" },
  { name: "price", kind: "money", label: "M" },
  { name: "net", kind: "money", label: "N", mode: "read" },
];
const FIELDS: Field[] = [
  { name: "name", kind: "text", label: "Name" },
  { name: "owner", kind: "person", label: "Owner" },
  { name: "code", kind: "text", label: "Code", create_only: true },
  { name: "total", kind: "money", label: "Total", mode: "read" },
  { name: "lines", kind: "lines", label: "Lines", fields: LINES },
];
const stored = {
  id: 5,
  version: 2,
  label: "x",
  name: "Old",
  code: "C1",
  total: "9.00",
  owner: { id: 3, label: "林晓雯" },
  lines: [{ id: 8, product: { id: 1, label: "A" }, quantity: "2", price: "4.50", net: "9.00" }],
  modes: { name: "write", owner: "write", code: "write", total: "read", lines: "write" },
} as unknown as Entry;

describe("a request", () => {
  test("carries bare ids and only what the person changed", () => {
    expect(changes(FIELDS, stored, { ...stored, owner: { id: 7, label: "周启明" } })).toEqual({ owner: 7 });
    expect(changes(FIELDS, stored, stored)).toEqual({});
  });
  test("never writes what is read, computed or fixed at the start", () => {
    expect(changes(FIELDS, stored, { ...stored, total: "1.00", code: "C2" })).toEqual({});
  });
  test("keeps the ids of lines, leaves out computed cells and the blank tail", () => {
    const lines = [...(stored.lines as object[]), { product: null, quantity: "1", price: null }];
    expect(toRequest(FIELDS, { lines })).toEqual({ lines: [{ id: 8, product: 1, quantity: "2", price: "4.50" }] });
  });
});

describe("pasting from a sheet", () => {
  test("fills right and down, adds rows and reads written numbers", () => {
    const next = pasted(
      "3\t1,200.50\r\n４\t¥8\r\n",
      LINES,
      [{ product: null, quantity: "1", price: null }],
      0,
      "quantity",
    );
    expect(next).toHaveLength(2);
    expect(next?.[0]).toMatchObject({ quantity: "3", price: "1200.50" });
    expect(next?.[1]).toMatchObject({ quantity: "4", price: "8" });
  });
  test("leaves a single cell to its input, and never writes words into numbers", () => {
    expect(pasted("3", LINES, [], 0, "quantity")).toBeNull();
    const kept = pasted("abc\t5", LINES, [{ quantity: "1", price: null }], 0, "quantity");
    expect(kept?.[0]).toMatchObject({ quantity: "1", price: "5" });
  });
});
