import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "@/api/session";
import { LANGUAGES } from "@/core/i18n";
import { Mark } from "@/ui/Logo";
import { useAppearance } from "./appearance";
import { DemoPeople } from "./DemoPeople";
import "./sign-in.css";

export default function SignIn({ onEntered }: { onEntered: () => Promise<void> }) {
  const { t } = useTranslation("session");
  const { language, change } = useAppearance();
  const info = useQuery({
    queryKey: ["public", language],
    queryFn: api.publicInfo,
    retry: 2,
    placeholderData: (before) => before,
  });
  const [step, setStep] = useState<"password" | "totp">("password");
  const [busy, setBusy] = useState<string | null>(null);
  const [fault, setFault] = useState("");

  async function attempt(name: string, work: () => Promise<api.SignInOutcome>) {
    setBusy(name);
    setFault("");
    try {
      if ((await work()) === "totp") setStep("totp");
      else await onEntered();
    } catch (error) {
      setFault(error instanceof TypeError ? t("unreachable") : error instanceof Error ? error.message : t("failed"));
    } finally {
      setBusy(null);
    }
  }

  const demo = info.data?.demo;
  return (
    <main className="si">
      <section className="si-story" aria-hidden="true">
        <svg aria-hidden="true" className="si-roofs" viewBox="0 0 600 600" fill="none">
          {Array.from({ length: 9 }, (_, i) => (
            <path
              key={i}
              d={`M${-60 + i * 14} ${420 + i * 34} L300 ${130 + i * 34} L${660 - i * 14} ${420 + i * 34}`}
            />
          ))}
          <path className="gold" d="M150 330h300" />
        </svg>
        <div className="si-words">
          <p className="si-big">{t("motto")}</p>
          <p>{t("mottoHint")}</p>
        </div>
      </section>
      <section className="si-side">
        <header className="hy-row">
          <Mark size={34} />
          <b className="si-name">{info.data?.product ?? "Heyi 合一"}</b>
          <span className="hy-grow" />
          <nav className="si-langs" aria-label={t("language")}>
            {LANGUAGES.map(({ value, label, short }) => (
              <button
                key={value}
                type="button"
                className="hy-plain hy-touch"
                aria-pressed={value === language}
                title={label}
                lang={value}
                onClick={() => {
                  sessionStorage.setItem("heyi.language-asked", "1");
                  change({ language: value });
                }}
              >
                {short}
              </button>
            ))}
          </nav>
        </header>
        <div className="si-body">
          <h1>{step === "totp" ? t("totpTitle") : t("title")}</h1>
          {fault ? <Alert type="error" showIcon title={fault} role="alert" /> : null}
          {step === "totp" ? (
            <CodeForm busy={busy !== null} onCode={(code) => attempt("totp", () => api.confirmCode(code))} />
          ) : (
            <PasswordForm
              busy={busy === "form"}
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
        </div>
        <footer className="hy-faint">{info.data ? `${info.data.product} ${info.data.version}` : ""}</footer>
      </section>
    </main>
  );
}

interface Credentials {
  username: string;
  password: string;
}

function PasswordForm({ busy, onSubmit }: { busy: boolean; onSubmit: (value: Credentials) => void }) {
  const { t } = useTranslation("session");
  return (
    <Form<Credentials> layout="vertical" requiredMark={false} onFinish={onSubmit} size="large">
      <Form.Item name="username" label={t("username")} rules={[{ required: true, message: t("usernameNeeded") }]}>
        <Input autoComplete="username" autoCapitalize="none" autoFocus />
      </Form.Item>
      <Form.Item name="password" label={t("password")} rules={[{ required: true, message: t("passwordNeeded") }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t("enter")}
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
