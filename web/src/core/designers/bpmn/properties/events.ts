/** What sets events off, and what they do. */
import { is, type Part, triggerOf } from "../modeler/parts";
import { type Group, of, type Row } from "./rows";

const triggered =
  (...types: string[]) =>
  (part: Part) =>
    is(triggerOf(part), ...types);

const event = (
  name: string,
  type: `bpmn:${string}`,
  by: "name" | "errorCode" | "escalationCode",
  prop: string,
): Row => ({
  name,
  kind: "named",
  at: "event",
  prop,
  store: { refers: type, by },
});

export const EVENTS: readonly Group[] = [
  { name: "timer", when: triggered("TimerEventDefinition"), content: ["timer"], open: true },
  {
    name: "message",
    when: triggered("MessageEventDefinition"),
    content: [
      event("message", "bpmn:Message", "name", "messageRef"),
      { name: "correlation", prop: "key", kind: "feel", at: "event/heyi:Correlation", hint: true },
    ],
    open: true,
  },
  {
    name: "message",
    when: of("ReceiveTask", "SendTask"),
    content: [
      { name: "message", kind: "named", prop: "messageRef", store: { refers: "bpmn:Message", by: "name" } },
      { name: "correlation", prop: "key", kind: "feel", at: "heyi:Correlation", hint: true },
    ],
    open: true,
  },
  {
    name: "signal",
    when: triggered("SignalEventDefinition"),
    content: [event("signal", "bpmn:Signal", "name", "signalRef")],
    open: true,
  },
  {
    name: "error",
    when: triggered("ErrorEventDefinition"),
    content: [event("errorCode", "bpmn:Error", "errorCode", "errorRef")],
    open: true,
  },
  {
    name: "escalation",
    when: triggered("EscalationEventDefinition"),
    content: [event("escalationCode", "bpmn:Escalation", "escalationCode", "escalationRef")],
    open: true,
  },
  {
    name: "conditional",
    when: triggered("ConditionalEventDefinition"),
    content: [{ name: "condition", kind: "feel", at: "event", store: "expression" }],
    open: true,
  },
  {
    name: "link",
    when: triggered("LinkEventDefinition"),
    content: [{ name: "link", prop: "name", kind: "text", at: "event" }],
    open: true,
  },
  {
    name: "boundary",
    when: of("BoundaryEvent"),
    content: [{ name: "cancelActivity", kind: "switch", store: "boolean", usual: "true" }],
    open: true,
  },
  {
    name: "ending",
    when: of("EndEvent"),
    content: [{ name: "outcome", kind: "choice", at: "heyi:End", choices: ["", "approved", "rejected"], usual: "" }],
    open: true,
  },
];
