import { InputNumber, Select, Space } from "antd";
import { useTranslation } from "react-i18next";
import { Typed } from "./Typed";

const UNITS = { m: ["PT", "M"], h: ["PT", "H"], d: ["P", "D"] } as const;
type Unit = keyof typeof UNITS;

function parse(text: string): { count: number; unit: Unit } | null {
  const found = /^(PT?)(\d+)([MHD])$/.exec(text);
  const unit = (Object.keys(UNITS) as Unit[]).find((one) => UNITS[one][0] === found?.[1] && UNITS[one][1] === found[3]);
  return found && unit ? { count: Number(found[2]), unit } : null;
}

interface Props {
  label: string;
  value: string;
  disabled?: boolean;
  onChange: (value: string) => void;
}

/** A length of time: a number of minutes, hours or days; what is written otherwise stays text (ISO 8601). */
export function Duration({ label, value, disabled, onChange }: Props) {
  const { t } = useTranslation("bpmn");
  const parsed = parse(value);
  if (value && !parsed) return <Typed label={label} value={value} disabled={disabled} onChange={onChange} />;
  const { count, unit } = parsed ?? { count: null, unit: "h" as Unit };
  const say = (next: number | null, of: Unit) => onChange(next ? `${UNITS[of][0]}${next}${UNITS[of][1]}` : "");
  return (
    <Space.Compact block>
      <InputNumber
        aria-label={label}
        min={1}
        max={9999}
        precision={0}
        disabled={disabled}
        value={count}
        placeholder={t("none")}
        changeOnBlur
        onChange={(next) => say(next, unit)}
      />
      <Select
        aria-label={t("unit.label")}
        disabled={disabled}
        value={unit}
        options={(Object.keys(UNITS) as Unit[]).map((one) => ({ value: one, label: t(`unit.${one}`) }))}
        onChange={(next) => say(count ?? 1, next)}
      />
    </Space.Compact>
  );
}
