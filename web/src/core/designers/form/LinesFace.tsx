import { useDraggable, useDroppable } from "@dnd-kit/core";
import { Button, Dropdown } from "antd";
import { Plus } from "lucide-react";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { CardTools, useCard } from "./CardTools";
import { findingsAt, useDesigner } from "./context";
import { pathOfField, refOf } from "./design";
import { DropContext, idOf } from "./dragging";
import { FieldLabel } from "./FieldFace";
import { FieldIcon } from "./icons";
import { QuietControl } from "./QuietControl";
import { FIELD_TYPES, type Field, type FieldType } from "./types";

const COLUMN_TYPES = (Object.keys(FIELD_TYPES) as FieldType[]).filter((type) => !FIELD_TYPES[type].alone);

/** A table of rows, edited in place: its columns are fields of their own. */
export function LinesFace({ field }: { field: Field }) {
  const { t } = useTranslation("form");
  const { act, say } = useDesigner();
  const columns = field.fields ?? [];
  const sums = columns.filter((column) => field.sums?.includes(column.name));
  const id = idOf.columns(field.name);
  const { setNodeRef } = useDroppable({
    id,
    data: { kind: "columns", lines: field.name, index: columns.length, label: say(field.label, field.name) },
  });
  const over = use(DropContext)?.id === id;
  const help = say(field.help);
  return (
    <>
      <FieldLabel field={field} />
      <div ref={setNodeRef} className="fd-lines" data-over={over}>
        <div className="fd-columns">
          {columns.map((column, index) => (
            <Column key={column.name} lines={field.name} column={column} index={index} />
          ))}
          {columns.length === 0 ? <p className="fd-hole">{t("lines.empty")}</p> : null}
          <Dropdown
            trigger={["click"]}
            menu={{
              className: "fd-menu",
              items: COLUMN_TYPES.map((type) => ({
                key: type,
                label: t(`type.${type}`),
                icon: <FieldIcon name={FIELD_TYPES[type].icon} size={14} />,
                onClick: ({ domEvent }) => {
                  domEvent.stopPropagation();
                  act.addColumn(field.name, type);
                },
              })),
            }}
          >
            <Button
              type="text"
              size="small"
              className="fd-addcolumn"
              icon={<Plus size={14} />}
              onClick={(event) => event.stopPropagation()}
            >
              {t("lines.addColumn")}
            </Button>
          </Dropdown>
        </div>
        <div className="fd-lines-foot">
          <span>
            <Plus size={13} aria-hidden="true" /> {t("lines.addRow")}
          </span>
          {sums.map((column) => (
            <span key={column.name}>{t("lines.sum", { name: say(column.label, column.name) })}</span>
          ))}
        </div>
      </div>
      {help ? <p className="fd-help">{help}</p> : null}
    </>
  );
}

function Column({ lines, column, index }: { lines: string; column: Field; index: number }) {
  const { design, findings, fixed, say } = useDesigner();
  const ref = refOf(lines, column.name);
  const label = say(column.label, column.name);
  const id = idOf.column(lines, index);
  const drag = useDraggable({
    id,
    data: {
      kind: "column",
      lines,
      index,
      field: { ref, type: column.type, fixed: fixed.has(ref) },
      label,
      icon: FIELD_TYPES[column.type].icon,
    },
  });
  const { setNodeRef } = useDroppable({ id, data: { kind: "column", lines, index, label } });
  const drop = use(DropContext);
  const card = useCard({ kind: "field", ref }, drag.listeners);
  const faults = findingsAt(findings, pathOfField(design, ref), true);
  return (
    <div
      ref={(node) => {
        setNodeRef(node);
        drag.setNodeRef(node);
      }}
      role="group"
      aria-label={label}
      className="fd-column"
      data-dragging={drag.isDragging}
      data-drop={drop?.id === id ? (drop.after ? "after" : "before") : undefined}
      data-level={faults[0]?.level}
      data-hidden={column.hidden}
      title={faults[0]?.message}
      {...card.props}
    >
      <FieldLabel field={column} />
      <QuietControl field={column} />
      <CardTools
        flat
        target={{ kind: "field", ref }}
        label={label}
        grip={{ ref: drag.setActivatorNodeRef, attributes: drag.attributes }}
      />
    </div>
  );
}
