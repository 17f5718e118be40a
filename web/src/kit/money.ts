import { approximate, atLeast, grouped, isDecimal, round, trimmed } from "./decimal";

const SYMBOLS: Record<string, string> = { CNY: "¥", USD: "$", EUR: "€", GBP: "£", JPY: "JP¥", HKD: "HK$", TWD: "NT$" };

export const currencySymbol = (currency: string | null | undefined): string =>
  currency ? (SYMBOLS[currency] ?? `${currency} `) : "";

/** The exact amount with its currency: ¥1,265,793.29. */
export function money(value: string | null | undefined, currency?: string | null, places = 2): string {
  if (value === null || value === undefined || value === "") return "";
  // Unit prices have up to six decimals; two are always shown, more only where they say something.
  const exact = places > 2 && isDecimal(value) ? atLeast(trimmed(round(value, places)), 2) : value;
  const text = grouped(exact, places > 2 ? undefined : places);
  return text.startsWith("-") ? `-${currencySymbol(currency)}${text.slice(1)}` : currencySymbol(currency) + text;
}

/** A short amount for tiles and axes: ¥126.6万 in Chinese, ¥1.27M in English. */
export function shortMoney(value: string | null | undefined, currency: string | null, language: string): string {
  const amount = approximate(value);
  // Below the first unit of the language (万, K) an amount is short already; its decimals would only be noise.
  const digits = Math.abs(amount) < (language === "en" ? 1_000 : 10_000) ? 0 : 1;
  const formatter = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: digits });
  return currencySymbol(currency) + formatter.format(amount);
}
