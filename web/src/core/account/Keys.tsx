import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Modal, Popconfirm } from "antd";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiKey, makeKey, revokeKey } from "@/api/account";
import { showFaults } from "@/core/setup/faults";
import { CopyButton } from "@/core/setup/Links";
import { exact } from "@/kit/dates";
import { Panel } from "@/ui/Panel";
import { Tag } from "@/ui/Tag";
import { Cancelled, usePresence } from "./use-presence";

export function Keys({ keys }: { keys: ApiKey[] }) {
  const { t } = useTranslation("account");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [fresh, setFresh] = useState("");
  const again = () => void client.invalidateQueries({ queryKey: ["account"] });
  const revoke = useMutation({ mutationFn: revokeKey, onSettled: again });
  return (
    <Panel
      title={t("keys.title")}
      extra={
        <Button size="small" icon={<Plus size={14} />} onClick={() => setAsking(true)}>
          {t("keys.new")}
        </Button>
      }
    >
      <p className="hy-muted">{t("keys.hint")}</p>
      {fresh ? (
        <div className="ac-once">
          <b>{t("keys.once")}</b>
          <code>{fresh}</code>
          <CopyButton text={fresh} label={t("keys.copy")} />
        </div>
      ) : null}
      {revoke.isError ? <Alert type="error" showIcon title={revoke.error.message} role="alert" /> : null}
      <ul className="ac-list">
        {keys.map((key) => (
          <li key={key.id}>
            <KeyRound size={18} aria-hidden="true" />
            <span className="hy-grow">
              <b className="hy-ellipsis">{key.name}</b>
              <span className="hy-faint hy-ellipsis">
                {key.prefix}… · {t("keys.since", { at: exact(key.created_at) })}
                {key.expires_at ? ` · ${t("keys.until", { at: exact(key.expires_at) })}` : ""}
              </span>
            </span>
            {key.expired ? <Tag tone="orange">{t("keys.expired")}</Tag> : null}
            <Popconfirm title={t("keys.revokeAsk", { name: key.name })} onConfirm={() => revoke.mutate(key.id)}>
              <Button size="small" danger>
                {t("keys.revoke")}
              </Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
      {asking ? (
        <NewKey
          onClose={(key) => {
            setAsking(false);
            if (key) setFresh(key);
            again();
          }}
        />
      ) : null}
    </Panel>
  );
}

function NewKey({ onClose }: { onClose: (key?: string) => void }) {
  const { t } = useTranslation("account");
  const [form] = Form.useForm<{ name: string; last_day?: string }>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const { run, dialog } = usePresence();
  async function submit({ name, last_day }: { name: string; last_day?: string }) {
    setBusy(true);
    setFault("");
    try {
      const made = await run(() => makeKey(name, last_day || null));
      onClose(made.key ?? undefined);
    } catch (error) {
      if (!(error instanceof Cancelled)) setFault(showFaults(form, error, ["name", "last_day"]));
      setBusy(false);
    }
  }
  return (
    <Modal
      open
      width={420}
      title={t("keys.new")}
      okText={t("keys.make")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={() => onClose()}
    >
      {fault ? <Alert type="error" showIcon title={fault} role="alert" /> : null}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
        <Form.Item name="name" label={t("keys.name")} rules={[{ required: true, message: t("needed") }]}>
          <Input placeholder={t("keys.nameExample")} maxLength={120} autoFocus />
        </Form.Item>
        <Form.Item name="last_day" label={t("keys.lastDay")} extra={t("keys.lastDayHint")}>
          <Input type="date" />
        </Form.Item>
      </Form>
      {dialog}
    </Modal>
  );
}
