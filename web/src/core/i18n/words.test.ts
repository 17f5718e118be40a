/** Every word in every language: a missing, unused or differently filled key fails the build. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const LANGUAGES = ["zh-Hans", "zh-Hant", "en"];
const ROOT = join(process.cwd(), "src");

function walk(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}

function flatten(value: object, prefix = ""): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "string"
      ? [[prefix + key, inner] as [string, string]]
      : flatten(inner as object, `${prefix}${key}.`),
  );
}

const all = walk(ROOT);
const words = new Map<string, Map<string, Map<string, string>>>();
for (const path of all) {
  const found = /([^/]+)\/locales\/([^/]+)\.json$/.exec(path);
  if (!found) continue;
  const [, namespace = "", language = ""] = found;
  const known = words.get(namespace) ?? new Map<string, Map<string, string>>();
  words.set(namespace, known.set(language, new Map(flatten(JSON.parse(readFileSync(path, "utf8")) as object))));
}

/** Uses of words in the sources: whole keys, and prefixes of keys that are put together. */
function uses() {
  const exact = new Map<string, string>();
  const prefixes = new Set<string>();
  for (const path of all) {
    if (!/\.tsx?$/.test(path) || path.endsWith(".test.ts")) continue;
    const text = readFileSync(path, "utf8");
    const own = /useTranslation\(\[?"([^"]+)"/.exec(text)?.[1];
    const full = (key: string) => (key.includes(":") ? key : `${own}:${key}`);
    for (const [, key = ""] of text.matchAll(/\bt\(\s*"([^"]+)"/g)) exact.set(full(key), path);
    for (const [, key = ""] of text.matchAll(/\b(?:t|exists)\(\s*`([^`$]*)\$\{/g)) prefixes.add(full(key));
    for (const [, key = ""] of text.matchAll(/label: "([a-z]+:[\w.]+)"/g)) exact.set(key, path);
  }
  return { exact, prefixes };
}

const { exact, prefixes } = uses();
const keysOf = (namespace: string) => words.get(namespace)?.get("en") ?? new Map<string, string>();

test("every folder of words has the three languages with the same keys", () => {
  for (const [namespace, languages] of words) {
    expect([...languages.keys()].sort(), namespace).toEqual([...LANGUAGES].sort());
    const expected = [...keysOf(namespace).keys()].sort();
    for (const language of LANGUAGES)
      expect([...languages.get(language)!.keys()].sort(), `${namespace} ${language}`).toEqual(expected);
  }
});

test("no word is empty and each language fills in the same values", () => {
  const holes = (text: string) => [...text.matchAll(/\{\{(\w+)(?:, \w+)?\}\}/g)].map(([, name]) => name).sort();
  for (const [namespace, languages] of words) {
    for (const [key, english] of keysOf(namespace)) {
      for (const language of LANGUAGES) {
        const text = languages.get(language)!.get(key) ?? "";
        expect(text.trim(), `${namespace}:${key} ${language}`).not.toBe("");
        expect(holes(text), `${namespace}:${key} ${language}`).toEqual(holes(english));
      }
    }
  }
});

test("every key that the sources use exists", () => {
  const missing = [...exact].filter(([key]) => {
    const [namespace = "", name = ""] = key.split(":");
    return !keysOf(namespace).has(name);
  });
  expect(missing).toEqual([]);
});

test("every key is used", () => {
  const unused = [...words.keys()].flatMap((namespace) =>
    [...keysOf(namespace).keys()]
      .map((key) => `${namespace}:${key}`)
      .filter((key) => !exact.has(key) && ![...prefixes].some((prefix) => key.startsWith(prefix))),
  );
  expect(unused).toEqual([]);
});

test("traditional words are not simplified ones", () => {
  const simplified =
    /[们这为发务区单订应径总户时显条标检样权栏档汇测状线经结统网级约终绍续维综缓编缩罗联职术见规视觉览计认记许设访证评识诉试询该详语误请读调谁账货质购贸费转输辑还进远连迟选递适逻邮录钮错键长门间际险题额验]/;
  for (const [namespace, languages] of words) {
    for (const [key, text] of languages.get("zh-Hant")!)
      expect(simplified.test(text) ? `${namespace}:${key} ${text}` : "").toBe("");
  }
});
