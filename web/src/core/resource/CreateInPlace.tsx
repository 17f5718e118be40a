import { App, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { create } from "@/api/resources";
import type { Entry, Resource } from "@/api/types";
import { uuid } from "@/kit/ids";
import { FormFields, faultsByPath } from "./FormFields";
import { blankValues, changes, type Values } from "./form-values";

interface Props {
  resource: Resource;
  preset?: Values;
  onClose: () => void;
  onCreated: (entry: Entry) => void;
}

/** The first section of the form in a dialog: enough to go on, the rest can follow. */
export default function CreateInPlace({ resource, preset, onClose, onCreated }: Props) {
  const { t } = useTranslation("resource");
  const { message } = App.useApp();
  const first = new Set(resource.form[0]?.fields ?? []);
  const fields = resource.fields.filter((f) => (f.mode ?? "write") === "write" && (first.has(f.name) || f.required));
  const [values, setValues] = useState(() => blankValues(fields, preset));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [key] = useState(uuid);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    try {
      onCreated(
        await create(resource, changes(fields, undefined, values), Object.keys(faults).length ? undefined : key),
      );
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
      width={640}
      title={t("list.new", { label: resource.label })}
      okText={t("form.save")}
      okButtonProps={{ loading: busy }}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      <FormFields
        fields={fields}
        columns={2}
        values={values}
        faults={faults}
        autoFocus
        onChange={(part) => setValues((now) => ({ ...now, ...part }))}
      />
    </Modal>
  );
}
