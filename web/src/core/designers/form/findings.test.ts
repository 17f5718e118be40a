import { expect, test } from "vitest";
import { removeField } from "./design";
import { carried, meantBy } from "./findings";
import { arranged } from "./layout";
import type { Finding } from "./types";

const DESIGN = arranged({
  fields: [
    { name: "days", type: "number", label: {} },
    { name: "items", type: "lines", label: {}, fields: [{ name: "price", type: "money", label: {} }] },
  ],
});
const finding = (path: string): Finding => ({ path, code: "x", level: "error", message: "m" });

test("a path leads to its field, its column, or nowhere", () => {
  expect(meantBy(DESIGN, "fields.0.formula")).toEqual({ ref: "days", rest: ".formula" });
  expect(meantBy(DESIGN, "fields.1.fields.0.choices.2")).toEqual({ ref: "items.price", rest: ".choices.2" });
  expect(meantBy(DESIGN, "fields.1.fields.7")).toBeNull();
  expect(meantBy(DESIGN, "rules.0.check")).toBeNull();
});

test("a complaint stays with its field, and goes with it", () => {
  const all = [finding("fields.0.formula"), finding("fields.1.fields.0.label"), finding("rules.0.check")];
  const left = carried(all, DESIGN, removeField(DESIGN, "days"));
  expect(left.map((one) => one.path)).toEqual(["fields.0.fields.0.label", "rules.0.check"]);
  expect(carried(all, DESIGN, DESIGN)).toBe(all);
});
