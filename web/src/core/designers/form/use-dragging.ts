import {
  type DndContextProps,
  type DragEndEvent,
  type DragMoveEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { useMemo, useRef, useState } from "react";
import { useAnnouncements } from "./announce";
import type { Actions, Chosen } from "./context";
import { enterLines, leaveLines, moveColumn } from "./design";
import { collide, type Dragged, type Drop, draggedOf, isAfter, startOf, type Target, targetOf, walk } from "./dragging";
import { moveBlock, type Slot } from "./layout";
import { type Design, isPart } from "./types";

interface Needs {
  act: Actions;
  design: Design;
  change: (next: Design) => void;
  choose: (chosen: Chosen) => void;
}

interface Held {
  label: string;
  icon: string;
}

/** The state of a drag: what is held, where it would fall, and what happens when it does. */
export function useDragging(needs: Needs): { context: DndContextProps; drop: Drop | null; held: Held | null } {
  const [held, setHeld] = useState<Held | null>(null);
  const [drop, setDrop] = useState<Drop | null>(null);
  const goal = useRef<string | null>(null);
  const pointer = useRef<{ x: number; y: number } | null>(null);
  const collisionDetection = useMemo(() => collide(goal, pointer), []);
  const coordinateGetter = useMemo(() => walk(goal), []);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor, {
      coordinateGetter,
      keyboardCodes: { start: ["Space"], cancel: ["Escape"], end: ["Space", "Enter", "Tab"] },
    }),
  );
  const follow = ({ active, over }: DragMoveEvent) => {
    const next = over ? { id: String(over.id), after: isAfter(draggedOf(active), over, pointer.current) } : null;
    if (next?.id !== drop?.id || next?.after !== drop?.after) setDrop(next);
  };
  const rest = () => {
    setHeld(null);
    setDrop(null);
  };
  const fall = ({ active, over }: DragEndEvent) => {
    const after = over ? isAfter(draggedOf(active), over, pointer.current) : false;
    rest();
    if (over) land(needs, draggedOf(active), targetOf(over), after);
  };
  const context: DndContextProps = {
    sensors,
    collisionDetection,
    autoScroll: { threshold: { x: 0, y: 0.12 }, acceleration: 6 },
    onDragStart: ({ active }) => {
      goal.current = startOf(active);
      setHeld(active.data.current as unknown as Held);
    },
    onDragMove: follow,
    onDragOver: follow,
    onDragCancel: rest,
    onDragEnd: fall,
    accessibility: useAnnouncements(),
  };
  return { context, drop, held };
}

type Lines = Extract<Target, { kind: "column" | "columns" }>;

function land(needs: Needs, dragged: Dragged, target: Target, after: boolean) {
  const by = after ? 1 : 0;
  if (target.kind === "gap") return landBlock(needs, dragged, target.slot);
  if (target.kind === "column" || target.kind === "columns")
    return landInLines(needs, dragged, target, target.index + by);
  const { act, design, change, choose } = needs;
  const place = target.kind === "canvas" ? undefined : { ...target.place, index: target.place.index + by };
  if (dragged.kind === "new") return act.add(dragged.type, place);
  if (!place) return;
  if (dragged.kind === "item") return act.move(dragged.place, place);
  if (dragged.kind !== "column") return;
  const [next, ref] = leaveLines(design, dragged.field.ref, place);
  change(next);
  choose({ kind: "field", ref });
}

function landInLines({ act, design, change, choose }: Needs, dragged: Dragged, { lines }: Lines, index: number) {
  if (dragged.kind === "column") return change(moveColumn(design, lines, dragged.index, index));
  if (dragged.kind === "new" && !isPart(dragged.type)) return act.addColumn(lines, dragged.type, index);
  if (dragged.kind !== "item" || !dragged.field) return;
  const [next, ref] = enterLines(design, dragged.field.ref, lines, index);
  change(next);
  choose({ kind: "field", ref });
}

function landBlock({ act, design, change, choose }: Needs, dragged: Dragged, slot: Slot) {
  if (dragged.kind === "new" && isPart(dragged.type)) return act.addBlock(dragged.type, slot.parent, slot.index);
  if (dragged.kind !== "block") return;
  change(moveBlock(design, dragged.path, slot));
  choose(null);
}
