import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { type RefObject, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type FieldFault, isProblem } from "@/api/problem";
import type { Entry } from "@/api/types";
import { type Case, editFields } from "@/api/workflow";
import { fromRecord, toBody } from "@/core/forms/body";
import { FormFiller } from "@/core/forms/FormFiller";
import type { Values } from "@/core/forms/types";
import { useRecord } from "@/core/resource/use-record";
import { useResourceAt } from "@/core/resource/use-resource";
import { useSession } from "@/core/session/session";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import { useFilling, useInitiator } from "./use-paper";
import "./papers.css";

export type Before = RefObject<(() => Promise<boolean>) | null>;
type Modes = Record<string, "hidden" | "masked" | "read" | "write" | "required">;

const EDITABLE = new Set(["write", "required"]);

/** The document of a case as its form shows it; what this step may fill in is filled in here, and saved before a decision. */
export default function CasePaper({ data, before }: { data: Case; before: Before }) {
  const { resourceAt } = useSession();
  const name = data.subject?.resource.split(".")[1] ?? "";
  const filling = useFilling(name);
  const known = resourceAt("paper", name);
  if (filling.isError) return <Failure error={filling.error} retry={() => void filling.refetch()} />;
  if (filling.isPending) return <Skeleton rows={6} />;
  const mine = Object.values(data.field_modes).some((mode) => EDITABLE.has(mode));
  if (known && mine && data.task)
    return <Editable data={data} design={filling.data.design} name={name} before={before} />;
  return (
    <section className="pp-case">
      {known && data.subject ? <Open name={name} id={data.subject.id} /> : null}
      <FormFiller
        design={filling.data.design}
        values={fromRecord(filling.data.design, data.snapshot as Entry)}
        onChange={() => undefined}
        errors={[]}
        modes={data.field_modes as Modes}
        editing={false}
        initiator={{ id: data.initiator.id ?? 0, name: data.initiator.label, department: null, post: null }}
      />
    </section>
  );
}

function Open({ name, id }: { name: string; id: number }) {
  const { t } = useTranslation("papers");
  return <Link to={`/paper/${name}/${id}`}>{t("open")}</Link>;
}

type Row = Record<string, unknown>;
const rowsOf = (values: Row, lines: string) => (values[lines] ?? []) as Row[];

/** The value of a field; of a column of lines (`lines.price`) its values, one for each row that `shown` has. */
function valueAt(values: Row, name: string, shown: Row = values): unknown {
  const [lines = "", column] = name.split(".");
  if (!column) return values[name] ?? null;
  const found = rowsOf(values, lines);
  return rowsOf(shown, lines).map((_, index) => found[index]?.[column] ?? null);
}

interface Props {
  data: Case;
  design: Parameters<typeof fromRecord>[0];
  name: string;
  before: Before;
}

function Editable({ data, design, name, before }: Props) {
  const { t } = useTranslation("papers");
  const { message } = App.useApp();
  const client = useQueryClient();
  const resource = useResourceAt("paper", name);
  const id = data.subject?.id ?? 0;
  const query = useRecord(resource, id);
  const stored = useMemo(() => (query.data ? fromRecord(design, query.data) : null), [design, query.data]);
  const [values, setValues] = useState<Values | null>(null);
  const [faults, setFaults] = useState<FieldFault[]>([]);
  const [busy, setBusy] = useState(false);
  const initiator = useInitiator(query.data?.owner as { id: number; label: string } | undefined);
  const now = values ?? stored;
  const modes: Modes = { ...(query.data?.modes ?? {}), ...(data.field_modes as Modes) };
  const changed =
    now && stored
      ? Object.keys(data.field_modes).filter(
          (field) =>
            EDITABLE.has(data.field_modes[field] ?? "") &&
            JSON.stringify(valueAt(now, field)) !== JSON.stringify(valueAt(stored, field)),
        )
      : [];

  const save = async (): Promise<boolean> => {
    if (!changed.length || !now || !query.data || !data.task) return true;
    setBusy(true);
    setFaults([]);
    try {
      const body = toBody(design, now, modes);
      const fields = Object.fromEntries(
        changed.map((field) => [field, { value: valueAt(body, field, now), seen: valueAt(query.data, field) }]),
      );
      const next = await editFields(data.task.id, fields);
      client.setQueryData(["case", data.id], next);
      await query.refetch();
      setValues(null);
      return true;
    } catch (error) {
      const found = isProblem(error) ? error.faults : [];
      setFaults(found.map((fault) => ({ ...fault, path: fault.path.replace(/^fields\./, "") })));
      void message.error(isProblem(error, "field_changed") ? t("conflict") : (error as Error).message, 6);
      if (isProblem(error, "field_changed")) void query.refetch();
      return false;
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    before.current = save;
    return () => {
      before.current = null;
    };
  });
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (!now) return <Skeleton rows={6} />;
  return (
    <section className="pp-case">
      <div className="pp-yours">
        <span className="hy-muted hy-grow">{t("yours")}</span>
        {changed.length ? (
          <Button size="small" type="primary" loading={busy} onClick={() => void save()}>
            {t("saveChanges", { count: changed.length })}
          </Button>
        ) : null}
        <Open name={name} id={id} />
      </div>
      <FormFiller
        design={design}
        values={now}
        onChange={setValues}
        errors={faults}
        modes={modes}
        editing
        initiator={initiator}
        paper={{ name, id }}
      />
    </section>
  );
}
