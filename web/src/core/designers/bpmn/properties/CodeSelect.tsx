import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isSearched, useCodes } from "./codes";
import type { Lookup } from "./rows";

interface Props {
  label: string;
  lookup: Lookup;
  value: string;
  disabled?: boolean;
  onChange: (value: string) => void;
}

/** One code out of those that there are, shown by name; a code that is not among them can be typed. */
export function CodeSelect({ label, lookup, value, disabled, onChange }: Props) {
  const { t } = useTranslation("bpmn");
  const [typed, setTyped] = useState("");
  const codes = useCodes(lookup, typed);
  const own = [...new Set([value, typed.trim()])].filter((one) => one && !codes.some((code) => code.value === one));
  return (
    <Select
      aria-label={label}
      showSearch={{
        onSearch: setTyped,
        filterOption: (q, option) =>
          isSearched(lookup) || `${option?.label} ${option?.value}`.toLowerCase().includes(q.toLowerCase()),
      }}
      allowClear
      disabled={disabled}
      value={value || undefined}
      placeholder={t("choose")}
      notFoundContent={t("typeCode")}
      options={[...codes, ...own.map((one) => ({ value: one, label: one }))]}
      optionRender={({ label: name, value: code }) => (
        <span className="hy-row">
          <span className="hy-ellipsis">{name}</span>
          {name === code ? null : <span className="hy-faint hy-ellipsis">{code}</span>}
        </span>
      )}
      onChange={(next?: string) => onChange(next ?? "")}
      onOpenChange={(open) => !open && setTyped("")}
    />
  );
}
