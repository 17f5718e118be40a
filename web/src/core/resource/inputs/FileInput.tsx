import { App, Button, Progress } from "antd";
import { Paperclip, X } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { fileAddress, upload } from "@/api/resources";
import type { UploadedFile } from "@/api/types";
import type { InputProps } from "./FieldInput";

export default function FileInput({ id, field, value, onChange }: InputProps) {
  const { t } = useTranslation("resource");
  const { message } = App.useApp();
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState("");
  const file = value as UploadedFile | null;
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    setBusy(chosen.name);
    try {
      onChange(await upload(chosen));
    } catch (error) {
      void message.error((error as Error).message);
    } finally {
      setBusy("");
    }
  };
  return (
    <div
      className="ri-file"
      role="group"
      aria-label={field.label}
      onDragOver={(e) => e.preventDefault()}
      onDrop={(e) => {
        e.preventDefault();
        void take(e.dataTransfer.files[0]);
      }}
    >
      <input ref={picker} id={id} type="file" hidden onChange={(e) => void take(e.target.files?.[0])} />
      {busy ? <Progress percent={99} status="active" size="small" format={() => busy} /> : null}
      {file && !busy ? (
        <span className="hy-row">
          <a href={fileAddress(file.id)}>{file.name}</a>
          <Button
            size="small"
            type="text"
            icon={<X size={14} />}
            aria-label={t("input.removeFile")}
            onClick={() => onChange(null)}
          />
        </span>
      ) : null}
      {!file && !busy ? (
        <Button icon={<Paperclip size={15} />} onClick={() => picker.current?.click()}>
          {t("input.file")}
        </Button>
      ) : null}
    </div>
  );
}
