import { describe, expect, test } from "vitest";
import { accessOf, columnAccess } from "./access";
import { blankRow, fromRecord, startValues, toBody } from "./body";
import { dayBound } from "./days";
import { computed, kept, usedNames } from "./expressions";
import { faultsOf } from "./faults";
import { Filler } from "./filling";
import { sanitised } from "./html";
import { planOf } from "./plan";
import type { Design, Field, Initiator, Values } from "./types";

const ME: Initiator = { id: 7, name: "林晓雯", department: "销售部", post: "销售代表" };
const text = (name: string, more: Partial<Field> = {}): Field => ({ name, type: "text", label: { en: name }, ...more });

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
    {
      name: "amount",
      type: "money",
      label: { en: "Amount" },
      formula: "quantity * price * (1 + (if form.rate = null then 0 else form.rate))",
    },
    { name: "day", type: "date", label: { en: "Day" } },
    text("why", { visible: "amount > 100", needed: "amount > 100" }),
  ],
};
const DESIGN: Design = {
  fields: [
    { name: "total", type: "money", label: { en: "Total" }, formula: "sum(items.amount)" },
    { name: "rate", type: "percent", label: { en: "Rate" }, default: 0.1 },
    { name: "kind", type: "choice", label: { en: "Kind" }, choices: [{ value: "a", label: { en: "A" } }] },
    text("reason", { visible: 'kind = "a"', needed: "total > 100", locked: 'initiator.name = "nobody"' }),
    LINES,
    { name: "period", type: "daterange", label: { en: "Period" }, halves: true },
    {
      name: "days",
      type: "duration",
      label: { en: "Days" },
      unit: "days",
      formula: '(period.end - period.start).days + 1 - (if period.start_half = "pm" then 0.5 else 0)',
    },
    { name: "who", type: "person", label: { en: "Who" }, many: true, default: "me" },
    { name: "number", type: "serial", label: { en: "Number" } },
    text("opinion", { later: true }),
    { name: "signed", type: "signature", label: { en: "Signed" } },
    { name: "place", type: "region", label: { en: "Place" } },
  ],
  layout: [],
};
const row = (part: Values): Values => ({ ...blankRow(LINES), ...part });
const fill = (values: Values) => new Filler(DESIGN, ME).fill(values);

describe("the order of working out", () => {
  test("what is needed comes first, over lines too, whatever the order of the design", () => {
    expect(planOf(DESIGN).order.map((field) => field.name)).toEqual([
      ...["rate", "items", "total", "kind", "reason", "period", "days"],
      ...["who", "number", "opinion", "signed", "place"],
    ]);
  });
  test("names are taken apart from properties and texts", () => {
    expect(usedNames('form.rate * price + count(items.amount) + "kind"')).toEqual({
      own: ["price", "count", "items"],
      outer: ["rate"],
    });
  });
  test("words of the language are no names", () => {
    expect(usedNames("if discount = null then 0 else (1 - discount)").own).toEqual(["discount"]);
  });
  test("a circle ends", () => {
    const fields = [text("a", { formula: "b" }), text("b", { formula: "a" })];
    expect(planOf({ fields, layout: [] }).order).toHaveLength(2);
  });
});

describe("formulas", () => {
  test("rows first, then their sum, exact and rounded as money", () => {
    const { values } = fill({
      rate: "0.1",
      items: [row({ quantity: "3", price: "0.35" }), row({ quantity: "1", price: "7" })],
    });
    expect((values.items as Values[]).map((one) => one.amount)).toEqual(["1.16", "7.70"]);
    expect(values.total).toBe("8.86");
  });
  test("an incomplete row leaves the sum open, as on the server", () => {
    const rows = [row({ what: "pen" }), row({ quantity: "1", price: "2" })];
    expect(fill({ rate: "0", items: rows }).values.total).toBeNull();
  });
  test("blank rows at the end count for nothing", () => {
    const rows = [row({ quantity: "1", price: "2" }), row({})];
    expect(fill({ rate: "0", items: rows }).values.total).toBe("2.00");
    expect(fill({ items: [row({})] }).values.total).toBeNull();
  });
  test("days of a range with halves", () => {
    const period = { start: "2026-05-01", end: "2026-05-03", start_half: "pm", end_half: "pm" };
    expect(fill({ period }).values.days).toBe("2.5");
    expect(fill({}).values.days).toBeNull();
  });
  test("results are rounded half away from zero and keep no noise of doubles", () => {
    const number: Field = { name: "n", type: "number", label: {}, decimals: 2 };
    const money: Field = { name: "n", type: "money", label: {} };
    expect(computed(number, 0.1 + 0.2)).toBe("0.3");
    expect(computed(number, 1.005)).toBe("1.01");
    expect(computed(money, -2.345)).toBe("-2.35");
    expect(computed(money, 7)).toBe("7.00");
    expect(computed(money, -0.001)).toBe("0.00");
    expect(computed(number, true)).toBeNull();
    expect(computed(money, "7")).toBeNull();
    expect(kept({ ...number, decimals: 0 }, "12.5")).toBe("13");
  });
  test("only rows that changed are worked out again, and the rest are the same rows", () => {
    const filler = new Filler(DESIGN, ME);
    const first = filler.fill({
      rate: "0",
      items: [row({ quantity: "1", price: "2" }), row({ quantity: "2", price: "3" })],
    });
    const [one, two] = first.values.items as Values[];
    const second = filler.fill({ ...first.values, items: [one, { ...two, quantity: "5" }] });
    expect((second.values.items as Values[])[0]).toBe(one);
    expect(second.rows.items![0]).toBe(first.rows.items![0]);
    expect(second.values.total).toBe("17.00");
    const third = filler.fill({ ...second.values, rate: "1" });
    expect(third.values.total).toBe("34.00");
  });
});

