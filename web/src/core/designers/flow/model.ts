/** What can be done to a process: pure functions from tree to tree. Lists of steps are named by the branch they stand in. */

import type { Branch, ForkStep, ForkType, Step, StepType, Texts, Tree } from "@/api/flow";
import { isFork } from "@/api/flow";
import { uuid } from "@/kit/ids";
import { APPROVALS } from "./usual";

/** The list of the main flow. */
export const MAIN = "";
export interface Place {
  list: string;
  index: number;
}
export type Found =
  | { kind: "step"; step: Step; list: string; index: number; siblings: Step[] }
  | { kind: "branch"; branch: Branch; fork: ForkStep; index: number };

type Rewrite = (steps: Step[], list: string) => Step[];

function rewritten(steps: Step[], list: string, rewrite: Rewrite): Step[] {
  const inner = steps.map((step) =>
    isFork(step)
      ? { ...step, branches: step.branches.map((one) => ({ ...one, steps: rewritten(one.steps, one.id, rewrite) })) }
      : step,
  );
  return rewrite(inner, list);
}

const rewrite = (tree: Tree, change: Rewrite): Tree => ({ ...tree, steps: rewritten(tree.steps, MAIN, change) });

/** Every list of steps, outside in. */
function* lists(steps: Step[], list = MAIN): Generator<[string, Step[]]> {
  yield [list, steps];
  for (const step of steps) if (isFork(step)) for (const one of step.branches) yield* lists(one.steps, one.id);
}

export const allSteps = (tree: Tree): Step[] => [...lists(tree.steps)].flatMap(([, steps]) => steps);
export const allBranches = (tree: Tree): Branch[] =>
  allSteps(tree).flatMap((step) => (isFork(step) ? step.branches : []));

export function find(tree: Tree, id: string): Found | null {
  for (const [list, siblings] of lists(tree.steps)) {
    for (const [index, step] of siblings.entries()) {
      if (step.id === id) return { kind: "step", step, list, index, siblings };
      const at = isFork(step) ? step.branches.findIndex((one) => one.id === id) : -1;
      if (isFork(step) && at >= 0) return { kind: "branch", branch: step.branches[at]!, fork: step, index: at };
    }
  }
  return null;
}

/** The steps that are always or possibly over when a step is reached: those before it, and before what it stands in. */
export function earlier(tree: Tree, id: string): Step[] {
  const found = find(tree, id);
  if (!found) return [];
  if (found.kind === "branch") return earlier(tree, found.fork.id);
  const before = found.siblings.slice(0, found.index).flatMap((step) => allSteps({ ...tree, steps: [step] }));
  return [...(found.list === MAIN ? [] : earlier(tree, found.list)), ...before];
}

/** Whether nothing can follow: the list ends the case, itself or in every branch of its last step. */
export function ends(steps: Step[]): boolean {
  const last = steps.at(-1);
  if (!last) return false;
  return last.type === "end" || (isFork(last) && last.branches.every((one) => ends(one.steps)));
}

/** An id that nothing in the tree has. It is never one that was there before, since running cases know steps by it. */
export function freshId(tree: Tree, type: string, random = () => uuid().slice(0, 6)): string {
  const taken = new Set([...allSteps(tree), ...allBranches(tree)].map((one) => one.id));
  for (;;) {
    const id = `${type}_${random()}`;
    if (!taken.has(id)) return id;
  }
}

export function newBranch(tree: Tree, fork: ForkType, name: Texts, isDefault = false): Branch {
  const base = { id: freshId(tree, "branch"), name, steps: [] };
  if (fork === "parallel") return base;
  return isDefault ? { ...base, default: true } : { ...base, condition: "", default: false };
}

/** A step with what is usual for its type. A fork has two branches, named by `branches`. */
export function newStep(tree: Tree, type: StepType, name: Texts, branches: [Texts, Texts]): Step {
  const base = { id: freshId(tree, type), name };
  switch (type) {
    case "call":
      return { type, ...base, process: "" };
    case "end":
      return { type, ...base, outcome: "rejected" };
    case "choice":
    case "inclusive":
    case "parallel":
      return {
        type,
        ...base,
        branches: [newBranch(tree, type, branches[0]), newBranch(tree, type, branches[1], type !== "parallel")],
      };
    default:
      return { type, ...base, approval: structuredClone(APPROVALS[type]) };
  }
}

