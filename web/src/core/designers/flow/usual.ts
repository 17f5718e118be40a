/** The usual values of the server's rules: the tree says only what differs from them. */
import type { Approval, Policy, Rule, RuleKind, TaskType } from "@/api/flow";

// biome-ignore format: one glance
export const ACTIONS = [
  "reject", "return", "transfer", "cc", "comment", "add", "delegate", "consult", "take_back", "abstain",
] as const;

export const USUAL = {
  rules: [] as Rule[],
  mode: "all",
  threshold: "",
  quorum: "",
  reject: "veto",
  on_reject: "end",
  empty: "up",
  self_rule: "manager",
  duplicates: "consecutive",
  delegation: true,
  fields: {},
  actions: ["approve", ...ACTIONS.filter((one) => one !== "abstain")] as string[],
  blind: false,
  claim: false,
  signature: false,
  manual: false,
  sod: "",
  due: "",
  working: true,
  ladder: [],
  copies: [],
  organization: "now",
} satisfies Approval;

// biome-ignore format: one glance
const RULE = {
  people: [] as number[], name: "", level: 1, reach: "company", least: 1, most: 1, path: "", down: false, shift: false,
  until: "", limits: [] as string[], text: "",
} as const;

export const USUAL_POLICY = {
  revert_days: 0,
  reversal: "",
  two_person: false,
  copies: [],
  circulate: 3,
  circulate_people: 20,
  mention: true,
} satisfies Policy;

export type FullApproval = Approval & Required<Pick<Approval, keyof typeof USUAL>>;
export type FullRule = Required<Rule>;

export const fullApproval = (approval: Approval): FullApproval => ({ ...USUAL, ...approval }) as FullApproval;
export const fullRule = (rule: Rule): FullRule => ({ ...RULE, ...rule }) as unknown as FullRule;
export const fullPolicy = (policy: Policy | undefined) => ({ ...USUAL_POLICY, ...policy }) as Required<Policy>;

const same = (one: unknown, other: unknown): boolean => {
  const ordered = (value: unknown) => (Array.isArray(value) ? [...value].sort() : value);
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
};

function differing<T extends object>(value: T, usual: object): T {
  const known = usual as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(value).filter(([name, one]) => one !== undefined && !(name in known && same(one, known[name]))),
  ) as T;
}

export const trimApproval = (approval: Approval): Approval => differing(approval, USUAL);
export const trimPolicy = (policy: Policy): Policy => differing(policy, USUAL_POLICY);
/** What a rule of its kind says; values that another kind left behind go. */
export const trimRule = (rule: Rule): Rule => differing(rule, RULE);

const START: Partial<Record<RuleKind, Partial<Rule>>> = { managers: { level: 20 } };
/** A rule as it begins when its kind is chosen. */
export const newRule = (kind: RuleKind): Rule => ({ kind, ...START[kind] });

/** What is usual for a task of a type, written out where it differs from an approval. */
export const APPROVALS: Record<TaskType, Approval> = {
  approve: { rules: [{ kind: "manager" }] },
  handle: {
    rules: [],
    mode: "any",
    on_reject: "continue",
    actions: ["approve", "return", "transfer", "cc", "comment", "delegate", "consult", "take_back"],
  },
  inform: { rules: [], empty: "pass", self_rule: "allow" },
};
