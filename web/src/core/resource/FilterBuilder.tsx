import { Badge, Button, Popover, Segmented, Select } from "antd";
import { ListFilter, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Resource } from "@/api/types";
import { type Filter, isTriple, type Operator, type Triple, triples } from "@/kit/filters";
import { ConditionValue } from "./ConditionValue";
import "./filter.css";

interface Props {
  resource: Resource;
  filter: Filter | undefined;
  onChange: (filter: Filter | undefined) => void;
}

interface Group {
  join: "and" | "or";
  parts: (Triple | Group)[];
}

const toGroup = (filter: Filter | undefined): Group => {
  if (!filter) return { join: "and", parts: [] };
  if (isTriple(filter)) return { join: "and", parts: [filter] };
  const join = "and" in filter ? "and" : "or";
  const inner = "and" in filter ? filter.and : filter.or;
  return { join, parts: inner.map((part) => (isTriple(part) ? part : toGroup(part))) };
};

const complete = ([, operator, value]: Triple) =>
  operator === "empty" ||
  (Array.isArray(value)
    ? value.length > 0 && value.every((v) => v !== "" && v !== null)
    : value !== "" && value !== null && value !== undefined);

export function toFilter(group: Group): Filter | undefined {
  const parts = group.parts.flatMap((part): Filter[] => {
    if (Array.isArray(part)) return complete(part) ? [part] : [];
    const inner = toFilter(part);
    return inner ? [inner] : [];
  });
  if (parts.length === 0) return undefined;
  if (parts.length === 1) return parts[0];
  return group.join === "and" ? { and: parts } : { or: parts };
}

export function FilterButton({ resource, filter, onChange }: Props) {
  const { t } = useTranslation("resource");
  const [open, setOpen] = useState(false);
  const count = triples(filter).length;
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      content={
        <Builder
          resource={resource}
          filter={filter}
          onApply={(next) => {
            onChange(next);
            setOpen(false);
          }}
        />
      }
    >
      <Button icon={<ListFilter size={15} />} type={count ? "default" : "text"}>
        {t("filter.title")}
        {count ? <Badge count={count} size="small" color="var(--hy-accent)" /> : null}
      </Button>
    </Popover>
  );
}

function Builder({
  resource,
  filter,
  onApply,
}: {
  resource: Resource;
  filter: Filter | undefined;
  onApply: (f: Filter | undefined) => void;
}) {
  const { t } = useTranslation("resource");
  const fields = resource.fields.filter((f) => f.filter?.length);
  const [root, setRoot] = useState<Group>(() => {
    const group = toGroup(filter);
    return group.parts.length ? group : { join: "and", parts: fields[0] ? [blank(fields[0])] : [] };
  });
  return (
    <div className="fb">
      <GroupEditor group={root} fields={fields} onChange={setRoot} depth={0} />
      <footer className="hy-row">
        <Button type="text" onClick={() => onApply(undefined)}>
          {t("filter.clear")}
        </Button>
        <span className="hy-grow" />
        <Button type="primary" onClick={() => onApply(toFilter(root))}>
          {t("filter.apply")}
        </Button>
      </footer>
    </div>
  );
}

const blank = (field: Field): Triple => [
  field.name,
  (field.filter?.[0] ?? "eq") as Operator,
  field.filter?.[0] === "in" ? [] : "",
];

interface GroupProps {
  group: Group;
  fields: Field[];
  depth: number;
  onChange: (group: Group) => void;
  onRemove?: () => void;
}

function GroupEditor({ group, fields, depth, onChange, onRemove }: GroupProps) {
  const { t } = useTranslation("resource");
  const put = (index: number, part: Triple | Group | null) =>
    onChange({ ...group, parts: group.parts.flatMap((old, i) => (i === index ? (part ? [part] : []) : [old])) });
  const push = (part: Triple | Group) => onChange({ ...group, parts: [...group.parts, part] });
  return (
    <div className="fb-group" data-depth={depth}>
      <div className="hy-row">
        <Segmented
          size="small"
          value={group.join}
          options={[
            { value: "and" as const, label: t("filter.and") },
            { value: "or" as const, label: t("filter.or") },
          ]}
          onChange={(join) => onChange({ ...group, join })}
        />
        <span className="hy-grow" />
        {onRemove ? (
          <Button
            size="small"
            type="text"
            icon={<Trash2 size={14} />}
            aria-label={t("filter.removeGroup")}
            onClick={onRemove}
          />
        ) : null}
      </div>
      {group.parts.map((part, index) =>
        Array.isArray(part) ? (
          <ConditionRow key={index} triple={part} fields={fields} onChange={(next) => put(index, next)} />
        ) : (
          <GroupEditor
            key={index}
            group={part}
            fields={fields}
            depth={depth + 1}
            onChange={(next) => put(index, next)}
            onRemove={() => put(index, null)}
          />
        ),
      )}
      <div className="hy-row">
        <Button size="small" type="text" icon={<Plus size={14} />} onClick={() => fields[0] && push(blank(fields[0]))}>
          {t("filter.add")}
        </Button>
        {depth === 0 ? (
          <Button
            size="small"
            type="text"
            icon={<Plus size={14} />}
            onClick={() => push({ join: "or", parts: fields[0] ? [blank(fields[0])] : [] })}
          >
            {t("filter.addGroup")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function ConditionRow({
  triple,
  fields,
  onChange,
}: {
  triple: Triple;
  fields: Field[];
  onChange: (t: Triple | null) => void;
}) {
  const { t } = useTranslation("resource");
  const [name, operator, value] = triple;
  const field = fields.find((f) => f.name === name) ?? fields[0]!;
  const fresh = (next: Operator) => (next === "in" ? [] : next === "between" ? ["", ""] : next === "empty" ? true : "");
  return (
    <div className="fb-row">
      <Select
        showSearch={{ optionFilterProp: "label" }}
        aria-label={t("filter.field")}
        value={name}
        options={fields.map((f) => ({ value: f.name, label: f.label }))}
        onChange={(next: string) => onChange(blank(fields.find((f) => f.name === next)!))}
      />
      <Select
        aria-label={t("filter.operator")}
        value={operator}
        options={(field.filter ?? []).map((op) => ({ value: op as Operator, label: t(`operator.${op}`) }))}
        onChange={(next: Operator) => onChange([name, next, fresh(next)])}
      />
      <ConditionValue
        field={field}
        operator={operator}
        value={value}
        onChange={(next) => onChange([name, operator, next])}
      />
      <Button type="text" icon={<Trash2 size={14} />} aria-label={t("filter.remove")} onClick={() => onChange(null)} />
    </div>
  );
}
