import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Modal } from "antd";
import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { type FormTemplate, installTemplate, templates } from "@/api/forms";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import { Grouped } from "./Grouped";
import { CardFace } from "./parts";

/** 模板库: ready forms with their processes; one click makes one the company's own. */
export function Gallery({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("designers");
  const found = useQuery({ queryKey: ["forms", "templates"], queryFn: templates });
  return (
    <Modal open onCancel={onClose} footer={null} width="min(1120px, 96vw)" title={t("gallery.title")} centered>
      <p className="hy-muted">{t("gallery.hint")}</p>
      <div className="fm-gallery">
        {found.isPending ? <Skeleton rows={8} /> : null}
        {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
        <Grouped rows={found.data?.rows ?? []} keyOf={(row) => row.code}>
          {(row) => <TemplateCard row={row} />}
        </Grouped>
      </div>
    </Modal>
  );
}

function TemplateCard({ row }: { row: FormTemplate }) {
  const { t } = useTranslation("designers");
  const { message } = App.useApp();
  const client = useQueryClient();
  const go = useNavigate();
  const install = useMutation({
    mutationFn: () => installTemplate(row.code),
    onSuccess: (form) => {
      void client.invalidateQueries({ queryKey: ["forms"] });
      void client.invalidateQueries({ queryKey: ["meta"] });
      void message.success(t("gallery.done", { name: row.name }));
      go(`/forms/designs/${form.id}`);
    },
    onError: (error: Error) => void message.error(error.message),
  });
  return (
    <article className="fm-card" data-template>
      <CardFace icon={row.icon} category={row.category} name={row.name}>
        <span className="hy-muted">{row.about}</span>
        <span className="hy-faint">
          {t("gallery.size", { fields: row.fields, steps: row.steps })}
          {row.needs.length ? ` · ${t("gallery.with", { names: row.needs.join(t("comma")) })}` : ""}
        </span>
      </CardFace>
      {row.installed ? (
        <span className="fm-there">
          <Check size={15} aria-hidden="true" /> {t("gallery.installed")}
        </span>
      ) : (
        <Button
          size="small"
          loading={install.isPending}
          aria-label={t("gallery.installNamed", { name: row.name })}
          onClick={() => install.mutate()}
        >
          {t("gallery.install")}
        </Button>
      )}
    </article>
  );
}
