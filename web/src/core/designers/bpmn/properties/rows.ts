/** The vocabulary in which property groups are declared: what is asked, where the answer stands, and what it may be. */
import { is, type Part } from "../modeler/parts";

/** Whose codes a field offers. */
export type Lookup = "role" | "post" | "group" | "department" | "matrix" | "process" | "decision" | "step" | "field";

/** The part that holds a value, seen from the element: itself, an extension element of ours, its event or its loop. */
export type Place = "self" | "event" | "loop" | `heyi:${string}` | `event/heyi:${string}`;

/** How a value is kept: as text, as BPMN's own boolean or number, as an expression, or as the name of what is referred to. */
export type Store =
  | "text"
  | "boolean"
  | "number"
  | "expression"
  | { refers: `bpmn:${string}`; by: "name" | "errorCode" | "escalationCode" };

/** Every value is text while it is edited; what is usual is "" in the file. */
export interface Row {
  name: string;
  kind: "text" | "feel" | "script" | "duration" | "number" | "choice" | "switch" | "code" | "people" | "acts" | "named";
  at?: Place;
  /** The attribute, where its name is not that of the row. */
  prop?: string;
  store?: Store;
  usual?: string;
  choices?: readonly string[];
  lookup?: Lookup;
  hint?: boolean;
  when?: (read: (prop: string) => string, part: Part) => boolean;
}

/** A list of child elements, each edited by rows of its own. */
export interface Items {
  list: string;
  at: Place | "extensions";
  type: string;
  rows: readonly Row[];
  fresh: Record<string, string>;
}

/** Parts of the panel that no table can say. */
export type Special = "names" | "rights" | "ways" | "timer" | "flow";

export interface Group {
  name: string;
  when: (part: Part) => boolean;
  content: readonly (Row | Items | Special)[];
  open?: boolean;
}

export const isItems = (one: Row | Items | Special): one is Items => typeof one === "object" && "list" in one;

/** Whether a part is of one of these types of BPMN. */
export const of =
  (...types: string[]) =>
  (part: Part) =>
    is(part, ...types);
