import { ArrowDown, ArrowUp, Copy, Trash2 } from "lucide-react";
import { type CSSProperties, memo, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { FieldView, Masked } from "../FieldView";
import type { RowState, State } from "../filling";
import { FieldInput } from "../inputs/FieldInput";
import { said } from "../texts";
import type { Values } from "../types";
import { type Column, isNumeric } from "./columns";

interface Props {
  row: Values;
  index: number;
  count: number;
  columns: Column[];
  template: string;
  top: number;
  height: number;
  state?: RowState;
  /** The column that one is in, or -1. */
  active: number;
  /** The column of the row by which the sheet is entered, or -1. */
  entry: number;
  /** Complaints about this row as JSON by column: the same text is the same row. */
  faults: string;
  open: boolean;
  onEnter: (at: { row: number; column: number }) => void;
  onChange: (index: number, name: string, value: unknown) => void;
  onAct: (name: "copy" | "remove" | "up" | "down", index: number) => void;
}

/** One row of a sheet; only the cell that one is in has a control. */
export const SheetRow = memo(function SheetRow(props: Props) {
  const { row, index, columns, template, top, height, state, active, entry } = props;
  const faults = props.faults ? (JSON.parse(props.faults) as Record<string, string>) : {};
  const style: CSSProperties = { gridTemplateColumns: template, transform: `translateY(${top}px)`, height };
  return (
    <div
      className="fl-sheet-row"
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      data-active={active >= 0}
      style={style}
    >
      <div className="fl-cell fl-index" role="rowheader" tabIndex={-1}>
        {index + 1}
      </div>
      {columns.map((column, place) => (
        <Cell
          key={column.field.name}
          column={column}
          place={place}
          index={index}
          value={row[column.field.name]}
          state={state?.states[column.field.name]}
          active={active === place}
          entry={entry === place}
          fault={faults[column.field.name]}
          onEnter={props.onEnter}
          onChange={props.onChange}
        />
      ))}
      {props.open ? <Tools {...props} /> : null}
    </div>
  );
});

interface CellProps {
  column: Column;
  place: number;
  index: number;
  value: unknown;
  state?: State;
  active: boolean;
  entry: boolean;
  fault?: string;
  onEnter: Props["onEnter"];
  onChange: Props["onChange"];
}

/** What takes the focus of a cell. */
const CONTROL = "input:not([type='file'], :disabled), button:not(.fl-x), [tabindex='0']";

function Cell({ column, place, index, value, state, active, entry, fault, onEnter, onChange }: CellProps) {
  const { field, access } = column;
  const box = useRef<HTMLDivElement>(null);
  const shown = state?.visible ?? true;
  const write = access === "write" && shown && !state?.locked;
  useEffect(() => {
    if (!active || !box.current) return;
    const control = box.current.querySelector<HTMLElement>(CONTROL) ?? box.current;
    control.focus({ preventScroll: true });
    box.current.scrollIntoView?.({ block: "nearest", inline: "nearest" });
    if (control instanceof HTMLInputElement) control.select();
  }, [active]);
  return (
    <div
      ref={box}
      role="gridcell"
      aria-colindex={place + 2}
      aria-readonly={!write}
      aria-invalid={fault ? true : undefined}
      title={fault}
      className="fl-cell"
      data-type={field.type}
      data-numeric={isNumeric(field)}
      data-write={write}
      data-active={active}
      data-fault={Boolean(fault)}
      tabIndex={entry && !(active && write) ? 0 : -1}
      onFocus={() => (active ? undefined : onEnter({ row: index, column: place }))}
      onMouseDown={(event) => {
        if (active) return;
        // The control that the cell gets takes the focus itself.
        if (write && !(event.target as Element).closest("a")) event.preventDefault();
        onEnter({ row: index, column: place });
      }}
    >
      {!shown ? null : access === "masked" ? (
        <Masked />
      ) : active && write ? (
        <FieldInput
          cell
          field={field}
          label={`${said(field.label)} ${index + 1}`}
          value={value}
          required={field.required || state?.needed}
          invalid={Boolean(fault)}
          onChange={(next) => onChange(index, field.name, next)}
        />
      ) : (
        <div className="fl-cell-text">
          <FieldView cell field={field} value={value} />
          {(field.required || state?.needed) && write && !value ? <span className="fl-gap" aria-hidden="true" /> : null}
        </div>
      )}
    </div>
  );
}

const TOOLS = [
  ["up", ArrowUp],
  ["down", ArrowDown],
  ["copy", Copy],
  ["remove", Trash2],
] as const;

/** For the mouse; the keyboard has its own ways, and the bar below the sheet. */
function Tools({ index, count, onAct }: Props) {
  const { t } = useTranslation("forms");
  return (
    <div className="fl-cell fl-row-tools" role="gridcell" tabIndex={-1}>
      {TOOLS.map(([name, Icon]) => (
        <button
          key={name}
          type="button"
          tabIndex={-1}
          className="hy-plain"
          disabled={(name === "up" && index === 0) || (name === "down" && index === count - 1)}
          title={t(`lines.${name}`)}
          aria-label={t("lines.ofRow", { act: t(`lines.${name}`), row: index + 1 })}
          onClick={() => onAct(name, index)}
        >
          <Icon size={13} aria-hidden="true" />
        </button>
      ))}
    </div>
  );
}
