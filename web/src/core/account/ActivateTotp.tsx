import { Alert, Button, Form, Input, QRCode } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { activateTotp, type Totp } from "@/api/account";
import { CopyButton } from "@/core/setup/Links";
import { Cancelled } from "./use-presence";

interface Props {
  offer: Totp;
  run: <T>(work: () => Promise<T>) => Promise<T>;
  onDone: () => void;
  onCancel: () => void;
}

/** Scan, type the code, done. The password is asked in between when the session is not fresh. */
export function ActivateTotp({ offer, run, onDone, onCancel }: Props) {
  const { t } = useTranslation("account");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  async function submit({ code }: { code: string }) {
    setBusy(true);
    setFault("");
    try {
      await run(() => activateTotp(code.replace(/\s/g, "")));
      onDone();
    } catch (error) {
      if (!(error instanceof Cancelled)) setFault(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }
  return (
    <div className="ac-totp">
      <QRCode value={offer.url} type="svg" size={168} bordered={false} color="#000" bgColor="#fff" />
      <div className="hy-grow">
        <p>{t("factor.scan")}</p>
        <p className="hy-row hy-wrap">
          <code className="ac-secret">{offer.secret}</code>
          <CopyButton text={offer.secret} label={t("factor.copySecret")} />
        </p>
        {fault ? <Alert type="error" showIcon title={fault} role="alert" /> : null}
        <Form layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
          <Form.Item name="code" label={t("factor.code")} rules={[{ required: true, message: t("needed") }]}>
            <Input inputMode="numeric" autoComplete="one-time-code" maxLength={8} autoFocus style={{ maxWidth: 180 }} />
          </Form.Item>
          <div className="hy-row">
            <Button type="primary" htmlType="submit" loading={busy}>
              {t("factor.activate")}
            </Button>
            <Button onClick={onCancel}>{t("factor.cancel")}</Button>
          </div>
        </Form>
      </div>
    </div>
  );
}
