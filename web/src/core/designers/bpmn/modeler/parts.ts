/** What bpmn-js and moddle hand out, as far as the designer touches it. */
import type BaseViewer from "bpmn-js/lib/BaseViewer";

/** One element of the file: BPMN's or ours. */
export interface Part {
  $type: string;
  $parent?: Part;
  id?: string;
  name?: string;
  get<T = string | undefined>(name: string): T;
  set(name: string, value: unknown): void;
  $instanceOf(type: string): boolean;
}

/** One element of the drawing. */
export interface Shape {
  id: string;
  type: string;
  businessObject: Part;
  labelTarget?: Shape;
  parent?: Shape;
  outgoing: Shape[];
  target?: Shape;
  source?: Shape;
  [more: string]: unknown;
}

export interface Registry {
  get(id: string): Shape | undefined;
  filter(test: (shape: Shape) => boolean): Shape[];
}
export interface Canvas {
  getRootElement(): Shape;
  getRootElements(): Shape[];
  findRoot(shape: Shape | string): Shape | undefined;
  setRootElement(root: Shape): void;
  zoom(to: number | "fit-viewport", center?: "auto" | { x: number; y: number }): number;
  viewbox(box?: object): { x: number; y: number; width: number; height: number; scale: number };
  scrollToElement(shape: Shape, padding?: number): void;
  addMarker(id: string, marker: string): void;
  removeMarker(id: string, marker: string): void;
  focus(): void;
}
export interface Selection {
  get(): Shape[];
  select(shape: Shape | null): void;
}
export interface Stack {
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
  execute(command: string, context: object): void;
  registerHandler(command: string, handler: unknown): void;
}
export interface Modeling {
  updateProperties(shape: Shape, values: Record<string, unknown>): void;
  updateModdleProperties(shape: Shape, part: Part, values: Record<string, unknown>): void;
}
export interface Overlays {
  add(id: string, kind: string, overlay: { position: object; html: HTMLElement }): string;
  remove(filter: { type: string }): void;
}
export interface Factory {
  create(type: string, values?: Record<string, unknown>): Part;
}

export type Viewer = InstanceType<typeof BaseViewer>;

export const is = (part: Part | undefined, ...types: string[]): boolean =>
  types.some((type) => part?.$instanceOf(`bpmn:${type}`) ?? false);

/** The part that the properties of a shape are about: of a pool its process, of a label what it belongs to. */
export function partOf(shape: Shape): Part {
  const part = (shape.labelTarget ?? shape).businessObject;
  return is(part, "Participant") ? (part.get<Part | undefined>("processRef") ?? part) : part;
}

const inside = (holder: Part | undefined, name: string): Part[] => holder?.get<Part[] | undefined>(name) ?? [];

/** Our extension elements of one type. */
export const extensions = (part: Part | undefined, type: string): Part[] =>
  inside(part?.get<Part | undefined>("extensionElements"), "values").filter((one) => one.$type === type);

export const extension = (part: Part | undefined, type: string): Part | undefined => extensions(part, type)[0];

/** The whole file. */
export function fileOf(part: Part): Part {
  let found = part;
  while (found.$parent) found = found.$parent;
  return found;
}

/** The one trigger of an event; a receive or send task has its message itself. */
export const triggerOf = (part: Part): Part | undefined =>
  is(part, "Event") ? part.get<Part[] | undefined>("eventDefinitions")?.[0] : undefined;

export const loopOf = (part: Part): Part | undefined =>
  is(part, "Activity") ? part.get<Part | undefined>("loopCharacteristics") : undefined;
