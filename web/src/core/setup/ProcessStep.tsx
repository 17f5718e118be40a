import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { options } from "@/api/resources";
import { nameApprover, processes, type ProcessStep as Step } from "@/api/setup";
import { Failure } from "@/core/shell/Failure";
import { Avatar } from "@/ui/Avatar";
import { Skeleton } from "@/ui/Blank";
import "./faults.css";
import "./process.css";

const EMPLOYEES = { key: "org.employee", path: "/api/v1/org/employees" };

/** The processes that ship, step by step, and who would be asked today. */
export function ProcessStep() {
  const { t } = useTranslation("setup");
  const found = useQuery({ queryKey: ["processes"], queryFn: processes });
  if (found.isPending) return <Skeleton rows={6} />;
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />;
  return found.data.rows.map((process) => (
    <section key={process.key} className="gd-process">
      <h2>{process.name}</h2>
      <ol>
        <li data-kind="start">
          <b>{t("process.start")}</b>
          <span className="hy-muted">{t("process.startHint")}</span>
        </li>
        {process.steps.map((step) => (
          <StepItem key={step.name} step={step} />
        ))}
        <li data-kind="end">
          <b>{t("process.end")}</b>
          <span className="hy-muted">{t("process.endHint")}</span>
        </li>
      </ol>
    </section>
  ));
}

function StepItem({ step }: { step: Step }) {
  const { t } = useTranslation("setup");
  return (
    <li>
      <b>{step.name}</b>
      {step.when ? <span className="gd-when">{t("process.when", { condition: step.when })}</span> : null}
      {step.rules.map((rule) => (
        <div key={`${rule.kind}/${rule.name}`} className="gd-rule">
          <span className="hy-muted">
            {rule.kind === "role" || rule.kind === "post"
              ? t("process.role", { role: rule.label || rule.name })
              : t(`process.rule.${rule.kind}`, { defaultValue: rule.kind })}
          </span>
          {rule.people.map((person) => (
            <span key={person.id} className="gd-person">
              <Avatar name={person.label} size={22} /> {person.label}
            </span>
          ))}
          {rule.kind === "role" ? <Approver role={rule.name} label={rule.label} none={!rule.people.length} /> : null}
        </div>
      ))}
    </li>
  );
}

function Approver({ role, label, none }: { role: string; label: string; none: boolean }) {
  const { t } = useTranslation("setup");
  const client = useQueryClient();
  const people = useQuery({
    queryKey: ["options", EMPLOYEES.key, ""],
    queryFn: () => options(EMPLOYEES, { limit: 100 }),
  });
  const name = useMutation({
    mutationFn: (employee: number) => nameApprover(role, employee),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["processes"] }),
  });
  return (
    <span className="gd-approver">
      {none ? <span className="gd-warn">{t("process.nobody")}</span> : null}
      <Select
        size="small"
        style={{ width: 190 }}
        value={null}
        aria-label={t("process.choose", { role: label })}
        placeholder={t("process.choose", { role: label })}
        loading={name.isPending}
        showSearch={{ optionFilterProp: "label" }}
        options={(people.data?.rows ?? []).map((one) => ({ value: one.id, label: one.label }))}
        onChange={(id) => id && name.mutate(id)}
      />
      {name.isError ? <span className="gd-bad">{name.error.message}</span> : null}
    </span>
  );
}
