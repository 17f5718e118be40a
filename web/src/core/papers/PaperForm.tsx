import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import type { Filling } from "@/api/forms";
import { evaluatePaper } from "@/api/papers";
import { type FieldFault, isProblem } from "@/api/problem";
import { create, read, update } from "@/api/resources";
import type { Entry, Resource } from "@/api/types";
import { fromRecord, toBody } from "@/core/forms/body";
import { FormFiller } from "@/core/forms/FormFiller";
import type { Values } from "@/core/forms/types";
import { DraftNotice } from "@/core/resource/DraftNotice";
import { useDraft } from "@/core/resource/draft";
import { useResourceAt } from "@/core/resource/use-resource";
import { Failure } from "@/core/shell/Failure";
import { listPath, recordPath } from "@/core/shell/paths";
import { useVisit } from "@/core/shell/recent";
import { formKeys } from "@/kit/form-keys";
import { uuid } from "@/kit/ids";
import { Skeleton } from "@/ui/Blank";
import { useFilling, useInitiator } from "./use-paper";
import "./papers.css";

const SubmitDialog = lazy(() => import("@/core/inbox/SubmitDialog").then((m) => ({ default: m.SubmitDialog })));

/** A designed form to be filled in: new, or a draft again. */
export function Component() {
  const { name = "", id } = useParams();
  const resource = useResourceAt("paper", name);
  const number = id ? Number(id) : null;
  const filling = useFilling(name);
  const record = useQuery({
    queryKey: ["record", resource.key, number],
    queryFn: () => read(resource, number ?? 0),
    enabled: number !== null,
  });
  // What a new document begins with is said by the server: defaults, and what follows from them.
  const first = useQuery({
    queryKey: ["forms", "first", name],
    queryFn: () => evaluatePaper(name, {}),
    enabled: number === null,
    gcTime: 0,
  });
  if (first.isError) return <Failure error={first.error} retry={() => void first.refetch()} />;
  if (filling.isError) return <Failure error={filling.error} retry={() => void filling.refetch()} />;
  if (record.isError) return <Failure error={record.error} retry={() => void record.refetch()} />;
  if (filling.isPending || (number === null ? first.isPending : record.isPending)) return <Skeleton rows={9} />;
  return (
    <PaperForm
      key={`${resource.key} ${number}`}
      resource={resource}
      filling={filling.data}
      record={record.data}
      first={first.data?.values}
    />
  );
}

interface Props {
  resource: Resource;
  filling: Filling;
  record?: Entry;
  first?: Values;
}

function PaperForm({ resource, filling, record, first }: Props) {
  const { t } = useTranslation("papers");
  const { message } = App.useApp();
  const client = useQueryClient();
  const go = useNavigate();
  const initiator = useInitiator();
  const start = useMemo<Values>(
    () => fromRecord(filling.design, record ?? first ?? {}),
    [record, first, filling.design],
  );
  const [values, setValues] = useState<Values>(start);
  const [faults, setFaults] = useState<FieldFault[]>([]);
  const [busy, setBusy] = useState<"save" | "submit" | null>(null);
  const [asking, setAsking] = useState<Entry | null>(null);
  const base = useRef(record);
  const key = useRef({ text: "", key: uuid() });
  const dirty = JSON.stringify(values) !== JSON.stringify(start);
  const draft = useDraft(`${resource.key}.${record?.id ?? "new"}`, values, dirty && !asking);
  const title = record ? t("edit", { label: record.label }) : filling.name;
  useVisit(title);

  const save = async (): Promise<Entry> => {
    const body = toBody(filling.design, values, base.current?.modes ?? {});
    const text = JSON.stringify(body);
    // Pressing twice is one document; a corrected one is another intention.
    if (key.current.text !== text) key.current = { text, key: uuid() };
    const entry = base.current
      ? await update(resource, base.current.id, body, base.current.version)
      : await create(resource, body, key.current.key);
    base.current = entry;
    client.setQueryData(["record", resource.key, entry.id], entry);
    void client.invalidateQueries({ queryKey: ["rows", resource.key] });
    return entry;
  };
  const attempt = async (what: "save" | "submit") => {
    setBusy(what);
    setFaults([]);
    try {
      const entry = await save();
      draft.release();
      if (what === "submit") return setAsking(entry);
      void message.success(t("saved"));
      go(recordPath(resource, entry.id), { replace: true });
    } catch (error) {
      refused(error);
    } finally {
      setBusy(null);
    }
  };
  const refused = (error: unknown) => {
    if (isProblem(error) && error.faults.length) {
      setFaults(error.faults);
      void message.error(error.body.title);
      requestAnimationFrame(() => document.querySelector('[aria-invalid="true"]')?.scrollIntoView({ block: "center" }));
    } else void message.error((error as Error).message);
  };
  return (
    <form
      className="pp"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void attempt("submit");
      }}
      onKeyDown={formKeys(() => void attempt("submit"))}
    >
      <header className="pp-head">
        <div className="hy-grow">
          <div className="hy-crumb">
            <Link to={listPath(resource)}>{filling.name}</Link>
          </div>
          <h1 className="hy-ellipsis">{title}</h1>
        </div>
        <div className="pp-acts">
          <Button onClick={() => go(-1)}>{t("cancel")}</Button>
          <Button loading={busy === "save"} onClick={() => void attempt("save")}>
            {t("saveDraft")}
          </Button>
          <Button type="primary" htmlType="submit" loading={busy === "submit"}>
            {t("submit")}
          </Button>
        </div>
      </header>
      <div className="pp-body">
        <DraftNotice draft={draft} onTake={setValues} />
        <FormFiller
          design={filling.design}
          values={values}
          onChange={setValues}
          errors={faults}
          modes={{}}
          editing
          initiator={initiator}
          paper={{ name: resource.name, id: base.current?.id }}
        />
      </div>
      {asking ? (
        <Suspense fallback={null}>
          <SubmitDialog
            resource={resource}
            record={asking}
            onClose={() => setAsking(null)}
            onRefused={refused}
            onSubmitted={() => go(recordPath(resource, asking.id), { replace: true })}
          />
        </Suspense>
      ) : null}
    </form>
  );
}
