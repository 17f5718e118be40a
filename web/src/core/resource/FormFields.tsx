import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/problem";
import type { Field, Mode } from "@/api/types";
import { FieldValue } from "./field-value";
import { modeOf, type Values } from "./form-values";
import { FieldInput } from "./inputs/FieldInput";
import "./form.css";

/** The server's complaints by field path; a fault inside a line keeps its whole path. */
export const faultsByPath = (problem: Problem): Record<string, string> =>
  Object.fromEntries(problem.faults.map((fault) => [fault.path, fault.message]));

interface Props {
  fields: Field[];
  columns: number;
  values: Values;
  modes?: Record<string, Mode>;
  faults: Record<string, string>;
  autoFocus?: boolean;
  onChange: (part: Values) => void;
}

const WIDE = new Set(["longtext", "richtext", "lines", "file"]);

export function FormFields({ fields, columns, values, modes, faults, autoFocus, onChange }: Props) {
  const first = fields.find((f) => modeOf(f, modes) === "write");
  return (
    <div className="ff" data-columns={columns}>
      {fields.map((field) => (
        <Row
          key={field.name}
          field={field}
          mode={modeOf(field, modes)}
          values={values}
          faults={faults}
          autoFocus={autoFocus && field === first}
          onChange={onChange}
        />
      ))}
    </div>
  );
}

interface RowProps extends Omit<Props, "fields" | "columns" | "modes"> {
  field: Field;
  mode: Mode;
}

function Row({ field, mode, values, faults, autoFocus, onChange }: RowProps) {
  const { t } = useTranslation("resource");
  const id = useId();
  const fault = faults[field.name];
  const inner = Object.fromEntries(
    Object.entries(faults).flatMap(([path, text]) =>
      path.startsWith(`${field.name}.`) ? [[path.slice(field.name.length + 1), text]] : [],
    ),
  );
  const hint = fault ?? field.help;
  return (
    <div className="ff-row" data-wide={WIDE.has(field.kind)} data-fault={Boolean(fault)}>
      <label htmlFor={id} className="ff-label">
        {field.label}
        {field.required && mode === "write" ? (
          <span className="ff-must" title={t("form.required")}>
            *
          </span>
        ) : null}
      </label>
      {mode === "write" ? (
        <FieldInput
          id={id}
          field={field}
          value={values[field.name]}
          row={values}
          invalid={Boolean(fault)}
          describedBy={hint ? `${id}-hint` : undefined}
          faults={inner}
          autoFocus={autoFocus}
          onChange={(value) => onChange({ [field.name]: value })}
        />
      ) : (
        <div className="ff-read" id={id}>
          <FieldValue field={{ ...field, mode }} value={values[field.name]} row={values} wrap />
        </div>
      )}
      {hint ? (
        <div id={`${id}-hint`} className="ff-hint" role={fault ? "alert" : undefined}>
          {hint}
        </div>
      ) : null}
    </div>
  );
}
