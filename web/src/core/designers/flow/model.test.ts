import { describe, expect, test } from "vitest";
import type { Step, Tree } from "@/api/flow";
import * as model from "./model";
import { say, written } from "./texts";
import { trimApproval, trimRule } from "./usual";

const task = (id: string): Step => ({
  type: "approve",
  id,
  name: { en: id },
  approval: { rules: [{ kind: "manager" }] },
});
const end = (id: string): Step => ({ type: "end", id, name: {}, outcome: "rejected" });
const tree: Tree = {
  key: "paper.leave",
  name: { en: "Leave" },
  steps: [
    task("manager"),
    {
      type: "choice",
      id: "long",
      name: {},
      branches: [
        { id: "over", name: {}, condition: "days > 3", default: false, steps: [task("head"), task("hr")] },
        { id: "much", name: {}, condition: "days > 9", default: false, steps: [end("no")] },
        { id: "rest", name: {}, default: true, steps: [] },
      ],
    },
    task("file"),
  ],
};
const outline = (steps: Step[]): unknown[] =>
  steps.map((step) =>
    "branches" in step ? { [step.id]: step.branches.map((one) => [one.id, ...outline(one.steps)]) } : step.id,
  );
const of = (one: Tree) => JSON.stringify(outline(one.steps));
const FORK = '{"long":[["over","head","hr"],["much","no"],["rest"]]}';

describe("finding", () => {
  test("a step and a branch are found where they stand", () => {
    expect(model.find(tree, "hr")).toMatchObject({ kind: "step", list: "over", index: 1 });
    expect(model.find(tree, "much")).toMatchObject({ kind: "branch", index: 1, fork: { id: "long" } });
    expect(model.find(tree, "nobody")).toBeNull();
  });
  test("earlier steps are those before it and before what it stands in, not those of other branches", () => {
    expect(model.earlier(tree, "hr").map((one) => one.id)).toEqual(["manager", "head"]);
    expect(model.earlier(tree, "file").map((one) => one.id)).toEqual(["manager", "long", "head", "hr", "no"]);
  });
  test("a list ends with an end, or where every branch does", () => {
    expect(model.ends([task("a")])).toBe(false);
    expect(model.ends([task("a"), end("b")])).toBe(true);
    expect(model.ends([tree.steps[1]!])).toBe(false);
    const all = { type: "parallel", id: "p", name: {}, branches: [{ id: "x", name: {}, steps: [end("y")] }] } as Step;
    expect(model.ends([all])).toBe(true);
  });
});

