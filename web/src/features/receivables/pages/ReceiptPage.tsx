import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { Entry, Resource } from "@/api/types";
import { ActionBar } from "@/core/resource/ActionBar";
import { RecordHead, RecordTabs, Sections, Summary } from "@/core/resource/DetailPage";
import { useRecord } from "@/core/resource/use-record";
import { useResourceAt } from "@/core/resource/use-resource";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import { Allocation } from "../parts/Allocation";
import "../receivables.css";

export function Component() {
  const resource = useResourceAt("receivables", "receipts");
  const id = Number(useParams().id);
  const query = useRecord(resource, id);
  if (query.isPending) return <Skeleton rows={10} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <ReceiptPage key={id} resource={resource} record={query.data} />;
}

function ReceiptPage({ resource, record }: { resource: Resource; record: Entry }) {
  const { t } = useTranslation("receivables");
  const allocate = record.actions?.find((a) => a.name === "allocate");
  return (
    <div className="hy-page">
      <RecordHead
        resource={resource}
        record={record}
        actions={<ActionBar resource={resource} record={record} hide={["allocate"]} />}
      />
      <Summary resource={resource} record={record} />
      <RecordTabs
        resource={resource}
        record={record}
        first={{
          key: "allocation",
          label: t("allocation.title"),
          children: <Allocation resource={resource} record={record} action={allocate} />,
        }}
        more={[
          {
            key: "details",
            label: t("allocation.details"),
            children: <Sections resource={resource} record={record} sections={resource.detail.sections} />,
          },
        ]}
      />
    </div>
  );
}
