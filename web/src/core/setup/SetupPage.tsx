import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as session from "@/api/session";
import { type FirstAdministrator, found, setupInfo } from "@/api/setup";
import { useAppearance } from "@/core/session/appearance";
import { Door } from "@/core/session/Door";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import { ClosedLink } from "./ClosedLink";
import { showFaults } from "./faults";
import { PasswordRules } from "./PasswordRules";
import "./setup.css";

const FIELDS = ["company", "name", "username", "password", "currency", "time_zone"];

/** The first link of an empty install: a company and its administrator, who is then signed in as always. */
export default function SetupPage() {
  const { t, i18n } = useTranslation("setup");
  const { language } = useAppearance();
  const token = window.location.hash.slice(1);
  const info = useQuery({ queryKey: ["setup", token], queryFn: () => setupInfo(token), retry: 1 });
  const [form] = Form.useForm<FirstAdministrator>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");

  async function submit(values: FirstAdministrator) {
    setBusy(true);
    setFault("");
    try {
      await found(token, { ...values, language });
      await session.signIn(values.username, values.password);
      window.location.replace("/welcome/departments");
    } catch (error) {
      setFault(showFaults(form, error, FIELDS));
      setBusy(false);
    }
  }

  if (info.isPending) return <Door>{<Skeleton rows={7} />}</Door>;
  if (info.isError) return <Door>{<Failure error={info.error} retry={() => void info.refetch()} />}</Door>;
  if (!info.data.valid) {
    return (
      <Door>
        <ClosedLink title={t("closed.title")} hint={info.data.ready ? t("closed.ready") : t("closed.expired")} />
      </Door>
    );
  }
  const money = new Intl.DisplayNames([i18n.language], { type: "currency" });
  const currencies = info.data.currencies.map((code) => ({ value: code, label: `${code} ${money.of(code)}` }));
  const zones = Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value }));
  const needed = [{ required: true, message: t("needed") }];
  return (
    <Door>
      <div>
        <h1>{t("first.title")}</h1>
        <p className="hy-muted">{t("first.hint")}</p>
      </div>
      {fault ? <Alert type="error" showIcon title={fault} role="alert" /> : null}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => void submit(values)}
        initialValues={{ currency: language === "zh-Hant" ? "TWD" : "CNY", time_zone: info.data.time_zone }}
      >
        <Form.Item name="company" label={t("first.company")} rules={needed}>
          <Input
            size="large"
            placeholder={t("first.companyExample")}
            autoComplete="organization"
            autoFocus
            maxLength={200}
          />
        </Form.Item>
        <div className="su-two">
          <Form.Item name="currency" label={t("first.currency")} rules={needed}>
            <Select options={currencies} showSearch={{ optionFilterProp: "label" }} />
          </Form.Item>
          <Form.Item name="time_zone" label={t("first.zone")} rules={needed}>
            <Select options={zones} showSearch />
          </Form.Item>
        </div>
        <h2 className="su-part">{t("first.you")}</h2>
        <div className="su-two">
          <Form.Item name="name" label={t("first.name")} rules={needed}>
            <Input autoComplete="name" maxLength={120} />
          </Form.Item>
          <Form.Item name="username" label={t("first.username")} rules={needed}>
            <Input autoComplete="username" autoCapitalize="none" maxLength={150} />
          </Form.Item>
        </div>
        <Form.Item
          name="password"
          label={t("first.password")}
          rules={needed}
          extra={<PasswordRules rules={info.data.password} />}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Button type="primary" size="large" htmlType="submit" block loading={busy}>
          {t("first.submit")}
        </Button>
      </Form>
    </Door>
  );
}
