import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useSession } from "@/core/session/session";
import { useDesigner } from "./context";
import { siblings } from "./design";
import type { Field } from "./types";

interface Props {
  id: string;
  option: "resource" | "snapshot" | "form" | "from" | "take";
  field: Field;
  owner: string | null;
  put: (part: Partial<Field>) => void;
}

/** Where a value comes from: which records, which of their fields, which form. */
export function RelationOption({ id, option, field, owner, put }: Props) {
  const { t } = useTranslation("form");
  const { design, forms, say } = useDesigner();
  const { meta } = useSession();
  const references = [...siblings(design, owner), ...(owner ? design.fields : [])].filter(
    (one) => one.type === "reference",
  );
  const source = option === "take" ? references.find((one) => one.name === field.from)?.resource : field.resource;
  const columns = (source ? (meta.resources[source]?.fields ?? []) : []).filter((one) => one.kind !== "lines");
  const search = { showSearch: { optionFilterProp: "label" }, allowClear: true } as const;
  if (option === "resource")
    return (
      <Select
        {...search}
        id={id}
        placeholder={t("relation.chooseResource")}
        value={field.resource}
        options={Object.values(meta.resources)
          .map((one) => ({ value: one.key, label: one.label }))
          .sort((a, b) => a.label.localeCompare(b.label))}
        onChange={(resource?: string) => put({ resource, snapshot: undefined })}
      />
    );
  if (option === "form" && forms.length === 0)
    return (
      <Input
        id={id}
        className="fd-code"
        placeholder={t("relation.formCode")}
        value={field.form ?? ""}
        onChange={(event) => put({ form: event.target.value || undefined })}
      />
    );
  if (option === "form")
    return (
      <Select
        {...search}
        id={id}
        placeholder={t("relation.chooseForm")}
        value={field.form}
        options={forms.map((one) => ({ value: one.code, label: one.name }))}
        onChange={(form?: string) => put({ form })}
      />
    );
  if (option === "from")
    return (
      <Select
        id={id}
        allowClear
        placeholder={references.length ? t("relation.chooseField") : t("relation.noReference")}
        disabled={references.length === 0}
        value={field.from}
        options={references.map((one) => ({ value: one.name, label: say(one.label, one.name) }))}
        onChange={(from?: string) => put({ from, take: undefined })}
      />
    );
  const common = {
    ...search,
    id,
    disabled: !source,
    placeholder: source ? t("relation.chooseValue") : t("relation.sourceFirst"),
    options: columns.map((one) => ({ value: one.name, label: one.label })),
  };
  if (option === "take") return <Select {...common} value={field.take} onChange={(take?: string) => put({ take })} />;
  return (
    <Select
      {...common}
      mode="multiple"
      value={field.snapshot ?? []}
      onChange={(snapshot: string[]) => put({ snapshot: snapshot.length ? snapshot : undefined })}
    />
  );
}
