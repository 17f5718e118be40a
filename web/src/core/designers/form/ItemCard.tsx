import { useDraggable, useDroppable } from "@dnd-kit/core";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { CardTools, useCard } from "./CardTools";
import { type Chosen, findingsAt, useDesigner } from "./context";
import { find, pathOfField } from "./design";
import { DropContext, idOf } from "./dragging";
import { FieldFace } from "./FieldFace";
import { LinesFace } from "./LinesFace";
import type { Place } from "./layout";
import { FIELD_TYPES, type Item, isFieldItem } from "./types";

interface Props {
  item: Item;
  place: Place;
  columns: 1 | 2 | 3;
}

/** How many of the columns an item takes: what it was told, or all of them for what is wide by nature. */
function spanOf(item: Item, wide: boolean, columns: number): number {
  return Math.min(columns, item.span ?? (wide ? columns : 1));
}

/** A field or a text in its place on the form. */
export function ItemCard({ item, place, columns }: Props) {
  const { t } = useTranslation("form");
  const { design, say, findings, fixed } = useDesigner();
  const field = isFieldItem(item) ? find(design, item.field) : undefined;
  const icon = field ? FIELD_TYPES[field.type].icon : "description";
  const label = field ? say(field.label, field.name) : t("type.description");
  const span = spanOf(item, field ? Boolean(FIELD_TYPES[field.type].wide) : true, columns);
  const id = idOf.item(place);
  const across = span < columns;
  const loose = field && { ref: field.name, type: field.type, fixed: fixed.has(field.name) };
  const drag = useDraggable({ id, data: { kind: "item", place, field: loose, label, icon } });
  const { setNodeRef } = useDroppable({ id, data: { kind: "item", place, across, label } });
  const drop = use(DropContext);
  const over = drop?.id === id ? (drop.after ? "after" : "before") : undefined;
  const target: NonNullable<Chosen> = isFieldItem(item) ? { kind: "field", ref: item.field } : { kind: "text", place };
  const card = useCard(target, drag.listeners);
  const faults = field ? findingsAt(findings, pathOfField(design, field.name), field.type !== "lines") : [];
  return (
    <div
      ref={setNodeRef}
      className="fd-slot"
      style={{ gridColumn: `span ${span}` }}
      data-drop={over}
      data-across={across}
    >
      <div
        ref={drag.setNodeRef}
        role="group"
        aria-label={label}
        className="fd-item"
        data-dragging={drag.isDragging}
        data-level={faults.some((one) => one.level === "error") ? "error" : faults[0]?.level}
        data-hidden={field?.hidden}
        {...card.props}
      >
        {field?.type === "lines" ? <LinesFace field={field} /> : field ? <FieldFace field={field} /> : null}
        {isFieldItem(item) ? null : <p className="fd-text">{say(item.text, t("text.empty"))}</p>}
        {faults.slice(0, 2).map((one, index) => (
          <p key={index} className="fd-fault" data-level={one.level}>
            {one.message}
          </p>
        ))}
        <CardTools
          target={target}
          label={label}
          grip={{ ref: drag.setActivatorNodeRef, attributes: drag.attributes }}
        />
      </div>
    </div>
  );
}
