/** Complaints name fields by their index; while one goes on working they have to stay with the fields they meant. */
import { find, pathOfField, type Ref, refOf } from "./design";
import type { Design, Finding } from "./types";

const PATH = /^fields\.(\d+)(?:\.fields\.(\d+))?/;

/** The field that a path leads to, and what of it is left. */
export function meantBy(design: Design, path: string): { ref: Ref; rest: string } | null {
  const [whole = "", at, inner] = PATH.exec(path) ?? [];
  const field = at === undefined ? undefined : design.fields[Number(at)];
  const column = inner === undefined ? undefined : field?.fields?.[Number(inner)];
  if (!field || (inner !== undefined && !column)) return null;
  return { ref: column ? refOf(field.name, column.name) : field.name, rest: path.slice(whole.length) };
}

/** What the check of an earlier design says, as paths of this one; of fields that are gone it says nothing more. */
export function carried(findings: Finding[], checked: Design, now: Design): Finding[] {
  if (checked === now) return findings;
  return findings.flatMap((one) => {
    if (!one.path.startsWith("fields.")) return one;
    const meant = meantBy(checked, one.path);
    return meant && find(now, meant.ref) ? { ...one, path: pathOfField(now, meant.ref) + meant.rest } : [];
  });
}
