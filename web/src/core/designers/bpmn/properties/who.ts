/** How people are found (审批人规则), and the lists that name people. */
import type { Items, Row } from "./rows";

export const KINDS = [
  "manager",
  "managers",
  "department_head",
  "role",
  "post",
  "person",
  "choice",
  "next",
  "initiator",
  "department",
  "group",
  "form_person",
  "form_department_head",
  "handler",
  "matrix",
  "expression",
] as const;
const PLAIN = KINDS.filter((kind) => kind !== "choice" && kind !== "next");

const SCOPES = ["department", "department_and_above", "company", "group"] as const;

type Read = (prop: string) => string;
const of =
  (...kinds: string[]) =>
  (read: Read) =>
    kinds.includes(read("rule"));

const rule = (choices: readonly string[]): readonly Row[] => [
  { name: "rule", kind: "choice", choices, usual: "manager" },
  { name: "people", kind: "people", when: of("person", "choice", "next") },
  { name: "role", prop: "name", kind: "code", lookup: "role", when: of("role", "choice", "next") },
  { name: "post", prop: "name", kind: "code", lookup: "post", when: of("post") },
  { name: "department", prop: "name", kind: "code", lookup: "department", hint: true, when: of("department") },
  { name: "group", prop: "name", kind: "code", lookup: "group", when: of("group") },
  { name: "step", prop: "name", kind: "code", lookup: "step", when: of("handler") },
  { name: "matrix", prop: "name", kind: "code", lookup: "matrix", when: of("matrix") },
  { name: "scope", kind: "choice", choices: SCOPES, usual: "company", when: of("role", "post", "choice", "next") },
  {
    name: "level",
    kind: "number",
    usual: "1",
    when: of("manager", "managers", "department_head", "form_department_head"),
  },
  { name: "until", kind: "code", lookup: "role", when: of("managers") },
  { name: "min", kind: "number", usual: "1", when: of("choice", "next") },
  { name: "max", kind: "number", usual: "1", when: of("choice", "next") },
  { name: "path", kind: "code", lookup: "field", when: of("form_person", "form_department_head", "managers") },
  { name: "limits", kind: "text", hint: true, when: of("managers") },
  { name: "down", kind: "switch", usual: "false", when: of("department_head") },
  { name: "shift", kind: "switch", usual: "false", when: of("department_head") },
  { name: "text", kind: "feel", when: of("expression") },
];

/** What belongs to no kind but the one that was left is dropped when the kind of a rule changes. */
export const OF_A_KIND = rule(KINDS)
  .map((row) => row.prop ?? row.name)
  .filter((prop) => prop !== "rule");

export const APPROVERS: Items = {
  list: "approvers",
  at: "heyi:Approval",
  type: "heyi:Approver",
  rows: rule(KINDS),
  fresh: { rule: "manager" },
};

const copies = (moments: readonly string[], usual: string, at: Items["at"]): Items => ({
  list: "copies",
  at,
  type: "heyi:Copy",
  rows: [{ name: "when", kind: "choice", choices: moments, usual }, ...rule(PLAIN)],
  fresh: { rule: "role", when: moments.at(-1) ?? usual },
});

export const STEP_COPIES = copies(["arrival", "approval", "end"], "arrival", "heyi:Approval");
export const CASE_COPIES = copies(["approved", "rejected", "any"], "any", "extensions");

const voter = (kind: string) => (read: Read) => read("who") === kind;

export const STANDINGS: Items = {
  list: "standings",
  at: "heyi:Approval",
  type: "heyi:Standing",
  rows: [
    { name: "who", kind: "choice", choices: ["person", "role", "post"], usual: "person" },
    { name: "people", kind: "people", when: voter("person") },
    { name: "role", prop: "name", kind: "code", lookup: "role", when: voter("role") },
    { name: "post", prop: "name", kind: "code", lookup: "post", when: voter("post") },
    { name: "weight", kind: "number", usual: "1" },
    { name: "veto", kind: "switch", usual: "false" },
    { name: "chair", kind: "switch", usual: "false" },
  ],
  fresh: { who: "role" },
};

const clock =
  (...acts: string[]) =>
  (read: Read) =>
    acts.includes(read("act"));

export const LADDER: Items = {
  list: "rungs",
  at: "heyi:Approval",
  type: "heyi:Rung",
  rows: [
    { name: "after", kind: "duration" },
    {
      name: "act",
      kind: "choice",
      choices: ["remind", "escalate", "transfer", "approve", "reject", "return", "skip"],
      usual: "remind",
    },
    { name: "times", kind: "number", usual: "1", when: clock("remind") },
    { name: "every", kind: "duration", when: (read) => read("act") === "remind" && Number(read("times")) > 1 },
    { name: "toRole", prop: "role", kind: "code", lookup: "role", when: clock("escalate", "transfer") },
  ],
  fresh: { after: "PT8H", act: "remind" },
};

const assigned = (list: "inputs" | "outputs", type: string): Items => ({
  list,
  at: "extensions",
  type,
  rows: [
    { name: "variable", prop: "name", kind: "text" },
    { name: "value", kind: "feel" },
  ],
  fresh: {},
});

export const INPUTS = assigned("inputs", "heyi:Input");
export const OUTPUTS = assigned("outputs", "heyi:Output");
