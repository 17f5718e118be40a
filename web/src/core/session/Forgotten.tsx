import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { forgotten } from "@/api/session";

interface Props {
  /** Whether this install sends mail at all. */
  mail: boolean;
  name: string;
  onBack: () => void;
}

/** Asks for a link by mail. What it says does not depend on whether there is such an account. */
export function Forgotten({ mail, name, onBack }: Props) {
  const { t } = useTranslation("session");
  const [sent, setSent] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  async function submit(values: { name: string }) {
    setBusy(true);
    setFault("");
    try {
      await forgotten(values.name);
      setSent(true);
    } catch (error) {
      if (isProblem(error, "too_many")) setFault(t("forgotten.tooMany"));
      else setFault(error instanceof TypeError ? t("unreachable") : (error as Error).message);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <div>
        <h1>{sent ? t("forgotten.sentTitle") : t("forgotten.title")}</h1>
        <p className="hy-muted" role={sent ? "status" : undefined}>
          {sent ? t("forgotten.sent") : mail ? t("forgotten.hint") : t("forgotten.noMail")}
        </p>
      </div>
      {fault ? <Alert type="error" showIcon title={fault} role="alert" /> : null}
      {mail && !sent ? (
        <Form layout="vertical" requiredMark={false} size="large" initialValues={{ name }} onFinish={submit}>
          <Form.Item name="name" label={t("forgotten.name")} rules={[{ required: true, message: t("usernameNeeded") }]}>
            <Input autoComplete="username" autoCapitalize="none" autoFocus maxLength={254} />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={busy}>
            {t("forgotten.submit")}
          </Button>
        </Form>
      ) : null}
      <Button type="link" onClick={onBack}>
        {t("forgotten.back")}
      </Button>
    </>
  );
}
