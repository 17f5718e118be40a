/** The table of properties and the words for it say the same: keys put together while the page runs cannot be missing. */
import { expect, test } from "vitest";
import words from "../locales/en.json";
import heyi from "../modeler/heyi.json";
import { GROUPS } from "./groups";
import { isItems, type Row } from "./rows";

const contents = GROUPS.flatMap((group) => group.content).filter((one) => typeof one === "object");
const lists = contents.filter(isItems);
const rows = [...contents.filter((one): one is Row => !isItems(one)), ...lists.flatMap((list) => list.rows)];
const has = (group: object, key: string) => key in group;

test("groups, lists and rows have words", () => {
  expect(GROUPS.filter((group) => !has(words.group, group.name))).toEqual([]);
  expect(lists.filter((list) => !has(words.list, list.list) || !has(words.add, list.list))).toEqual([]);
  expect(rows.filter((row) => !has(words.row, row.name))).toEqual([]);
  expect(rows.filter((row) => row.hint && !has(words.hint, row.name))).toEqual([]);
});

test("what can be chosen is what there are words for", () => {
  const offered = new Map<string, Set<string>>();
  for (const { name, choices } of rows) {
    if (!choices) continue;
    offered.set(name, new Set([...(offered.get(name) ?? []), ...choices.map((one) => one || "usual")]));
  }
  const told = Object.fromEntries([...offered].map(([name, choices]) => [name, [...choices].sort()]));
  const { timer, ...options } = words.option;
  expect(timer).toBeDefined();
  expect(told).toEqual(Object.fromEntries(Object.entries(options).map(([name, of]) => [name, Object.keys(of).sort()])));
});

test("what is usual can be chosen", () => {
  expect(rows.filter(({ choices, usual }) => choices && !choices.includes(usual ?? ""))).toEqual([]);
});

test("places and attributes of ours are described", () => {
  const described = (type: string, prop: string): boolean => {
    const found = heyi.types.find((one) => one.name === type);
    const own = found && "properties" in found ? found.properties!.map((one) => one.name) : [];
    const above = found && "superClass" in found ? found.superClass! : [];
    return own.includes(prop) || above.some((base) => described(base, prop));
  };
  const typeOf = (place: string) => place.slice(place.indexOf("heyi:") + 5);
  const missing = [
    ...rows.flatMap(({ name, prop = name, at = "" }) => (at.includes("heyi:") ? [[typeOf(at), prop]] : [])),
    ...lists.flatMap(({ type, rows: inner }) => inner.map(({ name, prop = name }) => [typeOf(type), prop])),
  ].filter(([type = "", prop = ""]) => !described(type, prop));
  expect(missing).toEqual([]);
});
