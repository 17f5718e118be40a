import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { csrfToken } from "@/api/http";

/** A form of its own, because the browser itself has to go to the provider. */
export function Provider({ provider }: { provider: { id: string; name: string } }) {
  const { t } = useTranslation("session");
  return (
    <form method="post" action="/_allauth/browser/v1/auth/provider/redirect">
      <input type="hidden" name="provider" value={provider.id} />
      <input type="hidden" name="process" value="login" />
      <input type="hidden" name="callback_url" value="/" />
      <input type="hidden" name="csrfmiddlewaretoken" value={csrfToken()} />
      <Button htmlType="submit" size="large" block>
        {t("withProvider", { name: provider.name })}
      </Button>
    </form>
  );
}
