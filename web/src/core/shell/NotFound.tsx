import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Blank } from "@/ui/Blank";

export function Component() {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  return (
    <Blank
      title={t("page.missing")}
      hint={t("page.missingHint")}
      action={<Button onClick={() => navigate("/")}>{t("page.home")}</Button>}
    />
  );
}