describe("changing", () => {
  test("a step is put into a branch, and nothing else changes", () => {
    expect(of(model.insert(tree, { list: "rest", index: 0 }, task("new")))).toBe(
      `["manager",${FORK.replace('["rest"]', '["rest","new"]')},"file"]`,
    );
    expect(of(tree)).toBe(`["manager",${FORK},"file"]`);
  });
  test("a removed step is gone with all in it", () => {
    expect(of(model.remove(tree, "long"))).toBe('["manager","file"]');
    expect(of(model.remove(tree, "head"))).toBe(`["manager",${FORK.replace('"head",', "")},"file"]`);
  });
  test("the default branch cannot be removed, others can", () => {
    expect(model.remove(tree, "rest")).toBe(tree);
    expect(of(model.remove(tree, "much"))).toBe('["manager",{"long":[["over","head","hr"],["rest"]]},"file"]');
  });
  test("a fork of one way dissolves into its steps, without an end that would cut off what follows", () => {
    const two = model.remove(tree, "much");
    expect(of(model.remove(two, "over"))).toBe('["manager","file"]');
    const ended = model.insert(two, { list: "rest", index: 0 }, end("stop"));
    const left = model.insert(ended, { list: "rest", index: 0 }, task("last"));
    expect(of(model.remove(left, "over"))).toBe('["manager","last","file"]');
  });
  test("steps and branches change places with neighbours, ends and the default stay last", () => {
    expect(of(model.move(tree, "hr", -1))).toBe(`["manager",${FORK.replace('"head","hr"', '"hr","head"')},"file"]`);
    expect(model.move(tree, "manager", -1)).toBe(tree);
    expect(model.canMove(tree, "much", 1)).toBe(false);
    expect(model.canMove(tree, "rest", -1)).toBe(false);
    expect(model.canMove(tree, "much", -1)).toBe(true);
    const more = model.insert(tree, { list: "much", index: 0 }, task("warn"));
    expect(model.canMove(more, "warn", 1)).toBe(false);
    expect(model.canMove(more, "no", -1)).toBe(false);
  });
  test("a copy has new ids all through and stands behind its original", () => {
    const { tree: next, id } = model.copy(tree, "long");
    const ids = [...model.allSteps(next), ...model.allBranches(next)].map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(16);
    expect(next.steps[2]!.id).toBe(id);
    expect(of(model.remove(next, id))).toBe(of(tree));
  });
  test("a copied branch is no default and stands beside its original", () => {
    const { tree: next, id } = model.copy(tree, "over");
    expect(model.find(next, id)).toMatchObject({ kind: "branch", index: 1 });
    expect(model.copy(tree, "rest").tree).toBe(tree);
    expect(model.copy(tree, "no").tree).toBe(tree);
  });
  test("a new branch stands before the default, in a parallel block last", () => {
    const branch = model.newBranch(tree, "choice", { en: "New" });
    expect(of(model.addBranch(tree, "long", branch))).toContain(`["much","no"],["${branch.id}"],["rest"]`);
    const block = model.newStep(tree, "parallel", {}, [{}, {}]);
    const next = model.addBranch(model.insert(tree, { list: "", index: 0 }, block), block.id, branch);
    expect(model.find(next, branch.id)).toMatchObject({ index: 2 });
  });
  test("a branch is changed alone", () => {
    const next = model.changeBranch(tree, "over", (one) => ({ ...one, condition: "days > 5" }));
    expect(model.find(next, "over")).toMatchObject({ branch: { condition: "days > 5" } });
    expect(model.find(next, "much")).toMatchObject({ branch: { condition: "days > 9" } });
  });
});

describe("making", () => {
  test("an id that is taken is not given again", () => {
    const words = ["x", "y"];
    const taken = model.insert(tree, { list: "", index: 0 }, task("approve_x"));
    expect(model.freshId(taken, "approve", () => words.shift()!)).toBe("approve_y");
  });
  test("a choice begins with one condition and a default, a parallel block with two ways", () => {
    const choice = model.newStep(tree, "choice", {}, [{ en: "a" }, { en: "b" }]);
    expect(choice).toMatchObject({ branches: [{ condition: "", default: false }, { default: true }] });
    const block = model.newStep(tree, "parallel", {}, [{ en: "a" }, { en: "b" }]);
    expect(JSON.stringify(block)).not.toContain("default");
  });
  test("what handling and informing differ in is written out", () => {
    expect(model.newStep(tree, "handle", {}, [{}, {}])).toMatchObject({
      approval: { mode: "any", on_reject: "continue" },
    });
    expect(model.newStep(tree, "inform", {}, [{}, {}])).toMatchObject({
      approval: { empty: "pass", self_rule: "allow" },
    });
  });
  test("usual values are not written, foreign ones stay", () => {
    expect(trimApproval({ mode: "all", empty: "pass", delegation: true, fields: {}, standings: [1] })).toEqual({
      empty: "pass",
      standings: [1],
    });
    expect(
      trimApproval({
        actions: [
          "take_back",
          "reject",
          "return",
          "transfer",
          "cc",
          "comment",
          "add",
          "delegate",
          "consult",
          "approve",
        ],
      }),
    ).toEqual({});
    expect(trimRule({ kind: "manager", level: 1, reach: "company", people: [] })).toEqual({ kind: "manager" });
  });
  test("a name is said in its language, else in the first there is", () => {
    expect(say({ en: "Leave" }, "zh-Hant")).toBe("Leave");
    expect(say({ "zh-hans": "请假", en: "Leave" }, "zh-Hant")).toBe("请假");
    expect(say({ "zh-hans": "请假", en: "Leave" }, "en")).toBe("Leave");
    expect(written({ en: "Leave" }, "zh-Hans", "请假")).toEqual({ en: "Leave", "zh-hans": "请假" });
    expect(written({ en: "Leave", "zh-hans": "x" }, "zh-Hans", "")).toEqual({ en: "Leave" });
  });
});
