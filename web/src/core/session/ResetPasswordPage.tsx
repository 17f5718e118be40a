import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { passwordLink, signOut, spendPasswordLink } from "@/api/session";
import { ClosedLink } from "@/core/setup/ClosedLink";
import { showFaults } from "@/core/setup/faults";
import { PasswordRules } from "@/core/setup/PasswordRules";
import { Failure } from "@/core/shell/Failure";
import { Avatar } from "@/ui/Avatar";
import { Skeleton } from "@/ui/Blank";
import { Door } from "./Door";

interface Choice {
  password: string;
  again: string;
}

const isClosed = (error: unknown) => isProblem(error, "password_link_closed");

/** What a link for a new password opens: whose it is, the new password, and the way to sign-in. */
export default function ResetPasswordPage() {
  const { t } = useTranslation("session");
  const token = window.location.hash.slice(1);
  const found = useQuery({
    queryKey: ["password-link", token],
    queryFn: () => passwordLink(token),
    retry: (count, error) => !isProblem(error) && count < 2,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [form] = Form.useForm<Choice>();
  const [state, setState] = useState<"open" | "busy" | "done" | "closed">("open");
  const [fault, setFault] = useState("");

  async function submit({ password }: Choice) {
    setState("busy");
    setFault("");
    try {
      await signOut(); // whoever was signed in on this device need not be the one whose link this is
      await spendPasswordLink(token, password);
      setState("done");
    } catch (error) {
      if (isClosed(error)) return setState("closed");
      setFault(showFaults(form, error, ["password"]));
      setState("open");
    }
  }

  if (found.isPending) return <Door>{<Skeleton rows={6} />}</Door>;
  if (state === "closed" || isClosed(found.error)) {
    return <Door>{<ClosedLink title={t("reset.closed")} hint={t("reset.closedHint")} />}</Door>;
  }
  if (found.isError) return <Door>{<Failure error={found.error} retry={() => void found.refetch()} />}</Door>;
  const { name, company, username, password } = found.data;
  if (state === "done") {
    return (
      <Door name={company}>
        <div role="status">
          <h1>{t("reset.done")}</h1>
          <p className="hy-muted">{t("reset.doneHint", { username })}</p>
        </div>
        <Button type="primary" size="large" block href="/">
          {t("reset.signIn")}
        </Button>
      </Door>
    );
  }
  return (
    <Door name={company}>
      <div>
        <h1>{t("reset.title")}</h1>
        <p className="hy-muted">{t("reset.hint")}</p>
      </div>
      <div className="si-who">
        <Avatar name={name} size={40} />
        <span className="hy-grow">
          <b>{name}</b>
          <span className="hy-faint">{t("reset.account", { username })}</span>
        </span>
      </div>
      {fault ? <Alert type="error" showIcon title={fault} role="alert" /> : null}
      <Form form={form} layout="vertical" requiredMark={false} size="large" onFinish={(values) => void submit(values)}>
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <Form.Item
          name="password"
          label={t("reset.password")}
          rules={[{ required: true, message: t("passwordNeeded") }]}
          extra={<PasswordRules rules={password} />}
        >
          <Input.Password autoComplete="new-password" maxLength={200} autoFocus />
        </Form.Item>
        <Form.Item
          name="again"
          label={t("reset.again")}
          dependencies={["password"]}
          rules={[
            { required: true, message: t("passwordNeeded") },
            ({ getFieldValue }) => ({
              validator: (_rule, value) =>
                !value || value === getFieldValue("password")
                  ? Promise.resolve()
                  : Promise.reject(new Error(t("reset.differ"))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={state === "busy"}>
          {t("reset.submit")}
        </Button>
      </Form>
    </Door>
  );
}
