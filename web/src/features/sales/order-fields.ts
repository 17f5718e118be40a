/** How this page finds the order's figures in its metadata. */
import type { Field, Resource } from "@/api/types";
import { pick } from "@/core/resource/lookup";
import { isDecimal, lineTotals } from "@/kit/decimal";

export type Line = Record<string, unknown>;

export interface LineFields {
  all: Field[];
  /** The columns one writes in, in the order of a usual price sheet; the description stands under its product. */
  sheet: Field[];
  description?: Field;
  product?: Field;
  quantity?: Field;
  price?: Field;
  discount?: Field;
  tax?: Field;
  unit?: Field;
  net?: Field;
  taxAmount?: Field;
  delivered?: Field;
}

export const linesField = (resource: Resource): Field | undefined => resource.fields.find((f) => f.kind === "lines");

export function lineFields(resource: Resource): LineFields {
  const all = linesField(resource)?.fields ?? [];
  const find = (...names: string[]) => names.map((n) => all.find((f) => f.name === n)).find(Boolean);
  const description = find("description");
  const sheet = all.filter((f) => (f.mode ?? "write") === "write" && f.name !== "position" && f !== description);
  return {
    all,
    sheet,
    description,
    product: find("product"),
    quantity: find("quantity"),
    price: find("unit_price", "price"),
    discount: find("discount", "discount_rate", "discount_percent"),
    tax: find("tax_rate", "tax_percent"),
    unit: find("unit"),
    net: find("net", "net_amount", "amount", "subtotal"),
    taxAmount: find("tax", "tax_amount"),
    delivered: find("delivered", "delivered_quantity", "shipped"),
  };
}

export const AXES = [
  ["status", "document_status", "state"],
  ["delivery_status", "delivery"],
  ["invoice_status", "invoicing_status", "invoicing"],
  ["payment_status", "payment"],
] as const;

export const axes = (resource: Resource): Field[] => AXES.flatMap((names) => pick(resource, ...names) ?? []);

export const totals = (resource: Resource) => ({
  net: pick(resource, "net_total", "net_amount", "net", "subtotal", "amount_net"),
  tax: pick(resource, "tax_total", "tax_amount", "tax", "amount_tax"),
  gross: pick(resource, "total", "gross_total", "gross", "amount_total", "amount"),
  paid: pick(resource, "paid_total", "paid", "received_total", "paid_amount"),
});

const figure = (line: Line, field: Field | undefined, otherwise: string): string => {
  const value = field ? line[field.name] : null;
  return isDecimal(value) ? value : isDecimal(String(value ?? "")) ? String(value) : otherwise;
};

/** The line as the server will round it; shown while one types, replaced by the server's figures on saving. */
export const estimate = (line: Line, fields: LineFields) =>
  lineTotals({
    quantity: figure(line, fields.quantity, "0"),
    price: figure(line, fields.price, "0"),
    discount: figure(line, fields.discount, "0"),
    taxRate: figure(line, fields.tax, "0"),
  });
