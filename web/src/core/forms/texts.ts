import i18next from "i18next";
import type { Texts } from "./types";

const ORDER = ["zh-hans", "zh-hant", "en"];

/** The text in a language, or else in the first there is. */
export function said(texts: Texts | undefined, language: string = i18next.language ?? ""): string {
  if (!texts || typeof texts !== "object") return "";
  for (const one of [language.toLowerCase(), ...ORDER]) if (texts[one]) return texts[one];
  return "";
}
