import type { Texts, TextsKey } from "@/api/flow";
import type { Language } from "@/api/types";

const ORDER: TextsKey[] = ["zh-hans", "zh-hant", "en"];
export const keyOf = (language: string): TextsKey => (language as Language).toLowerCase() as TextsKey;

/** A name in a language, else in the first that there is. */
export function say(texts: Texts | string | undefined, language: string): string {
  if (typeof texts === "string") return texts;
  return texts?.[keyOf(language)] || ORDER.map((one) => texts?.[one]).find(Boolean) || "";
}

/** The name with one language written; an empty one is taken away. */
export function written(texts: Texts, language: string, value: string): Texts {
  const { [keyOf(language)]: _, ...others } = texts;
  return value ? { ...others, [keyOf(language)]: value } : others;
}
