/** What can be dragged, where it may fall, and on which side of what is there. */
import type {
  Active,
  ClientRect,
  CollisionDetection,
  DroppableContainer,
  KeyboardCoordinateGetter,
  Modifier,
  Over,
} from "@dnd-kit/core";
import { getEventCoordinates } from "@dnd-kit/utilities";
import { createContext } from "react";
import type { Ref } from "./design";
import { type Place, type Slot, slotOf } from "./layout";
import { FIELD_TYPES, type FieldType, isPart, type Part } from "./types";

/** A field that is moved; a published one stays where its values are stored: in the form or in its lines. */
interface Loose {
  ref: Ref;
  type: FieldType;
  fixed: boolean;
}

export type Dragged =
  | { kind: "new"; type: FieldType | Part }
  | { kind: "item"; place: Place; field?: Loose }
  | { kind: "block"; path: string; tabs: boolean }
  | { kind: "column"; lines: string; index: number; field: Loose };

export type Target =
  | { kind: "item"; place: Place; across: boolean }
  | { kind: "end"; place: Place }
  | { kind: "gap"; slot: Slot }
  | { kind: "column"; lines: string; index: number }
  | { kind: "columns"; lines: string; index: number }
  | { kind: "canvas" };

/** Where it would fall now. */
export interface Drop {
  id: string;
  after: boolean;
}
export const DropContext = createContext<Drop | null>(null);

export const draggedOf = (active: Active): Dragged => active.data.current as Dragged;
export const targetOf = (over: Pick<Over, "data">): Target => over.data.current as Target;

const asBlock = (dragged: Dragged): "tabs" | "section" | null => {
  if (dragged.kind === "block") return dragged.tabs ? "tabs" : "section";
  if (dragged.kind !== "new" || !isPart(dragged.type) || dragged.type === "description") return null;
  return dragged.type === "tabs" ? "tabs" : "section";
};

function accepts(dragged: Dragged, target: Target): boolean {
  const block = asBlock(dragged);
  const inLines = target.kind === "column" || target.kind === "columns";
  if (target.kind === "canvas") return dragged.kind === "new";
  if (target.kind === "gap") return block === "section" || (block === "tabs" && target.slot.parent === "");
  if (block) return false;
  if (dragged.kind === "column") return inLines ? target.lines === dragged.lines : !dragged.field.fixed;
  if (!inLines) return true;
  if (dragged.kind === "new") return !isPart(dragged.type) && !FIELD_TYPES[dragged.type].alone;
  return dragged.kind === "item" && dragged.field !== undefined && enters(dragged.field);
}

const enters = ({ type, fixed }: Loose): boolean => !fixed && !FIELD_TYPES[type].alone;

const area = (rect: ClientRect) => rect.width * rect.height;
const open = (active: Active, containers: DroppableContainer[]) =>
  containers.filter((one) => accepts(draggedOf(active), one.data.current as Target));

/** Fields fall on the innermost thing below the pointer, blocks into the nearest gap; keys name their goal. */
export const collide =
  (goal: { current: string | null }, pointer: { current: { x: number; y: number } | null }): CollisionDetection =>
  ({ active, droppableContainers, droppableRects, pointerCoordinates }) => {
    pointer.current = pointerCoordinates;
    if (!pointerCoordinates) return goal.current ? [{ id: goal.current }] : [];
    const { x, y } = pointerCoordinates;
    const near = open(active, droppableContainers).flatMap(({ id, data }) => {
      const rect = droppableRects.get(id);
      if (!rect || x < rect.left || x > rect.right) return [];
      const away = Math.max(rect.top - y, y - rect.bottom, 0);
      const gap = (data.current as Target).kind === "gap";
      return away > (gap ? 600 : 0) ? [] : [{ id, order: gap ? away : area(rect) }];
    });
    return near.sort((a, b) => a.order - b.order).slice(0, 1);
  };

/** Arrow keys walk over the places in reading order. */
export const walk =
  (goal: { current: string | null }): KeyboardCoordinateGetter =>
  (event, { context }) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.code];
    if (!step || !context.active) return undefined;
    event.preventDefault();
    const rects = context.droppableRects;
    const places = open(context.active, context.droppableContainers.getEnabled())
      .filter(({ id, data }) => rects.has(id) && isStop(data.current as Target))
      .sort((a, b) => rects.get(a.id)!.top - rects.get(b.id)!.top || rects.get(a.id)!.left - rects.get(b.id)!.left);
    const at = places.findIndex(({ id }) => id === goal.current);
    const next =
      places[at < 0 ? (step > 0 ? 0 : places.length - 1) : Math.min(places.length - 1, Math.max(0, at + step))];
    if (!next) return undefined;
    goal.current = String(next.id);
    next.node.current?.scrollIntoView({ block: "nearest" });
    const rect = rects.get(next.id)!;
    return { x: rect.left, y: rect.top };
  };

/** A section with items is entered at its items; only an empty one is a stop of its own. */
const isStop = (target: Target): boolean =>
  target.kind === "end" ? target.place.index === 0 : target.kind === "columns" ? target.index === 0 : true;

/** Behind what is below, or before it. Without a pointer: on the far side of what one came over. */
export function isAfter(dragged: Dragged, over: Over, pointer: { x: number; y: number } | null): boolean {
  const target = targetOf(over);
  if (target.kind !== "item" && target.kind !== "column") return false;
  const { left, top, width, height } = over.rect;
  if (pointer) {
    const across = target.kind === "column" || target.across;
    return across ? pointer.x > left + width / 2 : pointer.y > top + height / 2;
  }
  if (dragged.kind === "column" && target.kind === "column") return dragged.index < target.index;
  if (dragged.kind !== "item" || target.kind !== "item") return false;
  return dragged.place.block === target.place.block && dragged.place.index < target.place.index;
}

/** What is held hangs at the pointer, however large the thing that was taken. */
export const atPointer: Modifier = ({ activatorEvent, draggingNodeRect, transform }) => {
  const start = activatorEvent && draggingNodeRect ? getEventCoordinates(activatorEvent) : null;
  if (!start || !draggingNodeRect) return transform;
  const { left, top } = draggingNodeRect;
  return { ...transform, x: transform.x + start.x - left + 10, y: transform.y + start.y - top - 18 };
};

export const idOf = {
  item: ({ block, index }: Place) => `item:${block}:${index}`,
  end: (block: string) => `end:${block}`,
  gap: ({ parent, index }: Slot) => `gap:${parent}:${index}`,
  block: (path: string) => `block:${path}`,
  column: (lines: string, index: number) => `column:${lines}:${index}`,
  columns: (lines: string) => `columns:${lines}`,
};

/** Where the arrow keys start from: what is dragged lies on a place itself. */
export function startOf(active: Active): string | null {
  const dragged = draggedOf(active);
  if (dragged.kind === "block") return idOf.gap(slotOf(dragged.path));
  return dragged.kind === "new" ? null : String(active.id);
}
