import { Tabs } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import type { Entry, Resource, Section } from "@/api/types";
import { Failure } from "@/core/shell/Failure";
import { listPath, recordPath } from "@/core/shell/paths";
import { useVisit } from "@/core/shell/recent";
import { Skeleton } from "@/ui/Blank";
import { Figure, Figures } from "@/ui/Figure";
import { Panel } from "@/ui/Panel";
import { ActionBar } from "./ActionBar";
import { FieldValue, NUMERIC } from "./field-value";
import { History } from "./History";
import { RelatedList } from "./RelatedList";
import { useRecord } from "./use-record";
import { fieldOf, useRouteResource } from "./use-resource";
import "./record.css";
import { Scroll } from "@/ui/Scroll";

export function Component() {
  const resource = useRouteResource();
  const id = Number(useParams().id);
  const query = useRecord(resource, id);
  if (!Number.isFinite(id)) return <Failure error={null} />;
  if (query.isPending) return <Skeleton rows={10} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <RecordPage key={`${resource.key} ${id}`} resource={resource} record={query.data} />;
}

interface Props {
  resource: Resource;
  record: Entry;
}

/** The generic page of a record. `actions` stand in the place of its usual ones. */
export function RecordPage({ resource, record, actions }: Props & { actions?: ReactNode }) {
  const { t } = useTranslation("resource");
  return (
    <div className="hy-page">
      <RecordHead
        resource={resource}
        record={record}
        actions={actions ?? <ActionBar resource={resource} record={record} />}
      />
      <Summary resource={resource} record={record} />
      <RecordTabs
        resource={resource}
        record={record}
        first={{
          key: "overview",
          label: t("detail.overview"),
          children: <Sections resource={resource} record={record} sections={resource.detail.sections} />,
        }}
      />
    </div>
  );
}

interface HeadProps extends Props {
  actions: ReactNode;
  extra?: ReactNode;
}

/** Where it stands, its name, and what can be done with it. */
export function RecordHead({ resource, record, actions, extra }: HeadProps) {
  useVisit(record.label, { path: recordPath(resource, record.id), hint: resource.label });
  return (
    <header className="hy-page-head">
      <div className="hy-grow">
        <div className="hy-crumb">
          <Link to={listPath(resource)}>{resource.label_plural}</Link>
        </div>
        <h1 className="hy-row hy-wrap">
          <span style={{ overflowWrap: "anywhere" }}>{record.label}</span>
          {extra}
        </h1>
      </div>
      {actions}
    </header>
  );
}

export function Summary({ resource, record }: Props) {
  const fields = resource.detail.summary.flatMap((name) => fieldOf(resource, name) ?? []);
  if (fields.length === 0) return null;
  return (
    <Figures>
      {fields.map((field) => (
        <Figure key={field.name} label={field.label} big={NUMERIC.has(field.kind)}>
          <FieldValue
            field={{ ...field, mode: record.modes?.[field.name] ?? field.mode }}
            value={record[field.name]}
            row={record}
          />
        </Figure>
      ))}
    </Figures>
  );
}

export function Sections({ resource, record, sections }: Props & { sections: Section[] }) {
  return (
    <div className="hy-stack">
      {sections.map((section, index) => {
        const fields = section.fields.flatMap((name) => fieldOf(resource, name) ?? []);
        const sheets = fields.filter((f) => f.kind === "lines");
        const plain = fields.filter((f) => f.kind !== "lines");
        return (
          <Panel key={section.title || index} title={section.title}>
            {plain.length ? (
              <dl className="dl" data-columns={section.columns ?? 2}>
                {plain.map((field) => (
                  <div key={field.name} data-wide={field.kind === "longtext"}>
                    <dt>{field.label}</dt>
                    <dd>
                      <FieldValue
                        field={{ ...field, mode: record.modes?.[field.name] ?? field.mode }}
                        value={record[field.name]}
                        row={record}
                        wrap
                      />
                    </dd>
                  </div>
                ))}
              </dl>
            ) : null}
            {sheets.map((field) => (
              <LinesTable key={field.name} field={field} record={record} />
            ))}
          </Panel>
        );
      })}
    </div>
  );
}

function LinesTable({ field, record }: { field: Resource["fields"][number]; record: Entry }) {
  const lines = (record[field.name] ?? []) as Record<string, unknown>[];
  return (
    <Scroll label={field.label}>
      <table className="hy-table">
        <thead>
          <tr>
            {field.fields?.map((f) => (
              <th key={f.name} className={NUMERIC.has(f.kind) ? "num" : undefined}>
                {f.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.length ? null : (
            <tr>
              <td colSpan={field.fields?.length} className="hy-faint">
                —
              </td>
            </tr>
          )}
          {lines.map((line, index) => (
            <tr key={(line.id as number) ?? index}>
              {field.fields?.map((f) => (
                <td key={f.name} className={NUMERIC.has(f.kind) ? "num" : undefined}>
                  <FieldValue
                    field={{ ...f, currency_field: f.currency_field ?? "currency" }}
                    value={line[f.name]}
                    row={{ ...record, ...line }}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

interface TabsProps extends Props {
  first: { key: string; label: ReactNode; children: ReactNode };
  more?: { key: string; label: ReactNode; children: ReactNode }[];
  skip?: string[];
}

/** Overview, what belongs to the record, and its history; the open tab stands in the address. */
export function RecordTabs({ resource, record, first, more = [], skip = [] }: TabsProps) {
  const { t } = useTranslation("resource");
  const [params, setParams] = useSearchParams();
  const [counts, setCounts] = useState<Record<string, number | null>>({});
  const related = resource.detail.tabs.filter((tab) => !skip.includes(tab.name));
  return (
    <Tabs
      activeKey={params.get("tab") ?? first.key}
      onChange={(tab) => setParams(tab === first.key ? {} : { tab }, { replace: true })}
      items={[
        first,
        ...more,
        ...related.map((tab) => ({
          key: tab.name,
          label: (
            <span>
              {tab.label} {counts[tab.name] ? <span className="hy-faint hy-num">{counts[tab.name]}</span> : null}
            </span>
          ),
          children: (
            <RelatedList
              tab={tab}
              record={record}
              onCount={(count) => setCounts((now) => (now[tab.name] === count ? now : { ...now, [tab.name]: count }))}
            />
          ),
        })),
        { key: "history", label: t("detail.history"), children: <History resource={resource} record={record} /> },
      ]}
    />
  );
}
