import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import * as api from "@/api/session";
import { useAppearance } from "./appearance";
import { DemoPeople } from "./DemoPeople";
import { Door } from "./Door";
import { Forgotten } from "./Forgotten";
import { Provider } from "./Provider";

export default function SignIn({ onEntered }: { onEntered: () => Promise<void> }) {
  const { t } = useTranslation("session");
  const { language } = useAppearance();
  const info = useQuery({
    queryKey: ["public", language],
    queryFn: api.publicInfo,
    retry: 2,
    placeholderData: (before) => before,
  });
  const [step, setStep] = useState<"password" | "totp" | "forgotten">("password");
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState<string | null>(null);
  const [fault, setFault] = useState(() => refusalOf(window.location, t));

  async function attempt(name: string, work: () => Promise<api.SignInOutcome>) {
    setBusy(name);
    setFault("");
    try {
      if ((await work()) === "totp") setStep("totp");
      else await onEntered();
    } catch (error) {
      if (isProblem(error, "too_many")) setFault(t("tooMany"));
      else
        setFault(error instanceof TypeError ? t("unreachable") : error instanceof Error ? error.message : t("failed"));
    } finally {
      setBusy(null);
    }
  }

  const demo = info.data?.demo;
  const provider = info.data?.provider;
  const footer = info.data ? `${info.data.product} ${info.data.version}` : "";
  if (step === "forgotten") {
    return (
      <Door name={info.data?.product} footer={footer}>
        <Forgotten mail={info.data?.mail ?? true} name={typed} onBack={() => setStep("password")} />
      </Door>
    );
  }
  return (
    <Door name={info.data?.product} footer={footer}>
      <h1>{step === "totp" ? t("totpTitle") : t("title")}</h1>
      {fault ? <Alert type="error" showIcon title={fault} role="alert" /> : null}
      {step === "totp" ? (
        <CodeForm busy={busy !== null} onCode={(code) => attempt("totp", () => api.confirmCode(code))} />
      ) : (
        <PasswordForm
          busy={busy === "form"}
          name={typed}
          onForgotten={(name) => {
            setTyped(name);
            setFault("");
            setStep("forgotten");
          }}
          onSubmit={({ username, password }) => attempt("form", () => api.signIn(username, password))}
        />
      )}
      {demo && step === "password" ? (
        <DemoPeople
          people={demo.people}
          busy={busy}
          onPick={(username) => attempt(username, () => api.signIn(username, demo.password))}
        />
      ) : null}
      {provider && step === "password" ? <Provider provider={provider} /> : null}
    </Door>
  );
}

/** An identity provider sends people back here with the reason in the address. */
function refusalOf({ pathname, search }: Location, t: TFunction<"session">): string {
  const error = pathname === "/sign-in" ? new URLSearchParams(search).get("error") : null;
  if (error === "unknown_person") return t("unknownPerson");
  if (error === "not_employed") return t("notEmployed");
  return error ? t("providerFailed") : "";
}

interface Credentials {
  username: string;
  password: string;
}

interface PasswordFormProps {
  busy: boolean;
  name: string;
  onSubmit: (value: Credentials) => void;
  onForgotten: (name: string) => void;
}

function PasswordForm({ busy, name, onSubmit, onForgotten }: PasswordFormProps) {
  const { t } = useTranslation("session");
  const [form] = Form.useForm<Credentials>();
  return (
    <Form<Credentials>
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={onSubmit}
      size="large"
      initialValues={{ username: name }}
    >
      <Form.Item name="username" label={t("username")} rules={[{ required: true, message: t("usernameNeeded") }]}>
        <Input autoComplete="username" autoCapitalize="none" autoFocus />
      </Form.Item>
      <Form.Item name="password" label={t("password")} rules={[{ required: true, message: t("passwordNeeded") }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t("enter")}
      </Button>
      <Button type="link" block onClick={() => onForgotten(form.getFieldValue("username") ?? "")}>
        {t("forgotten.ask")}
      </Button>
    </Form>
  );
}

function CodeForm({ busy, onCode }: { busy: boolean; onCode: (code: string) => void }) {
  const { t } = useTranslation("session");
  return (
    <Form layout="vertical" size="large" onFinish={({ code }: { code: string }) => onCode(code)}>
      <p className="hy-muted" style={{ marginBottom: 16 }}>
        {t("totpHint")}
      </p>
      <Form.Item name="code" label={t("code")} rules={[{ required: true, message: t("codeNeeded") }]}>
        <Input inputMode="numeric" autoComplete="one-time-code" autoFocus maxLength={12} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t("enter")}
      </Button>
    </Form>
  );
}
