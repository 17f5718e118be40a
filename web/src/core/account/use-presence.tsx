import { Alert, Form, Input, Modal } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { confirmPassword, wantsPassword } from "@/api/account";

/** Runs an act; when the server asks for the password first, asks the person, and runs it again. */
export function usePresence(): { run: <T>(work: () => Promise<T>) => Promise<T>; dialog: ReactNode } {
  const [open, setOpen] = useState(false);
  const waiting = useRef<{ resolve: () => void; reject: (why: Error) => void } | null>(null);

  async function run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!wantsPassword(error)) throw error;
      await new Promise<void>((resolve, reject) => {
        waiting.current = { resolve, reject };
        setOpen(true);
      });
      return work();
    }
  }
  const close = (done: boolean) => {
    setOpen(false);
    if (done) waiting.current?.resolve();
    else waiting.current?.reject(new Cancelled());
    waiting.current = null;
  };
  return { run, dialog: open ? <PasswordDialog onClose={close} /> : null };
}

/** The person closed the question: nothing happened, and nothing has to be said. */
export class Cancelled extends Error {}

function PasswordDialog({ onClose }: { onClose: (done: boolean) => void }) {
  const { t } = useTranslation("account");
  const [form] = Form.useForm<{ password: string }>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  async function submit({ password }: { password: string }) {
    setBusy(true);
    try {
      await confirmPassword(password);
      onClose(true);
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }
  return (
    <Modal
      open
      width={400}
      title={t("confirm.title")}
      okText={t("confirm.ok")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={() => onClose(false)}
    >
      <p className="hy-muted">{t("confirm.hint")}</p>
      {fault ? <Alert type="error" showIcon title={fault} role="alert" /> : null}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
        <Form.Item name="password" label={t("password.current")} rules={[{ required: true, message: t("needed") }]}>
          <Input.Password autoComplete="current-password" autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
