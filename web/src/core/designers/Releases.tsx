import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { type DesignedForm, formVersions, removeForm, retireForm, rollFormBack } from "@/api/forms";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import { Panel } from "@/ui/Panel";
import { Tag } from "@/ui/Tag";
import { When } from "@/ui/When";
import { TONES } from "./FormsPage";
import type { useDesign } from "./use-design";

interface Props {
  desk: ReturnType<typeof useDesign>;
  form: DesignedForm;
}

/** What was in force when, taken back as a draft; and the end of a form. */
export function Releases({ desk, form }: Props) {
  const { t } = useTranslation("designers");
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const go = useNavigate();
  const found = useQuery({
    queryKey: ["forms", "versions", form.id, form.version],
    queryFn: () => formVersions(form.id),
  });
  const after = {
    onSuccess: async () => {
      await desk.found.refetch();
      void client.invalidateQueries({ queryKey: ["forms"] });
    },
    onError: (error: Error) => void message.error(error.message),
  };
  const back = useMutation({ mutationFn: (number: number) => rollFormBack(form.id, desk.version(), number), ...after });
  const retire = useMutation({ mutationFn: () => retireForm(form.id, desk.version()), ...after });
  const remove = useMutation({
    mutationFn: () => removeForm(form.id, desk.version()),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["forms"] });
      go("/forms/designs");
    },
    onError: after.onError,
  });
  const ask = (what: "retire" | "remove", act: () => void) =>
    modal.confirm({
      title: t(`end.${what}.title`),
      content: t(`end.${what}.hint`),
      okText: t(`end.${what}.go`),
      cancelText: t("cancel"),
      onOk: act,
    });
  return (
    <div className="dg-narrow">
      <Panel title={t("releases.title")}>
        {found.isPending ? <Skeleton rows={4} /> : null}
        {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
        <ul className="dg-releases">
          {found.data?.rows.map((row) => (
            <li key={row.number}>
              <strong className="hy-num">v{row.number}</strong>
              <Tag tone={row.state === "published" ? TONES.published : "neutral"}>{t(`version.${row.state}`)}</Tag>
              <span className="hy-muted">{row.by}</span>
              <span className="hy-grow hy-faint">
                <When at={row.published_at ?? row.changed_at} />
              </span>
              {row.state === "retired" ? (
                <Button size="small" loading={back.isPending} onClick={() => back.mutate(row.number)}>
                  {t("releases.take")}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t("releases.end")}>
        <div className="dg-end">
          <Button danger disabled={form.state !== "published"} onClick={() => ask("retire", () => retire.mutate())}>
            {t("end.retire.go")}
          </Button>
          <Button danger type="text" onClick={() => ask("remove", () => remove.mutate())}>
            {t("end.remove.go")}
          </Button>
          <span className="hy-muted">{t("releases.endHint")}</span>
        </div>
      </Panel>
    </div>
  );
}