export const insert = (tree: Tree, place: Place, step: Step): Tree =>
  rewrite(tree, (steps, list) => (list === place.list ? steps.toSpliced(place.index, 0, step) : steps));

export const changeStep = (tree: Tree, id: string, change: (step: Step) => Step): Tree =>
  rewrite(tree, (steps) => steps.map((step) => (step.id === id ? change(step) : step)));

const changeFork = (tree: Tree, id: string, change: (branches: Branch[]) => Branch[]): Tree =>
  changeStep(tree, id, (step) => (isFork(step) ? { ...step, branches: change(step.branches) } : step));

export function changeBranch(tree: Tree, id: string, change: (branch: Branch) => Branch): Tree {
  const found = find(tree, id);
  if (found?.kind !== "branch") return tree;
  return changeFork(tree, found.fork.id, (branches) => branches.map((one) => (one.id === id ? change(one) : one)));
}

/** Before the default, which stays the last. */
export function addBranch(tree: Tree, fork: string, branch: Branch): Tree {
  return changeFork(tree, fork, (branches) => {
    const at = branches.findIndex((one) => one.default);
    return branches.toSpliced(at < 0 ? branches.length : at, 0, branch);
  });
}

/** The default branch goes only with its whole fork. */
export const canRemove = (found: Found): boolean => found.kind === "step" || !found.branch.default;

/** Without a step, or a branch. A fork of one way is none: what stands in it goes on in its place. */
export function remove(tree: Tree, id: string): Tree {
  const found = find(tree, id);
  if (!found || !canRemove(found)) return tree;
  if (found.kind === "step") return rewrite(tree, (steps) => steps.filter((step) => step.id !== id));
  const left = found.fork.branches.filter((one) => one.id !== id);
  if (left.length > 1) return changeFork(tree, found.fork.id, () => left);
  return rewrite(tree, (steps) =>
    steps.flatMap((step, index) => {
      if (step.id !== found.fork.id) return [step];
      const kept = left[0]!.steps;
      // An end in the middle would cut off what follows.
      return index < steps.length - 1 && kept.at(-1)?.type === "end" ? kept.slice(0, -1) : kept;
    }),
  );
}

/** Whether a step or branch can change places with its neighbour. Ends and defaults stay last. */
export function canMove(tree: Tree, id: string, by: 1 | -1): boolean {
  const found = find(tree, id);
  if (!found) return false;
  if (found.kind === "branch") {
    const other = found.fork.branches[found.index + by];
    return Boolean(other) && !found.branch.default && !other!.default;
  }
  const other = found.siblings[found.index + by];
  return Boolean(other) && !ends([found.step]) && !ends([other!]);
}

function swapped<T>(items: T[], index: number, by: number): T[] {
  const next = [...items];
  [next[index], next[index + by]] = [next[index + by]!, next[index]!];
  return next;
}

export function move(tree: Tree, id: string, by: 1 | -1): Tree {
  const found = find(tree, id);
  if (!found || !canMove(tree, id, by)) return tree;
  if (found.kind === "branch") return changeFork(tree, found.fork.id, (branches) => swapped(branches, found.index, by));
  return rewrite(tree, (steps, list) => (list === found.list ? swapped(steps, found.index, by) : steps));
}

function renewed<T extends Step | Branch>(tree: Tree, one: T): T {
  if ("branches" in one)
    return { ...one, id: freshId(tree, one.type), branches: one.branches.map((inner) => renewed(tree, inner)) };
  if ("steps" in one)
    return { ...one, id: freshId(tree, "branch"), steps: one.steps.map((inner) => renewed(tree, inner)) };
  return { ...one, id: freshId(tree, one.type) };
}

export const canCopy = (found: Found): boolean =>
  found.kind === "branch" ? !found.branch.default : !ends([found.step]);

/** The same again behind it, under ids of its own. Returns the id of the copy too. */
export function copy(tree: Tree, id: string): { tree: Tree; id: string } {
  const found = find(tree, id);
  if (!found || !canCopy(found)) return { tree, id };
  if (found.kind === "branch") {
    const twin = renewed(tree, structuredClone(found.branch));
    const next = changeFork(tree, found.fork.id, (branches) => branches.toSpliced(found.index + 1, 0, twin));
    return { tree: next, id: twin.id };
  }
  const twin = renewed(tree, structuredClone(found.step));
  return { tree: insert(tree, { list: found.list, index: found.index + 1 }, twin), id: twin.id };
}
