import { createContext, use } from "react";
import type { Ref } from "./design";
import type { Place } from "./layout";
import type { Design, FieldType, Finding, Part, Texts } from "./types";

/** What the properties are of: a field, a block, a text between fields; nothing means the form. */
export type Chosen =
  | { kind: "field"; ref: Ref }
  | { kind: "block"; path: string }
  | { kind: "text"; place: Place }
  | null;

export interface Actions {
  /** Out of the palette: to a place, or where one works. */
  add: (type: FieldType | Part, place?: Place) => void;
  addBlock: (part: Part, parent: string, index: number) => void;
  addColumn: (lines: string, type: FieldType, index?: number) => void;
  copy: (target: NonNullable<Chosen>) => void;
  remove: (target: NonNullable<Chosen>) => void;
  move: (from: Place, to: Place) => void;
  nudge: (target: NonNullable<Chosen>, step: 1 | -1) => void;
}

/** A form whose approvals may be referred to. */
export interface FormOption {
  code: string;
  name: string;
}

export interface Designer {
  design: Design;
  findings: Finding[];
  fixed: ReadonlySet<Ref>;
  languages: string[];
  language: string;
  forms: FormOption[];
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
  /** On a phone the properties lie below; this opens them. */
  reveal?: () => void;
  /** Changes with the same key in a row are one step of undo. */
  change: (next: Design, key?: string) => void;
  say: (texts: Texts | undefined, otherwise?: string) => string;
  act: Actions;
}

export const DesignerContext = createContext<Designer | null>(null);

export function useDesigner(): Designer {
  const value = use(DesignerContext);
  if (!value) throw new Error("no designer above");
  return value;
}

export const isSame = (a: Chosen, b: Chosen): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The text in one's language, or in the next best. */
export function textIn(texts: Texts | undefined, language: string): string {
  for (const one of [language, "zh-hans", "zh-hant", "en"]) if (texts?.[one]) return texts[one];
  return Object.values(texts ?? {}).find(Boolean) ?? "";
}

/** What the check says of exactly this path, or of anything below it. */
export const findingsAt = (findings: Finding[], path: string, below = false): Finding[] =>
  findings.filter((one) => one.path === path || (below && one.path.startsWith(`${path}.`)));
