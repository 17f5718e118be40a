/** A form as it is filled in: its design (see `api/design`), values and rights. */
import type { Item, Design as Whole } from "@/api/design";

export type { Block, Branch, Choice, Field, FieldType, Item, Rule, Section, Tab, Tabs, Texts } from "@/api/design";

/** What filling in takes of a design; what is said about lists need not be there. */
export type Design = Pick<Whole, "fields" | "layout"> & Partial<Whole>;

export const isFieldItem = (item: Item): item is { field: string; span?: number } => "field" in item;

/** Values by field name, as the server answers them. */
export type Values = Record<string, unknown>;

/** What a step of a process, or a role, makes of a field; columns of lines are named `lines.price`. */
export type FieldMode = "hidden" | "masked" | "read" | "write" | "required";
export type FieldModes = Record<string, FieldMode>;

/** Whoever submits, as expressions know them. */
export interface Initiator {
  id: number | null;
  name: string;
  department: string | null;
  post: string | null;
}
