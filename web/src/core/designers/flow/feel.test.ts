import { describe, expect, test } from "vitest";
import { type Group, type Row, read, write } from "./feel";
import { OPERATORS, operandsOf } from "./operands";

const word = (key: string, values?: { of: string }) => `${key} ${values?.of ?? ""}`.trim();
const FIELDS = [
  { name: "days", label: "Days", type: "number" },
  { name: "reason", label: "Reason", type: "text" },
  { name: "type", label: "Type", type: "choice", choices: [{ value: "annual", label: "Annual" }] },
  { name: "tags", label: "Tags", type: "multichoice" },
  { name: "from", label: "From", type: "date" },
  { name: "at", label: "At", type: "datetime" },
  { name: "hour", label: "Hour", type: "time" },
  { name: "urgent", label: "Urgent", type: "switch" },
  { name: "owner", label: "Owner", type: "person" },
  { name: "team", label: "Team", type: "person", many: true },
  { name: "place", label: "Place", type: "region" },
  { name: "papers", label: "Papers", type: "file" },
  { name: "leave", label: "Leave", type: "daterange" },
  { name: "lines", label: "Lines", type: "lines", fields: [{ name: "amount", label: "Amount", type: "money" }] },
  { name: "note", label: "Note", type: "description" },
];
const operands = operandsOf(FIELDS, "en", word);
const row = (operand: string, operator: Row["operator"], ...values: string[]): Row => ({ operand, operator, values });
const all = (...parts: Group["parts"]): Group => ({ join: "and", parts });
const any = (...parts: Group["parts"]): Group => ({ join: "or", parts });

const SAMPLES = {
  text: 'a "b" \\ or (c',
  number: "12.50",
  date: "2026-03-01",
  datetime: "2026-03-01",
  time: "09:00:00",
  choice: "annual",
  choices: "p",
  flag: "",
  record: "5",
  records: "5",
  code: "310000",
  list: "",
};
// biome-ignore format: one glance

describe("rows and FEEL", () => {
  test("every operator of every kind comes back as it was written", () => {
    for (const operand of operands) {
      for (const operator of OPERATORS[operand.kind]) {
        const sample = SAMPLES[operand.kind];
        const bare = ["empty", "filled", "true", "false"].includes(operator);
        const values = bare ? [] : operator === "between" || operator === "in" ? [sample, sample] : [sample];
        const group = all({ operand: operand.expression, operator, values });
        expect(read(write(group, operands), operands), `${operand.expression} ${operator}`).toEqual(group);
      }
    }
  });

  test.each([
    [all(row("days", "gt", "3")), "days > 3"],
    [all(row("days", "between", "1", "3")), "days in [1..3]"],
    [all(row("type", "in", "annual", "sick")), 'type in ("annual", "sick")'],
    [all(row("owner", "in", "5", "6")), "owner.id in (5, 6)"],
    [all(row("team", "contains", "5")), "list contains(team.id, 5)"],
    [all(row("at", "ge", "2026-03-01")), 'date(at) >= date("2026-03-01")'],
    [all(row("from", "lt", "today")), "from < today()"],
    [all(row("leave.start", "filled")), "leave.start != null"],
    [all(row("sum(lines.amount)", "gt", "100")), "sum(lines.amount) > 100"],
    [all(row("reason", "empty"), row("urgent", "true")), 'reason in (null, "") and urgent = true'],
    [all(row("papers", "empty"), row("days", "gt", "1")), "(papers = null or count(papers) = 0) and days > 1"],
    [
      any(all(row("days", "gt", "3"), row("urgent", "true")), row("days", "gt", "9")),
      "(days > 3 and urgent = true) or days > 9",
    ],
    [all(any(row("days", "gt", "3"), row("urgent", "true")), row("days", "lt", "9")),
      "(days > 3 or urgent = true) and days < 9"],
  ])("%j is %s", (group, text) => {
    expect(write(group, operands)).toBe(text);
    expect(read(text, operands)).toEqual(group);
  });

  test("and binds before or where nobody wrote brackets", () => {
    expect(read("days > 3 and urgent = true or days > 9", operands)).toEqual(
      any(all(row("days", "gt", "3"), row("urgent", "true")), row("days", "gt", "9")),
    );
  });

  test("what is not complete, or asks about a field that is gone, is not written", () => {
    expect(write(all(row("days", "gt"), row("days", "between", "1", ""), row("lost", "eq", "1")), operands)).toBe("");
    expect(write(all(row("days", "gt", "3"), all()), operands)).toBe("days > 3");
  });

  test("every level of a cascade can be chosen, and an approval is one of the documents of its form", () => {
    const tree = [{ value: "a", label: "A", children: [{ value: "b", label: "B" }] }];
    const [cascade, approval] = operandsOf(
      [
        { name: "area", label: "Area", type: "cascade", tree },
        { name: "leave", label: "Leave", type: "approval", form: "leave" },
      ],
      "en",
      word,
    );
    expect(cascade!.choices!.map((one) => one.value)).toEqual(["a", "b"]);
    expect(approval).toMatchObject({ kind: "record", resource: "paper.leave" });
  });

  test("nothing is the empty group", () => {
    expect(read(" ", operands)).toEqual(all());
  });

  test.each([
    "days + 1 > 3",
    "days>3",
    "if urgent then true else false",
    "lost = 1",
    'reason = "open',
    "(days > 3",
    "days > 3)",
    "days > 3 and (urgent = true or (days > 1 and days < 2))",
    "not(days > 3)",
    'reason = "a" + "b"',
  ])("%s is left to be read as FEEL", (text) => {
    expect(read(text, operands)).toBeNull();
  });
});
