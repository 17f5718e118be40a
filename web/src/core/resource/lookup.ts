/** Hand-written pages name resources by their address and fields by candidates, and live with what they get. */
import type { Entry, Field, Resource } from "@/api/types";
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

/** How rows of `target` point at a customer (or its party), as a filter and as a value of a request. */
export function linkTo(target: Resource | undefined, record: Entry, key: string): { name: string; id: number } | null {
  const field = pick(target, "customer", "party");
  if (!field) return null;
  if (field.reference === key || !field.reference) return { name: field.name, id: record.id };
  const other = [record.party, record.customer].find((v) => typeof v === "object" && v !== null && "id" in v);
  return { name: field.name, id: (other as { id: number } | undefined)?.id ?? record.id };
}

/** The names that exist, for the columns of a request. */
export const present = (resource: Resource, names: string[]): string[] =>
  names.filter((name) => resource.fields.some((f) => f.name === name));

/** What has to come with columns to show them right: the currency of money, and what tells whether a deadline still counts. */
export const beside = (resource: Resource, columns: string[]): string[] =>
  present(
    resource,
    resource.fields
      .filter((f) => columns.includes(f.name))
      .flatMap((f) => [...(f.currency_field ? [f.currency_field] : []), ...Object.keys(f.deadline ?? {})]),
  );
