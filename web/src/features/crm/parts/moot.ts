import type { Entry } from "@/api/types";

const OPPOSITES = new Set(["claim", "assign", "revive", "protect", "release", "move"]);

/** Acts that mean nothing in the present state (claiming what has an owner): left out rather than shown as refused. */
export const moot = (record: Entry): string[] =>
  (record.actions ?? []).filter((action) => !action.enabled && OPPOSITES.has(action.name)).map((action) => action.name);
