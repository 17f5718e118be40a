/** What can be done with a field here and now. */
import type { State } from "./filling";
import type { Field, FieldMode, FieldModes } from "./types";

export type Access = "hidden" | "masked" | "read" | "write";

const PLAIN: State = { visible: true, needed: false, locked: false };
const CLOSED = new Set(["serial", "lookup"]);
const open = (mode: FieldMode | undefined) => mode === "write" || mode === "required";

/** Whether its value is ever typed: by the initiator, or, where the step opens it, by whoever decides. */
export const isGiven = (field: Field, mode?: FieldMode): boolean =>
  !field.formula && !field.hidden && !CLOSED.has(field.type) && (!field.later || open(mode));

export function accessOf(field: Field, mode: FieldMode | undefined, editing: boolean, state: State = PLAIN): Access {
  if (field.hidden || !state.visible || mode === "hidden") return "hidden";
  if (mode === "masked") return "masked";
  return editing && mode !== "read" && !state.locked && isGiven(field, mode) ? "write" : "read";
}

export const isNeeded = (field: Field, mode: FieldMode | undefined, state: State = PLAIN): boolean =>
  Boolean(field.required || state.needed || mode === "required");

/** A column has its own mode, or else the one of its table; opening a column opens no other. */
export function columnMode(lines: Field, column: Field, modes: FieldModes): FieldMode | undefined {
  return modes[`${lines.name}.${column.name}`] ?? (modes[lines.name] === "required" ? "write" : modes[lines.name]);
}

export function columnAccess(
  lines: Field,
  column: Field,
  { modes, editing, table, state }: { modes: FieldModes; editing: boolean; table: Access; state?: State },
): Access {
  const own = modes[`${lines.name}.${column.name}`];
  const mode = column.later ? own : columnMode(lines, column, modes);
  return accessOf(column, mode, editing && (table === "write" || open(own)), state);
}
