/** The life of a form: values, draft, saving, faults of the server, and the conflict of two people. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { create, update } from "@/api/resources";
import type { Entry, Resource } from "@/api/types";
import { uuid } from "@/kit/ids";
import { useDraft } from "./draft";
import { faultsByPath } from "./FormFields";
import { blankValues, changes, modeOf, type Values } from "./form-values";

interface Options {
  resource: Resource;
  record?: Entry;
  preset?: Values;
  onSaved: (entry: Entry) => void;
}

export function useRecordForm({ resource, record, preset, onSaved }: Options) {
  const { t } = useTranslation("resource");
  const { message } = App.useApp();
  const client = useQueryClient();
  const start = useMemo<Values>(() => record ?? blankValues(resource.fields, preset), [record, resource, preset]);
  const [values, setValues] = useState<Values>(start);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [saving, setSaving] = useState(false);
  const [conflict, setConflict] = useState<Entry | null>(null);
  const intention = useRef({ key: uuid(), body: "" });
  const base = useRef(record);
  const wanted = changes(resource.fields, base.current, values);
  const dirty = JSON.stringify(values) !== JSON.stringify(start);
  const draft = useDraft(`${resource.key}.${record?.id ?? "new"}`, values, dirty);

  /** One key for one intention: pressing twice is one effect, a corrected body is a new intention. */
  const keyFor = (body: Values): string => {
    const text = JSON.stringify(body);
    if (intention.current.body !== text) intention.current = { key: uuid(), body: text };
    return intention.current.key;
  };
  const refused = (error: unknown) => {
    if (isProblem(error, "stale_version") && error.body.current)
      return setConflict(error.body.current as unknown as Entry);
    if (isProblem(error) && error.faults.length) {
      const found = faultsByPath(error);
      setFaults(found);
      const known = new Set(resource.fields.map((f) => f.name));
      const loose = error.faults.filter((f) => !known.has(f.path.split(".")[0] ?? ""));
      void message.error(loose.length ? loose.map((f) => f.message).join(" ") : error.body.title);
      requestAnimationFrame(() =>
        document.querySelector('[data-fault="true"]')?.scrollIntoView({ block: "center", behavior: "smooth" }),
      );
      return;
    }
    void message.error((error as Error).message || t("form.failed"));
  };
  const save = async (): Promise<Entry | null> => {
    setSaving(true);
    setFaults({});
    try {
      const entry = base.current
        ? await update(resource, base.current.id, wanted, base.current.version)
        : await create(resource, wanted, keyFor(wanted));
      draft.release();
      client.setQueryData(["record", resource.key, entry.id], entry);
      void client.invalidateQueries({ queryKey: ["rows", resource.key] });
      onSaved(entry);
      return entry;
    } catch (error) {
      refused(error);
      return null;
    } finally {
      setSaving(false);
    }
  };
  return {
    values,
    faults,
    saving,
    dirty,
    conflict,
    wanted,
    draft,
    save,
    canWrite: resource.fields.some((f) => modeOf(f, record?.modes) === "write"),
    change: (part: Values) => setValues((now) => ({ ...now, ...part })),
    closeConflict: () => setConflict(null),
    keepMine: () => {
      base.current = conflict ?? base.current;
      setConflict(null);
      void save();
    },
    takeTheirs: () => {
      if (conflict) {
        base.current = conflict;
        setValues(conflict);
      }
      setConflict(null);
    },
  };
}
