import { Alert, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { givePasswordLink, type PasswordLink } from "@/api/account";
import { link } from "@/api/setup";
import { Cancelled, usePresence } from "@/core/account/use-presence";
import { CopyButton } from "@/core/setup/Links";
import { When } from "@/ui/When";
import "./admin.css";

/** Makes a link for a new password and shows it this once, to be handed to the person. */
export function PasswordLinkDialog({ id, name, onClose }: { id: number; name: string; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { run, dialog } = usePresence();
  const [made, setMade] = useState<PasswordLink>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  async function give() {
    setBusy(true);
    setFault("");
    try {
      setMade(await run(() => givePasswordLink(id)));
    } catch (error) {
      if (!(error instanceof Cancelled)) setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Modal
      open
      width={520}
      title={t("password.title", { name })}
      okText={made ? t("password.close") : t("password.make")}
      confirmLoading={busy}
      onOk={made ? onClose : () => void give()}
      onCancel={onClose}
      cancelButtonProps={made ? { style: { display: "none" } } : undefined}
    >
      {fault ? <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 12 }} /> : null}
      {made?.path ? (
        <>
          <p className="hy-muted">{t("password.hand", { name })}</p>
          <div className="ad-link">
            <code>{link(made.path)}</code>
            <CopyButton text={link(made.path)} label={t("password.copy")} />
          </div>
          <p className="hy-faint">
            {t("password.until")} <When at={made.expires_at} />
          </p>
        </>
      ) : (
        <p className="hy-muted">{t("password.hint", { name })}</p>
      )}
      {dialog}
    </Modal>
  );
}
