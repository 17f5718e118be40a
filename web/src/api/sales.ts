/** Prices and free stock for lines that are being written. */
import { post } from "./http";
import type { Label } from "./types";

export interface Wanted {
  product: number;
  quantity: string;
}
export interface Quote {
  product: number;
  price: string;
  list_price: string;
  /** Where the price comes from, in the reader's language. */
  reason: string;
  tax_rate: string | null;
  unit: Label | null;
  /** Null for what is not kept in stock. */
  available: string | null;
}
export interface Question {
  customer?: number;
  currency?: string;
  on?: string;
  lines: Wanted[];
}

export const prices = (question: Question) => post<{ rows: (Quote | null)[] }>("/api/v1/sales/orders/prices", question);
