import type { Unit } from "@/api/admin";

export const childrenOf = (units: Unit[], parent: number | null): Unit[] => {
  const known = new Set(units.map((unit) => unit.department_id));
  // A department whose parent one may not see stands at the top.
  return units.filter((u) => (parent === null ? !u.parent_id || !known.has(u.parent_id) : u.parent_id === parent));
};

/** Ids of a department and everything under it. */
export function subtree(units: Unit[], id: number): Set<number> {
  const found = new Set([id]);
  for (const one of found) for (const child of childrenOf(units, one)) found.add(child.department_id);
  return found;
}

/** How many people work in a department and below. */
export function below(units: Unit[], id: number): number {
  const ids = subtree(units, id);
  return units.reduce((sum, unit) => sum + (ids.has(unit.department_id) ? unit.people : 0), 0);
}
