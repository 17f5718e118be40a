/** The ageing of open claims at a date. */
import { get } from "./http";
import type { Label } from "./types";

export interface AgeingRow {
  customer: Label;
  currency: string;
  total: string;
  buckets: Record<string, string>;
}
export interface Ageing {
  as_of: string;
  currency: string;
  buckets: { key: string; label?: string }[];
  rows: AgeingRow[];
  totals: Record<string, string>;
}

export const ageing = (asOf: string) => get<Ageing>("/api/v1/receivables/ageing", { as_of: asOf });
