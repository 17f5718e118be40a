import { CalendarClock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { Entry, Resource } from "@/api/types";
import { ActionBar } from "@/core/resource/ActionBar";
import { RecordHead, RecordTabs, Sections } from "@/core/resource/DetailPage";
import { FieldValue } from "@/core/resource/field-value";
import { pick, useLookup } from "@/core/resource/lookup";
import { useRecord } from "@/core/resource/use-record";
import { useResourceAt } from "@/core/resource/use-resource";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import { Figure, Figures } from "@/ui/Figure";
import { Tag } from "@/ui/Tag";
import { usePhone } from "@/ui/useWide";
import { Composer } from "../parts/Composer";
import { Files } from "../parts/Files";
import { FollowUps } from "../parts/FollowUps";
import { Money } from "../parts/Money";
import { moot } from "../parts/moot";
import { Promises } from "../parts/Promises";
import { useOverview } from "../parts/use-overview";
import "../crm.css";

export function Component() {
  const resource = useResourceAt("crm", "customers");
  const id = Number(useParams().id);
  const query = useRecord(resource, id);
  if (query.isPending) return <Skeleton rows={10} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <CustomerPage key={id} resource={resource} record={query.data} />;
}

const SHOWN = ["owner", "next_follow_up_at", "last_follow_up_at"];

function CustomerPage({ resource, record }: { resource: Resource; record: Entry }) {
  const { t } = useTranslation("crm");
  const phone = usePhone();
  const level = pick(resource, "level");
  const status = pick(resource, "status");
  const figures = SHOWN.flatMap((name) => pick(resource, name) ?? []);
  const { data: overview } = useOverview(record.id);
  const followUps = useLookup("crm", "follow-ups");
  const details = <Sections resource={resource} record={record} sections={resource.detail.sections} />;
  const talk = (
    <div className="hy-stack">
      {followUps?.permissions.create ? <Composer target={followUps} record={record} /> : null}
      {followUps ? <FollowUps target={followUps} record={record} /> : null}
    </div>
  );
  return (
    <div className="hy-page">
      <RecordHead
        resource={resource}
        record={record}
        extra={
          <>
            {level && record.level ? <FieldValue field={level} value={record.level} row={record} /> : null}
            {status && record.status ? <FieldValue field={status} value={record.status} row={record} /> : null}
            {record.is_protected ? <Tag tone="primary">{t("customer.protected")}</Tag> : null}
          </>
        }
        actions={<ActionBar resource={resource} record={record} hide={moot(record)} />}
      />
      <Figures>
        {figures.map((field) => (
          <Figure
            key={field.name}
            big={field.kind === "money"}
            label={
              field.name.startsWith("next") ? (
                <span className="hy-row" style={{ gap: 4 }}>
                  <CalendarClock size={12} aria-hidden="true" /> {field.label}
                </span>
              ) : (
                field.label
              )
            }
          >
            <FieldValue
              field={{ ...field, mode: record.modes?.[field.name] ?? field.mode }}
              value={record[field.name]}
              row={record}
            />
          </Figure>
        ))}
        <Money overview={overview} />
      </Figures>
      <RecordTabs
        resource={resource}
        record={record}
        skip={["follow_ups"]}
        first={{
          key: "overview",
          label: t("customer.overview"),
          children: phone ? (
            <div className="hy-stack">
              <Promises overview={overview} />
              {talk}
            </div>
          ) : (
            <div className="cu">
              {talk}
              <div className="cu-side hy-stack">
                <Promises overview={overview} />
                {details}
              </div>
            </div>
          ),
        }}
        more={[
          ...(phone ? [{ key: "details", label: t("customer.details"), children: details }] : []),
          {
            key: "files",
            label: t("files.title"),
            children: <Files resource={resource} record={record} overview={overview} />,
          },
        ]}
      />
    </div>
  );
}
