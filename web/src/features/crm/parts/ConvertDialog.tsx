import { App, Modal, Segmented } from "antd";
import { ArrowRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import type { Entry, Field, Resource } from "@/api/types";
import { FormFields, faultsByPath } from "@/core/resource/FormFields";
import { toRequest, type Values } from "@/core/resource/form-values";
import { useVerb } from "@/core/resource/use-record";
import { Icon } from "@/ui/Icon";
import DuplicateNote from "./DuplicateNote";
import "../crm.css";

interface Props {
  resource: Resource;
  lead: Entry;
  onClose: () => void;
  onDone: (lead: Entry | null) => void;
}

const PARTS = [
  { choice: "account_choice", existing: "customer", icon: "customer", fields: [] },
  { choice: "contact_choice", existing: "contact", icon: "user", fields: [] },
  {
    choice: "opportunity_choice",
    existing: "opportunity",
    icon: "target",
    fields: ["opportunity_name", "amount", "expected_close_on"],
  },
] as const;

/** One step for three things: each is made anew, taken from what exists, or left out. */
export function ConvertDialog({ resource, lead, onClose, onDone }: Props) {
  const { t } = useTranslation("crm");
  const { message } = App.useApp();
  const run = useVerb(resource);
  const verb = resource.verbs.find((v) => v.name === "convert");
  const payload = verb?.payload ?? [];
  const [values, setValues] = useState<Values>(() => ({
    account_choice: "create",
    contact_choice: lead.contact_name ? "create" : "skip",
    opportunity_choice: "create",
    opportunity_name: lead.label,
  }));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const change = (part: Values) =>
    setValues((now) => {
      const next = { ...now, ...part };
      if (next.account_choice === "skip") next.contact_choice = next.opportunity_choice = "skip";
      if (next.account_choice === "create") {
        for (const name of ["contact_choice", "opportunity_choice"])
          if (next[name] === "existing") next[name] = "create";
      }
      return next;
    });
  const field = (name: string): Field[] => payload.filter((f) => f.name === name);
  const submit = async () => {
    setBusy(true);
    setFaults({});
    try {
      onDone(await run(lead, "convert", toRequest(payload, values)));
    } catch (error) {
      if (isProblem(error) && error.faults.length) setFaults(faultsByPath(error));
      void message.error(isProblem(error) ? error.body.title : (error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  const nothing = PARTS.every((part) => values[part.choice] === "skip");
  return (
    <Modal
      open
      width={640}
      title={t("convert.title", { name: lead.label })}
      okText={t("convert.go")}
      okButtonProps={{ loading: busy, disabled: nothing }}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      <p className="hy-muted">{t("convert.hint")}</p>
      <div className="cv">
        {PARTS.map(({ choice, existing, icon, fields }) => {
          const chosen = String(values[choice]);
          const options = (field(choice)[0]?.choices ?? []).map((c) => ({
            value: String(c.value),
            label: c.label,
            disabled: choice !== "account_choice" && isImpossible(String(c.value), values),
          }));
          return (
            <section key={choice} data-off={chosen === "skip"}>
              <header className="hy-row hy-wrap">
                <Icon name={icon} size={17} />
                <b className="hy-grow">{field(choice)[0]?.label}</b>
                <Segmented
                  size="small"
                  value={chosen}
                  options={options}
                  onChange={(value) => change({ [choice]: value })}
                />
              </header>
              {chosen === "create" ? <From>{summaryOf(existing, lead)}</From> : null}
              {chosen === "existing" ? (
                <FormFields fields={field(existing)} columns={1} values={values} faults={faults} onChange={change} />
              ) : null}
              {chosen === "create" && fields.length ? (
                <FormFields
                  fields={payload.filter((f) => (fields as readonly string[]).includes(f.name))}
                  columns={2}
                  values={values}
                  faults={faults}
                  onChange={change}
                />
              ) : null}
              {faults[choice] ? (
                <p className="ff-hint" role="alert" data-fault="true">
                  {faults[choice]}
                </p>
              ) : null}
            </section>
          );
        })}
      </div>
      {values.account_choice === "create" ? (
        <DuplicateNote
          resource={resource}
          values={{ name: lead.name, phone: lead.phone, email: lead.email, duplicate_reason: values.duplicate_reason }}
          own={{ resource: resource.key, id: lead.id }}
          onChange={change}
        />
      ) : null}
    </Modal>
  );
}

const isImpossible = (choice: string, values: Values): boolean =>
  (values.account_choice === "skip" && choice !== "skip") ||
  (values.account_choice === "create" && choice === "existing");

function summaryOf(part: string, lead: Entry): string {
  const said =
    part === "contact"
      ? [lead.contact_name, lead.title, lead.phone]
      : part === "customer"
        ? [lead.name, lead.city]
        : [];
  return said.filter(Boolean).join(" · ");
}

function From({ children }: { children: ReactNode }) {
  return children ? (
    <p className="cv-from hy-muted">
      <ArrowRight size={13} aria-hidden="true" /> {children}
    </p>
  ) : null;
}
