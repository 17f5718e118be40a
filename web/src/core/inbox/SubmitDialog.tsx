import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Alert, App, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import type { Entry, Resource } from "@/api/types";
import { preview } from "@/api/workflow";
import { useVerb } from "@/core/resource/use-record";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import { Path } from "./Path";
import "./inbox.css";

interface Props {
  resource: Resource;
  record: Entry;
  verb?: string;
  onClose: () => void;
  onSubmitted?: (entry: Entry | null) => void;
  /** A form that stands behind shows what is wrong where it is; the dialog steps aside for that. */
  onRefused?: (error: unknown) => void;
}

/** Before a document is submitted: its path with people, warnings, and what the initiator may choose. */
export function SubmitDialog({ resource, record, verb = "submit", onClose, onSubmitted, onRefused }: Props) {
  const { t } = useTranslation("inbox");
  const { message } = App.useApp();
  const run = useVerb(resource);
  const [chosen, setChosen] = useState<Record<string, number[]>>({});
  const [identity, setIdentity] = useState(0);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState("");
  const query = useQuery({
    queryKey: ["preview", resource.key, record.id, record.version, identity],
    queryFn: () => preview(resource.key, record.id, identity),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const data = query.data;
  type Asked = NonNullable<typeof data>["choices"][number];
  const picked = (choice: Asked) => chosen[choice.node] ?? choice.preset.map((one) => one.id);
  const short = data?.choices.some((c) => picked(c).length < c.min) ?? false;
  const submit = async () => {
    setBusy(true);
    setRefusal("");
    try {
      const entry = await run(record, verb, {
        ...(data?.choices.length ? { choices: Object.fromEntries(data.choices.map((c) => [c.node, picked(c)])) } : {}),
        ...(identity ? { identity } : {}),
      });
      void message.success(t("said.submit"));
      onSubmitted?.(entry);
      onClose();
    } catch (error) {
      if (onRefused && isProblem(error) && error.faults.length) {
        onClose();
        return onRefused(error);
      }
      setRefusal(
        isProblem(error)
          ? [error.body.title, error.body.detail, ...error.faults.map((f) => f.message)].filter(Boolean).join(" ")
          : (error as Error).message,
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={560}
      title={t("submit.title", { label: record.label })}
      okText={t("submit.ok")}
      okButtonProps={{ loading: busy, disabled: short || query.isPending }}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      <div className="hy-stack">
        {refusal ? <Alert type="error" showIcon title={refusal} role="alert" /> : null}
        {query.isPending ? <Skeleton rows={5} /> : null}
        {query.isError && !(isProblem(query.error) && query.error.status === 404) ? (
          <Failure error={query.error} retry={() => void query.refetch()} />
        ) : null}
        {data?.warnings.map(({ node, code }) => (
          <Alert key={`${node} ${code}`} type="warning" showIcon title={t(`submit.warning.${code}`)} />
        ))}
        {data?.identities?.length ? (
          <label className="hy-stack" style={{ gap: 5 }}>
            <span className="hy-muted">{t("submit.as")}</span>
            <Select
              aria-label={t("submit.as")}
              value={identity}
              options={data.identities.map((post) => ({ value: post.id, label: post.label }))}
              onChange={setIdentity}
            />
          </label>
        ) : null}
        {data ? <Path steps={data.path} /> : null}
        {data?.choices.map((choice) => (
          <label key={choice.node} className="hy-stack" style={{ gap: 5 }}>
            <span className="hy-muted">
              {choice.label}
              {choice.min ? <span className="sd-min"> {t("submit.min", { count: choice.min })}</span> : null}
            </span>
            <Select
              mode="multiple"
              aria-label={choice.label}
              optionFilterProp="label"
              value={picked(choice)}
              options={choice.candidates.map((c) => ({ value: c.id, label: c.label }))}
              onChange={(ids: number[]) => setChosen((now) => ({ ...now, [choice.node]: ids }))}
            />
          </label>
        ))}
      </div>
    </Modal>
  );
}
