import type { Field } from "../types";

export interface InputProps {
  id?: string;
  field: Field;
  value: unknown;
  /** For inputs without a visible label of their own: cells. */
  label?: string;
  invalid?: boolean;
  required?: boolean;
  describedBy?: string;
  autoFocus?: boolean;
  /** In a cell of a sheet: no frame, no more than a line. */
  cell?: boolean;
  onChange: (value: unknown) => void;
}

/** What every antd control of the form is given. */
export const shared = ({ id, label, invalid, required, describedBy, autoFocus, cell }: InputProps) => ({
  id,
  autoFocus,
  status: invalid ? ("error" as const) : undefined,
  variant: cell ? ("borderless" as const) : undefined,
  "aria-label": label,
  "aria-invalid": invalid || undefined,
  "aria-required": required || undefined,
  "aria-describedby": describedBy,
});
