/** How long something takes, as the plain ISO 8601 durations that a person picks: days, hours or minutes. */
export const UNITS = ["days", "hours", "minutes"] as const;
export type Unit = (typeof UNITS)[number];

export interface Duration {
  number: number;
  unit: Unit;
}

const FORMS: [RegExp, Unit][] = [
  [/^P(\d+)D$/, "days"],
  [/^PT(\d+)H$/, "hours"],
  [/^PT(\d+)M$/, "minutes"],
];

/** Null for any other duration, as `P1DT2H`. */
export function readDuration(text: string): Duration | null {
  for (const [form, unit] of FORMS) {
    const number = form.exec(text)?.[1];
    if (number) return { number: Number(number), unit };
  }
  return null;
}

export function writeDuration({ number, unit }: Duration): string {
  if (!number) return "";
  return unit === "days" ? `P${number}D` : `PT${number}${unit === "hours" ? "H" : "M"}`;
}
