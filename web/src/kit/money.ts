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

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const UNITS = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿", "万亿"];

function groupInWords(group: string): string {
  let words = "";
  let gap = false;
  for (let i = 0; i < 4; i++) {
    const digit = Number(group[i]);
    if (digit === 0) gap = words !== "";
    else {
      words += (gap ? "零" : "") + DIGITS[digit] + UNITS[3 - i];
      gap = false;
    }
  }
  return words;
}

/** Amount in capitals (人民币大写) by the rules for bills and notes; traditional characters by `traditional`. */
export function capitals(value: string, traditional = false): string {
  const [whole = "0", part = "00"] = value.replace("-", "").split(".");
  const padded = whole.padStart(Math.ceil(whole.length / 4) * 4, "0");
  const groups = padded.match(/.{4}/g) ?? [];
  let words = "";
  groups.forEach((group, index) => {
    const text = groupInWords(group);
    if (!text) return;
    if (words && group.startsWith("0")) words += "零";
    words += text + GROUPS[groups.length - 1 - index];
  });
  const [jiao, fen] = [Number(part[0] ?? 0), Number(part[1] ?? 0)];
  if (words) words += "元";
  if (jiao) words += `${DIGITS[jiao]}角`;
  else if (fen && words) words += "零";
  if (fen) words += `${DIGITS[fen]}分`;
  words = (value.startsWith("-") ? "负" : "") + (words || "零元") + (fen ? "" : "整");
  return traditional ? [...words].map((c) => TRADITIONAL[c] ?? c).join("") : words;
}

const TRADITIONAL: Record<string, string> = { 贰: "貳", 叁: "參", 陆: "陸", 万: "萬", 亿: "億", 负: "負", 元: "元" };
