import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { Door } from "@/core/session/Door";
import { PasswordForm } from "./PasswordForm";

interface Props {
  me: Me;
  onDone: () => void;
  onLeave: () => void;
}

/** The whole page while the password is overdue. */
export default function PasswordDue({ me, onDone, onLeave }: Props) {
  const { t } = useTranslation("account");
  return (
    <Door name={me.employee?.company.label}>
      <div>
        <h1>{t("due.title")}</h1>
        <p className="hy-muted">{t("due.hint", { name: me.user.name })}</p>
      </div>
      <PasswordForm rules={me.password_rules} block onDone={onDone} />
      <Button type="link" onClick={onLeave}>
        {t("due.leave")}
      </Button>
    </Door>
  );
}
