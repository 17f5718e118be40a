import { useTranslation } from "react-i18next";
import type { Entry, Resource } from "@/api/types";
import { FieldValue, NUMERIC, textOf } from "@/core/resource/field-value";
import { useAppearance } from "@/core/session/appearance";
import { capitals } from "@/kit/capitals";
import { approximate } from "@/kit/decimal";
import { type Line, type LineFields, lineFields, linesField, totals } from "../order-fields";
import "@/ui/table.css";
import { Scroll } from "@/ui/Scroll";

const BESIDE = new Set(["position", "price_reason", "is_manual_price", "list_price"]);

/** The order's lines as stored, how much of each has gone out, and the totals with the amount in capitals. */
export function LinesView({ resource, record }: { resource: Resource; record: Entry }) {
  const { t } = useTranslation("sales");
  const { language } = useAppearance();
  const field = linesField(resource);
  const fields = lineFields(resource);
  const shown = fields.all
    .filter((f) => !BESIDE.has(f.name) && f !== fields.delivered && f !== fields.description && f !== fields.unit)
    .map((f) => (f.kind === "money" ? { ...f, currency_field: "currency" } : f));
  const lines = (field ? (record[field.name] as Line[]) : []) ?? [];
  const sums = totals(resource);
  const gross = sums.gross ? (record[sums.gross.name] as string | null) : null;
  const inYuan =
    String(record.currency ?? "CNY").includes("CNY") || (record.currency as { label?: string } | null)?.label === "CNY";
  return (
    <section className="hy-panel">
      <Scroll label={field?.label ?? ""}>
        <table className="hy-table tt-lines">
          <thead>
            <tr>
              <th>#</th>
              {shown.map((f) => (
                <th key={f.name} className={NUMERIC.has(f.kind) ? "num" : undefined}>
                  {f.label}
                </th>
              ))}
              {fields.delivered ? <th>{fields.delivered.label}</th> : null}
            </tr>
          </thead>
          <tbody>
            {lines.map((line, index) => (
              <tr key={String(line.id ?? index)}>
                <td className="hy-faint hy-num">{index + 1}</td>
                {shown.map((f) => (
                  <td key={f.name} className={NUMERIC.has(f.kind) ? "num" : undefined}>
                    <FieldValue
                      field={{ ...f, mode: f.mode === "masked" ? "masked" : "read" }}
                      value={line[f.name]}
                      row={{ ...record, ...line }}
                    />
                    {f.name === fields.quantity?.name ? ` ${textOf(undefined, line.unit)}` : null}
                    <Beside name={f.name} fields={fields} line={line} />
                  </td>
                ))}
                {fields.delivered && fields.quantity ? (
                  <td>
                    <Shipped done={line[fields.delivered.name]} all={line[fields.quantity.name]} />
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <dl className="tt">
        {sums.net ? <Sum label={sums.net.label} text={textOf(sums.net, record[sums.net.name], record)} /> : null}
        {sums.tax ? <Sum label={sums.tax.label} text={textOf(sums.tax, record[sums.tax.name], record)} /> : null}
        {sums.gross ? <Sum strong label={sums.gross.label} text={textOf(sums.gross, gross, record)} /> : null}
        {gross && inYuan && language !== "en" ? (
          <div className="tt-words">
            <dt>{t("order.words")}</dt>
            <dd>{capitals(gross, language === "zh-Hant")}</dd>
          </div>
        ) : null}
      </dl>
    </section>
  );
}

/** What stands under a value instead of in a column of its own: other words for the product, why this price. */
function Beside({ name, fields, line }: { name: string; fields: LineFields; line: Line }) {
  const { t } = useTranslation("sales");
  const described = fields.description ? textOf(undefined, line[fields.description.name]) : "";
  const text =
    name === fields.product?.name && described !== textOf(undefined, line[name])
      ? described
      : name === fields.price?.name
        ? line.is_manual_price
          ? t("sheet.manual")
          : textOf(undefined, line.price_reason)
        : "";
  return text ? <div className="tt-beside hy-faint">{text}</div> : null;
}

function Sum({ label, text, strong }: { label: string; text: string; strong?: boolean }) {
  return (
    <div data-strong={strong}>
      <dt>{label}</dt>
      <dd className="hy-num">{text || "—"}</dd>
    </div>
  );
}

function Shipped({ done, all }: { done: unknown; all: unknown }) {
  const [part, whole] = [approximate(String(done ?? "0")), approximate(String(all ?? "0"))];
  const share = whole > 0 ? Math.min(part / whole, 1) : 0;
  return (
    <span className="hy-row" data-tone={share >= 1 ? "green" : share > 0 ? "blue" : "neutral"}>
      <span className="tt-bar">
        <i style={{ width: `${share * 100}%` }} />
      </span>
      <span className="hy-faint hy-num">
        {part} / {whole}
      </span>
    </span>
  );
}
