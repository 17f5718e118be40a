/** Reading and writing one property, wherever in the file it stands. */
import type { Change, Editing } from "../modeler/edit";
import { extension, extensions, fileOf, loopOf, type Part, triggerOf } from "../modeler/parts";
import type { Items, Place, Row } from "./rows";

export const propOf = (row: Row): string => row.prop ?? row.name;

export function holderOf(part: Part, place: Place = "self"): Part | undefined {
  if (place === "self") return part;
  if (place === "event") return triggerOf(part);
  if (place === "loop") return loopOf(part);
  return place.startsWith("event/") ? extension(triggerOf(part), place.slice(6)) : extension(part, place);
}

/** The value as text; what the file does not say is usual. */
export function read(row: Row, holder: Part | undefined): string {
  const { store = "text", usual = "" } = row;
  const value = holder?.get<unknown>(propOf(row));
  if (value === undefined || value === null) return usual;
  if (store === "expression") return (value as Part).get("body") ?? "";
  if (typeof store === "object") return (value as Part).get(store.by) ?? "";
  return String(value);
}

/** Other values of the same holder, as conditions of rows ask for them. */
export const reader = (rows: readonly Row[], holderAt: (place?: Place) => Part | undefined) => (prop: string) => {
  const row = rows.find((one) => propOf(one) === prop);
  return row ? read(row, holderAt(row.at)) : "";
};

function stored(editing: Editing, row: Row, text: string, holder: Part): unknown {
  const { store = "text", usual = "" } = row;
  if (store === "boolean") return text === "true";
  if (store === "number") return text === "" ? undefined : Number(text);
  if (store === "expression") return editing.expression(text.trim(), holder);
  return text === usual || text === "" ? undefined : text;
}

/** What is referred to by this name; made when nothing has it yet. */
function referred(editing: Editing, row: Row, text: string, holder: Part): Change[] {
  const { refers, by } = row.store as { refers: string; by: string };
  const prop = propOf(row);
  if (!text) return [{ part: holder, values: { [prop]: undefined } }];
  const file = fileOf(holder);
  const roots = file.get<Part[]>("rootElements");
  const known = roots.find((one) => one.$type === refers && one.get(by) === text);
  if (known) return [{ part: holder, values: { [prop]: known } }];
  const made = editing.make(refers, { name: text, ...(by === "name" ? {} : { [by]: text }) }, file);
  return [
    { part: file, values: { rootElements: [made, ...roots] } },
    { part: holder, values: { [prop]: made } },
  ];
}

/** The changes that give a property of an element its value. */
export function write(editing: Editing, part: Part, row: Row, text: string): Change[] {
  const place = row.at ?? "self";
  const prop = propOf(row);
  if (place.includes("heyi:")) {
    const owner = place.startsWith("event/") ? triggerOf(part) : part;
    const type = place.replace("event/", "");
    return owner ? editing.extend(owner, type, { [prop]: stored(editing, row, text, owner) }) : [];
  }
  const holder = holderOf(part, place);
  if (!holder) return [];
  if (typeof row.store === "object") return referred(editing, row, text, holder);
  return [{ part: holder, values: { [prop]: stored(editing, row, text, holder) } }];
}

export const writeIn = (editing: Editing, item: Part, row: Row, text: string): Change => ({
  part: item,
  values: { [propOf(row)]: stored(editing, row, text, item) },
});

export const itemsOf = (part: Part, { at, list, type }: Items): Part[] =>
  at === "extensions" ? extensions(part, type) : (holderOf(part, at)?.get<Part[] | undefined>(list) ?? []);

export function writeItems(editing: Editing, part: Part, { at, list, type }: Items, items: Part[]): Change[] {
  if (at === "extensions") return editing.replace(part, type, items);
  const holder = holderOf(part, at);
  if (!holder) return editing.extend(part, at, { [list]: items });
  for (const one of items) (one as { $parent?: Part }).$parent = holder;
  return editing.extend(part, at, { [list]: items });
}
