/** The filter language of lists: a triple, or groups of them. */
export type Operator = "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "in" | "contains" | "starts" | "between" | "empty";
export type Triple = [field: string, operator: Operator, value: unknown];
export type Filter = Triple | { and: Filter[] } | { or: Filter[] };

export const isTriple = (filter: Filter): filter is Triple => Array.isArray(filter);

/** Joins conditions with "and"; undefined when there is nothing to ask. */
export function all(...filters: (Filter | null | undefined)[]): Filter | undefined {
  const kept = filters.filter((f): f is Filter => Boolean(f));
  const flat = kept.flatMap((f) => (!isTriple(f) && "and" in f ? f.and : [f]));
  if (flat.length === 0) return undefined;
  return flat.length === 1 ? flat[0] : { and: flat };
}

export const triples = (filter: Filter | undefined): Triple[] =>
  !filter ? [] : isTriple(filter) ? [filter] : ("and" in filter ? filter.and : filter.or).flatMap(triples);

export function parseFilter(text: string | null): Filter | undefined {
  if (!text) return undefined;
  try {
    const value = JSON.parse(text) as Filter;
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Removes every triple on `field` from the top "and" group; used by quick filters. */
export function without(filter: Filter | undefined, field: string): Filter | undefined {
  if (!filter) return undefined;
  const parts = isTriple(filter) ? [filter] : "and" in filter ? filter.and : [filter];
  return all(...parts.filter((part) => !(isTriple(part) && part[0] === field)));
}

export function conditionOn(filter: Filter | undefined, field: string): Triple | undefined {
  if (!filter) return undefined;
  const parts = isTriple(filter) ? [filter] : "and" in filter ? filter.and : [];
  return parts.find((part): part is Triple => isTriple(part) && part[0] === field);
}
