import { useEffect } from "react";
import { load, save } from "@/kit/storage";

export interface Visit {
  path: string;
  label: string;
  hint?: string;
}

const KEPT = 8;
export const recent = (): Visit[] => load<Visit[]>("recent", []);

/** Names the window and remembers the record for the palette. */
export function useVisit(label: string | undefined, visit?: { path: string; hint?: string }): void {
  const path = visit?.path;
  const hint = visit?.hint;
  useEffect(() => {
    if (!label) return;
    document.title = `${label} · Heyi 合一`;
    if (path) save("recent", [{ path, label, hint }, ...recent().filter((v) => v.path !== path)].slice(0, KEPT));
  }, [label, path, hint]);
}
