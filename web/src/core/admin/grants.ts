import type { Grant } from "@/api/admin";

const covers = (pattern: string, name: string): boolean =>
  pattern === "*" || pattern === name || (pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -1)));

/** The grants that open one function: by its own name, or by a pattern over it. */
export const opening = (grants: Grant[], name: string): Grant[] => grants.filter((one) => covers(one.permission, name));

/** The same grants with exactly this reach for one function; an empty one takes it away. Patterns stay. */
export function withScope(grants: Grant[], name: string, scope: string): Grant[] {
  const others = grants.filter((one) => one.permission !== name);
  if (!scope) return others;
  const kept = grants.find((one) => one.permission === name && one.scope === scope);
  return [...others, kept ?? { permission: name, scope, departments: [] }];
}
