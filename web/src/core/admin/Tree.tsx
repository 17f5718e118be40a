import { ChevronRight } from "lucide-react";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Unit } from "@/api/admin";
import { below, childrenOf, subtree } from "./units";

interface Props {
  units: Unit[];
  chosen: number | undefined;
  movable: boolean;
  onChoose: (id: number) => void;
  onMove: (id: number, to: number) => void;
}

/** A department can be dragged onto another; the dialog that follows says what that means before anything happens. */
export function Tree(props: Props) {
  return (
    <ul className="ad-branch">
      {childrenOf(props.units, null).map((unit) => (
        <Branch key={unit.department_id} unit={unit} {...props} />
      ))}
    </ul>
  );
}

function Branch(props: Props & { unit: Unit }) {
  const { unit, units, chosen, movable, onChoose, onMove } = props;
  const { t } = useTranslation("admin");
  const [open, setOpen] = useState(true);
  const [over, setOver] = useState(false);
  const children = childrenOf(units, unit.department_id);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const id = Number(event.dataTransfer.getData("text/heyi-department"));
    if (id && !subtree(units, id).has(unit.department_id)) onMove(id, unit.department_id);
  };
  return (
    <li>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging is a second way, the button "Move" the first */}
      <div
        className="ad-unit"
        data-over={over}
        draggable={movable && unit.parent_id !== null}
        onDragStart={(event) => event.dataTransfer.setData("text/heyi-department", String(unit.department_id))}
        onDragOver={(event) => {
          if (!movable) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {children.length ? (
          <button
            type="button"
            className="hy-plain ad-fold"
            aria-expanded={open}
            aria-label={open ? t("org.fold", { name: unit.name }) : t("org.unfold", { name: unit.name })}
            onClick={() => setOpen(!open)}
          >
            <ChevronRight size={14} aria-hidden="true" />
          </button>
        ) : (
          <span className="ad-fold" />
        )}
        <button
          type="button"
          className="hy-plain ad-name hy-touch"
          aria-current={chosen === unit.department_id}
          onClick={() => onChoose(unit.department_id)}
        >
          <span className="hy-ellipsis">{unit.name}</span>
          <span className="hy-faint hy-ellipsis hy-grow">{unit.head}</span>
          <span className="hy-faint hy-num">{below(units, unit.department_id)}</span>
        </button>
      </div>
      {open && children.length ? (
        <ul className="ad-branch">
          {children.map((child) => (
            <Branch {...props} key={child.department_id} unit={child} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}
