import {
  DndContext,
  DragOverlay,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { act, aggregate, list, update } from "@/api/resources";
import type { Bucket, Choice, Field, Page, Resource, Row } from "@/api/types";
import { all } from "@/kit/filters";
import { money } from "@/kit/money";
import { Blank, Skeleton } from "@/ui/Blank";
import { textOf } from "./field-value";
import type { Values } from "./form-values";
import { groupOf, useLanes } from "./lanes";
import type { ListState } from "./list-state";
import { beside } from "./lookup";
import { PlainCard } from "./PlainCard";
import { fieldOf } from "./use-resource";
import { VerbDialog } from "./VerbDialog";
import "./kanban.css";

const PER_COLUMN = 60;

interface Props {
  resource: Resource;
  state: Pick<ListState, "q" | "filter">;
  renderCard?: (row: Row) => ReactNode;
  /** A page that asks for more before a card may lie in a lane takes the drop itself. */
  takeDrop?: (row: Row, to: string) => boolean;
}

/** Cards by state with totals; a drop shows at once, the server decides, and the move can be undone. */
export function Kanban({ resource, state, renderCard, takeDrop }: Props) {
  const { t } = useTranslation("resource");
  const { message, notification } = App.useApp();
  const client = useQueryClient();
  const board = resource.kanban!;
  const group = fieldOf(resource, board.group)!;
  const { choices, pending } = useLanes(group);
  const asked = (value: string) => (group.reference ? Number(value) : value);
  const [dragged, setDragged] = useState<Row | null>(null);
  const [asking, setAsking] = useState<{ row: Row; to: string } | null>(null);
  const verb = resource.verbs.find((v) => v.name === board.verb);
  const more = verb?.payload?.filter((f) => f.name !== board.group) ?? [];
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor),
  );
  const cells = [board.title, board.group, ...board.fields];
  const columns = [...new Set([...cells, ...beside(resource, cells)])];
  const queryOf = (value: string) => ({
    q: state.q,
    filter: all(state.filter, [board.group, "eq", asked(value)]),
    columns,
    sort: resource.list.sort,
    limit: PER_COLUMN,
  });
  const keyOf = (value: string) => ["rows", resource.key, "column", queryOf(value)];
  const pages = useQueries({
    queries: choices.map((c) => ({ queryKey: keyOf(c.value), queryFn: () => list(resource, queryOf(c.value)) })),
  });
  const totals = useQueries({
    queries: [
      {
        queryKey: ["aggregate", resource.key, board.group, board.sum, state],
        queryFn: () =>
          aggregate(resource, { group: board.group, sum: board.sum ?? undefined, filter: state.filter, q: state.q }),
      },
    ],
  })[0]!;

  const nameOf = (value: string) => choices.find((c) => c.value === value)?.label ?? value;
  const shown = (value: string) => (group.reference ? { id: Number(value), label: nameOf(value) } : value);
  const shift = (row: Row, from: string, to: string) => {
    client.setQueryData<Page<Row>>(
      keyOf(from),
      (now) => now && { ...now, rows: now.rows.filter((r) => r.id !== row.id) },
    );
    client.setQueryData<Page<Row>>(
      keyOf(to),
      (now) =>
        now && { ...now, rows: [{ ...row, [board.group]: shown(to) }, ...now.rows.filter((r) => r.id !== row.id)] },
    );
  };
  const move = async (row: Row, to: string, undoing = false, extra: Values = {}) => {
    const from = groupOf(row[board.group]);
    if (from === to) return;
    shift(row, from, to);
    try {
      const body = { [board.group]: asked(to), ...extra };
      const saved = board.verb
        ? await act(resource, row.id, board.verb, body, row.version)
        : await update(resource, row.id, body, row.version);
      const moved = { ...row, version: saved.version, [board.group]: shown(to) };
      if (!undoing) offerUndo(moved, from, to);
    } catch (error) {
      shift({ ...row, [board.group]: shown(to) }, to, from);
      // The step needs something that a drop cannot say (a reason for losing): ask for it.
      if (isProblem(error) && more.some((f) => error.faults.some((fault) => fault.path === f.name))) {
        if (Object.keys(extra).length) throw error;
        return setAsking({ row, to });
      }
      void message.error((error as Error).message);
    } finally {
      void client.invalidateQueries({ queryKey: ["rows", resource.key] });
      void client.invalidateQueries({ queryKey: ["aggregate", resource.key] });
    }
  };
  const offerUndo = (row: Row, from: string, to: string) => {
    const key = `undo ${row.id}`;
    const undo = () => {
      notification.destroy(key);
      void move(row, from, true);
    };
    notification.open({
      key,
      duration: 6,
      title: t("kanban.moved", { name: textOf(undefined, row[board.title]), stage: nameOf(to) }),
      actions: (
        <Button size="small" onClick={undo}>
          {t("kanban.undo")}
        </Button>
      ),
    });
  };
  const card = (row: Row) => renderCard?.(row) ?? <PlainCard resource={resource} row={row} />;
  if (choices.length === 0 && !pending) return <Blank title={t("empty.title", { label: group.label })} />;
  return (
    <DndContext
      sensors={sensors}
      onDragStart={({ active }) => setDragged((active.data.current as { row: Row }).row)}
      onDragCancel={() => setDragged(null)}
      onDragEnd={({ over }) => {
        const to = String(over?.id ?? "");
        if (dragged && over && !(groupOf(dragged[board.group]) !== to && takeDrop?.(dragged, to)))
          void move(dragged, to);
        setDragged(null);
      }}
    >
      <div className="kb" aria-busy={pending}>
        {choices.map((choice, index) => (
          <Lane
            key={choice.value}
            choice={choice}
            buckets={totals.data?.rows.filter((b) => String(b.key) === choice.value) ?? []}
            sum={board.sum ? fieldOf(resource, board.sum) : undefined}
          >
            {pages[index]?.isPending ? <Skeleton rows={3} /> : null}
            {pages[index]?.data?.rows.map((row) => (
              <Card key={row.id} row={row}>
                {card(row)}
              </Card>
            ))}
            {pages[index]?.data?.rows.length === 0 ? <p className="kb-none">{t("kanban.none")}</p> : null}
          </Lane>
        ))}
      </div>
      <DragOverlay dropAnimation={null}>
        {dragged ? <div className="kb-card kb-lift">{card(dragged)}</div> : null}
      </DragOverlay>
      {asking && verb ? (
        <VerbDialog
          verb={{ ...verb, label: nameOf(asking.to), payload: more.map((f) => ({ ...f, required: true })) }}
          subject={textOf(undefined, asking.row[board.title])}
          onClose={() => setAsking(null)}
          run={(payload) => move(asking.row, asking.to, false, payload)}
        />
      ) : null}
    </DndContext>
  );
}

