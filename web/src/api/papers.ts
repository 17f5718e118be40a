/** Documents of designed forms: what the server makes of values, and places to choose from. */
import { get, post } from "./http";
import type { FieldFault } from "./problem";

export interface Region {
  code: string;
  label: string;
  leaf: boolean;
}
export interface Evaluated {
  values: Record<string, unknown>;
  shown: string[];
  errors: FieldFault[];
}

/** Values as they would be stored. Without any, those that a new document begins with. */
export const evaluatePaper = (
  name: string,
  values: Record<string, unknown>,
  id?: number | null,
  signal?: AbortSignal,
) => post<Evaluated>(`/api/v1/paper/${name}/evaluate`, { values, id: id ?? null }, { signal });

export const regionsWithin = (within: string, signal?: AbortSignal) =>
  get<{ rows: Region[] }>("/api/v1/forms/regions", { within }, signal);
