import type { ClipboardEvent, KeyboardEvent, ReactNode } from "react";
import type { Field } from "@/api/types";
import { FieldValue, NUMERIC } from "@/core/resource/field-value";
import type { Values } from "@/core/resource/form-values";
import { FieldInput } from "@/core/resource/inputs/FieldInput";
import { compare, grouped, trimmed } from "@/kit/decimal";
import type { Line } from "../order-fields";

interface Props {
  field: Field;
  name: string;
  line: Line;
  head: Values;
  fault?: string;
  onKey: (event: KeyboardEvent) => void;
  onPaste: (event: ClipboardEvent) => void;
  onChange: (value: unknown) => void;
  children?: ReactNode;
}

/** One cell of the sheet: its input, what belongs under it, and what is wrong with it. */
export function Cell({ field, name, line, head, fault, onKey, onPaste, onChange, children }: Props) {
  return (
    <td
      data-cell={name}
      data-label={field.label}
      data-fault={Boolean(fault)}
      className={NUMERIC.has(field.kind) ? "num" : undefined}
      onKeyDown={onKey}
      onPaste={onPaste}
    >
      {field.mode === "read" ? (
        <FieldValue field={field} value={line[field.name]} row={line} />
      ) : (
        <FieldInput
          field={field}
          label={`${field.label} ${Number(name.split(".")[0]) + 1}`}
          value={line[field.name]}
          row={{ ...head, ...line }}
          invalid={Boolean(fault)}
          onChange={onChange}
        />
      )}
      {children}
      {fault ? (
        <div className="ff-hint" role="alert">
          {fault}
        </div>
      ) : null}
    </td>
  );
}

/** What is free to promise; orange when all lines of the product together want more. */
export function Free({ available, wanted }: { available: string | null; wanted: string }) {
  if (available === null) return <span className="hy-faint">—</span>;
  const short = compare(available, wanted) < 0;
  return (
    <span className="hy-num hy-toned" data-tone={short ? "orange" : "green"}>
      {trimmed(grouped(available))}
    </span>
  );
}