interface LaneProps {
  choice: Choice;
  buckets: Bucket[];
  sum?: Field;
  children: ReactNode;
}

/** Sums of different currencies are never added: each stands for itself. */
function Lane({ choice, buckets, sum, children }: LaneProps) {
  const { setNodeRef, isOver } = useDroppable({ id: choice.value });
  return (
    <section
      ref={setNodeRef}
      className="kb-lane"
      data-over={isOver}
      data-tone={choice.tone ?? "neutral"}
      aria-label={choice.label}
    >
      <header>
        <i aria-hidden="true" />
        <b>{choice.label}</b>
        <span className="hy-faint hy-num">{buckets.reduce((all, b) => all + b.count, 0)}</span>
        <span className="hy-grow" />
        {sum ? (
          <span className="hy-num kb-sum">
            {buckets.map((b) => (
              <span key={b.currency ?? ""}>{money(b.sum ?? "0", b.currency, 0)}</span>
            ))}
          </span>
        ) : null}
      </header>
      <div className="kb-cards">{children}</div>
    </section>
  );
}

function Card({ row, children }: { row: Row; children: ReactNode }) {
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({
    id: row.id,
    data: { row },
    attributes: { role: "group" },
  });
  return (
    <div ref={setNodeRef} className="kb-card" data-dragging={isDragging} {...attributes} {...listeners}>
      {children}
    </div>
  );
}
