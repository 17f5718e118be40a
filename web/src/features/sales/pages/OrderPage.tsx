import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import type { Entry, Field, Resource } from "@/api/types";
import { ActionBar } from "@/core/resource/ActionBar";
import { RecordHead, RecordTabs, Sections } from "@/core/resource/DetailPage";
import { FieldValue } from "@/core/resource/field-value";
import { pick } from "@/core/resource/lookup";
import { useRecord } from "@/core/resource/use-record";
import { useResourceAt } from "@/core/resource/use-resource";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import { Figure, Figures } from "@/ui/Figure";
import { linesField, totals } from "../order-fields";
import { Axes } from "../parts/Axes";
import { LinesView } from "../parts/LinesView";
import "../sales.css";

const SubmitDialog = lazy(() => import("@/core/inbox/SubmitDialog").then((m) => ({ default: m.SubmitDialog })));

export function Component() {
  const resource = useResourceAt("sales", "orders");
  const id = Number(useParams().id);
  const query = useRecord(resource, id);
  if (query.isPending) return <Skeleton rows={10} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <OrderPage key={id} resource={resource} record={query.data} />;
}

const FIGURES: string[][] = [
  ["customer", "party"],
  ["owner", "salesperson"],
  ["ordered_on", "order_date"],
  ["promised_on", "required_on", "delivery_on", "due_on"],
];

function OrderPage({ resource, record }: { resource: Resource; record: Entry }) {
  const { t } = useTranslation("sales");
  const [params, setParams] = useSearchParams();
  const [asked, setAsked] = useState(false);
  const canSubmit = record.actions?.some((a) => a.name === "submit" && a.enabled) ?? false;
  const submitting = canSubmit && (asked || params.get("submit") === "1");
  const lines = linesField(resource);
  const sums = totals(resource);
  const figures = [
    ...FIGURES.flatMap((names) => pick(resource, ...names) ?? []),
    ...[sums.gross, sums.paid].filter((f): f is Field => Boolean(f)),
  ];
  const sections = resource.detail.sections
    .map((s) => ({ ...s, fields: s.fields.filter((name) => name !== lines?.name) }))
    .filter((s) => s.fields.length > 0);
  const close = () => {
    setAsked(false);
    setParams({}, { replace: true });
  };
  return (
    <div className="hy-page">
      <RecordHead
        resource={resource}
        record={record}
        actions={<ActionBar resource={resource} record={record} special={{ submit: () => setAsked(true) }} />}
      />
      <Axes resource={resource} record={record} />
      <Figures>
        {figures.map((field) => (
          <Figure key={field.name} label={field.label} big={field.kind === "money"}>
            <FieldValue
              field={{ ...field, mode: record.modes?.[field.name] ?? field.mode }}
              value={record[field.name]}
              row={record}
            />
          </Figure>
        ))}
      </Figures>
      <RecordTabs
        resource={resource}
        record={record}
        first={{
          key: "lines",
          label: t("order.lines"),
          children: <LinesView resource={resource} record={record} />,
        }}
        more={[
          {
            key: "details",
            label: t("order.details"),
            children: <Sections resource={resource} record={record} sections={sections} />,
          },
        ]}
      />
      {submitting ? (
        <Suspense fallback={null}>
          <SubmitDialog resource={resource} record={record} onClose={close} />
        </Suspense>
      ) : null}
    </div>
  );
}
