import { Button, DatePicker, Input, InputNumber, Select, TimePicker } from "antd";
import dayjs from "dayjs";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { OptionSelect } from "@/core/resource/inputs/OptionSelect";
import { useFlow } from "./context";
import { useTarget } from "./directory";
import { blankRow, type Row, TODAY } from "./feel";
import { BARE, OPERATORS, type Operand, type Operator } from "./operands";

interface Props {
  row: Row;
  onChange: (row: Row) => void;
  onRemove: () => void;
}

/** Field, operator, value. */
export function ConditionRow({ row, onChange, onRemove }: Props) {
  const { t } = useTranslation("flow");
  const { words } = useFlow();
  const operand = words.operands.find((one) => one.expression === row.operand);
  const withOperator = (operator: Operator) => {
    const most = BARE.has(operator)
      ? 0
      : operator === "between"
        ? 2
        : operator === "in" || operator === "not_in"
          ? 50
          : 1;
    onChange({ ...row, operator, values: row.values.slice(0, most) });
  };
  return (
    <div className="fl-condition-row">
      <Select
        showSearch={{ optionFilterProp: "label" }}
        aria-label={t("field")}
        value={row.operand}
        options={words.operands.map((one) => ({ value: one.expression, label: one.label }))}
        onChange={(next: string) => onChange(blankRow(words.operands.find((one) => one.expression === next)!))}
      />
      <Select
        aria-label={t("operatorOf")}
        value={row.operator}
        options={(operand ? OPERATORS[operand.kind] : []).map((value) => ({ value, label: t(`operator.${value}`) }))}
        onChange={withOperator}
      />
      <Button
        type="text"
        icon={<Trash2 size={14} />}
        aria-label={t("removeCondition")}
        title={t("removeCondition")}
        onClick={onRemove}
      />
      {operand && !BARE.has(row.operator) ? (
        <Values row={row} operand={operand} onChange={(values) => onChange({ ...row, values })} />
      ) : null}
    </div>
  );
}

interface ValuesProps {
  row: Row;
  operand: Operand;
  onChange: (values: string[]) => void;
}

function Values({ row, operand, onChange }: ValuesProps) {
  const { t } = useTranslation("flow");
  const target = useTarget();
  const { operator, values } = row;
  const many = operator === "in" || operator === "not_in";
  if (operator === "between") {
    return (
      <span className="fl-value hy-row">
        <One operand={operand} value={values[0] ?? ""} onChange={(next) => onChange([next, values[1] ?? ""])} />
        <span>–</span>
        <One operand={operand} value={values[1] ?? ""} onChange={(next) => onChange([values[0] ?? "", next])} />
      </span>
    );
  }
  if (operand.resource) {
    const ids = values.map(Number);
    return (
      <span className="fl-value">
        <OptionSelect
          multiple={many}
          target={target(operand.resource)}
          placeholder={t("value")}
          style={{ width: "100%" }}
          value={many ? ids : (ids[0] ?? null)}
          onChange={(next) => onChange((Array.isArray(next) ? next : next === null ? [] : [next]).map(String))}
        />
      </span>
    );
  }
  if (operand.choices || many) {
    return (
      <Select
        className="fl-value"
        aria-label={t("value")}
        placeholder={t("value")}
        mode={many ? (operand.choices ? "multiple" : "tags") : undefined}
        open={operand.choices ? undefined : false}
        value={(many ? values : (values[0] ?? null)) as string[]}
        options={operand.choices}
        onChange={(next: string[] | string) => onChange(Array.isArray(next) ? next : [next])}
      />
    );
  }
  return (
    <span className="fl-value hy-row">
      <One operand={operand} value={values[0] ?? ""} onChange={(next) => onChange([next])} />
    </span>
  );
}

interface OneProps {
  operand: Operand;
  value: string;
  onChange: (value: string) => void;
}

function One({ operand: { kind }, value, onChange }: OneProps) {
  const { t } = useTranslation("flow");
  const label = t("value");
  switch (kind) {
    case "number":
      return (
        <InputNumber
          className="hy-grow"
          stringMode
          aria-label={label}
          placeholder={label}
          value={value || null}
          onChange={(next) => onChange(next === null ? "" : String(next))}
        />
      );
    case "date":
    case "datetime":
      return (
        <>
          <Select
            aria-label={t("dayOf")}
            value={value === TODAY ? TODAY : "exact"}
            options={[
              { value: "exact", label: t("exactDay") },
              { value: TODAY, label: t("today") },
            ]}
            onChange={(next) => onChange(next === TODAY ? TODAY : "")}
          />
          {value === TODAY ? null : (
            <DatePicker
              className="hy-grow"
              aria-label={label}
              value={value ? dayjs(value) : null}
              onChange={(day) => onChange(day ? day.format("YYYY-MM-DD") : "")}
            />
          )}
        </>
      );
    case "time":
      return (
        <TimePicker
          className="hy-grow"
          aria-label={label}
          format="HH:mm"
          value={value ? dayjs(`2000-01-01T${value}`) : null}
          onChange={(time) => onChange(time ? time.format("HH:mm:00") : "")}
        />
      );
    default:
      return (
        <Input
          aria-label={label}
          placeholder={label}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
