/** What every part of the designer works with. */
import { createContext, use } from "react";
import type { Language } from "@/api/types";
import type { Change, Editing } from "./modeler/edit";
import type { Part, Registry, Shape, Viewer } from "./modeler/parts";

/** A field of the document that a process is about; of a list of lines, the fields of a line too. */
export interface FieldInfo {
  name: string;
  label: string;
  fields?: FieldInfo[];
}

export interface Finding {
  node: string;
  code: string;
  level: string;
  message: string;
}

export interface Desk {
  viewer: Viewer;
  shape: Shape;
  part: Part;
  editing: Editing | null;
  registry: Registry;
  fields: FieldInfo[];
  language: Language;
  apply: (changes: Change[], shape?: Shape) => void;
}

const Context = createContext<Desk | null>(null);
export const DeskProvider = Context;

export function useDesk(): Desk {
  const desk = use(Context);
  if (!desk) throw new Error("no designer above");
  return desk;
}
