import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { lazy, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { read } from "@/api/resources";
import type { Entry, Resource } from "@/api/types";
import { Failure } from "@/core/shell/Failure";
import { useFeatures } from "@/core/shell/manifest";
import { recordPath } from "@/core/shell/paths";
import { Skeleton } from "@/ui/Blank";
import { FormFields } from "./FormFields";
import { FormFrame } from "./FormFrame";
import type { Values } from "./form-values";
import { useRecordForm } from "./use-record-form";
import { fieldOf, useRouteResource } from "./use-resource";

export function Component() {
  const resource = useRouteResource();
  const { id } = useParams();
  const number = id ? Number(id) : null;
  const query = useQuery({
    queryKey: ["record", resource.key, number],
    queryFn: () => read(resource, number!),
    enabled: number !== null,
  });
  if (number === null) return <RecordForm key={`${resource.key} new`} resource={resource} />;
  if (query.isPending) return <Skeleton rows={9} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <RecordForm key={`${resource.key} ${number}`} resource={resource} record={query.data} />;
}

function usePreset(): Values | undefined {
  const [params] = useSearchParams();
  const text = params.get("preset");
  return useMemo(() => {
    try {
      return text ? (JSON.parse(text) as Values) : undefined;
    } catch {
      return undefined;
    }
  }, [text]);
}

function RecordForm({ resource, record }: { resource: Resource; record?: Entry }) {
  const { t } = useTranslation("resource");
  const { message } = App.useApp();
  const navigate = useNavigate();
  const preset = usePreset();
  const form = useRecordForm({
    resource,
    record,
    preset,
    onSaved: (entry) => {
      void message.success(t("form.saved", { label: entry.label }));
      navigate(recordPath(resource, entry.id), { replace: true });
    },
  });
  const features = useFeatures();
  const notes = useMemo(
    () => features.flatMap(({ formNote }) => (formNote?.on.includes(resource.key) ? lazy(formNote.load) : [])),
    [features, resource.key],
  );
  return (
    <FormFrame
      resource={resource}
      record={record}
      form={form}
      onSubmit={() => void form.save()}
      actions={
        <Button type="primary" htmlType="submit" loading={form.saving} disabled={Boolean(record) && !form.dirty}>
          {t("form.save")}
        </Button>
      }
    >
      {resource.form.map((section, index) => (
        <section key={section.title || index} className="fp-section">
          <h2>{section.title}</h2>
          {index === 0
            ? notes.map((Note, place) => (
                <Suspense key={`note ${place}`} fallback={null}>
                  <Note resource={resource} record={record} values={form.values} onChange={form.change} />
                </Suspense>
              ))
            : null}
          <FormFields
            fields={section.fields.flatMap((name) => fieldOf(resource, name) ?? [])}
            columns={section.columns ?? 2}
            values={form.values}
            modes={record?.modes}
            faults={form.faults}
            autoFocus={index === 0}
            onChange={form.change}
          />
        </section>
      ))}
    </FormFrame>
  );
}
