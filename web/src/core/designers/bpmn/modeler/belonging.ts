/** What of ours an element keeps when it becomes one of another kind: a service task has no approvers. */
import { is, type Part } from "./parts";

const BELONGS: Record<string, string[]> = {
  "heyi:Approval": ["UserTask"],
  "heyi:Work": ["ServiceTask", "BusinessRuleTask"],
  "heyi:End": ["EndEvent"],
  "heyi:Correlation": ["ReceiveTask", "SendTask", "MessageEventDefinition"],
};

interface Copied {
  parent?: Part;
  property?: Partial<Part>;
}
interface Bus {
  on(event: string, priority: number, listener: (copied: Copied) => unknown): void;
}

const BEFORE_THE_USUAL = 1500;

function Belonging(eventBus: Bus) {
  eventBus.on("moddleCopy.canCopyProperty", BEFORE_THE_USUAL, ({ parent, property }) => {
    const kinds = BELONGS[property?.$type ?? ""];
    const owner = parent?.$parent;
    return kinds && owner && !is(owner, ...kinds) ? false : undefined;
  });
}
Belonging.$inject = ["eventBus"];

export const belonging = { __init__: ["heyiBelonging"], heyiBelonging: ["type", Belonging] };
