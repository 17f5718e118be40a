import { Button } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { isLabel, NUMERIC } from "@/core/resource/field-value";
import { blankValues, type Values } from "@/core/resource/form-values";
import { unknownOf } from "@/core/resource/inputs/paste";
import { add, isDecimal, sum } from "@/kit/decimal";
import { money } from "@/kit/money";
import { estimate, type Line, type LineFields } from "../order-fields";
import { Cell, Free } from "./Cell";
import { Description } from "./Description";
import { PriceReason } from "./PriceReason";
import { usePaste } from "./use-paste";
import { usePrices } from "./use-prices";
import "@/ui/table.css";

interface Props {
  fields: LineFields;
  lines: Line[];
  stored?: Line[];
  head: Values;
  faults: Record<string, string>;
  onChange: (lines: Line[]) => void;
}

const NONE: Line[] = [];

/** The order's sheet: arrows and Enter walk, Excel blocks paste, stock and price are live beside each line. */
export function Sheet({ fields, lines, stored = NONE, head, faults, onChange }: Props) {
  const { t } = useTranslation("sales");
  const box = useRef<HTMLDivElement>(null);
  const product = fields.product?.name ?? "product";
  const quotes = usePrices({ fields, lines, stored, head, onChange });
  const onPaste = usePaste(fields, lines, onChange);
  const currency = isLabel(head.currency) ? head.currency.label : ((head.currency as string | null) ?? "CNY");
  const put = (index: number, part: Line) =>
    onChange(lines.map((line, i) => (i === index ? { ...line, ...part } : line)));
  const append = () => onChange([...lines, blankValues(fields.all)]);
  const focus = (index: number, column: string) =>
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-cell="${index}.${column}"] input`)?.focus(),
    );
  const blank = (...found: (LineFields["price"] | undefined)[]): Line =>
    Object.fromEntries(found.flatMap((f) => (f ? [[f.name, null]] : [])));

  const change = (index: number, name: string, value: unknown) => {
    if (name === product) {
      // Another product: its own words, price and rate.
      const fresh = blank(fields.description, fields.price, fields.tax);
      put(index, { ...fresh, is_manual_price: false, [`_unknown_${product}`]: undefined, [product]: value });
      if (isLabel(value) && fields.quantity) focus(index, fields.quantity.name);
    } else if (name === fields.price?.name) {
      put(index, { [name]: value, is_manual_price: value !== null, price_reason: "" });
    } else put(index, { [name]: value });
  };
  const onKey = (event: KeyboardEvent, index: number, column: string) => {
    if (event.nativeEvent.isComposing || column === product || event.ctrlKey || event.metaKey) return;
    const step = event.key === "Enter" || event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    if (index + step >= lines.length) {
      if (event.key !== "Enter") return;
      append();
      return focus(index + 1, product);
    }
    focus(Math.max(0, index + step), column);
  };
  const wanted = new Map<number, string>();
  for (const line of lines) {
    const id = isLabel(line[product]) ? line[product].id : 0;
    const quantity = String(line[fields.quantity?.name ?? "quantity"] ?? "");
    if (id && isDecimal(quantity)) wanted.set(id, add(wanted.get(id) ?? "0", quantity));
  }
  const sums = lines.map((line) => estimate(line, fields));
  return (
    <div ref={box} className="os">
      <div className="hy-scroll">
        <table className="hy-table">
          <thead>
            <tr>
              <th>#</th>
              {fields.sheet.map((f) => (
                <th key={f.name} className={NUMERIC.has(f.kind) ? "num" : undefined} data-wide={f.name === product}>
                  {f.label}
                  {f.required ? <span className="ff-must">*</span> : null}
                </th>
              ))}
              <th className="num">{t("sheet.available")}</th>
              <th className="num">{fields.net?.label ?? t("sheet.net")}</th>
              <th aria-label={t("sheet.remove")} />
            </tr>
          </thead>
          <tbody>
            {lines.map((line, index) => {
              const id = isLabel(line[product]) ? line[product].id : 0;
              const unknown = unknownOf(line, product);
              return (
                <tr key={(line.id as number | undefined) ?? `new ${index}`}>
                  <td className="hy-faint hy-num">{index + 1}</td>
                  {fields.sheet.map((f) => (
                    <Cell
                      key={f.name}
                      field={f}
                      name={`${index}.${f.name}`}
                      line={line}
                      head={head}
                      fault={
                        faults[`${index}.${f.name}`] ??
                        (f.name === product && unknown ? t("sheet.unknown", { name: unknown }) : undefined)
                      }
                      onKey={(event) => onKey(event, index, f.name)}
                      onPaste={(event) => void onPaste(event, index, f.name)}
                      onChange={(value) => change(index, f.name, value)}
                    >
                      {f.name === product && fields.description ? (
                        <Description
                          field={fields.description}
                          line={line}
                          index={index}
                          onChange={(text) => put(index, { [fields.description!.name]: text })}
                        />
                      ) : null}
                      {f === fields.price && id ? (
                        <PriceReason
                          line={line}
                          quote={quotes[index]}
                          currency={currency}
                          onReset={() => put(index, { [f.name]: null, is_manual_price: false })}
                        />
                      ) : null}
                    </Cell>
                  ))}
                  <td className="num" data-label={t("sheet.available")}>
                    <Free available={quotes[index]?.available ?? null} wanted={wanted.get(id) ?? "0"} />
                  </td>
                  <td className="num os-net" data-label={fields.net?.label ?? t("sheet.net")}>
                    {money(sums[index]?.net, currency)}
                  </td>
                  <td>
                    <Button
                      type="text"
                      size="small"
                      icon={<Trash2 size={14} />}
                      aria-label={t("sheet.removeOne", { index: index + 1 })}
                      onClick={() => onChange(lines.filter((_, i) => i !== index))}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <footer className="os-foot">
        <Button
          type="text"
          icon={<Plus size={15} />}
          onClick={() => {
            append();
            focus(lines.length, product);
          }}
        >
          {t("sheet.add")}
        </Button>
        <span className="hy-faint os-hint">{t("sheet.hint")}</span>
        <span className="hy-grow" />
        <dl className="tt">
          <div>
            <dt>{t("sheet.netTotal")}</dt>
            <dd className="hy-num">{money(sum(sums.map((s) => s.net)), currency)}</dd>
          </div>
          <div>
            <dt>{t("sheet.taxTotal")}</dt>
            <dd className="hy-num">{money(sum(sums.map((s) => s.tax)), currency)}</dd>
          </div>
          <div data-strong="true">
            <dt>{t("sheet.total")}</dt>
            <dd className="hy-num">{money(sum(sums.map((s) => s.gross)), currency)}</dd>
          </div>
        </dl>
      </footer>
    </div>
  );
}
