import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import * as session from "@/api/session";
import { accept, welcome } from "@/api/setup";
import { useAppearance } from "@/core/session/appearance";
import { Door } from "@/core/session/Door";
import { Failure } from "@/core/shell/Failure";
import { Avatar } from "@/ui/Avatar";
import { Skeleton } from "@/ui/Blank";
import { ClosedLink } from "./ClosedLink";
import { showFaults } from "./faults";
import { PasswordRules } from "./PasswordRules";

interface Choice {
  username: string;
  password: string;
}

/** The invited see who they are here, choose a user name and a password, and are in. */
export default function InvitationPage() {
  const { t } = useTranslation("setup");
  const { language } = useAppearance();
  const token = window.location.hash.slice(1);
  const invited = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => welcome(token),
    retry: (count, error) => !isProblem(error) && count < 2,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [form] = Form.useForm<Choice>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");

  async function submit({ username, password }: Choice) {
    setBusy(true);
    setFault("");
    try {
      await session.signOut(); // whoever was signed in on this device is not the one who is invited
      const made = await accept({ token, username, password, language });
      await session.signIn(made.username, password);
      window.location.replace("/");
    } catch (error) {
      setFault(showFaults(form, error, ["username", "password"]));
      setBusy(false);
    }
  }

  if (invited.isPending) return <Door>{<Skeleton rows={6} />}</Door>;
  if (invited.isError) {
    const closed = isProblem(invited.error, "invitation_closed");
    return (
      <Door>
        {closed ? (
          <ClosedLink title={t("closed.title")} hint={t("closed.invitation")} />
        ) : (
          <Failure error={invited.error} retry={() => void invited.refetch()} />
        )}
      </Door>
    );
  }
  const { name, company, department, post, username, password } = invited.data;
  const needed = [{ required: true, message: t("needed") }];
  return (
    <Door name={company}>
      <div>
        <h1>{t("invited.title", { name })}</h1>
        <p className="hy-muted">{t("invited.hint", { company })}</p>
      </div>
      <div className="si-who">
        <Avatar name={name} size={40} />
        <span className="hy-grow">
          <b>{name}</b>
          <span className="hy-faint">{[department, post].filter(Boolean).join(" · ")}</span>
        </span>
      </div>
      {fault ? <Alert type="error" showIcon title={fault} role="alert" /> : null}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        size="large"
        initialValues={{ username }}
        onFinish={(values) => void submit(values)}
      >
        <Form.Item name="username" label={t("first.username")} rules={needed} extra={t("invited.usernameHint")}>
          <Input autoComplete="username" autoCapitalize="none" maxLength={150} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t("first.password")}
          rules={needed}
          extra={<PasswordRules rules={password} />}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={busy}>
          {t("invited.submit")}
        </Button>
      </Form>
    </Door>
  );
}
