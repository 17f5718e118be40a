import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Access } from "../access";
import type { RowState } from "../filling";
import { said } from "../texts";
import type { Field, FieldModes, Values } from "../types";
import { Cards } from "./Cards";
import { type Column, columnsOf } from "./columns";
import { Sheet } from "./Sheet";
import "./lines.css";

export interface LinesProps {
  labelledBy: string;
  field: Field;
  rows: Values[];
  access: Access;
  states?: RowState[];
  modes: FieldModes;
  editing: boolean;
  narrow: boolean;
  faults?: Record<string, string>;
  onChange: (name: string, value: unknown) => void;
}

export interface SheetProps extends LinesProps {
  columns: Column[];
  /** Rows can be added and removed. */
  open: boolean;
}

/** Rows of a form: a sheet on the desktop, cards on a phone. */
export function LinesField(props: LinesProps) {
  const { field, modes, editing, access, faults } = props;
  const columns = useMemo(() => columnsOf(field, modes, editing, access), [field, modes, editing, access]);
  const inner = { ...props, columns, open: access === "write" };
  return (
    <div className="fl-lines">
      {props.narrow ? <Cards {...inner} /> : <Sheet {...inner} />}
      {faults ? <FaultList field={field} faults={faults} /> : null}
    </div>
  );
}

const SHOWN = 8;

/** Where the complaints are, in words: a cell of a long sheet may be far away. */
function FaultList({ field, faults }: { field: Field; faults: Record<string, string> }) {
  const { t } = useTranslation("forms");
  const all = Object.entries(faults);
  return (
    <div role="alert" className="fl-faults">
      <ul>
        {all.slice(0, SHOWN).map(([path, message]) => {
          const [row = "0", name = ""] = path.split(".");
          const column = field.fields?.find((one) => one.name === name);
          return (
            <li key={path}>
              {t("lines.fault", { row: Number(row) + 1, column: said(column?.label) || name, message })}
            </li>
          );
        })}
        {all.length > SHOWN ? <li>{t("lines.moreFaults", { count: all.length - SHOWN })}</li> : null}
      </ul>
    </div>
  );
}
