/** Every text that bpmn-js can show has words of ours, in each language the same ones. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { TEXTS, translation } from "./translate";

const MODULES = join(process.cwd(), "node_modules");
const SIDES = ["left", "center", "right", "top", "middle", "bottom"];
const NO_WORDS = ["HELLO {you}", "Align elements "];

function sources(folder: string): string[] {
  return readdirSync(join(MODULES, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(join(MODULES, folder, name), "utf8"));
}

/** Literals that are handed to translate, labels of the menus, and complaints that are translated when they are shown. */
function shown(): Set<string> {
  const found = new Set(SIDES.map((side) => `Align elements ${side}`));
  for (const text of [...sources("bpmn-js/lib"), ...sources("diagram-js/lib")]) {
    for (const [, one = ""] of text.matchAll(/translate\(\s*'((?:[^'\\]|\\.)+)'/g)) found.add(one);
    for (const [, one = ""] of text.matchAll(/_MSG = '([^']+)'/g)) found.add(one);
  }
  for (const name of ["popup-menu/PopupEntries.js", "replace/ReplaceOptions.js"]) {
    const text = readFileSync(join(MODULES, "bpmn-js/lib/features", name), "utf8");
    for (const [, one = ""] of text.matchAll(/label: '([^']+)'/g)) found.add(one);
  }
  return new Set([...found].filter((one) => /^[A-Za-z]/.test(one) && !NO_WORDS.includes(one)));
}

test("nothing that bpmn-js shows is without words", () => {
  const missing = [...shown()].filter((text) => !(text in TEXTS.en));
  expect(missing).toEqual([]);
});

test("the three languages have words for the same texts", () => {
  for (const words of Object.values(TEXTS)) {
    expect(Object.keys(words)).toEqual(Object.keys(TEXTS.en));
    expect(Object.values(words).filter((word) => !word.trim())).toEqual([]);
  }
});

test("what a text is about is put in", () => {
  const [, translate] = translation("zh-Hant").translate as [string, (text: string, given: object) => string];
  expect(translate("Open {element}", { element: "簽核" })).toBe("開啟 簽核");
});
