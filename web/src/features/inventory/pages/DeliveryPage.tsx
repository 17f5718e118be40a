import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { Entry, Field, Resource } from "@/api/types";
import { ActionBar } from "@/core/resource/ActionBar";
import { RecordHead, RecordTabs, Sections, Summary } from "@/core/resource/DetailPage";
import { textOf } from "@/core/resource/field-value";
import { useRecord } from "@/core/resource/use-record";
import { useResourceAt } from "@/core/resource/use-resource";
import { Failure } from "@/core/shell/Failure";
import { approximate } from "@/kit/decimal";
import { Blank, Skeleton } from "@/ui/Blank";
import { ShipDialog } from "../parts/ShipDialog";
import "../inventory.css";
import "@/ui/table.css";

export function Component() {
  const resource = useResourceAt("inventory", "deliveries");
  const id = Number(useParams().id);
  const query = useRecord(resource, id);
  if (query.isPending) return <Skeleton rows={10} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <DeliveryPage key={id} resource={resource} record={query.data} />;
}

function DeliveryPage({ resource, record }: { resource: Resource; record: Entry }) {
  const { t } = useTranslation("inventory");
  const [shipping, setShipping] = useState(false);
  const lines = resource.fields.find((f) => f.kind === "lines");
  const sections = resource.detail.sections
    .map((s) => ({ ...s, fields: s.fields.filter((name) => name !== lines?.name) }))
    .filter((s) => s.fields.length > 0);
  return (
    <div className="hy-page">
      <RecordHead
        resource={resource}
        record={record}
        actions={<ActionBar resource={resource} record={record} special={{ ship: () => setShipping(true) }} />}
      />
      <Summary resource={resource} record={record} />
      <RecordTabs
        resource={resource}
        record={record}
        first={{
          key: "goods",
          label: t("delivery.goods"),
          children: lines ? <Goods field={lines} record={record} /> : <Blank title={t("delivery.none")} />,
        }}
        more={[
          {
            key: "details",
            label: t("delivery.details"),
            children: <Sections resource={resource} record={record} sections={sections} />,
          },
        ]}
      />
      {shipping ? <ShipDialog resource={resource} record={record} onClose={() => setShipping(false)} /> : null}
    </div>
  );
}

type Line = Record<string, unknown>;

/** What to take from which shelf; a line that stock does not cover is marked before anyone walks. */
function Goods({ field, record }: { field: Field; record: Entry }) {
  const { t } = useTranslation("inventory");
  const lines = (record[field.name] ?? []) as Line[];
  const inner = field.fields ?? [];
  const find = (...names: string[]) => names.map((n) => inner.find((f) => f.name === n)).find(Boolean);
  const product = find("product");
  const quantity = find("quantity", "shipped_quantity");
  const available = find("available", "available_quantity");
  const rest = inner.filter((f) => ![product, quantity, available].includes(f) && f.name !== "position");
  if (lines.length === 0) return <Blank title={t("delivery.none")} hint={t("delivery.noneHint")} />;
  return (
    <ul className="dg">
      {lines.map((line, index) => {
        const short =
          available &&
          quantity &&
          approximate(String(line[available.name] ?? "0")) < approximate(String(line[quantity.name] ?? "0"));
        return (
          <li key={String(line.id ?? index)} data-tone={short ? "orange" : "neutral"}>
            <span className="hy-faint hy-num">{index + 1}</span>
            <span className="hy-grow">
              <b>{product ? textOf(product, line[product.name]) : ""}</b>
              <span className="hy-faint">
                {rest
                  .filter((f) => approximate(String(line[f.name] ?? "0")) !== 0)
                  .map((f) => `${f.label} ${textOf(f, line[f.name], line)}`)
                  .join(" · ")}
              </span>
            </span>
            {available ? (
              <span className="dg-figure">
                <span className="hy-faint">{available.label}</span>
                <span className="hy-num hy-toned">{textOf(available, line[available.name], line)}</span>
              </span>
            ) : null}
            {quantity ? (
              <span className="dg-figure">
                <span className="hy-faint">{quantity.label}</span>
                <strong className="hy-num">{textOf(quantity, line[quantity.name], line)}</strong>
              </span>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
