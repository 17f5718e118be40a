import { InputNumber } from "antd";
import { useTranslation } from "react-i18next";
import { inWords } from "@/kit/capitals";
import { fraction, grouped, isDecimal, percent } from "@/kit/decimal";
import { currencySymbol } from "@/kit/money";
import { placesOf } from "../expressions";
import { said } from "../texts";
import type { Field } from "../types";
import { type InputProps, shared } from "./props";

/** What stands behind a number: its unit. */
export function useUnit(): (field: Field) => string {
  const { t } = useTranslation("forms");
  return (field) => {
    if (field.type === "percent") return "%";
    if (field.type === "duration") return t(`unit.${field.unit === "days" ? "days" : "hours"}`);
    return typeof field.unit === "object" ? said(field.unit) : "";
  };
}

const asShown = (field: Field, value: unknown): string | null => {
  if (value === null || value === undefined || value === "") return null;
  const text = String(value);
  return field.type === "percent" && isDecimal(text) ? percent(text) : text;
};

/** Digits behind the point beyond those of the field are not taken. */
function kept(field: Field, typed: string): string {
  const places = Math.max(0, placesOf(field) - (field.type === "percent" ? 2 : 0));
  const [whole = "", part] = typed.split(".");
  const text = part && part.length > places ? (places ? `${whole}.${part.slice(0, places)}` : whole) : typed;
  return field.type === "percent" && isDecimal(text) ? fraction(text) : text;
}

/** Decimals stay texts from key to server. */
export function NumberInput(props: InputProps) {
  const { field, value, cell, onChange } = props;
  const { i18n } = useTranslation("forms");
  const unit = useUnit()(field);
  const symbol = field.type === "money" ? currencySymbol(field.currency ?? "CNY") : "";
  const words = field.capitals && !cell ? inWords(value, i18n.language) : "";
  return (
    <>
      <InputNumber<string>
        {...shared(props)}
        className="fl-number"
        stringMode
        controls={false}
        keyboard={false}
        inputMode="decimal"
        prefix={symbol && !cell ? symbol : undefined}
        suffix={unit && !cell ? unit : undefined}
        formatter={(shown, { userTyping, input }) => (userTyping ? input : grouped(String(shown ?? "")))}
        parser={(typed) => (typed ?? "").normalize("NFKC").replace(/[,\s%¥$]/g, "")}
        value={asShown(field, value)}
        onChange={(next) => onChange(next === null || next === undefined ? null : kept(field, String(next)))}
      />
      {words ? <div className="fl-words">{words}</div> : null}
    </>
  );
}
