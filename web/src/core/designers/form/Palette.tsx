import { useDraggable } from "@dnd-kit/core";
import { Input } from "antd";
import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Blank } from "@/ui/Blank";
import { useDesigner } from "./context";
import { FieldIcon } from "./icons";
import { FIELD_TYPES, type FieldType, GROUPS, type Group, PARTS, type Part } from "./types";

const ofGroup = (group: Group): (FieldType | Part)[] => [
  ...(group === "layout" ? PARTS : []),
  ...(Object.keys(FIELD_TYPES) as FieldType[]).filter((type) => FIELD_TYPES[type].group === group),
];

/** Everything a form can hold, by groups; dragged to its place, or pressed to stand at the end. */
export function Palette({ onAdded }: { onAdded?: () => void }) {
  const { t } = useTranslation("form");
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const fits = (type: FieldType | Part) =>
    `${type} ${t(`type.${type}`)} ${t(`about.${type}`)}`.toLowerCase().includes(wanted);
  const groups = GROUPS.map((group) => ({ group, types: ofGroup(group).filter(fits) })).filter((g) => g.types.length);
  return (
    <aside className="fd-palette" aria-label={t("palette.title")}>
      <div className="fd-search">
        <Input
          allowClear
          prefix={<Search size={14} />}
          placeholder={t("palette.search")}
          aria-label={t("palette.search")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {groups.map(({ group, types }) => (
        <section key={group} className="fd-group">
          <h3>{t(`group.${group}`)}</h3>
          <div className="fd-tiles">
            {types.map((type) => (
              <Tile key={type} type={type} onAdded={onAdded} />
            ))}
          </div>
        </section>
      ))}
      {groups.length === 0 ? <Blank title={t("palette.none")} hint={t("palette.noneHint")} /> : null}
    </aside>
  );
}

function Tile({ type, onAdded }: { type: FieldType | Part; onAdded?: () => void }) {
  const { t } = useTranslation("form");
  const { act } = useDesigner();
  const label = t(`type.${type}`);
  const icon = type in FIELD_TYPES ? FIELD_TYPES[type as FieldType].icon : type;
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({
    id: `new:${type}`,
    data: { kind: "new", type, label, icon },
  });
  return (
    <button
      ref={setNodeRef}
      type="button"
      className="fd-tile hy-touch"
      title={t(`about.${type}`)}
      data-dragging={isDragging}
      {...attributes}
      {...listeners}
      onClick={() => {
        act.add(type);
        onAdded?.();
      }}
    >
      <FieldIcon name={icon} size={15} />
      <span>{label}</span>
    </button>
  );
}
