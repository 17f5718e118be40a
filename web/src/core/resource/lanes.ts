import { useQuery } from "@tanstack/react-query";
import { list } from "@/api/resources";
import type { Choice, Field, Tone } from "@/api/types";
import { useSession } from "@/core/session/session";
import { isLabel } from "./field-value";

const TONES: Record<string, Tone> = { open: "blue", won: "green", lost: "red" };
const MAX = 50;

export const groupOf = (value: unknown): string => (isLabel(value) ? String(value.id) : String(value ?? ""));

/** The lanes of a board: the choices of a field, or the records it points to (stages) in their own order. */
export function useLanes(group: Field): { choices: Choice[]; pending: boolean } {
  const { resource } = useSession();
  const target = group.reference ? resource(group.reference) : undefined;
  const query = useQuery({
    queryKey: ["rows", target?.key, "lanes"],
    queryFn: () => list(target!, { sort: target!.list.sort, columns: target!.list.columns, limit: MAX }),
    enabled: Boolean(target),
  });
  if (!group.reference) return { choices: group.choices ?? [], pending: false };
  const choices = (query.data?.rows ?? []).map((row) => ({
    value: String(row.id),
    label: String(row[target?.title_field ?? "name"] ?? row.id),
    tone: TONES[String(row.outcome)] ?? ("neutral" as const),
  }));
  return { choices, pending: query.isPending };
}
