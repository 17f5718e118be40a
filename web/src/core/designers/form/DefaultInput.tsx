import { Checkbox, DatePicker, Input, InputNumber, Rate, Select, Switch, TimePicker } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { useDesigner } from "./context";
import type { Field, FieldType } from "./types";

const TEXTUAL = new Set<FieldType>(["text", "longtext", "phone", "email", "url", "address", "idnumber", "taxid"]);
const NUMERIC = new Set<FieldType>(["number", "money", "percent", "duration"]);
const MOMENTS = new Set<FieldType>(["date", "time", "datetime"]);
const OTHERS = new Set<FieldType>(["choice", "multichoice", "switch", "rating", "person", "department"]);

export const hasDefault = ({ type }: Field): boolean =>
  TEXTUAL.has(type) || NUMERIC.has(type) || MOMENTS.has(type) || OTHERS.has(type);

interface Props {
  id: string;
  field: Field;
  onChange: (value: unknown) => void;
}

/** The value that a new document starts with. */
export function DefaultInput({ id, field, onChange }: Props) {
  const { t } = useTranslation("form");
  const { say } = useDesigner();
  const { type, default: value } = field;
  if (MOMENTS.has(type)) return <MomentInput id={id} field={field} onChange={onChange} />;
  if (type === "person" || type === "department")
    return (
      <Checkbox
        id={id}
        checked={value === "me"}
        onChange={(event) => onChange(event.target.checked ? "me" : undefined)}
      >
        {t(`face.me.${type}`)}
      </Checkbox>
    );
  if (type === "switch")
    return <Switch id={id} checked={value === true} onChange={(on) => onChange(on || undefined)} />;
  if (type === "rating")
    return <Rate count={field.most ?? 5} value={Number(value ?? 0)} onChange={(n) => onChange(n || undefined)} />;
  if (type === "choice" || type === "multichoice")
    return (
      <Select
        id={id}
        allowClear
        mode={type === "multichoice" ? "multiple" : undefined}
        placeholder={t("field.noDefault")}
        value={value as never}
        options={(field.choices ?? []).map((one) => ({ value: one.value, label: say(one.label, one.value) }))}
        onChange={(next: string | string[] | undefined) => onChange(next?.length ? next : undefined)}
      />
    );
  if (NUMERIC.has(type))
    return <NumberInput id={id} value={value} suffix={type === "percent" ? "%" : ""} onChange={onChange} />;
  return (
    <Input
      id={id}
      allowClear
      placeholder={t("field.noDefault")}
      value={String(value ?? "")}
      onChange={(event) => onChange(event.target.value || undefined)}
    />
  );
}

interface NumberProps {
  id?: string;
  label?: string;
  value: unknown;
  suffix?: string;
  whole?: boolean;
  onChange: (value: number | undefined) => void;
}

/** Percentages are kept as fractions and typed as people say them. */
export function NumberInput({ id, label, value, suffix, whole, onChange }: NumberProps) {
  const scale = suffix === "%" ? 100 : 1;
  const shown = value === undefined || value === null || value === "" ? null : Number(value) * scale;
  return (
    <InputNumber
      id={id}
      aria-label={label}
      className="fd-number"
      suffix={suffix || undefined}
      precision={whole ? 0 : undefined}
      min={whole ? 0 : undefined}
      value={shown === null ? null : Number(shown.toPrecision(12))}
      onChange={(next) => onChange(next === null ? undefined : Number((next / scale).toPrecision(12)))}
    />
  );
}

function MomentInput({ id, field, onChange }: Props) {
  const { t } = useTranslation("form");
  const { type, default: value } = field;
  const now = value === "now";
  const text = typeof value === "string" && !now ? value : undefined;
  const format = { date: "YYYY-MM-DD", time: "HH:mm:ss", datetime: "YYYY-MM-DDTHH:mm:ss" }[type as "date"];
  const common = { value: text ? dayjs(type === "time" ? `2000-01-01T${text}` : text) : null, disabled: now };
  const put = (day: dayjs.Dayjs | null) => onChange(day ? day.format(format) : undefined);
  return (
    <div className="hy-row">
      <Checkbox checked={now} onChange={(event) => onChange(event.target.checked ? "now" : undefined)}>
        {type === "date" ? t("face.today") : t("face.now")}
      </Checkbox>
      {type === "time" ? (
        <TimePicker id={id} className="hy-grow" {...common} onChange={put} />
      ) : (
        <DatePicker id={id} className="hy-grow" showTime={type === "datetime"} {...common} onChange={put} />
      )}
    </div>
  );
}
