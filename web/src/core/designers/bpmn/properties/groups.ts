/** Which properties an element has, in the order in which the panel shows them. */
import { is, loopOf } from "../modeler/parts";
import { APPROVAL } from "./approval";
import { EVENTS } from "./events";
import { type Group, of, type Row } from "./rows";
import { CASE_COPIES, INPUTS, OUTPUTS } from "./who";

const SLA: readonly Row[] = [
  { name: "within", kind: "duration", at: "heyi:Sla" },
  { name: "risk", kind: "number", at: "heyi:Sla", usual: "80", when: (read) => read("within") !== "" },
  {
    name: "slaWorking",
    prop: "working",
    kind: "switch",
    at: "heyi:Sla",
    usual: "true",
    when: (read) => read("within") !== "",
  },
];

const WORK = "heyi:Work";
const works =
  (...kinds: string[]) =>
  (read: (prop: string) => string) =>
    kinds.includes(read("kind"));

export const GROUPS: readonly Group[] = [
  { name: "general", when: () => true, content: ["names"], open: true },
  ...APPROVAL,
  {
    name: "work",
    when: of("ServiceTask"),
    content: [
      { name: "kind", kind: "choice", at: WORK, choices: ["operation", "external", "connector"], usual: "operation" },
      { name: "operation", prop: "name", kind: "text", at: WORK, when: works("operation", "connector") },
      { name: "topic", prop: "name", kind: "text", at: WORK, when: works("external") },
      { name: "result", kind: "text", at: WORK, hint: true },
    ],
    open: true,
  },
  {
    name: "decision",
    when: of("BusinessRuleTask"),
    content: [
      { name: "decision", prop: "name", kind: "code", lookup: "decision", at: WORK },
      { name: "result", kind: "text", at: WORK, hint: true },
    ],
    open: true,
  },
  {
    name: "script",
    when: of("ScriptTask"),
    content: [
      { name: "script", kind: "script" },
      { name: "result", prop: "heyi:result", kind: "text", hint: true },
    ],
    open: true,
  },
  {
    name: "call",
    when: of("CallActivity"),
    content: [
      { name: "calledElement", kind: "code", lookup: "process" },
      { name: "async", prop: "heyi:async", kind: "switch", usual: "false" },
    ],
    open: true,
  },
  { name: "ways", when: of("ExclusiveGateway", "InclusiveGateway", "ComplexGateway"), content: ["ways"], open: true },
  {
    name: "activation",
    when: of("ComplexGateway"),
    content: [{ name: "activationCondition", kind: "feel", store: "expression" }],
    open: true,
  },
  { name: "flow", when: of("SequenceFlow"), content: ["flow"], open: true },
  ...EVENTS,
  {
    name: "process",
    when: of("Process"),
    content: [
      {
        name: "withdraw",
        prop: "heyi:withdraw",
        kind: "choice",
        choices: ["before_decision", "running", "never"],
        usual: "before_decision",
      },
      { name: "revertDays", prop: "heyi:revertDays", kind: "number", usual: "0" },
      {
        name: "reversal",
        prop: "heyi:reversal",
        kind: "code",
        lookup: "process",
        when: (read) => Number(read("heyi:revertDays")) > 0,
      },
      { name: "twoPerson", prop: "heyi:twoPerson", kind: "switch", usual: "false" },
      { name: "circulate", prop: "heyi:circulate", kind: "number", usual: "3" },
      { name: "circulatePeople", prop: "heyi:circulatePeople", kind: "number", usual: "20" },
      { name: "mention", prop: "heyi:mention", kind: "switch", usual: "true" },
      { name: "isExecutable", kind: "switch", store: "boolean", usual: "false" },
    ],
    open: true,
  },
  { name: "copies", when: of("Process"), content: [CASE_COPIES] },
  {
    name: "repetition",
    when: (part) => is(loopOf(part), "MultiInstanceLoopCharacteristics") && !is(part, "UserTask"),
    content: [
      { name: "isSequential", kind: "switch", at: "loop", store: "boolean", usual: "false" },
      { name: "collection", prop: "heyi:collection", kind: "feel", at: "loop" },
      { name: "item", prop: "heyi:item", kind: "text", at: "loop" },
      { name: "loopCardinality", kind: "feel", at: "loop", store: "expression" },
      { name: "completionCondition", kind: "feel", at: "loop", store: "expression" },
      { name: "results", prop: "heyi:results", kind: "text", at: "loop" },
      { name: "resultOfOne", prop: "heyi:result", kind: "text", at: "loop" },
    ],
    open: true,
  },
  {
    name: "repetition",
    when: (part) => is(loopOf(part), "StandardLoopCharacteristics"),
    content: [
      { name: "loopCondition", kind: "feel", at: "loop", store: "expression" },
      { name: "testBefore", kind: "switch", at: "loop", store: "boolean", usual: "false" },
      { name: "loopMaximum", kind: "number", at: "loop", store: "number" },
    ],
    open: true,
  },
  {
    name: "adHoc",
    when: of("AdHocSubProcess"),
    content: [
      { name: "ordering", kind: "choice", choices: ["Parallel", "Sequential"], usual: "Parallel" },
      { name: "eachOnce", prop: "heyi:eachOnce", kind: "switch", usual: "false" },
      { name: "completionCondition", kind: "feel", store: "expression" },
    ],
    open: true,
  },
  {
    name: "data",
    when: of("ServiceTask", "BusinessRuleTask", "CallActivity", "SendTask", "ReceiveTask", "UserTask", "ScriptTask"),
    content: [INPUTS, OUTPUTS],
  },
  { name: "sla", when: of("Activity", "Process"), content: SLA },
];
