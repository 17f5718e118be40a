import { useState } from "react";
import type { Tree } from "@/api/flow";

const MOST = 100;

interface History {
  past: Tree[];
  future: Tree[];
  /** What the last change was about: typing in one place is undone as a whole. */
  about: string;
  shown: Tree;
}

export interface Editing {
  commit: (next: Tree, about?: string) => void;
  undo?: () => void;
  redo?: () => void;
}

/** Changes of a tree that its owner holds, with the way back. A tree that came from elsewhere begins anew. */
export function useHistory(model: Tree, onChange: (next: Tree) => void): Editing {
  const [history, setHistory] = useState<History>({ past: [], future: [], about: "", shown: model });
  const foreign = history.shown !== model;
  const { past, future, about: last } = foreign ? { past: [], future: [], about: "" } : history;
  const show = (next: Omit<History, "about">, about: string) => {
    setHistory({ ...next, about });
    onChange(next.shown);
  };
  const [before] = past.slice(-1);
  const [after] = future;
  return {
    commit: (next, about = "") => {
      if (next === model) return;
      const kept = about && about === last ? past : [...past, model].slice(-MOST);
      show({ past: kept, future: [], shown: next }, about);
    },
    undo: before && (() => show({ past: past.slice(0, -1), future: [model, ...future], shown: before }, "")),
    redo: after && (() => show({ past: [...past, model], future: future.slice(1), shown: after }, "")),
  };
}
