import type { TFunction } from "i18next";
import { expect, test } from "vitest";
import type { Approval, FieldInfo, Rule, TaskStep } from "@/api/flow";
import { fieldLabel, pathsOf, rightRows, withAll, withOne } from "./fields";
import { operandsOf } from "./operands";
import { readDuration, writeDuration } from "./periods";
import { conditionWords, peopleWords, ruleWords, taskMarks, type Wording } from "./wording";

const FIELDS: FieldInfo[] = [
  { name: "days", label: { "zh-hans": "天数", en: "Days" }, type: "number" },
  { name: "owner", label: "Owner", type: "person" },
  { name: "team", label: "Team", type: "person", many: true },
  {
    name: "lines",
    label: "Lines",
    type: "lines",
    fields: [
      { name: "payee", label: "Payee", type: "person" },
      { name: "amount", label: "Amount", type: "money" },
    ],
  },
];
const t = ((key: string, values: Record<string, unknown> = {}) =>
  [key.replace("flow:", ""), ...Object.values(values)].join(" ")) as unknown as TFunction;
const words: Wording = {
  t,
  names: { coded: (kind, code) => `${kind}/${code}`, record: (resource, id) => `${resource}/${id}` },
  language: "en",
  tree: { key: "k", name: {}, steps: [{ type: "approve", id: "first", name: { en: "First" }, approval: {} }] },
  fields: FIELDS,
  operands: operandsOf(FIELDS, "en", (key, values) => `${key} ${values?.of ?? ""}`.trim()),
};

test.each<[Rule, string]>([
  [{ kind: "manager" }, "says.manager"],
  [{ kind: "manager", level: 2 }, "says.managerOf 2"],
  [{ kind: "managers", level: 20 }, "says.allManagers"],
  [{ kind: "managers", until: "boss" }, "says.until role/boss"],
  [{ kind: "managers", path: "lines[].amount", limits: ["5"] }, "says.limits Lines · Amount"],
  [{ kind: "role", name: "hr" }, "says.role role/hr"],
  [{ kind: "role", name: "hr", reach: "department" }, "says.role role/hrwithin reach.department"],
  [{ kind: "role" }, "says.role says.lacking"],
  [{ kind: "person", people: [1, 2] }, "org.employee/1commaorg.employee/2"],
  [{ kind: "person" }, "says.lacking"],
  [{ kind: "department" }, "says.ownDepartment"],
  [{ kind: "department", name: "7" }, "says.department org.department/7"],
  [{ kind: "department_head", level: 1, down: true }, "says.headFromTop 1"],
  [{ kind: "form_person", path: "owner.id" }, "says.form_person Owner"],
  [{ kind: "handler", name: "first" }, "says.handler First"],
  [{ kind: "initiator" }, "kind.initiator"],
])("%j is said as %s", (rule, said) => {
  expect(ruleWords(rule, words)).toBe(said);
});

test("several rules add up", () => {
  expect(peopleWords({ rules: [{ kind: "manager" }, { kind: "initiator" }] }, words)).toBe(
    "says.manager + kind.initiator",
  );
});

const marks = (approval: Approval, type: TaskStep["type"] = "approve") =>
  taskMarks({ type, id: "x", name: {}, approval }, t);

test("how people decide together is said only where there can be several", () => {
  expect(marks({ rules: [{ kind: "manager" }] })).toEqual([]);
  expect(marks({ rules: [{ kind: "person", people: [1] }] })).toEqual([]);
  expect(marks({ rules: [{ kind: "person", people: [1, 2] }] })).toEqual(["mode.all"]);
  expect(marks({ rules: [{ kind: "manager" }], mode: "ratio", threshold: "60%" })).toEqual(["says.ratio 60%"]);
  expect(marks({ rules: [{ kind: "role", name: "hr" }], mode: "any" }, "handle")).toEqual([]);
  expect(marks({ rules: [{ kind: "manager" }], due: "P1D", signature: true })).toEqual([
    "duration.days 1",
    "mark.signature",
  ]);
});

test("a condition is said in words, or not at all", () => {
  expect(conditionWords("days > 3 and owner.id in (1, 2)", words)).toBe(
    "Days operator.gt 3 join.and Owner operator.in org.employee/1commaorg.employee/2",
  );
  expect(conditionWords("days + 1 > 3", words)).toBeNull();
});

test("paths lead to the ids that fields hold, in lines too", () => {
  expect(pathsOf(FIELDS, ["person"], "en").map((one) => one.path)).toEqual([
    "owner.id",
    "team[].id",
    "lines[].payee.id",
  ]);
  expect(fieldLabel(FIELDS, "lines[].payee.id", "en")).toBe("Lines · Payee");
  expect(fieldLabel(FIELDS, "gone.id", "en")).toBe("gone.id");
});

test("what is read is not written down, and rights of foreign fields are kept", () => {
  const rows = rightRows(FIELDS, "zh-Hans");
  expect(rows.map((one) => one.key)).toEqual(["days", "owner", "team", "lines", "lines.payee", "lines.amount"]);
  expect(rows[0]!.label).toBe("天数");
  expect(withAll(rows, { foreign: "hidden", days: "write" }, "read")).toEqual({ foreign: "hidden" });
  expect(Object.keys(withAll(rows, { foreign: "write" }, "hidden"))).toEqual([
    "foreign",
    ...rows.map((one) => one.key),
  ]);
  expect(withOne({ days: "write" }, "days", "read")).toEqual({});
  expect(withOne({ days: "write" }, "lines.amount", "required")).toEqual({ days: "write", "lines.amount": "required" });
});

test("plain durations come back, others are left as they are", () => {
  for (const text of ["P2D", "PT8H", "PT30M"]) expect(writeDuration(readDuration(text)!)).toBe(text);
  expect(readDuration("P1DT2H")).toBeNull();
  expect(writeDuration({ number: 0, unit: "days" })).toBe("");
});
