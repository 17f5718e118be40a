import { describe, expect, test } from "vitest";
import {
  addColumn,
  addField,
  blankDesign,
  changeField,
  copyBlock,
  copyField,
  enterLines,
  find,
  leaveLines,
  moveColumn,
  newField,
  nudge,
  pathOfField,
  removeBlock,
  removeField,
  uniqueName,
} from "./design";
import { matching, typingAt } from "./expressions";
import { addBlock, arranged, moveBlock, moveItem, placeOf, shifted } from "./layout";
import { rename } from "./rename";
import type { Design, Section } from "./types";

const section = (...names: string[]): Section => ({
  type: "section",
  columns: 1,
  items: names.map((field) => ({ field })),
});
const DESIGN: Design = {
  fields: [
    { name: "type", type: "choice", label: { en: "Type" } },
    { name: "days", type: "number", label: { en: "Days" }, needed: 'type = "days" and type != null' },
    {
      name: "items",
      type: "lines",
      label: { en: "Items" },
      sums: ["price"],
      fields: [
        { name: "price", type: "money", label: { en: "Price" }, formula: "days * form.days" },
        { name: "total", type: "money", label: { en: "Total" }, formula: "price * 2" },
      ],
    },
    { name: "why", type: "longtext", label: { en: "Why" }, visible: "sum(items.price) > days" },
  ],
  layout: [
    section("type", "days"),
    { type: "tabs", tabs: [{ title: {}, blocks: [section("items")] }] },
    section("why"),
  ],
  list: ["days", "type"],
  filters: ["type"],
  summary: ["days"],
  rules: [{ check: "days < 30", message: { en: "Too long" }, field: "days" }],
};
const names = (design: Design, path: string) => {
  const place = design.layout[Number(path)] as Section;
  return place.items.map((item) => ("field" in item ? item.field : "-"));
};

describe("a design", () => {
  test("is completed: every field stands once, the forgotten ones at the end", () => {
    const whole = arranged({ ...DESIGN, layout: [section("days", "days", "gone")] });
    expect(names(whole, "0")).toEqual(["days"]);
    expect(names(whole, "1")).toEqual(["type", "items", "why"]);
    expect(blankDesign()).toEqual({ fields: [], layout: [], list: [], filters: [], summary: [], rules: [] });
  });

  test("takes a new field at a place, at its end, or into a section of its own", () => {
    const field = newField("choice", ["choice_1"], { en: "Choice" }, (n) => ({ en: `Option ${n}` }));
    expect(field.name).toBe("choice_2");
    expect(field.choices?.map((one) => one.value)).toEqual(["option_1", "option_2", "option_3"]);
    expect(names(addField(DESIGN, field, { block: "0", index: 1 }), "0")).toEqual(["type", "choice_2", "days"]);
    expect(names(addField(DESIGN, field), "2")).toEqual(["why", "choice_2"]);
    expect(names(addField(DESIGN, field, undefined, "0"), "0")).toEqual(["type", "days", "choice_2"]);
    expect(names(addField(blankDesign(), field), "0")).toEqual(["choice_2"]);
    expect(DESIGN.fields).toHaveLength(4);
  });

  test("moves items within and between sections, never losing one", () => {
    expect(names(moveItem(DESIGN, { block: "0", index: 0 }, { block: "0", index: 2 }), "0")).toEqual(["days", "type"]);
    expect(names(moveItem(DESIGN, { block: "0", index: 1 }, { block: "0", index: 0 }), "0")).toEqual(["days", "type"]);
    const moved = moveItem(DESIGN, { block: "0", index: 0 }, { block: "1.0.0", index: 1 });
    expect(placeOf(moved, "type")).toEqual({ block: "1.0.0", index: 1 });
    expect(names(moved, "0")).toEqual(["days"]);
    expect(moveItem(DESIGN, { block: "0", index: 9 }, { block: "0", index: 0 })).toBe(DESIGN);
    expect(nudge(DESIGN, { block: "0", index: 1 }, 1)).toEqual({ block: "1.0.0", index: 0 });
    expect(nudge(DESIGN, { block: "0", index: 0 }, -1)).toBeNull();
  });

  test("moves blocks, also into tabs, but never tabs into tabs", () => {
    const last = moveBlock(DESIGN, "0", { parent: "", index: 3 });
    expect(names(last, "2")).toEqual(["type", "days"]);
    const inside = moveBlock(DESIGN, "0", { parent: "1.0", index: 0 });
    expect(placeOf(inside, "days")).toEqual({ block: "0.0.0", index: 1 });
    expect(placeOf(inside, "items")).toEqual({ block: "0.0.1", index: 0 });
    expect(moveBlock(DESIGN, "1", { parent: "1.0", index: 0 })).toBe(DESIGN);
    expect(shifted("1.0.2", { parent: "1.0", index: 1 })).toBe("1.0.3");
    expect(shifted("1.1.2", { parent: "1.0", index: 1 })).toBe("1.1.2");
  });

  test("forgets a removed field everywhere, and keeps the others", () => {
    const left = removeField(DESIGN, "days");
    expect(left.fields.map((field) => field.name)).toEqual(["type", "items", "why"]);
    expect(names(left, "0")).toEqual(["type"]);
    expect([left.list, left.filters, left.summary]).toEqual([["type"], ["type"], []]);
    expect(left.rules[0]?.field).toBeUndefined();
    expect(find(removeField(DESIGN, "items.price"), "items")?.sums).toEqual([]);
    const cut = removeBlock(DESIGN, "1");
    expect(cut.fields.map((field) => field.name)).toEqual(["type", "days", "why"]);
    expect(cut.layout).toHaveLength(2);
  });

  test("copies under new names, right behind the original", () => {
    const [one, ref] = copyField(DESIGN, "days");
    expect(ref).toBe("days_2");
    expect(names(one, "0")).toEqual(["type", "days", "days_2"]);
    const [column, inner] = copyField(DESIGN, "items.price");
    expect(inner).toBe("items.price_2");
    expect(find(column, "items")?.fields?.map((field) => field.name)).toEqual(["price", "price_2", "total"]);
    const [blocks, path] = copyBlock(DESIGN, "0");
    expect(path).toBe("1");
    expect(names(blocks, "1")).toEqual(["type_2", "days_2"]);
    expect(uniqueName("days_2", ["days", "days_2"])).toBe("days_3");
    expect(uniqueName("1x", [])).toBe("field");
  });

  test("changes a field and keeps nothing that is empty", () => {
    const next = changeField(DESIGN, "days", { required: true, needed: "", max: 0 });
    expect(find(next, "days")).toEqual({ name: "days", type: "number", label: { en: "Days" }, required: true, max: 0 });
    const grown = addColumn(DESIGN, "items", { name: "note", type: "text", label: {} }, 0);
    expect(find(moveColumn(grown, "items", 0, 3), "items")?.fields?.map((f) => f.name)).toEqual([
      "price",
      "total",
      "note",
    ]);
    expect(pathOfField(DESIGN, "items.total")).toBe("fields.2.fields.1");
  });
});

