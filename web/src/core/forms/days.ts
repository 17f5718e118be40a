/** Bounds of days: "today", "today+30d" or a date. */
import dayjs from "dayjs";
import { today } from "@/kit/dates";

export function dayBound(text: unknown, now = today()): string | null {
  if (typeof text !== "string") return null;
  const found = /^today(?:([+-])(\d{1,4})d)?$/.exec(text);
  if (found) {
    const [, sign = "+", days = "0"] = found;
    return dayjs(now)
      .add(Number(sign + days), "day")
      .format("YYYY-MM-DD");
  }
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null;
}
