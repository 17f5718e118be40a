import { useQueries } from "@tanstack/react-query";
import { list, read } from "@/api/resources";
import type { Entry, Page, Row } from "@/api/types";
import { isLabel } from "@/core/resource/field-value";
import { pick, present, useLookup } from "@/core/resource/lookup";
import { add, isDecimal } from "@/kit/decimal";
import type { Line } from "../order-fields";

export interface ProductFacts {
  price: string | null;
  tax: string | null;
  unit: unknown;
  available: string | null;
}

const LIVE = 20_000;

/** For each product on the sheet: its list price now and what is free to promise over all warehouses. */
export function useProducts(
  lines: Line[],
  name: string,
): { facts: Map<number, ProductFacts>; load: (id: number) => Promise<ProductFacts> } {
  const products = useLookup("masterdata", "products");
  const stock = useLookup("inventory", "stock");
  const ids = [...new Set(lines.flatMap((l) => (isLabel(l[name]) ? [(l[name] as { id: number }).id] : [])))];
  const records = useQueries({
    queries: ids.map((id) => ({
      queryKey: ["record", products?.key, id],
      queryFn: () => read(products!, id),
      enabled: Boolean(products),
      staleTime: LIVE,
    })),
  });
  const stocks = useQueries({
    queries: ids.map((id) => ({
      queryKey: ["rows", stock?.key, "product", id],
      queryFn: () =>
        list(stock!, {
          filter: ["product", "eq", id],
          columns: present(stock!, ["product", "available", "available_quantity", "on_hand", "reserved"]),
          limit: 50,
        }),
      enabled: Boolean(stock),
      staleTime: LIVE,
    })),
  });
  const priceName = pick(products, "list_price", "price", "unit_price")?.name;
  const taxName = pick(products, "tax_rate", "tax_percent")?.name;
  const unitName = pick(products, "unit")?.name;
  const free = pick(stock, "available", "available_quantity")?.name;
  const text = (value: unknown) => (isDecimal(String(value ?? "")) ? String(value) : null);
  const factsOf = (entry: Entry | undefined, page: Page<Row> | undefined): ProductFacts => ({
    price: priceName ? text(entry?.[priceName]) : null,
    tax: taxName ? text(entry?.[taxName]) : null,
    unit: unitName ? entry?.[unitName] : null,
    available: page && free ? page.rows.reduce((sum, row) => add(sum, text(row[free]) ?? "0"), "0") : null,
  });
  const facts = new Map(ids.map((id, index) => [id, factsOf(records[index]?.data, stocks[index]?.data)]));
  const load = async (id: number) =>
    factsOf(products ? await read(products, id).catch(() => undefined) : undefined, undefined);
  return { facts, load };
}