describe("conditions", () => {
  test("of the form and of a row", () => {
    const found = fill({
      kind: "a",
      rate: "0",
      items: [row({ quantity: "1", price: "101" }), row({ quantity: "1", price: "1" })],
    });
    expect(found.states.reason).toEqual({ visible: true, needed: true, locked: false });
    expect(found.rows.items!.map(({ states }) => states.why)).toEqual([
      { visible: true, needed: true, locked: false },
      { visible: false, needed: false, locked: false },
    ]);
    expect(fill({ kind: null }).states.reason!.visible).toBe(false);
  });
  test("what is not shown is nothing to others, and typed words are kept", () => {
    const design: Design = {
      fields: [text("kind"), text("extra", { visible: 'kind = "a"' }), text("copy", { formula: "extra" })],
      layout: [],
    };
    const { values } = new Filler(design, ME).fill({ kind: "b", extra: "typed" });
    expect(values).toMatchObject({ extra: "typed", copy: null });
  });
  test("what cannot be read decides nothing", () => {
    const design: Design = { fields: [text("a", { locked: "1 +", needed: "1 / 0 > 1" })], layout: [] };
    expect(new Filler(design, ME).fill({}).states.a).toEqual({ visible: true, needed: false, locked: false });
  });
});

describe("who may what", () => {
  const later = DESIGN.fields.find((field) => field.name === "opinion")!;
  test("later fields are opened by a step only", () => {
    expect(accessOf(later, undefined, true)).toBe("read");
    expect(accessOf(later, "required", true)).toBe("write");
    expect(accessOf(later, "write", false)).toBe("read");
    expect(accessOf(later, "hidden", true)).toBe("hidden");
  });
  test("a column opened by a step is open in a closed table, and no other is", () => {
    const open = (name: string) =>
      columnAccess(LINES, LINES.fields!.find((one) => one.name === name)!, {
        modes: { items: "read", "items.price": "write", "items.day": "hidden" },
        editing: true,
        table: "read",
      });
    expect(["what", "price", "amount", "day"].map(open)).toEqual(["read", "write", "read", "hidden"]);
  });
});

describe("bodies", () => {
  const values: Values = {
    total: "9.00",
    rate: "0.1",
    kind: "",
    items: [row({ what: "pen", quantity: "1" }), row({})],
    who: [{ id: 3, label: "Wei" }],
    signed: { id: 9, name: "signature.png" },
    place: { code: "310000", label: "上海市" },
    opinion: "fine",
  };
  test("carry ids, nothing computed, and no blank rows at the end", () => {
    expect(toBody(DESIGN, values)).toEqual({
      rate: "0.1",
      kind: null,
      items: [{ what: "pen", quantity: "1", price: null, day: null, why: null }],
      who: [3],
      signed: [9],
      place: "310000",
    });
  });
  test("follow the modes of a step", () => {
    const body = toBody(DESIGN, values, {
      opinion: "write",
      rate: "read",
      who: "hidden",
      items: "read",
      kind: "masked",
    });
    expect(Object.keys(body).sort()).toEqual(["opinion", "place", "signed"]);
  });
  test("come back from a record", () => {
    const found = fromRecord(DESIGN, {
      id: 1,
      signed: [{ id: 9, name: "s.png" }],
      items: [{ what: "pen" }],
      who: null,
    });
    expect(found).toEqual({ signed: { id: 9, name: "s.png" }, items: [row({ what: "pen" })], who: null });
  });
  test("a new document begins with its defaults", () => {
    expect(startValues(DESIGN, ME)).toEqual({ rate: "0.1", who: [{ id: 7, label: "林晓雯" }], items: [row({})] });
  });
});

test("bounds of days", () => {
  expect(dayBound("today+30d", "2026-01-31")).toBe("2026-03-02");
  expect(dayBound("today", "2026-01-31")).toBe("2026-01-31");
  expect(dayBound("2026-05-01")).toBe("2026-05-01");
  expect(dayBound("month")).toBeNull();
});

test("complaints find their fields", () => {
  const fault = (path: string) => ({ path, code: "x", message: path || "whole" });
  expect(faultsOf(DESIGN, [fault("kind"), fault("items.0.price"), fault("")])).toEqual({
    own: { kind: "kind" },
    inner: { items: { "0.price": "items.0.price" } },
    loose: ["whole"],
  });
});

test("formatted text keeps the tags of the toolbar and nothing that runs", () => {
  expect(sanitised('<p onclick="x()">a<b>b</b><script>c</script><span style="x">d</span></p>')).toBe(
    "<p>a<b>b</b>d</p>",
  );
  expect(sanitised('<a href="javascript:x()">a</a><img src=x onerror=y>')).toBe("<a>a</a>");
  expect(sanitised("<p> <br></p>")).toBe("");
});
