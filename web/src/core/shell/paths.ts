/** One address per list, record and form; the server's menu uses the same. */
import type { Resource } from "@/api/types";

type Place = Pick<Resource, "app" | "name" | "page">;

export const listPath = (r: Place): string => r.page ?? `/${r.app}/${r.name}`;
export const recordPath = (r: Place, id: number | string): string => `${listPath(r)}/${id}`;
export const newPath = (r: Place, preset?: Record<string, unknown>): string =>
  `${listPath(r)}/new${preset ? `?preset=${encodeURIComponent(JSON.stringify(preset))}` : ""}`;
export const editPath = (r: Place, id: number | string): string => `${listPath(r)}/${id}/edit`;
