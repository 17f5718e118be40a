import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changePassword } from "@/api/account";
import type { PasswordRules as Rules } from "@/api/types";
import { showFaults } from "@/core/setup/faults";
import { PasswordRules } from "@/core/setup/PasswordRules";

interface Values {
  current_password: string;
  new_password: string;
}

export function PasswordForm({ rules, block, onDone }: { rules?: Rules; block?: boolean; onDone: () => void }) {
  const { t } = useTranslation("account");
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  async function submit(values: Values) {
    setBusy(true);
    setFault("");
    try {
      await changePassword(values.current_password, values.new_password);
      form.resetFields();
      onDone();
    } catch (error) {
      setFault(showFaults(form, error, ["current_password", "new_password"]));
    } finally {
      setBusy(false);
    }
  }
  const needed = [{ required: true, message: t("needed") }];
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      size={block ? "large" : undefined}
      onFinish={(values) => void submit(values)}
    >
      {fault ? <Alert type="error" showIcon title={fault} role="alert" /> : null}
      <Form.Item name="current_password" label={t("password.current")} rules={needed}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item name="new_password" label={t("password.new")} rules={needed} extra={<PasswordRules rules={rules} />}>
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy} block={block}>
        {t("password.change")}
      </Button>
    </Form>
  );
}
