import { closestCenter, DndContext, KeyboardSensor, MouseSensor, useSensor, useSensors } from "@dnd-kit/core";
import {
  arrayMove,
  rectSortingStrategy,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
} from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { GripVertical } from "lucide-react";
import { type FC, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/core/session/session";
import { GuideCard } from "@/core/setup/GuideCard";
import { useVisit } from "@/core/shell/recent";
import { minute, today } from "@/kit/dates";
import { load, save } from "@/kit/storage";
import { AgeingCard } from "../parts/AgeingCard";
import { ApprovalsCard } from "../parts/ApprovalsCard";
import type { CardProps } from "../parts/Card";
import { FollowUpsCard } from "../parts/FollowUpsCard";
import { OrdersCard } from "../parts/OrdersCard";
import { PipelineCard } from "../parts/PipelineCard";
import { ShipCard } from "../parts/ShipCard";
import "../workbench.css";

const CARDS: Record<string, { card: FC<CardProps>; needs?: [app: string, name: string] }> = {
  approvals: { card: ApprovalsCard },
  followUps: { card: FollowUpsCard, needs: ["crm", "customers"] },
  pipeline: { card: PipelineCard, needs: ["crm", "opportunities"] },
  ageing: { card: AgeingCard, needs: ["receivables", "claims"] },
  orders: { card: OrdersCard, needs: ["sales", "orders"] },
  ship: { card: ShipCard, needs: ["inventory", "deliveries"] },
};

function greeting(hour: number): "night" | "morning" | "noon" | "afternoon" | "evening" {
  if (hour < 5) return "night";
  if (hour < 11) return "morning";
  if (hour < 14) return "noon";
  return hour < 18 ? "afternoon" : "evening";
}

/** My day. Cards are only those this person's role can fill, in the order they like. */
export function Component() {
  const { t, i18n } = useTranslation("workbench");
  const { me, resourceAt } = useSession();
  useVisit(t("title"));
  const [order, setOrder] = useState<string[]>(() => load("workbench", []));
  const offered = Object.keys(CARDS).filter((name) => {
    const needs = CARDS[name]!.needs;
    return !needs || resourceAt(...needs);
  });
  const shown = [...order.filter((name) => offered.includes(name)), ...offered.filter((name) => !order.includes(name))];
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const name = me.employee?.name ?? me.user.name;
  const date = new Intl.DateTimeFormat(i18n.language, { month: "long", day: "numeric", weekday: "long" }).format(
    new Date(`${today()}T12:00:00`),
  );
  return (
    <div className="hy-page wb">
      <header className="hy-page-head">
        <div className="hy-grow">
          <div className="hy-crumb">{date}</div>
          <h1>{t(`greeting.${greeting(Number(minute(new Date().toISOString()).slice(11, 13)))}`, { name })}</h1>
        </div>
      </header>
      <GuideCard />
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={({ active, over }) => {
          if (!over || active.id === over.id) return;
          const next = arrayMove(shown, shown.indexOf(String(active.id)), shown.indexOf(String(over.id)));
          setOrder(next);
          save("workbench", next);
        }}
      >
        <SortableContext items={shown} strategy={rectSortingStrategy}>
          <div className="wb-grid">
            {shown.map((id) => (
              <Place key={id} id={id} />
            ))}
          </div>
        </SortableContext>
      </DndContext>
    </div>
  );
}

function Place({ id }: { id: string }) {
  const { t } = useTranslation("workbench");
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id,
  });
  const Content = CARDS[id]!.card;
  const grip = (
    <button
      type="button"
      ref={setActivatorNodeRef}
      className="wb-grip hy-plain"
      aria-label={t("move")}
      {...attributes}
      {...listeners}
    >
      <GripVertical size={14} aria-hidden="true" />
    </button>
  );
  return (
    <div
      ref={setNodeRef}
      className="wb-place"
      data-dragging={isDragging}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <Content grip={grip} />
    </div>
  );
}
