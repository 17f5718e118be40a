import dayjs from "dayjs";
import relativeTime from "dayjs/plugin/relativeTime";

dayjs.extend(relativeTime);

export type Moment = string | null | undefined;

/** "2 小时前" within a week, else the date; the exact moment belongs in the title. */
export function relative(at: Moment, now = dayjs()): string {
  if (!at) return "";
  const then = dayjs(at);
  if (Math.abs(now.diff(then, "day", true)) < 7) return then.from(now);
  return then.format(then.year() === now.year() ? "MM-DD HH:mm" : "YYYY-MM-DD");
}

export const exact = (at: Moment): string => (at ? dayjs(at).format("YYYY-MM-DD HH:mm:ss") : "");
export const minute = (at: Moment): string => (at ? dayjs(at).format("YYYY-MM-DD HH:mm") : "");
export const today = (): string => dayjs().format("YYYY-MM-DD");

/** Whole days from today to the date; negative when it has passed. */
export const daysUntil = (on: Moment): number | null =>
  on ? dayjs(on).startOf("day").diff(dayjs().startOf("day"), "day") : null;
