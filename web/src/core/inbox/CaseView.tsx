import { Alert, Button } from "antd";
import { CircleHelp, Workflow } from "lucide-react";
import { lazy, type Ref, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Tone } from "@/api/types";
import type { Case } from "@/api/workflow";
import { Failure } from "@/core/shell/Failure";
import { useVisit } from "@/core/shell/recent";
import { Person } from "@/ui/Avatar";
import { Skeleton } from "@/ui/Blank";
import { Panel } from "@/ui/Panel";
import { Tag } from "@/ui/Tag";
import { When } from "@/ui/When";
import { Changes } from "./Changes";
import { DecideBar, type DecideHandle } from "./DecideBar";
import { Effects } from "./Effects";
import { Facts } from "./Facts";
import { Path } from "./Path";
import { Print } from "./Print";
import { Snapshot, SnapshotLines } from "./Snapshot";
import { Timeline } from "./Timeline";
import { useCase } from "./use-case";
import "./inbox.css";

const WhyMe = lazy(() => import("./WhyMe"));
const CasePaper = lazy(() => import("@/core/papers/CasePaper"));
const CasePicture = lazy(() => import("./CasePicture"));

const TONES: Record<string, Tone> = {
  running: "blue",
  active: "blue",
  in_approval: "blue",
  approved: "green",
  completed: "green",
  done: "green",
  rejected: "red",
  returned: "orange",
  withdrawn: "void",
  terminated: "void",
  archived: "void",
  voided: "void",
  reverted: "void",
  suspended: "orange",
};

export function StateTag({ state }: { state: string }) {
  const { t, i18n } = useTranslation("inbox");
  return (
    <Tag tone={TONES[state] ?? "neutral"}>
      {i18n.exists(`inbox:state.${state}`) ? t(`state.${state}` as never) : state}
    </Tag>
  );
}

/** Taking an approval back, from either side, with the way to the other. */
function Reversal({ text, id }: { text: string; id?: number }) {
  const { t } = useTranslation("inbox");
  return (
    <Alert
      type="warning"
      showIcon
      title={text}
      action={id ? <Link to={`/inbox/${id}`}>{t("reversal.open")}</Link> : undefined}
    />
  );
}

interface Props {
  id: number;
  onDone?: (verb: string) => void;
  ref?: Ref<DecideHandle>;
}

export function CaseView({ id, onDone, ref }: Props) {
  const query = useCase(id);
  if (query.isPending) return <Skeleton rows={9} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <CaseDocument data={query.data} onDone={onDone} ref={ref} />;
}

function CaseDocument({ data, onDone, ref }: { data: Case } & Pick<Props, "onDone" | "ref">) {
  const { t } = useTranslation("inbox");
  const [why, setWhy] = useState(false);
  const [picture, setPicture] = useState(false);
  useVisit(data.title, { path: `/inbox/${data.id}`, hint: data.process.label });
  const mine = data.task?.id;
  const before = useRef<(() => Promise<boolean>) | null>(null);
  const designed = data.subject?.resource.startsWith("paper.") ?? false;
  const reversal = data.called.find((one) => one.reversal && !one.ended_at);
  const last = [...data.timeline].reverse().find((e) => e.by && e.node);
  return (
    <article className="cv">
      <div className="cv-scroll">
        <header className="cv-head">
          <div className="hy-crumb">
            {data.process.label}
            {data.round > 1 ? ` · ${t("round", { round: data.round })}` : ""}
          </div>
          <h1 className="hy-row hy-wrap">
            <span>{data.title}</span> <StateTag state={data.state} />
          </h1>
          <div className="hy-row hy-wrap hy-muted">
            <Person name={data.initiator.label} />
            <span>
              {t("submitted")} <When at={data.started_at} />
            </span>
            {data.task ? (
              <Button size="small" type="text" icon={<CircleHelp size={14} />} onClick={() => setWhy(true)}>
                {t("why.open")}
              </Button>
            ) : null}
            <Print id={data.id} />
          </div>
        </header>
        {!mine && data.state !== "running" && last ? (
          <Alert
            type="info"
            showIcon
            title={t("decidedBy", { name: last.by?.label, verb: t(`decision.${last.action}` as never) })}
          />
        ) : null}
        {data.is_reversal ? <Reversal text={t("reversal.about")} id={data.caller?.id} /> : null}
        {reversal ? <Reversal text={t("reversal.running")} id={reversal.id} /> : null}
        {data.facts.length ? <Facts facts={data.facts} /> : null}
        {data.changed_since.length ? (
          <Changes
            title={t("changed.title", { count: data.changed_since.length })}
            changes={data.changed_since}
            data={data}
          />
        ) : null}
        {data.previous_round?.changes.length ? (
          <Changes
            title={t("changed.round", { round: data.previous_round.round, count: data.previous_round.changes.length })}
            changes={data.previous_round.changes}
            data={data}
          />
        ) : null}
        {designed ? (
          <Suspense fallback={<Skeleton rows={6} />}>
            <CasePaper data={data} before={before} />
          </Suspense>
        ) : (
          <SnapshotLines data={data} />
        )}
        <div className="cv-columns">
          <div className="hy-stack">
            {designed ? null : (
              <Panel title={t("document.title")}>
                <Snapshot data={data} />
              </Panel>
            )}
            <Panel title={t("timeline")}>
              <Timeline data={data} />
            </Panel>
          </div>
          <div className="hy-stack">
            {data.effects.length ? <Effects effects={data.effects} /> : null}
            <Panel
              title={t("path.title")}
              extra={
                <Button size="small" type="text" icon={<Workflow size={14} />} onClick={() => setPicture(true)}>
                  {t("picture.open")}
                </Button>
              }
            >
              <Path steps={data.path} />
            </Panel>
          </div>
        </div>
      </div>
      <DecideBar data={data} before={before} onDone={onDone} ref={ref} />
      {why && data.task ? (
        <Suspense fallback={null}>
          <WhyMe task={data.task.id} onClose={() => setWhy(false)} />
        </Suspense>
      ) : null}
      {picture ? (
        <Suspense fallback={null}>
          <CasePicture id={data.id} steps={data.path} onClose={() => setPicture(false)} />
        </Suspense>
      ) : null}
    </article>
  );
}
