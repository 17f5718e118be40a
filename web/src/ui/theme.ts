/** The look of Heyi: paper, ink and one teal. Every colour of the product is decided on this page. */
import { FastColor } from "@ant-design/fast-color";
import { type MappingAlgorithm, type ThemeConfig, theme } from "antd";

export type Shade = "light" | "dark";
export type Density = "comfortable" | "compact";

const ACCENT = { light: "#0d6b70", dark: "#46b5b3" };

const ON_ACCENT = { light: "#ffffff", dark: "#04211f" };

const SEEDS = {
  light: {
    colorPrimary: ACCENT.light,
    colorSuccess: "#2f6f2b",
    colorWarning: "#96540a",
    colorError: "#bf3329",
    colorInfo: "#2c69b8",
    colorLink: ACCENT.light,
    colorTextBase: "#1b2223",
    colorBgBase: "#ffffff",
    colorBgLayout: "#f3f2ee",
    colorText: "#1b2223",
    colorTextSecondary: "#566061",
    colorTextTertiary: "#5c6566",
    colorTextPlaceholder: "#6b7475",
    colorBorder: "#d9d7d0",
    colorBorderSecondary: "#e9e7e1",
    colorFillTertiary: "#f4f3f0",
    colorFillQuaternary: "#f9f8f6",
  },
  dark: {
    colorPrimary: ACCENT.dark,
    colorSuccess: "#66b35e",
    colorWarning: "#dd9a4a",
    colorError: "#ee8379",
    colorInfo: "#6ea5e8",
    colorLink: "#59c0bd",
    colorTextBase: "#e7eaea",
    colorBgBase: "#171b1c",
    colorBgLayout: "#101314",
    colorBgContainer: "#171b1c",
    colorBgElevated: "#1f2526",
    colorText: "#e4e8e8",
    colorTextSecondary: "#a7b0b1",
    colorTextTertiary: "#95a0a1",
    colorTextPlaceholder: "#8a9495",
    colorBorder: "#333b3d",
    colorBorderSecondary: "#272e2f",
    colorFillTertiary: "#1e2425",
    colorFillQuaternary: "#1a1f20",
  },
} as const;

const LATIN = '-apple-system, "Segoe UI", "Inter", "Helvetica Neue"';
const CHINESE: Record<string, string> = {
  "zh-Hans": '"PingFang SC", "HarmonyOS Sans SC", "MiSans", "Microsoft YaHei UI", "Noto Sans CJK SC"',
  "zh-Hant": '"PingFang TC", "Microsoft JhengHei UI", "Noto Sans CJK TC"',
  en: '"PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC"',
};

export const fontStack = (language: string): string => `${LATIN}, ${CHINESE[language] ?? CHINESE.en}, sans-serif`;

/** Quiet backgrounds: the colour itself, thinned with the paper below it. */
function softened(seed: (typeof SEEDS)[Shade], shade: Shade) {
  const thin = (colour: string, percent: number) =>
    new FastColor(colour).mix(seed.colorBgBase, 100 - percent).toHexString();
  const soft = shade === "dark" ? 16 : 9;
  return {
    colorPrimaryBg: thin(seed.colorPrimary, soft),
    colorPrimaryBgHover: thin(seed.colorPrimary, soft + 6),
    colorPrimaryBorder: thin(seed.colorPrimary, 40),
    colorSuccessBg: thin(seed.colorSuccess, soft + 1),
    colorWarningBg: thin(seed.colorWarning, soft + 2),
    colorErrorBg: thin(seed.colorError, soft + 1),
    colorInfoBg: thin(seed.colorInfo, soft + 1),
    controlItemBgActive: thin(seed.colorPrimary, soft),
    controlItemBgActiveHover: thin(seed.colorPrimary, soft + 5),
  };
}

