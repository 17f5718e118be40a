/** Amounts in words, as contracts, invoices and cheques need them; the server writes them by the same rules. */
import { isDecimal, round } from "./decimal";

interface Script {
  digits: string;
  tenThousand: string;
  hundredMillion: string;
  negative: string;
}

const SIMPLIFIED: Script = { digits: "零壹贰叁肆伍陆柒捌玖", tenThousand: "万", hundredMillion: "亿", negative: "负" };
const TRADITIONAL: Script = { digits: "零壹貳參肆伍陸柒捌玖", tenThousand: "萬", hundredMillion: "億", negative: "負" };
const PLACES: [bigint, string][] = [
  [1000n, "仟"],
  [100n, "佰"],
  [10n, "拾"],
  [1n, ""],
];

/** The sign, and the amount in hundredths. */
function minorUnits(value: string): [boolean, bigint] {
  const rounded = round(value, 2);
  const units = BigInt(rounded.replace(/[-+.]/g, ""));
  return [rounded.startsWith("-") && units > 0n, units];
}

/** Financial capitals: 1010203.05 is 壹佰零壹万零贰佰零叁元零伍分 (支付结算办法, annex 1). */
export function capitals(value: string, traditional = false): string {
  const script = traditional ? TRADITIONAL : SIMPLIFIED;
  const [negative, units] = minorUnits(value);
  if (units === 0n) return "零元整";
  const whole = units / 100n;
  const [jiao, fen] = [Number((units / 10n) % 10n), Number(units % 10n)];
  let text = whole ? `${read(whole, script)}元` : "";
  if (jiao) text += `${script.digits[jiao]}角`;
  else if (fen && whole) text += script.digits[0];
  text += fen ? `${script.digits[fen]}分` : "整";
  return (negative ? script.negative : "") + text;
}

/** A positive whole number; each of the greater units may hold a reading of its own (万亿). */
function read(value: bigint, script: Script): string {
  const greater: [bigint, string][] = [
    [100_000_000n, script.hundredMillion],
    [10_000n, script.tenThousand],
  ];
  for (const [size, unit] of greater) {
    if (value < size) continue;
    const low = value % size;
    const joint = low > 0n && low < size / 10n ? script.digits[0] : "";
    return read(value / size, script) + unit + joint + (low ? read(low, script) : "");
  }
  let text = "";
  let pending = false;
  for (const [power, unit] of PLACES) {
    const digit = Number((value / power) % 10n);
    if (digit) text += (pending && text ? script.digits[0] : "") + script.digits[digit] + unit;
    pending = digit === 0;
  }
  return text;
}

const SMALL =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const GREAT: [bigint, string][] = [
  [10n ** 12n, "trillion"],
  [10n ** 9n, "billion"],
  [10n ** 6n, "million"],
  [1000n, "thousand"],
  [100n, "hundred"],
];

/** English words with hundredths as a fraction: one thousand twenty and 05/100. */
export function inEnglish(value: string): string {
  const [negative, units] = minorUnits(value);
  const text = `${english(units / 100n)} and ${String(units % 100n).padStart(2, "0")}/100`;
  return negative ? `minus ${text}` : text;
}

function english(value: bigint): string {
  for (const [size, word] of GREAT) {
    if (value < size) continue;
    const rest = value % size;
    return `${english(value / size)} ${word}${rest ? ` ${english(rest)}` : ""}`;
  }
  if (value < 20n) return SMALL[Number(value)]!;
  const digit = value % 10n;
  return TENS[Number(value / 10n) - 2]! + (digit ? `-${SMALL[Number(digit)]}` : "");
}

/** In the language of the page; nothing for what is no amount. */
export function inWords(value: unknown, language: string): string {
  if (!isDecimal(value)) return "";
  return language === "en" ? inEnglish(value) : capitals(value, language === "zh-Hant");
}
