import { Button } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { FieldValue, NUMERIC } from "../field-value";
import { blankValues, type Values } from "../form-values";
import { FieldInput, type InputProps } from "./FieldInput";
import { pasted } from "./paste";
import "@/ui/table.css";

/** A small sheet: Enter goes down and adds a row at the end, a block copied from Excel fills cells. */
export default function LinesInput({ field, value, row, faults = {}, onChange }: InputProps) {
  const { t } = useTranslation("resource");
  const box = useRef<HTMLDivElement>(null);
  const fields = field.fields ?? [];
  const lines = (Array.isArray(value) ? value : []) as Values[];
  const put = (index: number, part: Values) =>
    onChange(lines.map((line, i) => (i === index ? { ...line, ...part } : line)));
  const append = () => onChange([...lines, blankValues(fields)]);
  const focus = (index: number, column: string) =>
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-cell="${index}.${column}"] input`)?.focus(),
    );

  const onKey = (event: KeyboardEvent, index: number, column: string) => {
    const down =
      event.key === "Enter" &&
      !event.nativeEvent.isComposing &&
      NUMERIC.has(fields.find((f) => f.name === column)?.kind ?? "");
    const step =
      down || (event.altKey && event.key === "ArrowDown") ? 1 : event.altKey && event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    if (index + step >= lines.length) append();
    focus(Math.max(0, index + step), column);
  };
  const onPaste = (event: ClipboardEvent, index: number, column: string) => {
    const next = pasted(event.clipboardData.getData("text/plain"), fields, lines, index, column);
    if (!next) return;
    event.preventDefault();
    onChange(next);
  };
  return (
    <div ref={box} className="ln hy-scroll">
      <table className="hy-table">
        <thead>
          <tr>
            <th style={{ width: 34 }}>#</th>
            {fields.map((f) => (
              <th
                key={f.name}
                className={NUMERIC.has(f.kind) ? "num" : undefined}
                style={{ minWidth: f.reference ? 220 : 96 }}
              >
                {f.label}
                {f.required ? <span className="ff-must">*</span> : null}
              </th>
            ))}
            <th style={{ width: 40 }}>
              <span className="hy-sr">{t("lines.remove")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <tr key={index}>
              <td className="hy-faint hy-num">{index + 1}</td>
              {fields.map((f) => {
                const fault = faults[`${index}.${f.name}`];
                return (
                  <td
                    key={f.name}
                    data-cell={`${index}.${f.name}`}
                    className={NUMERIC.has(f.kind) ? "num" : undefined}
                    onKeyDown={(event) => onKey(event, index, f.name)}
                    onPaste={(event) => onPaste(event, index, f.name)}
                    title={fault}
                  >
                    {(f.mode ?? "write") === "write" ? (
                      <FieldInput
                        field={f}
                        label={`${f.label} ${index + 1}`}
                        value={line[f.name]}
                        row={{ ...row, ...line }}
                        invalid={Boolean(fault)}
                        onChange={(next) => put(index, { [f.name]: next })}
                      />
                    ) : (
                      <FieldValue field={f} value={line[f.name]} row={{ ...row, ...line }} />
                    )}
                    {fault ? (
                      <div className="ff-hint" role="alert">
                        {fault}
                      </div>
                    ) : null}
                  </td>
                );
              })}
              <td>
                <Button
                  type="text"
                  size="small"
                  icon={<Trash2 size={14} />}
                  aria-label={t("lines.removeOne", { index: index + 1 })}
                  onClick={() => onChange(lines.filter((_, i) => i !== index))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="ln-foot">
        <Button type="text" size="small" icon={<Plus size={14} />} onClick={append}>
          {t("lines.add")}
        </Button>
        <span className="hy-faint">{t("lines.hint")}</span>
      </div>
    </div>
  );
}
