/** antd with our look, for everything but the frame: pages, drawers, dialogs. The frame paints before it is here. */
import { StyleProvider } from "@ant-design/cssinjs";
import { App, ConfigProvider } from "antd";
import { type ReactNode, use, useMemo } from "react";
import type { Language } from "@/api/types";
import { loadLocale } from "@/core/i18n/locale";
import { nonce } from "@/kit/nonce";
import { themeFor } from "@/ui/theme";
import { useMedia } from "@/ui/useWide";
import { useAppearance } from "./appearance";

const locales = new Map<Language, ReturnType<typeof loadLocale>>();

function localeOf(language: Language) {
  const found = locales.get(language) ?? loadLocale(language);
  locales.set(language, found);
  return found;
}

export default function Dressed({ children }: { children: ReactNode }) {
  const { language, shade, density } = useAppearance();
  const locale = use(localeOf(language));
  const touch = useMedia("(pointer: coarse)");
  const theme = useMemo(() => themeFor(shade, density, language, touch), [shade, density, language, touch]);
  return (
    <StyleProvider layer={false}>
      <ConfigProvider theme={theme} locale={locale} csp={{ nonce: nonce() }} button={{ autoInsertSpace: false }}>
        <App component={false} message={{ maxCount: 3 }} notification={{ placement: "bottomRight" }}>
          {children}
        </App>
      </ConfigProvider>
    </StyleProvider>
  );
}
