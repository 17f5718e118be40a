import { Tooltip } from "antd";
import { Check, Lock, Minus, Paperclip } from "lucide-react";
import { Link } from "react-router";
import { fileAddress } from "@/api/resources";
import type { Field, Label } from "@/api/types";
import { useSession } from "@/core/session/session";
import { recordPath } from "@/core/shell/paths";
import { grouped, isDecimal, percent, trimmed } from "@/kit/decimal";
import { money } from "@/kit/money";
import { Person } from "@/ui/Avatar";
import { Tag } from "@/ui/Tag";
import { When } from "@/ui/When";
import { isLate } from "./deadline";

type Values = Record<string, unknown>;

export const isLabel = (value: unknown): value is Label =>
  typeof value === "object" && value !== null && "label" in value && "id" in value;

export const NUMERIC = new Set(["integer", "decimal", "quantity", "money", "percent", "duration", "rating"]);

const currencyOf = (field: Field, row?: Values): string | null => {
  const value = field.currency_field ? row?.[field.currency_field] : null;
  return isLabel(value) ? value.label : ((value as string | undefined) ?? null);
};

/** The value as words only: for exports of one's eye (titles, diffs, cards). */
export function textOf(field: Field | undefined, value: unknown, row?: Values): string {
  if (value === null || value === undefined || value === "") return "";
  if (isLabel(value)) return value.label;
  if (Array.isArray(value))
    return value.map((one) => textOf(field, one, row)).join(field?.kind === "cascade" ? " / " : "、");
  const text = typeof value === "object" ? composed(value) : String(value);
  if (!field) return text;
  if (field.kind === "money") return money(text, currencyOf(field, row), field.decimals ?? 2);
  if (field.kind === "percent") return isDecimal(text) ? `${percent(text)} %` : text;
  if (field.kind === "quantity" || field.kind === "decimal" || field.kind === "duration") return trimmed(grouped(text));
  return field.choices?.find((c) => c.value === text)?.label ?? text;
}

/** A value of several parts: a span of days, a place, a file. */
function composed(value: object): string {
  const { start, end, label, name } = value as Record<string, unknown>;
  if (typeof start === "string" && typeof end === "string") return start === end ? start : `${start} – ${end}`;
  return String(label ?? name ?? JSON.stringify(value));
}

function ChoiceTag({ field, value }: { field: Field; value: string }) {
  const choice = field.choices?.find((c) => c.value === value);
  if (!choice) return value;
  return choice.tone ? <Tag tone={choice.tone}>{choice.label}</Tag> : choice.label;
}

function ReferenceLink({ field, value }: { field: Field; value: Label }) {
  const { resource } = useSession();
  const target = field.reference ? resource(field.reference) : undefined;
  return target ? <Link to={recordPath(target, value.id)}>{value.label}</Link> : value.label;
}

function DateText({ field, value, row }: { field: Field; value: string; row?: Values }) {
  const late = isLate(field, value, row);
  const body = field.kind === "datetime" ? <When at={value} /> : <span className="hy-num">{value}</span>;
  return late ? (
    <span data-tone="orange" className="hy-toned">
      {body}
    </span>
  ) : (
    body
  );
}

/** One value of one record, as it looks everywhere. */
export function FieldValue({
  field,
  value,
  row,
  wrap,
}: {
  field: Field;
  value: unknown;
  row?: Values;
  wrap?: boolean;
}) {
  if (field.mode === "masked") {
    return (
      <Tooltip title={field.help}>
        <span className="hy-faint hy-row" style={{ display: "inline-flex", gap: 4 }}>
          <Lock size={12} aria-hidden="true" /> {value ? String(value) : "••••"}
        </span>
      </Tooltip>
    );
  }
  if (value === null || value === undefined || value === "") return <span className="hy-faint">—</span>;
  if (field.kind === "boolean")
    return value ? (
      <Check size={15} aria-label="✓" data-tone="green" className="hy-toned" />
    ) : (
      <Minus size={15} aria-label="–" className="hy-faint" />
    );
  if (field.kind === "choice") return <ChoiceTag field={field} value={String(value)} />;
  if (field.kind === "multichoice" && Array.isArray(value)) {
    return (
      <span className="hy-row hy-wrap" style={{ gap: 4 }}>
        {value.map((one) => (
          <ChoiceTag key={String(one)} field={field} value={String(one)} />
        ))}
      </span>
    );
  }
  if (field.kind === "person" && isLabel(value)) return <Person name={value.label} />;
  if (isLabel(value)) return <ReferenceLink field={field} value={value} />;
  if (field.kind === "date" || field.kind === "datetime")
    return <DateText field={field} value={String(value)} row={row} />;
  if (NUMERIC.has(field.kind)) {
    const text = textOf(field, value, row);
    return <span className="hy-num">{text}</span>;
  }
  if (field.kind === "email") return <a href={`mailto:${String(value)}`}>{String(value)}</a>;
  if (field.kind === "phone")
    return (
      <a href={`tel:${String(value)}`} className="hy-num">
        {String(value)}
      </a>
    );
  if (field.kind === "url")
    return (
      <a href={/^https?:/.test(String(value)) ? String(value) : undefined} target="_blank" rel="noreferrer">
        {String(value)}
      </a>
    );
  if (field.kind === "file" && typeof value === "object") {
    const file = value as { id: number; name?: string };
    return (
      <a href={fileAddress(file.id)}>
        <Paperclip size={13} aria-hidden="true" /> {file.name ?? file.id}
      </a>
    );
  }
  return <span style={wrap ? { whiteSpace: "pre-wrap" } : undefined}>{textOf(field, value, row)}</span>;
}
