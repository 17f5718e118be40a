import dayjs from "dayjs";
import type { Filter } from "../src/kit/filters";
import type { Rec } from "./seed";

const plain = (value: unknown): unknown =>
  value && typeof value === "object" && "id" in value ? (value as { id: number }).id : value;

function moment(value: unknown): unknown {
  if (value === "me") return 1;
  if (typeof value !== "string") return value;
  const match = /^today(?:([+-]\d+)d)?$/.exec(value);
  return match ? dayjs().add(Number(match[1] ?? 0), "day").format("YYYY-MM-DD") : value;
}

function order(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return String(a) < String(b) ? -1 : 1;
}

const TESTS: Record<string, (own: unknown, asked: unknown) => boolean> = {
  eq: (own, asked) => String(own) === String(asked),
  ne: (own, asked) => String(own) !== String(asked),
  lt: (own, asked) => own !== null && order(own, asked) < 0,
  le: (own, asked) => own !== null && order(own, asked) <= 0,
  gt: (own, asked) => own !== null && order(own, asked) > 0,
  ge: (own, asked) => own !== null && order(own, asked) >= 0,
  in: (own, asked) => (asked as unknown[]).map(moment).map(String).includes(String(own)),
  contains: (own, asked) => String(own ?? "").toLowerCase().includes(String(asked).toLowerCase()),
  starts: (own, asked) => String(own ?? "").startsWith(String(asked)),
  between: (own, asked) => order(own, moment((asked as unknown[])[0])) >= 0 && order(own, moment((asked as unknown[])[1])) <= 0,
  empty: (own, asked) => (own === null || own === undefined || own === "") === (asked !== false),
};

export function matches(row: Rec, filter: Filter | null | undefined): boolean {
  if (!filter) return true;
  if (!Array.isArray(filter)) return "and" in filter ? filter.and.every((f) => matches(row, f)) : filter.or.some((f) => matches(row, f));
  const [field, operator, asked] = filter;
  return TESTS[operator]?.(plain(row[field]), Array.isArray(asked) ? asked : moment(asked)) ?? true;
}

export function finds(row: Rec, q: string): boolean {
  if (!q) return true;
  const text = Object.values(row).map((v) => (v && typeof v === "object" && "label" in v ? (v as { label: string }).label : typeof v === "string" ? v : "")).join(" ").toLowerCase();
  return q.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

const label = (value: unknown) => (value && typeof value === "object" && "label" in value ? (value as { label: string }).label : value);

export function sorted(rows: Rec[], keys: string[]): Rec[] {
  return [...rows].sort((a, b) => {
    for (const key of keys) {
      const name = key.replace(/^-/, "");
      const by = order(label(a[name]), label(b[name])) * (key.startsWith("-") ? -1 : 1);
      if (by) return by;
    }
    return b.id - a.id;
  });
}
