import { useTranslation } from "react-i18next";
import type { Label, Resource } from "@/api/types";
import { OptionSelect } from "@/core/resource/inputs/OptionSelect";
import { useSession } from "@/core/session/session";
import { said } from "../texts";
import type { Field } from "../types";
import type { InputProps } from "./props";

const OF_TYPE: Partial<Record<Field["type"], string>> = {
  person: "org.employee",
  department: "org.department",
  post: "org.post",
};

type Target = Pick<Resource, "path" | "key">;

/** Where a field's records are picked from; a form is known by its code, its documents by code and number. */
export function useTarget(field: Field): Target | null {
  const { resource, meta } = useSession();
  if (field.type === "approval") {
    const documents = new RegExp(`^paper\\.${field.form}_\\d+$`);
    return Object.values(meta.resources).find(({ key }) => documents.test(key)) ?? null;
  }
  const key = OF_TYPE[field.type] ?? field.resource ?? "";
  const [app = "", name = ""] = key.split(".");
  // What a person may pick from but not open has no metadata; the plural of its name is its address.
  return resource(key) ?? (name ? { key, path: `/api/v1/${app}/${name.replaceAll("_", "-")}s` } : null);
}

/** One record or several, with the names that the document already knows. */
export default function RecordInput({ id, field, value, label, invalid, autoFocus, cell, onChange }: InputProps) {
  const { t } = useTranslation("forms");
  const target = useTarget(field);
  const known = (Array.isArray(value) ? value : value ? [value] : []) as Label[];
  if (!target) return <div className="fl-value hy-muted">{t("input.noRecords")}</div>;
  return (
    <div className="fl-records" data-cell={cell}>
      <OptionSelect
        id={id}
        target={target}
        multiple={field.many}
        autoFocus={autoFocus}
        invalid={invalid}
        style={{ width: "100%" }}
        placeholder={cell ? label : t("input.chooseNamed", { name: said(field.label) })}
        known={known}
        value={field.many ? known.map((one) => one.id) : (known[0]?.id ?? null)}
        onChange={(_, chosen) => {
          const labels = chosen.map((one) => ({ id: one.id, label: one.label }));
          onChange(field.many ? labels : (labels[0] ?? null));
        }}
      />
    </div>
  );
}
