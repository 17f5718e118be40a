import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Field, Resource } from "@/api/types";
import { useSession } from "@/core/session/session";
import { all, conditionOn, type Filter, without } from "@/kit/filters";
import { OptionSelect } from "./inputs/OptionSelect";

interface Props {
  resource: Resource;
  filter: Filter | undefined;
  onChange: (filter: Filter | undefined) => void;
}

/** One small picker for each field that people narrow by most. */
export function QuickFilters({ resource, filter, onChange }: Props) {
  const fields = resource.list.quick_filters.flatMap((name) => resource.fields.find((f) => f.name === name) ?? []);
  return fields.map((field) => (
    <Quick
      key={field.name}
      field={field}
      filter={filter}
      onChange={(triple) => onChange(all(without(filter, field.name), triple))}
    />
  ));
}

interface QuickProps {
  field: Field;
  filter: Filter | undefined;
  onChange: (triple: Filter | undefined) => void;
}

function Quick({ field, filter, onChange }: QuickProps) {
  const { t } = useTranslation("resource");
  const { resource, me } = useSession();
  const own = conditionOn(filter, field.name);
  const values =
    own?.[1] === "in" ? (own[2] as (string | number)[]) : own?.[1] === "eq" ? [own[2] as string | number] : [];
  const width = { minWidth: 118, maxWidth: 260 };
  const set = (next: (string | number)[]) => onChange(next.length ? [field.name, "in", next] : undefined);

  if (field.kind === "boolean") {
    return (
      <Select
        allowClear
        style={width}
        placeholder={field.label}
        aria-label={field.label}
        value={own ? String(own[2]) : undefined}
        options={[
          { value: "true", label: t("filter.yes") },
          { value: "false", label: t("filter.no") },
        ]}
        onChange={(value?: string) => onChange(value === undefined ? undefined : [field.name, "eq", value === "true"])}
      />
    );
  }
  if (field.choices?.length) {
    return (
      <Select
        mode="multiple"
        maxTagCount="responsive"
        style={width}
        placeholder={field.label}
        aria-label={field.label}
        value={values as string[]}
        options={field.choices.map(({ value, label }) => ({ value, label }))}
        optionFilterProp="label"
        onChange={set}
      />
    );
  }
  const target = field.reference ? resource(field.reference) : undefined;
  if (!target) return null;
  const mine = me.employee && field.kind === "person" ? { id: me.employee.id, label: t("filter.me") } : undefined;
  return (
    <OptionSelect
      multiple
      target={target}
      style={width}
      placeholder={field.label}
      first={mine}
      value={values.map((v) => (v === "me" ? (mine?.id ?? 0) : Number(v)))}
      onChange={(next) => set(next as number[])}
    />
  );
}
