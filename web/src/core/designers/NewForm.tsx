import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { makeForm } from "@/api/forms";
import { CATEGORIES } from "./categories";

interface Words {
  name: string;
  code: string;
  category: string;
}

/** A name and a code are enough to begin; everything else is drawn. */
export function NewForm({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation("designers");
  const [form] = Form.useForm<Words>();
  const client = useQueryClient();
  const go = useNavigate();
  const make = useMutation({
    mutationFn: ({ name, code, category }: Words) =>
      makeForm({ code, category, name: { [i18n.language.toLowerCase()]: name } }),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ["forms"] });
      go(`/forms/designs/${made.id}`);
    },
    onError: (error: Error) => form.setFields([{ name: "code", errors: [error.message] }]),
  });
  return (
    <Modal
      open
      title={t("new.title")}
      okText={t("new.go")}
      cancelText={t("cancel")}
      confirmLoading={make.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ category: "administration" }}
        onFinish={(words) => make.mutate(words)}
      >
        <Form.Item name="name" label={t("new.name")} rules={[{ required: true, message: t("required") }]}>
          <Input autoFocus maxLength={60} placeholder={t("new.nameExample")} />
        </Form.Item>
        <Form.Item
          name="code"
          label={t("new.code")}
          extra={t("new.codeHint")}
          rules={[
            { required: true, message: t("required") },
            { pattern: /^[a-z][a-z0-9_]{0,39}$/, message: t("new.codeBad") },
          ]}
        >
          <Input maxLength={40} placeholder="leave" />
        </Form.Item>
        <Form.Item name="category" label={t("new.category")}>
          <Select options={CATEGORIES.map((value) => ({ value, label: t(`category.${value}`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
