/** The words of antd and dayjs, apart from our own: the frame does not wait for them. */
import type { Locale } from "antd/es/locale";
import type { Language } from "@/api/types";

const antdLocales = {
  "zh-Hans": () => import("antd/locale/zh_CN"),
  "zh-Hant": () => import("antd/locale/zh_TW"),
  en: () => import("antd/locale/en_US"),
};
const dayjsLocales = {
  "zh-Hans": () => import("dayjs/locale/zh-cn"),
  "zh-Hant": () => import("dayjs/locale/zh-tw"),
  en: () => import("dayjs/locale/en"),
};
const DAYJS = { "zh-Hans": "zh-cn", "zh-Hant": "zh-tw", en: "en" };

export async function loadLocale(language: Language): Promise<Locale> {
  const [antd, dayjs] = await Promise.all([antdLocales[language](), import("dayjs"), dayjsLocales[language]()]);
  dayjs.default.locale(DAYJS[language]);
  return antd.default;
}
