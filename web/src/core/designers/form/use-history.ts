import { useEffect, useRef, useState } from "react";
import type { Design } from "./types";

const DEPTH = 100;
const PAUSE = 1500;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export interface History {
  change: (next: Design, key?: string) => void;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
  /** Grows with everything that happens. */
  revision: number;
}

/** Steps back and forth. Typing in one property without a pause is one step. */
export function useHistory(design: Design, onChange: (next: Design) => void): History {
  const [past, setPast] = useState<Design[]>([]);
  const [future, setFuture] = useState<Design[]>([]);
  const [revision, setRevision] = useState(0);
  const last = useRef<{ key?: string; at: number }>({ at: 0 });

  const change = (next: Design, key?: string) => {
    if (next === design) return;
    const joined = key !== undefined && last.current.key === key && Date.now() - last.current.at < PAUSE;
    last.current = { key, at: Date.now() };
    if (!joined) setPast([...past.slice(1 - DEPTH), design]);
    setFuture([]);
    setRevision(revision + 1);
    onChange(next);
  };
  const step = (from: Design[], keep: (rest: Design[]) => void, put: (now: Design) => void) => {
    const next = from.at(-1);
    if (!next) return;
    last.current = { at: 0 };
    keep(from.slice(0, -1));
    put(design);
    setRevision(revision + 1);
    onChange(next);
  };
  const undo = () => step(past, setPast, (now) => setFuture([...future, now]));
  const redo = () => step(future, setFuture, (now) => setPast([...past, now]));

  const keys = useRef({ undo, redo });
  keys.current = { undo, redo };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      const act = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : null;
      if (!act) return;
      event.preventDefault();
      keys.current[act]();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return { change, undo, redo, canUndo: past.length > 0, canRedo: future.length > 0, revision };
}
