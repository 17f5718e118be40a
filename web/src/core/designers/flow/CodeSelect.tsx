import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Coded, codedQuery } from "./directory";

interface Props {
  kind: Coded;
  label: string;
  value: string;
  onChange: (code: string) => void;
}

/** Picks what rules name by its code: a role, a post, a group, a matrix, a process. */
export function CodeSelect({ kind, label, value, onChange }: Props) {
  const { t } = useTranslation("flow");
  const [open, setOpen] = useState(false);
  const found = useQuery(codedQuery(kind, open || Boolean(value)));
  const rows = found.data ?? [];
  const known = !value || rows.some((one) => one.code === value);
  return (
    <Select
      className="hy-grow"
      showSearch={{ optionFilterProp: "label" }}
      allowClear
      aria-label={label}
      placeholder={label}
      value={value || null}
      loading={found.isFetching}
      notFoundContent={found.isError ? t("notListed") : found.isPending ? t("searching") : t("nothing")}
      options={[...(known ? [] : [{ code: value, label: value }]), ...rows].map((one) => ({
        value: one.code,
        label: one.label,
      }))}
      onOpenChange={setOpen}
      onChange={(next: string | null | undefined) => onChange(next ?? "")}
    />
  );
}
