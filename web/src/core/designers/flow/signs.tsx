import {
  CircleStop,
  ClipboardCheck,
  GitBranch,
  GitFork,
  type LucideIcon,
  Send,
  Split,
  UserRoundCheck,
  Workflow,
} from "lucide-react";
import type { StepType } from "@/api/flow";

const SIGNS: Record<StepType, LucideIcon> = {
  approve: UserRoundCheck,
  handle: ClipboardCheck,
  inform: Send,
  choice: GitBranch,
  parallel: Split,
  inclusive: GitFork,
  call: Workflow,
  end: CircleStop,
};

export const TONES: Record<StepType, string> = {
  approve: "primary",
  handle: "blue",
  inform: "neutral",
  choice: "orange",
  parallel: "orange",
  inclusive: "orange",
  call: "blue",
  end: "neutral",
};

export function Sign({ type, size = 15 }: { type: StepType; size?: number }) {
  const Found = SIGNS[type];
  return <Found size={size} strokeWidth={1.9} aria-hidden="true" />;
}
