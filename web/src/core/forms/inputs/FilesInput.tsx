import { App, Button } from "antd";
import { FileText, ImagePlus, Paperclip, X } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { fileAddress, upload } from "@/api/resources";
import { said } from "../texts";
import type { InputProps } from "./props";

export interface Attached {
  id: number;
  name?: string;
}

export const attachedOf = (value: unknown): Attached[] =>
  (Array.isArray(value) ? value : value ? [value] : []) as Attached[];

const endingOf = (name: string) => name.split(".").at(-1)?.toLowerCase() ?? "";

/** Files or pictures: chosen, dropped or pasted; several where the field has room for them. */
export default function FilesInput({ id, field, value, label, invalid, describedBy, cell, onChange }: InputProps) {
  const { t } = useTranslation("forms");
  const { message } = App.useApp();
  const picker = useRef<HTMLInputElement>(null);
  const latest = useRef(attachedOf(value));
  latest.current = attachedOf(value);
  const [busy, setBusy] = useState<string[]>([]);
  const [over, setOver] = useState(false);
  const pictures = field.type === "image";
  const most = field.most ?? 50;
  const endings = field.extensions?.map((one) => one.toLowerCase().replace(/^\./, ""));
  const files = attachedOf(value);
  const full = files.length + busy.length >= most;

  const refusal = (file: File): string => {
    if (pictures && !file.type.startsWith("image/")) return t("files.notPicture", { name: file.name });
    if (endings?.length && !endings.includes(endingOf(file.name))) {
      return t("files.wrongType", { name: file.name, types: endings.join(", ") });
    }
    return "";
  };
  const take = async (chosen: Iterable<File>) => {
    for (const file of chosen) {
      const refused = latest.current.length >= most ? t("files.tooMany", { most }) : refusal(file);
      if (refused) {
        void message.error(refused);
        continue;
      }
      setBusy((now) => [...now, file.name]);
      try {
        const { id: stored, name } = await upload(file);
        latest.current = [...latest.current, { id: stored, name }];
        onChange(latest.current);
      } catch (error) {
        void message.error((error as Error).message);
      } finally {
        setBusy((now) => now.filter((name) => name !== file.name));
      }
    }
  };
  return (
    <div
      className="fl-files"
      role="group"
      aria-label={label ?? said(field.label)}
      data-over={over}
      data-fault={invalid}
      data-cell={cell}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take([...event.dataTransfer.files]);
      }}
      onPaste={(event) => {
        if (event.clipboardData.files.length) void take([...event.clipboardData.files]);
      }}
    >
      <input
        ref={picker}
        type="file"
        hidden
        multiple={most > 1}
        accept={pictures ? "image/*" : endings?.map((one) => `.${one}`).join(",")}
        onChange={(event) => {
          void take([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <FileList
        files={files}
        pictures={pictures}
        onRemove={(gone) => onChange(files.filter((file) => file !== gone))}
      />
      {busy.map((name) => (
        <span key={name} className="fl-file fl-busy" role="status">
          {t("files.sending", { name })}
        </span>
      ))}
      {full ? null : (
        <Button
          id={id}
          type={cell ? "text" : "default"}
          size={cell ? "small" : undefined}
          aria-describedby={describedBy}
          icon={pictures ? <ImagePlus size={15} /> : <Paperclip size={15} />}
          onClick={() => picker.current?.click()}
        >
          {cell ? <span className="hy-sr">{t("files.add")}</span> : pictures ? t("files.addPicture") : t("files.add")}
        </Button>
      )}
    </div>
  );
}

interface ListProps {
  files: Attached[];
  pictures: boolean;
  onRemove?: (file: Attached) => void;
}

/** What is attached: names of files, and pictures as they look. */
export function FileList({ files, pictures, onRemove }: ListProps) {
  const { t } = useTranslation("forms");
  return files.map((file) => (
    <span key={file.id} className={pictures ? "fl-picture" : "fl-file"}>
      <a href={fileAddress(file.id)} target="_blank" rel="noreferrer">
        {pictures ? (
          <img src={fileAddress(file.id)} alt={file.name ?? ""} loading="lazy" />
        ) : (
          <>
            <FileText size={14} aria-hidden="true" />
            <span className="hy-ellipsis">{file.name ?? file.id}</span>
          </>
        )}
      </a>
      {onRemove ? (
        <button
          type="button"
          className="hy-plain fl-x"
          aria-label={t("files.remove", { name: file.name ?? "" })}
          onClick={() => onRemove(file)}
        >
          <X size={13} aria-hidden="true" />
        </button>
      ) : null}
    </span>
  ));
}
