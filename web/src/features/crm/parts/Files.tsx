import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Upload } from "antd";
import { Upload as UploadIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fileAddress, upload } from "@/api/resources";
import type { Entry, Resource } from "@/api/types";
import { Blank } from "@/ui/Blank";
import { Icon } from "@/ui/Icon";
import type { Overview } from "./use-overview";

const KB = 1024;

/** The customer's files, and by link those of its leads and opportunities. */
export function Files({ resource, record, overview }: { resource: Resource; record: Entry; overview?: Overview }) {
  const { t } = useTranslation("crm");
  const { message } = App.useApp();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const files = overview?.files ?? [];
  const take = async (file: File) => {
    setBusy(true);
    try {
      await upload(file, { resource: resource.key, id: record.id });
      await client.invalidateQueries({ queryKey: ["rows", "crm.customer", "overview"] });
    } catch (error) {
      void message.error((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  const may = record.actions?.some((action) => action.name === "update" && action.enabled);
  const add = may ? (
    <Upload showUploadList={false} customRequest={({ file }) => void take(file as File)}>
      <Button icon={<UploadIcon size={14} />} loading={busy}>
        {t("files.add")}
      </Button>
    </Upload>
  ) : null;
  if (files.length === 0) return <Blank title={t("files.none")} hint={t("files.hint")} action={add} />;
  return (
    <div className="hy-stack">
      <div className="hy-row">
        <span className="hy-grow" />
        {add}
      </div>
      <ul className="fl hy-panel">
        {files.map((file) => (
          <li key={file.id}>
            <Icon name="file" size={16} />
            <a href={fileAddress(file.id)} className="hy-grow hy-ellipsis">
              {file.name}
            </a>
            <span className="hy-faint">
              {[file.resource === resource.key ? null : t(`files.from.${file.resource.split(".")[1]}`), file.by]
                .filter(Boolean)
                .join(" · ")}
            </span>
            <span className="hy-faint hy-num">{`${Math.max(1, Math.round(file.size / KB))} KB`}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
