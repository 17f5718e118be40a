import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Input } from "antd";
import { Paperclip, SendHorizontal, X } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { upload } from "@/api/resources";
import type { UploadedFile } from "@/api/types";
import { type Case, caseVerb } from "@/api/workflow";

const MOST_FILES = 10;

/** A line to say something to everybody concerned, with files if need be. */
export function Say({ data }: { data: Case }) {
  const { t } = useTranslation("inbox");
  const { message } = App.useApp();
  const client = useQueryClient();
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [files, setFiles] = useState<UploadedFile[]>([]);
  const [secret, setSecret] = useState(false);
  const failed = (error: unknown) => void message.error((error as Error).message);
  const comment = useMutation({
    mutationFn: () =>
      caseVerb(data.id, "comment", {
        opinion: text.trim(),
        files: files.map((one) => one.id),
        secret: secret && files.length > 0,
      }),
    onSuccess: (next) => {
      setText("");
      setFiles([]);
      setSecret(false);
      client.setQueryData(["case", data.id], next);
    },
    onError: failed,
  });
  const take = useMutation({
    mutationFn: (chosen: File) => upload(chosen),
    onSuccess: (file) => setFiles((before) => [...before, file]),
    onError: failed,
  });
  // Whoever only reads along speaks without files.
  const party = data.actions.some((one) => one.name === "cc");
  const ready = Boolean(text.trim() || files.length) && !take.isPending;
  return (
    <form
      className="cv-saying hy-noprint"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !comment.isPending) comment.mutate();
      }}
    >
      <div className="cv-say">
        <Input
          aria-label={t("say")}
          placeholder={t("say")}
          maxLength={1000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <input
          ref={picker}
          type="file"
          hidden
          onChange={(event) => {
            const chosen = event.target.files?.[0];
            if (chosen) take.mutate(chosen);
            event.target.value = "";
          }}
        />
        {party ? (
          <Button
            icon={<Paperclip size={15} />}
            aria-label={t("attached.add")}
            title={t("attached.add")}
            loading={take.isPending}
            disabled={files.length >= MOST_FILES}
            onClick={() => picker.current?.click()}
          />
        ) : null}
        <Button
          htmlType="submit"
          icon={<SendHorizontal size={15} />}
          aria-label={t("verb.comment")}
          loading={comment.isPending}
          disabled={!ready}
        />
      </div>
      {files.length ? (
        <div className="hy-row hy-wrap">
          {files.map((file) => (
            <span key={file.id} className="hy-row cv-file">
              <Paperclip size={14} /> {file.name}
              <Button
                size="small"
                type="text"
                icon={<X size={13} />}
                aria-label={t("attached.remove", { name: file.name })}
                onClick={() => setFiles((before) => before.filter((one) => one.id !== file.id))}
              />
            </span>
          ))}
          <Checkbox checked={secret} onChange={(event) => setSecret(event.target.checked)}>
            <span title={t("attached.secretHint")}>{t("attached.secretLabel")}</span>
          </Checkbox>
        </div>
      ) : null}
    </form>
  );
}
