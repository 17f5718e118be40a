import type { FieldFault } from "@/api/problem";
import type { Design } from "./types";

export interface Faults {
  own: Record<string, string>;
  /** By field, then by the rest of the path: "0.amount". */
  inner: Record<string, Record<string, string>>;
  /** What belongs to no field of the form. */
  loose: string[];
}

/** The complaints of the server, by where they stand. */
export function faultsOf(design: Design, errors: FieldFault[]): Faults {
  const known = new Set(design.fields.map((field) => field.name));
  const found: Faults = { own: {}, inner: {}, loose: [] };
  for (const { path, message } of errors) {
    const [name = "", ...rest] = path.split(".");
    if (!known.has(name)) found.loose.push(message);
    else if (rest.length === 0) found.own[name] ??= message;
    else {
      found.inner[name] ??= {};
      found.inner[name][rest.join(".")] ??= message;
    }
  }
  return found;
}
