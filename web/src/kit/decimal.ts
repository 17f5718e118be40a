/** Exact decimals as strings: the server sends money, quantities and rates this way, and no figure passes a float. */

const PATTERN = /^([+-]?)(\d+)(?:\.(\d*))?$/;

interface Scaled {
  units: bigint;
  scale: number;
}

function parse(value: string): Scaled {
  const match = PATTERN.exec(value.trim());
  if (!match) throw new RangeError(`not a decimal: ${value}`);
  const [, sign, whole, part = ""] = match;
  const units = BigInt(whole! + part);
  return { units: sign === "-" ? -units : units, scale: part.length };
}

function print({ units, scale }: Scaled): string {
  const sign = units < 0n ? "-" : "";
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

export function isDecimal(value: unknown): value is string {
  return typeof value === "string" && PATTERN.test(value.trim());
}

/** Half away from zero at `places`, as documents are rounded. */
export function round(value: string, places: number): string {
  const { units, scale } = parse(value);
  if (scale <= places) return print({ units: units * 10n ** BigInt(places - scale), scale: places });
  const step = 10n ** BigInt(scale - places);
  const absolute = units < 0n ? -units : units;
  const rounded = (absolute + step / 2n) / step;
  return print({ units: units < 0n ? -rounded : rounded, scale: places });
}

export function add(left: string, right: string): string {
  const a = parse(left);
  const b = parse(right);
  const scale = Math.max(a.scale, b.scale);
  const lift = (x: Scaled) => x.units * 10n ** BigInt(scale - x.scale);
  return print({ units: lift(a) + lift(b), scale });
}

export function subtract(left: string, right: string): string {
  const { units, scale } = parse(right);
  return add(left, print({ units: -units, scale }));
}

export function multiply(left: string, right: string): string {
  const a = parse(left);
  const b = parse(right);
  return print({ units: a.units * b.units, scale: a.scale + b.scale });
}

export function compare(left: string, right: string): number {
  const { units } = parse(subtract(left, right));
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}

export const sum = (values: Iterable<string>): string => [...values].reduce(add, "0");

/** Groups of three, without changing a digit: 1265793.29 -> 1,265,793.29. */
export function grouped(value: string, places?: number): string {
  if (!isDecimal(value)) return value;
  const text = places === undefined ? value.trim() : round(value, places);
  const [whole, part] = text.split(".");
  const thousands = whole!.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return part === undefined ? thousands : `${thousands}.${part}`;
}

/** Drops zeros behind the point: 12.5000 -> 12.5. */
export function trimmed(value: string): string {
  return isDecimal(value) && value.includes(".") ? value.replace(/\.?0+$/, "") : value;
}

/** Zeros behind the point up to `places`: 12.5 -> 12.50. */
export const atLeast = (value: string, places: number): string =>
  (value.split(".")[1]?.length ?? 0) < places ? round(value, places) : value;

/** Rates and discounts travel as fractions: 0.13 is shown and typed as 13. */
export const percent = (fraction: string): string => trimmed(multiply(fraction, "100"));
export const fraction = (typed: string): string => trimmed(multiply(typed, "0.01"));

/** For drawing only (bars, charts): never write this back. */
export const approximate = (value: string | null | undefined): number => (value ? Number(value) : 0);

/** Rule of order lines: net = round(quantity x price x (1 - discount), 2); tax = round(net x rate, 2). */
export function lineTotals(line: { quantity: string; price: string; discount: string; taxRate: string }) {
  const kept = subtract("1", line.discount);
  const net = round(multiply(multiply(line.quantity, line.price), kept), 2);
  const tax = round(multiply(net, line.taxRate), 2);
  return { net, tax, gross: add(net, tax) };
}
