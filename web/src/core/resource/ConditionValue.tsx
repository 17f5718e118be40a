import { DatePicker, Input, Select } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import type { Field } from "@/api/types";
import { useSession } from "@/core/session/session";
import type { Operator } from "@/kit/filters";
import { NUMERIC } from "./field-value";
import { OptionSelect } from "./inputs/OptionSelect";

interface Props {
  field: Field;
  operator: Operator;
  value: unknown;
  onChange: (value: unknown) => void;
}

const MOMENTS = ["today", "today-7d", "today+7d", "today-30d", "today+30d"];

/** The right-hand side of a condition, by the field's kind. */
export function ConditionValue({ field, operator, value, onChange }: Props) {
  const { t } = useTranslation("resource");
  const { resource } = useSession();
  if (operator === "empty" || field.kind === "boolean") {
    return (
      <Select
        aria-label={t("filter.value")}
        value={value === true}
        options={[
          { value: true, label: t("filter.yes") },
          { value: false, label: t("filter.no") },
        ]}
        onChange={onChange}
      />
    );
  }
  if (operator === "between") {
    const pair = Array.isArray(value) ? value : ["", ""];
    return (
      <span className="hy-row">
        <One field={field} value={pair[0]} onChange={(next) => onChange([next, pair[1]])} />
        <One field={field} value={pair[1]} onChange={(next) => onChange([pair[0], next])} />
      </span>
    );
  }
  const many = operator === "in";
  if (field.choices?.length) {
    return (
      <Select
        aria-label={t("filter.value")}
        mode={many ? "multiple" : undefined}
        maxTagCount="responsive"
        value={(value || (many ? [] : undefined)) as string}
        options={field.choices.map((c) => ({ value: c.value, label: c.label }))}
        onChange={onChange}
      />
    );
  }
  const target = field.reference ? resource(field.reference) : undefined;
  if (target) {
    const ids = (Array.isArray(value) ? value : value ? [value] : []).map(Number);
    return (
      <OptionSelect
        multiple={many}
        target={target}
        value={many ? ids : (ids[0] ?? null)}
        onChange={(next) => onChange(next)}
        style={{ width: "100%" }}
      />
    );
  }
  if (many) {
    return (
      <Select
        mode="tags"
        aria-label={t("filter.value")}
        value={(value || []) as string[]}
        onChange={onChange}
        open={false}
      />
    );
  }
  return <One field={field} value={value} onChange={onChange} />;
}

function One({ field, value, onChange }: { field: Field; value: unknown; onChange: (value: string) => void }) {
  const { t } = useTranslation("resource");
  const text = (value as string) ?? "";
  if (field.kind === "date" || field.kind === "datetime") {
    const relative = MOMENTS.includes(text);
    return (
      <span className="hy-row">
        <Select
          aria-label={t("filter.value")}
          style={{ minWidth: 116 }}
          value={relative ? text : "exact"}
          options={[
            { value: "exact", label: t("moment.exact") },
            ...MOMENTS.map((m) => ({ value: m, label: t(`moment.${m}`) })),
          ]}
          onChange={(next: string) => onChange(next === "exact" ? "" : next)}
        />
        {relative ? null : (
          <DatePicker
            value={text ? dayjs(text) : null}
            onChange={(day) => onChange(day ? day.format("YYYY-MM-DD") : "")}
          />
        )}
      </span>
    );
  }
  return (
    <Input
      aria-label={t("filter.value")}
      inputMode={NUMERIC.has(field.kind) ? "decimal" : undefined}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
