import { App, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import type { Verb } from "@/api/types";
import { FormFields, faultsByPath } from "./FormFields";
import { blankValues, toRequest, type Values } from "./form-values";

interface Props {
  verb: Pick<Verb, "name" | "label" | "tone" | "confirm" | "payload">;
  subject: string;
  onClose: () => void;
  run: (payload: Values) => Promise<unknown>;
}

/** Names the thing and the consequence, asks for what the verb needs, and shows refusals beside their fields. */
export function VerbDialog({ verb, subject, onClose, run }: Props) {
  const { t } = useTranslation("resource");
  const { message } = App.useApp();
  const fields = verb.payload ?? [];
  const [values, setValues] = useState<Values>(() => blankValues(fields));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    try {
      await run(toRequest(fields, values));
      onClose();
    } catch (error) {
      if (isProblem(error) && error.faults.length) setFaults(faultsByPath(error));
      else void message.error((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t("verb.title", { label: verb.label, subject })}
      okText={verb.label}
      okButtonProps={{ danger: verb.tone === "danger", loading: busy }}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      {verb.confirm ? (
        <p className="hy-muted" style={{ marginBottom: 12 }}>
          {verb.confirm}
        </p>
      ) : null}
      <FormFields
        fields={fields}
        columns={1}
        values={values}
        faults={faults}
        onChange={(part) => setValues((now) => ({ ...now, ...part }))}
      />
    </Modal>
  );
}
