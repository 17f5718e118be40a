import { Button } from "antd";
import type { MessageInstance } from "antd/es/message/interface";
import { type Dispatch, type RefObject, type SetStateAction, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { isFork, type StepType, type Tree } from "@/api/flow";
import type { Flow } from "./context";
import * as tree from "./model";
import { say, written } from "./texts";
import type { Editing } from "./use-history";

const REMOVED = "flow removed";

interface Given {
  model: Tree;
  root: RefObject<HTMLDivElement | null>;
  history: Editing;
  setSelected: Dispatch<SetStateAction<string | null>>;
  message: MessageInstance;
}

type Acts = Pick<Flow, "add" | "addBranch" | "remove" | "move" | "copy"> & { jump: (id: string) => void };

/** What the buttons and keys of the canvas do: each is one change that can be undone, and the focus stays with it. */
export function useActs({ model, root, history, setSelected, message }: Given): Acts {
  const { t, i18n } = useTranslation("flow");
  const named = (text: string) => written({}, i18n.language, text);
  const card = (id: string) => root.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`);
  const show = (id: string) =>
    requestAnimationFrame(() => {
      const found = card(id);
      found?.focus({ preventScroll: true });
      found?.scrollIntoView({ block: "center", inline: "center" });
    });
  /** Whoever works in the panel stays there. */
  const follow = (id: string) => {
    if (!document.activeElement?.closest(".ant-drawer")) show(id);
    else requestAnimationFrame(() => card(id)?.scrollIntoView({ block: "nearest", inline: "nearest" }));
  };
  const nameOf = (id: string) => {
    const found = tree.find(model, id);
    const one = found?.kind === "branch" ? found.branch : found?.step;
    return say(one?.name, i18n.language);
  };
  /** The card before, where the focus goes when this one is gone. */
  const before = (id: string) => {
    const all = [...(root.current?.querySelectorAll<HTMLElement>("[data-node]") ?? [])];
    return all[all.findIndex((one) => one.dataset.node === id) - 1]?.dataset.node ?? "";
  };
  const removed = useRef<Tree | null>(null);
  // The offer to undo is about the tree as it was left; the next change takes it back.
  useEffect(() => {
    if (!removed.current || removed.current === model) return;
    removed.current = null;
    message.destroy(REMOVED);
  }, [model, message]);
  const undoing = useRef(history.undo);
  useEffect(() => {
    undoing.current = history.undo;
  });
  const offerUndo = (id: string, next: Tree) => {
    removed.current = next;
    const undo = () => {
      undoing.current?.();
      show(id);
    };
    message.open({ key: REMOVED, type: "success", duration: 6, content: <Removed name={nameOf(id)} undo={undo} /> });
  };
  return {
    jump: (id) => {
      show(id);
      setSelected(id);
    },
    add: (place, type: StepType) => {
      const ways: [string, string] =
        type === "parallel"
          ? [t("branch.named", { number: 1 }), t("branch.named", { number: 2 })]
          : [t("branch.when", { number: 1 }), t("branch.default")];
      const step = tree.newStep(model, type, named(t(`type.${type}`)), [named(ways[0]), named(ways[1])]);
      history.commit(tree.insert(model, place, step));
      show(step.id);
      if (!isFork(step)) setSelected(step.id);
      else setSelected(type === "parallel" ? null : step.branches[0]!.id);
    },
    addBranch: (fork) => {
      const found = tree.find(model, fork);
      if (found?.kind !== "step" || !isFork(found.step)) return;
      const number = found.step.branches.filter((one) => !one.default).length + 1;
      const parallel = found.step.type === "parallel";
      const name = parallel ? t("branch.named", { number }) : t("branch.when", { number });
      const branch = tree.newBranch(model, found.step.type, named(name));
      history.commit(tree.addBranch(model, fork, branch));
      show(branch.id);
      setSelected(parallel ? null : branch.id);
    },
    remove: (id) => {
      const next = tree.remove(model, id);
      if (next === model) return;
      const focus = before(id);
      history.commit(next);
      setSelected((now) => (now && tree.find(next, now) ? now : null));
      follow(focus);
      offerUndo(id, next);
    },
    move: (id, by) => {
      history.commit(tree.move(model, id, by));
      follow(id);
    },
    copy: (id) => {
      const { tree: next, id: twin } = tree.copy(model, id);
      history.commit(next);
      show(twin);
    },
  };
}

function Removed({ name, undo }: { name: string; undo: () => void }) {
  const { t } = useTranslation("flow");
  return (
    <span className="hy-row" style={{ display: "inline-flex" }}>
      {t("removed", { name })}
      <Button size="small" type="link" onClick={undo}>
        {t("undo")}
      </Button>
    </span>
  );
}