test("a field goes into lines and comes out again, never twice and never under a taken name", () => {
  const [inside, ref] = enterLines(DESIGN, "days", "items", 1);
  expect(ref).toBe("items.days");
  expect(inside.fields.map((field) => field.name)).toEqual(["type", "items", "why"]);
  expect(find(inside, "items")?.fields?.map((field) => field.name)).toEqual(["price", "days", "total"]);
  expect(names(inside, "0")).toEqual(["type"]);
  const [outside, again] = leaveLines(inside, ref, { block: "0", index: 0 });
  expect(again).toBe("days");
  expect(names(outside, "0")).toEqual(["days", "type"]);
  expect(find(outside, "items")?.fields).toHaveLength(2);
  const twin = addColumn(DESIGN, "items", { name: "days", type: "number", label: {} });
  expect(enterLines(twin, "days", "items", 0)[1]).toBe("items.days_2");
  expect(enterLines(DESIGN, "items", "items", 0)[0]).toBe(DESIGN);
});

describe("a new name", () => {
  test("reaches every place that names a field, and no text or call", () => {
    const next = rename(DESIGN, "days", "length");
    expect(names(next, "0")).toEqual(["type", "length"]);
    expect([next.list, next.summary]).toEqual([["length", "type"], ["length"]]);
    expect(next.rules[0]).toMatchObject({ check: "length < 30", field: "length" });
    expect(find(next, "length")?.needed).toBe('type = "days" and type != null');
    expect(find(next, "items.price")?.formula).toBe("length * form.length");
    expect(find(next, "why")?.visible).toBe("sum(items.price) > length");
    const called = changeField(DESIGN, "why", { visible: "string length(length.days) > 1 and length > 1" });
    expect(find(rename(called, "length", "x"), "why")?.visible).toBe("string length(x.days) > 1 and x > 1");
  });

  test("of a column reaches its lines and those who look into them, not its namesake outside", () => {
    const next = rename(DESIGN, "items.price", "net");
    expect(find(next, "items")).toMatchObject({ sums: ["net"], fields: [{ name: "net" }, { formula: "net * 2" }] });
    expect(find(next, "why")?.visible).toBe("sum(items.net) > days");
    const twin = addColumn(DESIGN, "items", { name: "days", type: "number", label: {}, formula: "price + days" });
    expect(find(rename(twin, "days", "length"), "items.price")?.formula).toBe("days * form.length");
    expect(find(rename(twin, "days", "length"), "items.days")?.formula).toBe("price + days");
  });
});

describe("completion", () => {
  test("knows the word and its owner, and is silent within a text", () => {
    expect(typingAt("sum(items.pr", 12)).toEqual({ word: "pr", owner: ["items"], start: 10 });
    expect(typingAt("天", 1)).toEqual({ word: "天", owner: [], start: 0 });
    expect(typingAt('type = "ann', 11)).toBeNull();
    expect(typingAt("a + ", 4)).toBeNull();
  });
  test("finds by name, by label and by the words within", () => {
    const all = [
      { insert: "days", hint: "天数", kind: "field" as const },
      { insert: "round half up", hint: "", kind: "function" as const },
      { insert: "today", hint: "", kind: "function" as const },
    ];
    expect(matching("天", all).map((one) => one.insert)).toEqual(["days"]);
    expect(matching("half", all).map((one) => one.insert)).toEqual(["round half up"]);
    expect(matching("day", all).map((one) => one.insert)).toEqual(["days", "today"]);
  });
});

test("a block is put in where it belongs", () => {
  const next = addBlock(DESIGN, section(), { parent: "1.0", index: 0 });
  expect(placeOf(next, "items")).toEqual({ block: "1.0.1", index: 0 });
});
