/** Hand-written pages name resources by their address and fields by candidates, and live with what they get. */
import type { Field, Resource } from "@/api/types";
import { useSession } from "@/core/session/session";

/** The resource at /<app>/<name>, or undefined when this person may not see it. */
export const useLookup = (app: string, name: string): Resource | undefined => useSession().resourceAt(app, name);

/** The first of the named fields that this person gets. */
export function pick(resource: Resource | undefined, ...names: string[]): Field | undefined {
  for (const name of names) {
    const found = resource?.fields.find((f) => f.name === name);
    if (found) return found;
  }
  return undefined;
}

/** The names that exist, for the columns of a request. */
export const present = (resource: Resource, names: string[]): string[] =>
  names.filter((name) => resource.fields.some((f) => f.name === name));
