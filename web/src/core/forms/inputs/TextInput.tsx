import { Input } from "antd";
import type { FieldType } from "../types";
import { type InputProps, shared } from "./props";

const KINDS: Partial<Record<FieldType, string>> = { email: "email", phone: "tel", url: "url" };
const COMPLETE: Partial<Record<FieldType, string>> = { email: "email", phone: "tel", address: "street-address" };
const CODES = new Set<FieldType>(["idnumber", "taxid"]);
const LIMIT: Partial<Record<FieldType, number>> = { idnumber: 18, taxid: 18 };

/** Words of every kind; a counter where there is a limit. */
export function TextInput(props: InputProps) {
  const { field, value, cell, onChange } = props;
  const limit = LIMIT[field.type] ?? (Number(field.max) || undefined);
  const text = typeof value === "string" ? value : value === null || value === undefined ? "" : String(value);
  const common = {
    ...shared(props),
    value: text,
    maxLength: limit,
    autoComplete: COMPLETE[field.type] ?? "off",
  };
  const long = field.type === "longtext" || field.type === "address";
  if (long && !cell) {
    const rows = field.rows ?? (field.type === "address" ? 2 : 3);
    return (
      <Input.TextArea
        {...common}
        showCount={Boolean(field.max)}
        autoSize={{ minRows: rows, maxRows: Math.max(rows, 14) }}
        onChange={(event) => onChange(event.target.value || null)}
      />
    );
  }
  const code = CODES.has(field.type);
  return (
    <Input
      {...common}
      type={KINDS[field.type]}
      inputMode={field.type === "phone" ? "tel" : undefined}
      spellCheck={code ? false : undefined}
      className={code ? "fl-code" : undefined}
      showCount={Boolean(field.max) && !cell}
      onChange={(event) => onChange((code ? event.target.value.toUpperCase() : event.target.value) || null)}
    />
  );
}
