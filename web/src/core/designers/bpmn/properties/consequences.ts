/** What else changes when one property does, so that the file stays true to itself. */
import type { Change, Editing } from "../modeler/edit";
import { extension, loopOf, type Part } from "../modeler/parts";

export const modeOf = (part: Part): string => extension(part, "heyi:Approval")?.get("mode") ?? "all";
export const approversOf = (part: Part): Part[] =>
  extension(part, "heyi:Approval")?.get<Part[] | undefined>("approvers") ?? [];

const HANDLING = "approve return transfer cc comment delegate consult take_back";

/** The usual rules of a step of this purpose, where they differ from those of an approval. */
const USUAL: Record<string, Record<string, string | undefined>> = {
  approve: {},
  handle: { mode: "any", onReject: "continue", actions: HANDLING },
  inform: { empty: "pass", self: "allow" },
};

export const ofPurpose = (purpose: string): Record<string, string | undefined> => ({
  mode: undefined,
  onReject: undefined,
  actions: undefined,
  empty: undefined,
  self: undefined,
  ...USUAL[purpose],
});

/** The marker of several people on the drawing follows the way they decide; repetition over data is left alone. */
export function marker(editing: Editing, part: Part, mode: string, approvers: number): Change[] {
  const loop = loopOf(part);
  const several = mode !== "all" || approvers > 1;
  if (!loop) {
    if (!several) return [];
    const made = editing.make("bpmn:MultiInstanceLoopCharacteristics", { isSequential: mode === "sequential" }, part);
    return [{ part, values: { loopCharacteristics: made } }];
  }
  if (loop.$type !== "bpmn:MultiInstanceLoopCharacteristics" || overData(loop)) return [];
  if (!several && !loop.get<unknown>("completionCondition"))
    return [{ part, values: { loopCharacteristics: undefined } }];
  return [{ part: loop, values: { isSequential: mode === "sequential" } }];
}

const overData = (loop: Part): boolean =>
  ["heyi:collection", "loopCardinality", "loopDataInputRef"].some((name) => Boolean(loop.get<unknown>(name)));
