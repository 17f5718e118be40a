import type { Field, FieldType } from "./types";

/** How an option is set. */
export type Editor =
  | { key: "choices" | "tree" | "resource" | "snapshot" | "form" | "from" | "take" | "sums" | "extensions" | "unit" }
  | { key: keyof Field; as: "whole" | "number" | "percent" | "text" | "bound" | "toggle" }
  | { key: keyof Field; as: "select"; values: (string | number)[] };

const whole = (key: keyof Field): Editor => ({ key, as: "whole" });
const number = (key: keyof Field): Editor => ({ key, as: "number" });
const percent = (key: keyof Field): Editor => ({ key, as: "percent" });
const text = (key: keyof Field): Editor => ({ key, as: "text" });
const bound = (key: keyof Field): Editor => ({ key, as: "bound" });
const toggle = (key: keyof Field): Editor => ({ key, as: "toggle" });
const select = (key: keyof Field, values: (string | number)[]): Editor => ({ key, as: "select", values });

export const CURRENCIES = ["CNY", "USD", "EUR", "HKD", "TWD", "JPY", "GBP"];

/** The options of every type, in the order in which they are thought of. */
export const OPTIONS: Record<FieldType, Editor[]> = {
  text: [whole("max"), text("pattern"), toggle("unique")],
  longtext: [whole("rows"), whole("max")],
  richtext: [],
  number: [{ key: "unit" }, whole("decimals"), number("min"), number("max")],
  money: [select("currency", CURRENCIES), number("min"), number("max"), toggle("capitals")],
  percent: [whole("decimals"), percent("min"), percent("max")],
  date: [bound("min"), bound("max")],
  time: [],
  datetime: [],
  daterange: [toggle("halves")],
  duration: [select("unit", ["hours", "days"]), number("min"), number("max")],
  person: [toggle("many")],
  department: [toggle("many")],
  post: [toggle("many")],
  choice: [{ key: "choices" }, select("style", ["select", "radio"])],
  multichoice: [{ key: "choices" }],
  cascade: [{ key: "tree" }],
  region: [select("depth", [1, 2, 3])],
  address: [],
  phone: [],
  email: [],
  url: [],
  idnumber: [],
  taxid: [],
  file: [whole("most"), { key: "extensions" }],
  image: [whole("most")],
  signature: [],
  location: [],
  rating: [whole("most")],
  switch: [],
  serial: [text("pattern")],
  reference: [{ key: "resource" }, toggle("many"), { key: "snapshot" }],
  approval: [{ key: "form" }],
  lookup: [{ key: "from" }, { key: "take" }],
  lines: [whole("least"), whole("most"), { key: "sums" }],
};

/** Columns that can be added up. */
export const SUMMABLE = new Set<FieldType>(["number", "money", "percent", "duration", "rating"]);

export const TONES = ["neutral", "primary", "blue", "green", "orange", "red"];

/** "today", "today+30d" or a day; anything else is not understood. */
export const BOUND = /^(today([+-]\d{1,4}d)?|\d{4}-\d{2}-\d{2})$/;
