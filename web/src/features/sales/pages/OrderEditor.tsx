import { App, Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import type { Entry, Resource } from "@/api/types";
import { FormFields } from "@/core/resource/FormFields";
import { FormFrame } from "@/core/resource/FormFrame";
import { blankValues, type Values } from "@/core/resource/form-values";
import { useRecord } from "@/core/resource/use-record";
import { useRecordForm } from "@/core/resource/use-record-form";
import { useResourceAt } from "@/core/resource/use-resource";
import { useSession } from "@/core/session/session";
import { Failure } from "@/core/shell/Failure";
import { recordPath } from "@/core/shell/paths";
import { today } from "@/kit/dates";
import { Skeleton } from "@/ui/Blank";
import { type Line, lineFields, linesField } from "../order-fields";
import { Sheet } from "../parts/Sheet";
import "../sales.css";

export function Component() {
  const resource = useResourceAt("sales", "orders");
  const { id } = useParams();
  const query = useRecord(resource, id ? Number(id) : Number.NaN);
  if (!id) return <Editor key="new" resource={resource} />;
  if (query.isPending) return <Skeleton rows={9} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Editor key={id} resource={resource} record={query.data} />;
}

/** What a new order begins with: me, today, one empty line, and what the address brought along. */
function useStart(resource: Resource): Values {
  const [params] = useSearchParams();
  const { me } = useSession();
  const text = params.get("preset");
  return useMemo(() => {
    const given = text ? (JSON.parse(text) as Values) : {};
    const lines = linesField(resource);
    const owner = me.employee ? { id: me.employee.id, label: me.employee.name } : null;
    return {
      owner,
      ordered_on: today(),
      ...(lines ? { [lines.name]: [blankValues(lines.fields ?? [])] } : {}),
      ...given,
    };
  }, [text, resource, me.employee]);
}

function Editor({ resource, record }: { resource: Resource; record?: Entry }) {
  const { t } = useTranslation(["sales", "resource"]);
  const { message } = App.useApp();
  const navigate = useNavigate();
  const start = useStart(resource);
  const form = useRecordForm({
    resource,
    record,
    preset: start,
    onSaved: (entry) => void message.success(t("resource:form.saved", { label: entry.label })),
  });
  const lines = linesField(resource);
  const fields = lineFields(resource);
  const finish = async (submit: boolean) => {
    const entry = await form.save();
    if (entry) navigate(`${recordPath(resource, entry.id)}${submit ? "?submit=1" : ""}`, { replace: true });
  };
  const at = resource.form.findIndex((s) => lines && s.fields.includes(lines.name));
  const fieldsOf = (sections: typeof resource.form) =>
    sections
      .flatMap((s) => s.fields)
      .filter((name) => name !== lines?.name)
      .flatMap((name) => resource.fields.find((f) => f.name === name) ?? []);
  const inForm = fieldsOf(resource.form.slice(0, Math.max(at, 0)));
  const below = fieldsOf(resource.form.slice(Math.max(at, 0)));
  const sheetFaults = Object.fromEntries(
    Object.entries(form.faults).flatMap(([path, text]) =>
      lines && path.startsWith(`${lines.name}.`) ? [[path.slice(lines.name.length + 1), text]] : [],
    ),
  );
  const maySubmit = resource.verbs.some((v) => v.name === "submit");
  return (
    <FormFrame
      resource={resource}
      record={record}
      form={form}
      className="oe"
      onSubmit={() => void finish(false)}
      actions={
        <>
          <Button htmlType="submit" loading={form.saving}>
            {t("order.saveDraft")}
          </Button>
          {maySubmit ? (
            <Button type="primary" loading={form.saving} onClick={() => void finish(true)}>
              {t("order.saveSubmit")}
            </Button>
          ) : null}
        </>
      }
    >
      <section className="fp-section">
        <FormFields
          fields={inForm}
          columns={3}
          values={form.values}
          modes={record?.modes}
          faults={form.faults}
          autoFocus={!record}
          onChange={form.change}
        />
      </section>
      {lines ? (
        <section className="fp-section" data-fault={Boolean(form.faults[lines.name])}>
          <h2>{lines.label}</h2>
          {form.faults[lines.name] ? (
            <p className="ff-hint" role="alert">
              {form.faults[lines.name]}
            </p>
          ) : null}
          <Sheet
            fields={fields}
            lines={(form.values[lines.name] as Line[] | null) ?? []}
            stored={record?.[lines.name] as Line[] | undefined}
            head={form.values}
            faults={sheetFaults}
            onChange={(next) => form.change({ [lines.name]: next })}
          />
        </section>
      ) : null}
      {below.length ? (
        <section className="fp-section">
          <FormFields
            fields={below}
            columns={3}
            values={form.values}
            modes={record?.modes}
            faults={form.faults}
            onChange={form.change}
          />
        </section>
      ) : null}
    </FormFrame>
  );
}
