/** The words of bpmn-js in our three languages. */
import type { Language } from "@/api/types";
import en from "./texts/en.json";
import hans from "./texts/zh-Hans.json";
import hant from "./texts/zh-Hant.json";

export const TEXTS: Record<Language, Record<string, string>> = { "zh-Hans": hans, "zh-Hant": hant, en };

export function translation(language: Language) {
  const words = TEXTS[language];
  const translate = (template: string, given: Record<string, string> = {}): string =>
    (words[template] ?? template).replace(/\{([^}]+)\}/g, (hole, name: string) => given[name] ?? hole);
  return { translate: ["value", translate] };
}
