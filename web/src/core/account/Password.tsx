import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import type { Account } from "@/api/account";
import { Panel } from "@/ui/Panel";
import { PasswordForm } from "./PasswordForm";

export function Password({ account }: { account: Account }) {
  const { t } = useTranslation("account");
  const { message } = App.useApp();
  const client = useQueryClient();
  return (
    <Panel title={t("password.title")}>
      {account.has_password ? (
        <PasswordForm
          rules={account.rules}
          onDone={() => {
            void message.success(t("password.changed"));
            void client.invalidateQueries({ queryKey: ["account"] });
            void client.invalidateQueries({ queryKey: ["sessions"] });
          }}
        />
      ) : (
        <p className="hy-muted">{t("password.none")}</p>
      )}
    </Panel>
  );
}
