/** The ageing of open claims at a date. */
import { api, data } from "./http";
import type { Label } from "./types";

export const BUCKETS = ["not_due", "d30", "d60", "d90", "d180", "older"] as const;
export interface AgeingRow {
  customer: Label;
  currency: string;
  total: string;
  /** Money received and not yet allocated; it lowers the total. */
  unallocated: string;
  buckets: Record<string, string>;
}
export interface Ageing {
  as_of: string;
  /** The currency that most is owed in; its sums stand at the head. */
  currency: string;
  buckets: { key: string }[];
  rows: AgeingRow[];
  totals: Record<string, string>;
}

export async function ageing(asOf: string): Promise<Ageing> {
  const answer = await data(api.GET("/api/v1/receivables/ageing", { params: { query: { as_of: asOf } } }));
  const [main] = [...answer.totals].sort((a, b) => Number(b.total) - Number(a.total));
  return {
    as_of: answer.as_of,
    currency: main?.currency ?? "CNY",
    buckets: BUCKETS.map((key) => ({ key })),
    totals: { ...main } as Record<string, string>,
    rows: answer.rows.map((row) => ({
      customer: row.party,
      currency: row.currency,
      total: String(row.total),
      unallocated: String(row.unallocated),
      buckets: row as unknown as Record<string, string>,
    })),
  };
}
