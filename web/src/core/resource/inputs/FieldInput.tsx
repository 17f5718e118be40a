import { Checkbox, DatePicker, Input, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/api/types";
import { exact, instant } from "@/kit/dates";
import { fraction, grouped, isDecimal, percent } from "@/kit/decimal";
import { currencySymbol } from "@/kit/money";
import { isLabel } from "../field-value";
import "../form.css";

const LinesInput = lazy(() => import("./LinesInput"));
const FileInput = lazy(() => import("./FileInput"));
const ReferenceInput = lazy(() => import("./ReferenceInput"));

export interface InputProps {
  id?: string;
  field: Field;
  value: unknown;
  row: Record<string, unknown>;
  invalid?: boolean;
  describedBy?: string;
  faults?: Record<string, string>;
  autoFocus?: boolean;
  label?: string;
  onChange: (value: unknown) => void;
}

const PLACES: Partial<Record<Field["kind"], number>> = { money: 2, percent: 2, quantity: 4, decimal: 6, integer: 0 };
const TYPES: Partial<Record<Field["kind"], string>> = { email: "email", phone: "tel", url: "url" };

/** One control for each kind of the field vocabulary. */
export function FieldInput(props: InputProps) {
  const { field } = props;
  if (["reference", "person", "department", "company", "region"].includes(field.kind) && field.reference !== null) {
    return (
      <Suspense fallback={<Input disabled />}>
        <ReferenceInput {...props} />
      </Suspense>
    );
  }
  switch (field.kind) {
    case "lines":
      return (
        <Suspense fallback={null}>
          <LinesInput {...props} />
        </Suspense>
      );
    case "file":
      return (
        <Suspense fallback={null}>
          <FileInput {...props} />
        </Suspense>
      );
    case "integer":
    case "decimal":
    case "quantity":
    case "money":
    case "percent":
      return <NumberInput {...props} />;
    case "date":
    case "datetime":
      return <MomentInput {...props} />;
    case "boolean":
      return (
        <Checkbox
          id={props.id}
          checked={props.value === true}
          onChange={(e) => props.onChange(e.target.checked)}
          aria-describedby={props.describedBy}
        >
          <span className="hy-sr">{field.label}</span>
        </Checkbox>
      );
    case "choice":
    case "multichoice":
      return <ChoiceInput {...props} />;
    default:
      return <TextInput {...props} />;
  }
}

function TextInput({ id, field, value, invalid, describedBy, autoFocus, label, onChange }: InputProps) {
  const shared = {
    id,
    autoFocus,
    value: isLabel(value) ? value.label : ((value as string | null) ?? ""),
    status: invalid ? ("error" as const) : undefined,
    "aria-describedby": describedBy,
    "aria-invalid": invalid,
    "aria-label": label,
    "aria-required": field.required,
  };
  if (field.kind === "longtext" || field.kind === "richtext") {
    return (
      <Input.TextArea {...shared} autoSize={{ minRows: 3, maxRows: 12 }} onChange={(e) => onChange(e.target.value)} />
    );
  }
  return <Input {...shared} type={TYPES[field.kind]} onChange={(e) => onChange(e.target.value)} />;
}

/** Decimals stay strings from key to server. */
export function NumberInput({ id, field, value, row, invalid, describedBy, autoFocus, label, onChange }: InputProps) {
  const currency = field.currency_field ? row[field.currency_field] : null;
  const symbol = currencySymbol(isLabel(currency) ? currency.label : (currency as string | null));
  const whole = field.kind === "integer";
  const share = field.kind === "percent";
  return (
    <InputNumber<string>
      id={id}
      className="ri-number"
      stringMode
      controls={false}
      autoFocus={autoFocus}
      precision={whole ? 0 : undefined}
      formatter={(shown, { userTyping, input }) => (userTyping ? input : grouped(String(shown ?? "")))}
      parser={(typed) => (typed ?? "").normalize("NFKC").replace(/[,\s]/g, "")}
      prefix={field.kind === "money" && symbol ? symbol : undefined}
      suffix={share && value !== null && value !== undefined ? "%" : undefined}
      status={invalid ? "error" : undefined}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      aria-label={label}
      value={
        value === null || value === undefined
          ? null
          : share && isDecimal(String(value))
            ? percent(String(value))
            : String(value)
      }
      onChange={(next) => {
        if (next === null || next === undefined) return onChange(null);
        const text = String(next);
        const places = (share ? null : field.decimals) ?? PLACES[field.kind] ?? 6;
        const [front, back] = text.split(".");
        const kept = back && back.length > places ? `${front}.${back.slice(0, places)}` : text;
        onChange(whole ? Number(kept) : share && isDecimal(kept) ? fraction(kept) : kept);
      }}
    />
  );
}

function MomentInput({ id, field, value, invalid, describedBy, autoFocus, label, onChange }: InputProps) {
  const withTime = field.kind === "datetime";
  return (
    <DatePicker
      id={id}
      autoFocus={autoFocus}
      style={{ width: "100%" }}
      showTime={withTime ? { format: "HH:mm", minuteStep: 5 } : false}
      format={withTime ? "YYYY-MM-DD HH:mm" : "YYYY-MM-DD"}
      status={invalid ? "error" : undefined}
      aria-describedby={describedBy}
      aria-label={label}
      value={value ? dayjs(withTime ? exact(String(value)) : String(value)) : null}
      onChange={(day) =>
        onChange(day ? (withTime ? instant(day.format("YYYY-MM-DD HH:mm:ss")) : day.format("YYYY-MM-DD")) : null)
      }
    />
  );
}

function ChoiceInput({ id, field, value, invalid, describedBy, autoFocus, label, onChange }: InputProps) {
  const { t } = useTranslation("resource");
  const many = field.kind === "multichoice";
  return (
    <Select
      id={id}
      autoFocus={autoFocus}
      style={{ width: "100%" }}
      mode={many ? "multiple" : undefined}
      allowClear={!field.required}
      showSearch={(field.choices?.length ?? 0) > 8 ? { optionFilterProp: "label" } : false}
      placeholder={t("input.choose")}
      status={invalid ? "error" : undefined}
      aria-describedby={describedBy}
      aria-label={label}
      value={(value ?? (many ? [] : undefined)) as string}
      options={field.choices?.map((c) => ({ value: c.value, label: c.label }))}
      onChange={(next: unknown) => onChange(next ?? (many ? [] : null))}
    />
  );
}
