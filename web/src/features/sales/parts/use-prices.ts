import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect } from "react";
import { prices, type Question, type Quote, type Wanted } from "@/api/sales";
import { isLabel } from "@/core/resource/field-value";
import type { Values } from "@/core/resource/form-values";
import { compare, isDecimal, trimmed } from "@/kit/decimal";
import type { Line, LineFields } from "../order-fields";

const same = (a: unknown, b: unknown): boolean =>
  isDecimal(a) && isDecimal(b) ? compare(a, b) === 0 : (a ?? null) === (b ?? null);
const idOf = (value: unknown): number | undefined => (isLabel(value) ? value.id : undefined);
const keyOf = (wanted: Wanted) => `${wanted.product} ${wanted.quantity}`;

function wantedOf(line: Line, fields: LineFields): Wanted | null {
  const product = idOf(line[fields.product?.name ?? "product"]);
  const typed = String(line[fields.quantity?.name ?? "quantity"] ?? "");
  const quantity = isDecimal(typed) && compare(typed, "0") > 0 ? trimmed(typed) : "1";
  return product ? { product, quantity } : null;
}

interface Options {
  fields: LineFields;
  lines: Line[];
  /** The lines as they were opened: what nobody touched keeps its price. */
  stored: Line[];
  head: Values;
  onChange: (lines: Line[]) => void;
}

/**
 * Asks the server for every line's price, reason and free stock while one writes, and fills in what was not typed by
 * hand. Answers the quotes line by line.
 */
export function usePrices({ fields, lines, stored, head, onChange }: Options): (Quote | undefined)[] {
  const wanted = lines.map((line) => wantedOf(line, fields));
  const distinct = new Map(wanted.flatMap((one) => (one ? [[keyOf(one), one] as const] : [])));
  const question = useDeferredValue<Question>({
    customer: idOf(head.customer),
    currency: isLabel(head.currency) ? head.currency.label : (head.currency as string | null) || undefined,
    on: (head.ordered_on as string | null) ?? undefined,
    lines: [...distinct.values()],
  });
  const key = JSON.stringify(question);
  const { data } = useQuery({
    queryKey: ["page", "prices", key],
    queryFn: async () => {
      const asked = JSON.parse(key) as Question;
      const { rows } = await prices(asked);
      return new Map(asked.lines.map((one, index) => [keyOf(one), rows[index] ?? undefined]));
    },
    enabled: question.lines.length > 0,
    placeholderData: (before) => before,
    staleTime: 15_000,
  });
  const quotes = wanted.map((one) => (one ? data?.get(keyOf(one)) : undefined));

  useEffect(() => {
    const next = lines.map((line, index) => filled(line, quotes[index], fields, stored));
    if (next.some((line, index) => line !== lines[index])) onChange(next);
  });
  return quotes;
}

/** The line with the price of its quote, or the very same line when there is nothing to fill in. */
function filled(
  line: Line,
  quote: Quote | undefined,
  { price, tax, quantity, product }: LineFields,
  stored: Line[],
): Line {
  if (!quote || !price || line.is_manual_price) return line;
  const before = stored.find((one) => one.id !== undefined && one.id === line.id);
  const untouched =
    before &&
    idOf(before[product?.name ?? "product"]) === quote.product &&
    same(before[quantity?.name ?? "quantity"], line[quantity?.name ?? "quantity"]);
  if (untouched && line[price.name]) return line;
  const rate = tax && !line[tax.name] ? { [tax.name]: quote.tax_rate } : {};
  if (same(line[price.name], quote.price) && line.price_reason === quote.reason && Object.keys(rate).length === 0)
    return line;
  return {
    ...line,
    ...rate,
    [price.name]: quote.price,
    unit: quote.unit,
    price_reason: quote.reason,
    list_price: quote.list_price,
  };
}
