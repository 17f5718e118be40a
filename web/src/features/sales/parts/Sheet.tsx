import { Button } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Resource } from "@/api/types";
import { FieldValue, isLabel, NUMERIC } from "@/core/resource/field-value";
import { blankValues, type Values } from "@/core/resource/form-values";
import { FieldInput } from "@/core/resource/inputs/FieldInput";
import { pasted } from "@/core/resource/inputs/paste";
import { compare, grouped, sum, trimmed } from "@/kit/decimal";
import { money } from "@/kit/money";
import { estimate, type Line, type LineFields } from "../order-fields";
import { useProducts } from "./use-products";
import "@/ui/table.css";

interface Props {
  resource: Resource;
  fields: LineFields;
  lines: Line[];
  head: Values;
  faults: Record<string, string>;
  onChange: (lines: Line[]) => void;
}

/** The order's sheet: arrows and Enter walk, Excel blocks paste, stock and price are live beside each line. */
export function Sheet({ fields, lines, head, faults, onChange }: Props) {
  const { t } = useTranslation("sales");
  const box = useRef<HTMLDivElement>(null);
  const product = fields.product?.name ?? "product";
  const { facts, load } = useProducts(lines, product);
  const typed = fields.all.filter((f) => (f.mode ?? "write") === "write" && f.name !== "position");
  const currency = isLabel(head.currency) ? head.currency.label : ((head.currency as string | null) ?? "CNY");
  const put = (index: number, part: Line) =>
    onChange(lines.map((line, i) => (i === index ? { ...line, ...part } : line)));
  const append = () => onChange([...lines, blankValues(fields.all)]);
  const focus = (index: number, column: string) =>
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-cell="${index}.${column}"] input`)?.focus(),
    );

  const choose = async (index: number, value: unknown) => {
    const line = { ...lines[index], [product]: value };
    put(index, line);
    if (!isLabel(value)) return;
    const found = await load(value.id);
    const price = fields.price && found.price ? { [fields.price.name]: found.price } : {};
    const tax = fields.tax && found.tax ? { [fields.tax.name]: found.tax } : {};
    const unit = fields.unit && found.unit ? { [fields.unit.name]: found.unit } : {};
    put(index, { ...line, ...price, ...tax, ...unit });
    if (fields.quantity) focus(index, fields.quantity.name);
  };
  const onKey = (event: KeyboardEvent, index: number, column: string) => {
    if (event.nativeEvent.isComposing || column === product) return;
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
  const onPaste = (event: ClipboardEvent, index: number, column: string) => {
    const next = pasted(event.clipboardData.getData("text/plain"), fields.all, lines, index, column);
    if (!next) return;
    event.preventDefault();
    onChange(next);
  };
  const sums = lines.map((line) => estimate(line, fields));
  return (
    <div ref={box} className="os">
      <div className="hy-scroll">
        <table className="hy-table">
          <thead>
            <tr>
              <th>#</th>
              {typed.map((f) => (
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
              const id = isLabel(line[product]) ? (line[product] as { id: number }).id : 0;
              return (
                <tr key={index}>
                  <td className="hy-faint hy-num">{index + 1}</td>
                  {typed.map((f) => (
                    <Cell
                      key={f.name}
                      field={f}
                      name={`${index}.${f.name}`}
                      line={line}
                      head={head}
                      fault={faults[`${index}.${f.name}`]}
                      onKey={(event) => onKey(event, index, f.name)}
                      onPaste={(event) => onPaste(event, index, f.name)}
                      onChange={(value) =>
                        f.name === product ? void choose(index, value) : put(index, { [f.name]: value })
                      }
                    />
                  ))}
                  <td className="num" data-label={t("sheet.available")}>
                    <Free
                      available={facts.get(id)?.available ?? null}
                      wanted={fields.quantity ? String(line[fields.quantity.name] ?? "0") : "0"}
                    />
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
        <span className="hy-faint">{t("sheet.hint")}</span>
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

interface CellProps {
  field: Field;
  name: string;
  line: Line;
  head: Values;
  fault?: string;
  onKey: (event: KeyboardEvent) => void;
  onPaste: (event: ClipboardEvent) => void;
  onChange: (value: unknown) => void;
}

function Cell({ field, name, line, head, fault, onKey, onPaste, onChange }: CellProps) {
  return (
    <td
      data-cell={name}
      data-label={field.label}
      data-fault={Boolean(fault)}
      className={NUMERIC.has(field.kind) ? "num" : undefined}
      onKeyDown={onKey}
      onPaste={onPaste}
    >
      {field.mode === "read" ? (
        <FieldValue field={field} value={line[field.name]} row={line} />
      ) : (
        <FieldInput
          field={field}
          label={`${field.label} ${Number(name.split(".")[0]) + 1}`}
          value={line[field.name]}
          row={{ ...head, ...line }}
          invalid={Boolean(fault)}
          onChange={onChange}
        />
      )}
      {fault ? (
        <div className="ff-hint" role="alert">
          {fault}
        </div>
      ) : null}
    </td>
  );
}

function Free({ available, wanted }: { available: string | null; wanted: string }) {
  if (available === null) return <span className="hy-faint">—</span>;
  const short = /^\d/.test(wanted) && compare(available, wanted) < 0;
  return (
    <span className="hy-num hy-toned" data-tone={short ? "orange" : "green"}>
      {trimmed(grouped(available))}
    </span>
  );
}
