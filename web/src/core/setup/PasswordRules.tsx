import { useTranslation } from "react-i18next";
import type { PasswordRules as Rules } from "@/api/types";

/** What a password must be like, before it is typed. */
export function PasswordRules({ rules }: { rules: Rules | undefined }) {
  const { t } = useTranslation("setup");
  if (!rules) return null;
  const parts = [t("rules.length", { count: rules.min_length })];
  if (rules.classes) parts.push(t("rules.classes", { count: rules.classes }));
  if (rules.history) parts.push(t("rules.history", { count: rules.history }));
  if (rules.max_days) parts.push(t("rules.age", { count: rules.max_days }));
  return <span className="hy-faint">{parts.join(t("rules.join"))}</span>;
}
