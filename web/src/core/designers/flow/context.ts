import { createContext, use } from "react";
import type { Finding, StepType, Tree } from "@/api/flow";
import type { Place } from "./model";
import type { Wording } from "./wording";

/** What every card and every tab knows. */
export interface Flow {
  words: Wording;
  findings: Map<string, Finding[]>;
  selected: string | null;
  readOnly: boolean;
  /** On a phone branches stand below each other. */
  stacked: boolean;
  open: (id: string | null) => void;
  commit: (next: Tree, about?: string) => void;
  add: (place: Place, type: StepType) => void;
  addBranch: (fork: string) => void;
  remove: (id: string) => void;
  move: (id: string, by: 1 | -1) => void;
  copy: (id: string) => void;
}

export const FlowContext = createContext<Flow | null>(null);

export function useFlow(): Flow {
  const flow = use(FlowContext);
  if (!flow) throw new Error("no process above");
  return flow;
}

/** The card of the initiator, whose properties are those of the process. */
export const START = "start";
