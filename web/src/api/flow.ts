/** The simple process model: a tree of steps. Its words are those of the server's rules (`approval/rules.py`). */

export type TextsKey = "zh-hans" | "zh-hant" | "en";
/** Names by language; missing ones fall back. */
export type Texts = Partial<Record<TextsKey, string>>;

/** A choice of a cascade with those below it. */
export interface Branching {
  value: string;
  label: string | Texts;
  children?: Branching[];
}

/** A field of the form as the designer needs it: a field of a form's design fits as it is. */
export interface FieldInfo {
  name: string;
  label: string | Texts;
  type: string;
  many?: boolean;
  /** What a reference points to, as `crm.customer`. */
  resource?: string;
  /** Whose earlier documents an approval field points to. */
  form?: string;
  choices?: { value: string; label: string | Texts }[];
  tree?: Branching[];
  fields?: FieldInfo[];
}

export interface Finding {
  node: string;
  code?: string;
  level: "error" | "warning";
  message: string;
}

// biome-ignore format: one glance
export const RULE_KINDS = [
  "manager", "managers", "department_head", "person", "role", "post", "department", "group", "choice", "next",
  "form_person", "form_department_head", "handler", "initiator", "matrix", "expression",
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];
export type Reach = "department" | "department_and_above" | "company" | "group";

export interface Rule {
  kind: RuleKind;
  people?: number[];
  name?: string;
  level?: number;
  reach?: Reach;
  least?: number;
  most?: number;
  path?: string;
  down?: boolean;
  shift?: boolean;
  until?: string;
  limits?: string[];
  text?: string;
}

export type Right = "hidden" | "read" | "write" | "required";
export type RungAct = "remind" | "escalate" | "transfer" | "approve" | "reject" | "return" | "skip";

export interface Rung {
  after: string;
  act: RungAct;
  times?: number;
  every?: string;
  role?: string;
}

export interface Copy {
  when: string;
  rule: Rule;
}

/** What differs from the usual; fields that this designer does not know are kept. */
export interface Approval {
  rules?: Rule[];
  mode?: "all" | "any" | "sequential" | "ratio";
  threshold?: string;
  quorum?: string;
  reject?: "veto" | "majority" | "wait_all";
  on_reject?: "end" | "continue";
  empty?: "pass" | "up" | "admin";
  self_rule?: "manager" | "allow" | "never";
  duplicates?: "none" | "consecutive" | "first" | "last";
  delegation?: boolean;
  fields?: Record<string, Right>;
  actions?: string[];
  blind?: boolean;
  claim?: boolean;
  signature?: boolean;
  manual?: boolean;
  sod?: string;
  due?: string;
  working?: boolean;
  ladder?: Rung[];
  copies?: Copy[];
  organization?: "now" | "at_start";
  [more: string]: unknown;
}

export type TaskType = "approve" | "handle" | "inform";
export type ForkType = "choice" | "inclusive" | "parallel";
export type StepType = TaskType | ForkType | "call" | "end";

interface Named {
  id: string;
  name: Texts;
}
export interface TaskStep extends Named {
  type: TaskType;
  approval: Approval;
}
export interface Branch extends Named {
  condition?: string;
  default?: boolean;
  steps: Step[];
}
export interface ForkStep extends Named {
  type: ForkType;
  branches: Branch[];
}
export interface CallStep extends Named {
  type: "call";
  process: string;
  async?: boolean;
}
export interface EndStep extends Named {
  type: "end";
  outcome?: "" | "approved" | "rejected";
  terminates?: boolean;
}
export type Step = TaskStep | ForkStep | CallStep | EndStep;

export interface Policy {
  revert_days?: number;
  reversal?: string;
  two_person?: boolean;
  copies?: Copy[];
  circulate?: number;
  circulate_people?: number;
  mention?: boolean;
  [more: string]: unknown;
}

export interface Tree {
  key: string;
  name: Texts;
  withdraw?: "before_decision" | "running" | "never";
  policy?: Policy;
  steps: Step[];
}

export const isTask = (step: Step): step is TaskStep => "approval" in step;
export const isFork = (step: Step): step is ForkStep => "branches" in step;
