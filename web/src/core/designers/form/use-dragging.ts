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
import { useTranslation } from "react-i18next";
import type { Actions, Chosen } from "./context";
import { moveColumn } from "./design";
import { collide, type Dragged, type Drop, draggedOf, isAfter, startOf, type Target, targetOf, walk } from "./dragging";
import { moveBlock } from "./layout";
import { type Design, isPart } from "./types";

interface Held {
  label: string;
  icon: string;
}

/** The state of a drag: what is held, where it would fall, and what happens when it does. */
export function useDragging(
  act: Actions,
  design: Design,
  change: (next: Design) => void,
  choose: (chosen: Chosen) => void,
): { context: DndContextProps; drop: Drop | null; held: Held | null } {
  const { t } = useTranslation("form");
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
    if (over) land(draggedOf(active), targetOf(over), after);
  };
  const land = (dragged: Dragged, target: Target, after: boolean) => {
    const by = after ? 1 : 0;
    if (target.kind === "gap") return landBlock(dragged, target);
    if (target.kind === "column" || target.kind === "columns") {
      const index = target.index + by;
      if (dragged.kind === "column") change(moveColumn(design, target.lines, dragged.index, index));
      else if (dragged.kind === "new" && !isPart(dragged.type)) act.addColumn(target.lines, dragged.type, index);
      return;
    }
    const place = target.kind === "canvas" ? undefined : { ...target.place, index: target.place.index + by };
    if (dragged.kind === "new") act.add(dragged.type, place);
    else if (dragged.kind === "item" && place) act.move(dragged.place, place);
  };
  const landBlock = (dragged: Dragged, { slot }: Extract<Target, { kind: "gap" }>) => {
    if (dragged.kind === "new" && isPart(dragged.type)) return act.addBlock(dragged.type, slot.parent, slot.index);
    if (dragged.kind !== "block") return;
    change(moveBlock(design, dragged.path, slot));
    choose(null);
  };
  const name = (active: DragMoveEvent["active"]) => (active.data.current as unknown as Held).label;
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
    accessibility: {
      screenReaderInstructions: { draggable: t("drag.how") },
      announcements: {
        onDragStart: ({ active }) => t("drag.start", { name: name(active) }),
        onDragOver: ({ active, over }) =>
          over
            ? t("drag.over", { name: name(active), place: String(over.data.current?.label) })
            : t("drag.out", { name: name(active) }),
        onDragEnd: ({ active, over }) =>
          over ? t("drag.done", { name: name(active) }) : t("drag.cancel", { name: name(active) }),
        onDragCancel: ({ active }) => t("drag.cancel", { name: name(active) }),
      },
    },
  };
  return { context, drop, held };
}
