import { useQuery } from "@tanstack/react-query";
import { App, Segmented } from "antd";
import { ListTree, Workflow } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tree } from "@/api/flow";
import { type DesignedForm, readSimple, writeSimple } from "@/api/forms";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import type { FieldInfo as NamedField } from "./bpmn/desk";
import { FlowDesigner } from "./flow/FlowDesigner";
import { say } from "./flow/texts";
import type { Field } from "./form/types";
import type { useDesign } from "./use-design";

const BpmnDesigner = lazy(() => import("./bpmn/BpmnDesigner"));

interface Props {
  desk: ReturnType<typeof useDesign>;
  form: DesignedForm;
}

/** Who decides: one model, drawn as cards or as BPMN. */
export default function ProcessStep({ desk, form }: Props) {
  const { t, i18n } = useTranslation("designers");
  const { message } = App.useApp();
  const { draft, change, checkFile, findings } = desk;
  const [view, setView] = useState<"simple" | "bpmn">("simple");
  const opened = useQuery({
    queryKey: ["forms", "tree", form.id, form.version],
    queryFn: () =>
      draft?.xml ? readSimple(draft.xml) : { model: firstTree(form, t("process.manager")), blocked: null },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const blocked = opened.data?.blocked ?? null;
  useEffect(() => {
    if (draft?.xml) void checkFile(draft.xml);
  }, [draft?.xml, checkFile]);
  useEffect(() => {
    if (blocked) setView("bpmn");
  }, [blocked]);
  if (opened.isPending || !draft) return <Skeleton rows={8} />;
  if (opened.isError) return <Failure error={opened.error} retry={() => void opened.refetch()} />;
  const tree = draft.tree ?? opened.data.model;

  const toBpmn = async () => {
    const file = tree ? (await writeSimple(tree, draft.xml ?? undefined)).xml : draft.xml;
    change({ xml: file, tree: null });
    setView("bpmn");
  };
  const toSimple = async () => {
    const answer = draft.xml ? await readSimple(draft.xml) : null;
    if (answer?.model) {
      change({ tree: answer.model });
      setView("simple");
    } else if (answer?.blocked) {
      void message.warning(`${answer.blocked.name || answer.blocked.node}: ${answer.blocked.reason}`, 8);
    }
  };
  return (
    <div className="dg-process">
      <Segmented
        className="dg-views"
        aria-label={t("process.view")}
        value={view}
        options={[
          { value: "simple", label: t("process.simple"), icon: <ListTree size={14} /> },
          { value: "bpmn", label: t("process.bpmn"), icon: <Workflow size={14} /> },
        ]}
        onChange={(next) => void (next === "bpmn" ? toBpmn() : toSimple())}
      />
      {blocked && view === "bpmn" && !draft.tree ? (
        <p className="dg-blocked hy-muted">
          {t("process.blocked", { name: blocked.name || blocked.node, reason: blocked.reason })}
        </p>
      ) : null}
      <div className="dg-canvas">
        {view === "simple" && tree ? (
          <FlowDesigner
            model={tree}
            onChange={(next) => change({ tree: next })}
            fields={draft.design.fields ?? []}
            findings={findings.flow}
          />
        ) : null}
        {view === "bpmn" && draft.xml ? (
          <Suspense fallback={<Skeleton rows={8} />}>
            <BpmnDesigner
              xml={draft.xml}
              onChange={(xml) => change({ xml, tree: null })}
              findings={findings.flow.map((one) => ({ ...one, code: one.code ?? "" }))}
              fields={named(draft.design.fields ?? [], i18n.language)}
            />
          </Suspense>
        ) : null}
      </div>
    </div>
  );
}

/** The fields by the names that the reader sees. */
const named = (fields: Field[], language: string): NamedField[] =>
  fields.map(({ name, label, fields: columns }) => ({
    name,
    label: say(label, language),
    ...(columns ? { fields: named(columns, language) } : {}),
  }));

/** What a new process begins with: the direct manager decides. */
function firstTree(form: DesignedForm, manager: string): Tree {
  return {
    key: form.resource,
    name: form.name,
    steps: [
      { type: "approve", id: "manager", name: { "zh-hans": manager }, approval: { rules: [{ kind: "manager" }] } },
    ],
  } as Tree;
}