/** antd's dark algorithm dims colours once more; ours are already chosen for their ground. */
const asDecided =
  (shade: Shade): MappingAlgorithm =>
  (seed, map) => {
    const base = map ?? theme.defaultAlgorithm(seed);
    const { colorPrimary, colorSuccess, colorWarning, colorError, colorInfo, colorLink } = SEEDS[shade];
    return { ...base, colorPrimary, colorSuccess, colorWarning, colorError, colorInfo, colorLink };
  };

/** `touch`: fingers meet these controls, so that each is at least 44 px high whatever the density. */
export function themeFor(shade: Shade, density: Density, language: string, touch: boolean): ThemeConfig {
  const compact = density === "compact";
  return {
    algorithm: [shade === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm, asDecided(shade)],
    token: {
      ...SEEDS[shade],
      ...softened(SEEDS[shade], shade),
      fontFamily: fontStack(language),
      fontSize: compact ? 13 : 14,
      controlHeight: touch ? 44 : compact ? 28 : 32,
      ...(touch ? { controlHeightSM: 44 } : {}),
      borderRadius: 6,
      borderRadiusLG: 10,
      wireframe: false,
      motionDurationMid: "0.14s",
      motionDurationSlow: "0.2s",
      boxShadowSecondary:
        shade === "dark" ? "0 8px 28px rgba(0,0,0,.5)" : "0 1px 2px rgba(27,34,35,.06), 0 10px 32px rgba(27,34,35,.12)",
    },
    components: {
      Button: {
        primaryColor: ON_ACCENT[shade],
        primaryShadow: "none",
        defaultShadow: "none",
        dangerShadow: "none",
        fontWeight: 500,
      },
      Form: { itemMarginBottom: compact ? 12 : 16, labelColor: SEEDS[shade].colorTextSecondary },
      Tabs: { horizontalItemPadding: "8px 2px", horizontalItemGutter: 22, titleFontSize: compact ? 13 : 14 },
      Modal: { titleFontSize: 16 },
    },
  };
}

/** Hands the same tokens to plain CSS as --hy-*, so style sheets hold no colours of their own. */
export function publishTokens(config: ThemeConfig, shade: Shade, density: Density): void {
  const token = theme.getDesignToken(config);
  const compact = density === "compact";
  const values: Record<string, string> = {
    accent: token.colorPrimary,
    "accent-hover": token.colorPrimaryHover,
    "accent-soft": token.colorPrimaryBg,
    "accent-line": token.colorPrimaryBorder,
    "on-accent": ON_ACCENT[shade],
    bg: token.colorBgLayout,
    surface: token.colorBgContainer,
    raised: token.colorBgElevated,
    sunken: token.colorFillQuaternary,
    hover: token.colorFillTertiary,
    text: token.colorText,
    "text-2": token.colorTextSecondary,
    "text-3": token.colorTextTertiary,
    border: token.colorBorder,
    line: token.colorBorderSecondary,
    green: token.colorSuccess,
    "green-soft": token.colorSuccessBg,
    orange: token.colorWarning,
    "orange-soft": token.colorWarningBg,
    red: token.colorError,
    "red-soft": token.colorErrorBg,
    blue: token.colorInfo,
    "blue-soft": token.colorInfoBg,
    neutral: token.colorTextSecondary,
    "neutral-soft": token.colorFillSecondary,
    gold: shade === "dark" ? "#f0c878" : "#d99a2b",
    shadow: token.boxShadowSecondary,
    font: token.fontFamily,
    "font-size": `${token.fontSize}px`,
    control: `${token.controlHeight}px`,
    row: compact ? "32px" : "40px",
    gap: compact ? "12px" : "16px",
    radius: `${token.borderRadius}px`,
    "radius-lg": `${token.borderRadiusLG}px`,
  };
  const root = document.documentElement;
  for (const [name, value] of Object.entries(values)) root.style.setProperty(`--hy-${name}`, value);
  root.style.colorScheme = shade;
  root.dataset.shade = shade;
  root.dataset.density = density;
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", token.colorBgLayout);
}
