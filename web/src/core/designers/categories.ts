/** The order in which people look for forms; what a company names itself comes behind. */
export const CATEGORIES = ["attendance", "finance", "purchasing", "sales", "hr", "administration"];

/** Rows by category, each category once. */
export function byCategory<T extends { category: string }>(rows: T[]): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.category, [...(groups.get(row.category) ?? []), row]);
  const place = (category: string) => {
    const known = CATEGORIES.indexOf(category);
    return known < 0 ? CATEGORIES.length + (category ? 0 : 1) : known;
  };
  return [...groups].sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b));
}
