/** What a user task says about its approval. */
import { type Group, of, type Row } from "./rows";
import { APPROVERS, LADDER, STANDINGS, STEP_COPIES } from "./who";

const AT = "heyi:Approval";
const decides = (read: (prop: string) => string) => read("purpose") === "approve";
const counts = (read: (prop: string) => string) => read("mode") === "ratio" || read("reject") === "majority";

const PEOPLE: readonly Row[] = [
  { name: "purpose", kind: "choice", at: AT, choices: ["approve", "handle", "inform"], usual: "approve" },
  { name: "mode", kind: "choice", at: AT, choices: ["all", "any", "sequential", "ratio"], usual: "all" },
  { name: "threshold", kind: "text", at: AT, hint: true, when: (read) => read("mode") === "ratio" },
  { name: "claim", kind: "switch", at: AT, usual: "false", when: (read) => read("mode") === "any" },
];

const RULES: readonly Row[] = [
  { name: "empty", kind: "choice", at: AT, choices: ["up", "admin", "pass"], usual: "up" },
  { name: "self", kind: "choice", at: AT, choices: ["manager", "allow", "never"], usual: "manager" },
  {
    name: "duplicates",
    kind: "choice",
    at: AT,
    choices: ["consecutive", "first", "last", "none"],
    usual: "consecutive",
  },
  { name: "reject", kind: "choice", at: AT, choices: ["veto", "majority", "wait_all"], usual: "veto", when: decides },
  { name: "onReject", kind: "choice", at: AT, choices: ["end", "continue"], usual: "end" },
  { name: "quorum", kind: "text", at: AT, hint: true, when: decides },
  {
    name: "tie",
    kind: "choice",
    at: AT,
    choices: ["usual", "approve", "reject", "chair"],
    usual: "usual",
    when: counts,
  },
  {
    name: "blind",
    kind: "switch",
    at: AT,
    usual: "false",
    when: (read) => decides(read) && read("mode") !== "sequential",
  },
  { name: "signature", kind: "switch", at: AT, usual: "false" },
  { name: "manual", kind: "switch", at: AT, usual: "false" },
  { name: "delegation", kind: "switch", at: AT, usual: "true" },
  { name: "follow", kind: "choice", at: AT, choices: ["person", "post"], usual: "person" },
  { name: "organization", kind: "choice", at: AT, choices: ["now", "at_start"], usual: "now" },
  { name: "sod", kind: "text", at: AT, hint: true },
  { name: "depth", kind: "number", at: AT, usual: "3" },
  { name: "actions", kind: "acts", at: AT },
];

export const APPROVAL: readonly Group[] = [
  { name: "people", when: of("UserTask"), content: [APPROVERS, ...PEOPLE], open: true },
  { name: "rights", when: of("UserTask"), content: ["rights"] },
  {
    name: "time",
    when: of("UserTask"),
    content: [
      { name: "due", kind: "duration", at: AT },
      { name: "working", kind: "switch", at: AT, usual: "true" },
      LADDER,
    ],
  },
  { name: "copies", when: of("UserTask"), content: [STEP_COPIES] },
  { name: "rules", when: of("UserTask"), content: RULES },
  { name: "votes", when: of("UserTask"), content: [STANDINGS] },
];
