/** Words come in one JSON file per folder and language: the folder's name is the namespace. */
import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "@/api/types";

type Words = { default: Record<string, unknown> };

const files = import.meta.glob<Words>(["/src/core/**/locales/*.json", "/src/features/*/locales/*.json"]);
const byName = new Map(
  Object.entries(files).map(([path, loader]) => {
    const [, namespace, language] = /([^/]+)\/locales\/([^/]+)\.json$/.exec(path) ?? [];
    return [`${language}/${namespace}`, loader] as const;
  }),
);

const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read: (language, namespace, done) => {
    const loader = byName.get(`${language}/${namespace}`);
    if (!loader) return done(new Error(`no words for ${namespace} in ${language}`), false);
    loader().then(
      (words) => done(null, words.default),
      (error: Error) => done(error, false),
    );
  },
};

export const LANGUAGES: { value: Language; label: string; short: string }[] = [
  { value: "zh-Hans", label: "简体中文", short: "简" },
  { value: "zh-Hant", label: "繁體中文", short: "繁" },
  { value: "en", label: "English", short: "EN" },
];

/** The browser's first language that we speak. */
export function browserLanguage(): Language {
  for (const wish of navigator.languages ?? []) {
    if (/^zh-(hant|tw|hk|mo)/i.test(wish)) return "zh-Hant";
    if (/^zh/i.test(wish)) return "zh-Hans";
    if (/^en/i.test(wish)) return "en";
  }
  return "zh-Hans";
}

/** What a kind of record is called within a sentence: English begins it small, unless it is an acronym. */
const inner = (value: string, language?: string): string =>
  language === "en" && !/^[A-Z]{2}/.test(value) ? value.charAt(0).toLowerCase() + value.slice(1) : value;

export async function startI18n(language: Language): Promise<void> {
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      load: "currentOnly",
      ns: ["shell"],
      defaultNS: "shell",
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
  i18next.services.formatter?.add("inner", inner);
}
