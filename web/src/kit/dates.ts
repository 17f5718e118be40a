import dayjs from "dayjs";
import relativeTime from "dayjs/plugin/relativeTime";
import { zone } from "./zone";

dayjs.extend(relativeTime);

export type Moment = string | null | undefined;

const MINUTE = 60_000;
/** The clock on the wall of that zone: 2026-11-25 06:11:00. Swedish writes dates as ISO does. */
const wall = (at: string | number): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone(), dateStyle: "short", timeStyle: "medium" }).format(new Date(at));

/** The instant at which the wall of the person's zone shows this; twice, for the hour when clocks change. */
export function instant(shown: string): string {
  const wanted = Date.parse(`${shown.replace(" ", "T")}Z`);
  const off = (at: number) => Date.parse(`${wall(at).replace(" ", "T")}Z`) - at;
  const first = wanted - off(wanted);
  return new Date(wanted - off(first)).toISOString();
}

/** "2 小时前" within a week, else the date; the exact moment belongs in the title. */
export function relative(at: Moment, now = dayjs()): string {
  if (!at) return "";
  const then = dayjs(at);
  if (Math.abs(now.diff(then, "day", true)) < 7) return then.from(now);
  const shown = minute(at);
  return then.year() === now.year() ? shown.slice(5) : shown.slice(0, 10);
}

export const exact = (at: Moment): string => (at ? wall(at) : "");
export const minute = (at: Moment): string => exact(at).slice(0, 16);
/** The person's calendar day, whatever the device believes. */
export const today = (): string => wall(Math.floor(Date.now() / MINUTE) * MINUTE).slice(0, 10);

/** Whole days from today to the date (or the day of the moment); negative when it has passed. */
export const daysUntil = (on: Moment): number | null =>
  on ? dayjs(on.length > 10 ? exact(on).slice(0, 10) : on).diff(dayjs(today()), "day") : null;
