/** Language, shade and density: kept in this browser, and with the person once signed in. */
import i18next from "i18next";
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { setRequestLanguage } from "@/api/http";
import type { Language } from "@/api/types";
import { browserLanguage } from "@/core/i18n";
import { load, save } from "@/kit/storage";
import { type Density, publishTokens, type Shade, themeFor } from "@/ui/theme";
import { useMedia } from "@/ui/useWide";

export interface Look {
  language: Language;
  theme: Shade | "system";
  density: Density;
}
interface Appearance extends Look {
  shade: Shade;
  change: (part: Partial<Look>) => void;
}

const Context = createContext<Appearance | null>(null);
const FIRST: Look = { language: browserLanguage(), theme: "system", density: "comfortable" };
export const storedLook = (): Look => ({ ...FIRST, ...load<Partial<Look>>("look", {}) });

export function AppearanceProvider({ children }: { children: ReactNode }) {
  const [look, setLook] = useState(storedLook);
  const systemDark = useMedia("(prefers-color-scheme: dark)");
  const shade: Shade = look.theme === "system" ? (systemDark ? "dark" : "light") : look.theme;
  const touch = useMedia("(pointer: coarse)");
  const config = useMemo(
    () => themeFor(shade, look.density, look.language, touch),
    [shade, look.density, look.language, touch],
  );
  const change = useCallback((part: Partial<Look>) => setLook((now) => ({ ...now, ...part })), []);

  useMemo(() => publishTokens(config, shade, look.density), [config, shade, look.density]);
  useEffect(() => save("look", look), [look]);
  useEffect(() => {
    document.documentElement.lang = look.language;
    setRequestLanguage(look.language);
    if (i18next.language !== look.language) void i18next.changeLanguage(look.language);
  }, [look.language]);

  const value = useMemo(() => ({ ...look, shade, change }), [look, shade, change]);
  return <Context value={value}>{children}</Context>;
}

export function useAppearance(): Appearance {
  const value = use(Context);
  if (!value) throw new Error("no appearance provider above");
  return value;
}
