import type { FormInstance } from "antd";
import { isProblem } from "@/api/problem";

/** Puts what the server refused beside its fields; answers what belongs to none of them. */
export function showFaults(form: FormInstance, error: unknown, fields: string[]): string {
  if (!isProblem(error)) return error instanceof Error ? error.message : String(error);
  const byField = new Map<string, string[]>();
  for (const { path, message } of error.faults) byField.set(path, [...(byField.get(path) ?? []), message]);
  const placed = [...byField].filter(([name]) => fields.includes(name));
  form.setFields(placed.map(([name, errors]) => ({ name, errors })));
  const rest = error.faults.filter(({ path }) => !fields.includes(path)).map(({ message }) => message);
  return rest.join(" ") || (placed.length ? "" : error.message);
}
