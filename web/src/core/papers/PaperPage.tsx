import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { Filling } from "@/api/forms";
import type { Entry, Resource } from "@/api/types";
import { fromRecord } from "@/core/forms/body";
import { FormFiller } from "@/core/forms/FormFiller";
import { ActionBar } from "@/core/resource/ActionBar";
import { RecordHead, RecordTabs, Summary } from "@/core/resource/DetailPage";
import { useRecord } from "@/core/resource/use-record";
import { useResourceAt } from "@/core/resource/use-resource";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import { useFilling, useInitiator } from "./use-paper";
import "./papers.css";

const SubmitDialog = lazy(() => import("@/core/inbox/SubmitDialog").then((m) => ({ default: m.SubmitDialog })));

/** A document of a designed form. */
export function Component() {
  const { name = "", id } = useParams();
  const resource = useResourceAt("paper", name);
  const filling = useFilling(name);
  const query = useRecord(resource, Number(id));
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (filling.isError) return <Failure error={filling.error} retry={() => void filling.refetch()} />;
  if (query.isPending || filling.isPending) return <Skeleton rows={9} />;
  return <PaperPage key={`${resource.key} ${id}`} resource={resource} filling={filling.data} record={query.data} />;
}

function PaperPage({ resource, filling, record }: { resource: Resource; filling: Filling; record: Entry }) {
  const { t } = useTranslation("papers");
  const [asking, setAsking] = useState(false);
  const initiator = useInitiator(record.owner as { id: number; label: string } | null);
  return (
    <div className="hy-page">
      <RecordHead
        resource={resource}
        record={record}
        actions={<ActionBar resource={resource} record={record} special={{ submit: () => setAsking(true) }} />}
      />
      <Summary resource={resource} record={record} />
      <RecordTabs
        resource={resource}
        record={record}
        first={{
          key: "document",
          label: t("document"),
          children: (
            <div className="pp-read">
              <FormFiller
                design={filling.design}
                values={fromRecord(filling.design, record)}
                onChange={() => undefined}
                errors={[]}
                modes={record.modes ?? {}}
                editing={false}
                initiator={initiator}
              />
            </div>
          ),
        }}
      />
      {asking ? (
        <Suspense fallback={null}>
          <SubmitDialog resource={resource} record={record} onClose={() => setAsking(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
