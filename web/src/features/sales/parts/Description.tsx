import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/api/types";
import { isLabel } from "@/core/resource/field-value";
import type { Line } from "../order-fields";

interface Props {
  field: Field;
  line: Line;
  index: number;
  onChange: (text: string | null) => void;
}

/** The words for the customer, under the product; asked for only where they are not the product's name. */
export function Description({ field, line, index, onChange }: Props) {
  const { t } = useTranslation("sales");
  const [asked, setAsked] = useState(false);
  const text = (line[field.name] as string | null) ?? "";
  const product = isLabel(line.product) ? line.product.label : "";
  if (!product) return null;
  if (!asked && (text === "" || text === product))
    return (
      <button type="button" className="hy-plain os-describe" onClick={() => setAsked(true)}>
        {t("sheet.describe")}
      </button>
    );
  return (
    <Input
      size="small"
      autoFocus={asked && text === ""}
      className="os-description"
      aria-label={`${field.label} ${index + 1}`}
      placeholder={field.label}
      value={text}
      onChange={(event) => onChange(event.target.value || null)}
      onBlur={() => setAsked(false)}
    />
  );
}
