import { DatePicker, Segmented, TimePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { exact, instant } from "@/kit/dates";
import { dayBound } from "../days";
import type { Values } from "../types";
import { type InputProps, shared } from "./props";

const DAY = "YYYY-MM-DD";

/** A day within its bounds, or a moment: kept in UTC, shown and typed in the person's zone. */
export function DateInput(props: InputProps) {
  const { field, value, onChange } = props;
  const moment = field.type === "datetime";
  const [low, high] = [dayBound(field.min), dayBound(field.max)];
  return (
    <DatePicker
      {...shared(props)}
      className="fl-whole"
      showTime={moment ? { format: "HH:mm", minuteStep: 5 } : false}
      format={moment ? `${DAY} HH:mm` : DAY}
      minDate={low ? dayjs(low) : undefined}
      maxDate={high ? dayjs(high) : undefined}
      value={value ? dayjs(moment ? exact(String(value)) : String(value)) : null}
      onChange={(day: Dayjs | null) =>
        onChange(day ? (moment ? instant(day.format(`${DAY} HH:mm:00`)) : day.format(DAY)) : null)
      }
    />
  );
}

export function TimeInput(props: InputProps) {
  const { value, onChange } = props;
  return (
    <TimePicker
      {...shared(props)}
      className="fl-whole"
      format="HH:mm"
      minuteStep={5}
      needConfirm={false}
      value={value ? dayjs(`2000-01-01T${String(value)}`) : null}
      onChange={(time: Dayjs | null) => onChange(time ? time.format("HH:mm") : null)}
    />
  );
}

/** First and last day; with halves also from and to which half of them. */
export function RangeInput(props: InputProps) {
  const { id, field, label, onChange } = props;
  const { t } = useTranslation("forms");
  const value = (props.value ?? null) as Values | null;
  const [pending, setPending] = useState<Values>({ start_half: "am", end_half: "pm" });
  const halves = (range: Values | null) =>
    field.halves
      ? {
          start_half: range?.start_half ?? pending.start_half ?? "am",
          end_half: range?.end_half ?? pending.end_half ?? "pm",
        }
      : {};
  const half = (name: "start_half" | "end_half") => (
    <Segmented
      size={props.cell ? "small" : undefined}
      aria-label={t(`range.${name}`)}
      options={[
        { value: "am", label: t("range.am") },
        { value: "pm", label: t("range.pm") },
      ]}
      value={halves(value)[name] as string}
      onChange={(next) => (value ? onChange({ ...value, [name]: next }) : setPending({ ...pending, [name]: next }))}
    />
  );
  return (
    <div className="fl-range" data-halves={field.halves}>
      <DatePicker.RangePicker
        {...shared(props)}
        id={id ? { start: id, end: `${id}-end` } : undefined}
        aria-label={label}
        className="fl-whole"
        format={DAY}
        placeholder={[t("range.start"), t("range.end")]}
        value={value ? [day(value.start), day(value.end)] : null}
        onChange={(days) => {
          const [start, end] = days ?? [];
          onChange(start && end ? { start: start.format(DAY), end: end.format(DAY), ...halves(value) } : null);
        }}
      />
      {field.halves ? (
        <div className="fl-halves">
          {half("start_half")}
          <span aria-hidden="true">–</span>
          {half("end_half")}
        </div>
      ) : null}
    </div>
  );
}

const day = (value: unknown): Dayjs | null => (value ? dayjs(String(value)) : null);
