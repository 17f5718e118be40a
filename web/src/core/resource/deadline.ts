import type { Field } from "@/api/types";
import { daysUntil } from "@/kit/dates";

/** Whether a date has passed by which something had to happen, and still has to. */
export function isLate(field: Field, value: string, row?: Record<string, unknown>): boolean {
  if (!field.deadline || (daysUntil(value) ?? 0) >= 0) return false;
  return Object.entries(field.deadline).every(([name, open]) => {
    const held = row?.[name];
    return held !== undefined && open.includes(String(held ?? ""));
  });
}
