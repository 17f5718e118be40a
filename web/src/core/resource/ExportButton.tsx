import { useQuery } from "@tanstack/react-query";
import { App, Button, Dropdown, Progress } from "antd";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { exportRows, job } from "@/api/resources";
import type { Job, Resource } from "@/api/types";
import { usePhone } from "@/ui/useWide";
import type { ListState } from "./list-state";

const POLL = 800;

/** What is on screen (filter, sort, columns) goes to a file in the background, with its progress here. */
export function ExportButton({ resource, state }: { resource: Resource; state: ListState }) {
  const { t } = useTranslation("resource");
  const { notification, message } = App.useApp();
  const phone = usePhone();
  const [busy, setBusy] = useState(false);
  const start = async (format: "csv" | "xlsx") => {
    setBusy(true);
    try {
      const { filter, sort, columns, q } = state;
      const { id } = await exportRows(resource, format, { filter, sort, columns, q });
      notification.open({
        key: `job ${id}`,
        title: t("export.title", { label: resource.label_plural }),
        description: <JobProgress id={id} />,
        duration: 0,
      });
    } catch (error) {
      void message.error((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "xlsx", label: t("export.xlsx") },
          { key: "csv", label: t("export.csv") },
        ],
        onClick: ({ key }) => void start(key as "csv" | "xlsx"),
      }}
    >
      <Button icon={<Download size={15} />} loading={busy} aria-label={t("export.open")}>
        {phone ? null : t("export.open")}
      </Button>
    </Dropdown>
  );
}

function JobProgress({ id }: { id: Job["id"] }) {
  const { t } = useTranslation("resource");
  const { data } = useQuery({
    queryKey: ["job", id],
    queryFn: () => job(id),
    refetchInterval: (query) => (["done", "failed"].includes(query.state.data?.state ?? "") ? false : POLL),
  });
  const percent = data?.total ? Math.floor((data.done / data.total) * 100) : 0;
  if (data?.state === "failed")
    return (
      <span data-tone="red" className="hy-toned">
        {String(data.error?.title ?? t("export.failed"))}
      </span>
    );
  if (data?.state === "done" && data.file) {
    return (
      <a href={data.file.path} download={data.file.name}>
        {t("export.ready", { name: data.file.name })}
      </a>
    );
  }
  return (
    <div>
      <Progress percent={percent} size="small" showInfo={false} />
      <span className="hy-faint hy-num">
        {t("export.progress", { done: data?.done ?? 0, total: data?.total ?? "…" })}
      </span>
    </div>
  );
}
