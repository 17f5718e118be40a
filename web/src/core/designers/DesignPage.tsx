import { App, Button, Tabs } from "antd";
import { ArrowLeft, CloudAlert, CloudCheck, LoaderCircle, Rocket } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { Failure } from "@/core/shell/Failure";
import { useVisit } from "@/core/shell/recent";
import { Skeleton } from "@/ui/Blank";
import { Tag } from "@/ui/Tag";
import { Basics } from "./Basics";
import { TONES } from "./FormsPage";
import { say } from "./flow/texts";
import { Releases } from "./Releases";
import { useDesign } from "./use-design";
import { useLeaving } from "./use-leaving";
import "./design.css";

const FormStep = lazy(() => import("./FormStep"));
const ProcessStep = lazy(() => import("./ProcessStep"));
const TryStep = lazy(() => import("./TryStep"));
const STEPS = ["basics", "form", "process", "try", "releases"] as const;

/** 表单与流程设计: what is filled in, who decides, tried before it is put in force. */
export function Component() {
  const id = Number(useParams().id);
  const { t, i18n } = useTranslation("designers");
  const { modal, message } = App.useApp();
  const [params, setParams] = useSearchParams();
  const desk = useDesign(id);
  const { found, draft, findings } = desk;
  useLeaving(desk.dirty);
  const name = draft ? say(draft.name, i18n.language.toLowerCase()) : "";
  useVisit(name || t("design.title"), { path: `/forms/designs/${id}` });
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (!draft || !found.data) return <Skeleton rows={10} />;
  const step = STEPS.find((one) => one === params.get("step")) ?? "form";
  const go = (next: string) => setParams({ step: next }, { replace: true });
  const errors = {
    form: findings.form.filter((one) => one.level === "error").length,
    process: findings.flow.filter((one) => one.level === "error").length,
  };
  const publish = () =>
    modal.confirm({
      title: t("publish.title", { name }),
      content: found.data.state === "published" ? t("publish.again") : t("publish.first"),
      okText: t("publish.go"),
      cancelText: t("cancel"),
      onOk: () =>
        desk.publish.mutateAsync().then(
          () => void message.success(t("publish.done", { name })),
          () => go(errors.form ? "form" : "process"),
        ),
    });
  const mark = (count: number) => (count ? <span className="dg-count">{count}</span> : null);
  return (
    <div className="dg">
      <header className="dg-head">
        <Link to="/forms/designs" className="dg-back" aria-label={t("design.back")}>
          <ArrowLeft size={18} aria-hidden="true" />
        </Link>
        <h1 className="hy-ellipsis">{name || t("design.unnamed")}</h1>
        <Tag tone={TONES[found.data.state]}>{t(`state.${found.data.state}`)}</Tag>
        <Saved desk={desk} />
        <span className="hy-grow" />
        <Button
          type="primary"
          icon={<Rocket size={15} />}
          loading={desk.publish.isPending}
          disabled={errors.form + errors.process > 0}
          title={errors.form + errors.process ? t("publish.errors") : undefined}
          onClick={publish}
        >
          {t("publish.go")}
        </Button>
      </header>
      {desk.problem ? <Refusal desk={desk} /> : null}
      <Tabs
        className="dg-tabs"
        activeKey={step}
        onChange={go}
        items={[
          { key: "basics", label: t("step.basics") },
          {
            key: "form",
            label: (
              <span>
                {t("step.form")} {mark(errors.form)}
              </span>
            ),
          },
          {
            key: "process",
            label: (
              <span>
                {t("step.process")} {mark(errors.process)}
              </span>
            ),
          },
          { key: "try", label: t("step.try") },
          { key: "releases", label: t("step.releases") },
        ]}
      />
      <div className="dg-body" data-step={step}>
        <Suspense fallback={<Skeleton rows={8} />}>
          {step === "basics" ? <Basics draft={draft} code={found.data.code} change={desk.change} /> : null}
          {step === "form" ? <FormStep desk={desk} form={found.data} /> : null}
          {step === "process" ? <ProcessStep desk={desk} form={found.data} /> : null}
          {step === "try" ? <TryStep desk={desk} form={found.data} /> : null}
          {step === "releases" ? <Releases desk={desk} form={found.data} /> : null}
        </Suspense>
      </div>
    </div>
  );
}

type Desk = ReturnType<typeof useDesign>;

/** What became of the latest change, in a word. */
function Saved({ desk }: { desk: Desk }) {
  const { t } = useTranslation("designers");
  const [icon, word] = desk.saving
    ? [<LoaderCircle key="s" size={15} className="dg-spin" aria-hidden="true" />, "saving"]
    : desk.problem
      ? [<CloudAlert key="s" size={15} aria-hidden="true" />, "unsaved"]
      : desk.dirty
        ? [<LoaderCircle key="s" size={15} aria-hidden="true" />, "changed"]
        : [<CloudCheck key="s" size={15} aria-hidden="true" />, "saved"];
  return (
    <span className="dg-saved hy-faint" role="status" data-state={word}>
      {icon} {t(`saved.${word}`)}
    </span>
  );
}

/** Why the server did not take it, and what can be done. */
function Refusal({ desk }: { desk: Desk }) {
  const { t } = useTranslation("designers");
  const stale = desk.problem?.status === 412;
  return (
    <div className="dg-refusal" role="alert">
      <div className="hy-grow">
        <strong>{stale ? t("stale.title") : desk.problem?.body.title}</strong>
        {stale ? <p>{t("stale.hint")}</p> : null}
        <ul>
          {desk.problem?.faults.slice(0, 6).map((fault) => (
            <li key={`${fault.path}/${fault.code}`}>{fault.message}</li>
          ))}
        </ul>
      </div>
      {stale ? <Button onClick={() => void desk.found.refetch()}>{t("stale.reload")}</Button> : null}
    </div>
  );
}
