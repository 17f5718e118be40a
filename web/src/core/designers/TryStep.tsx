import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { Flag, Play, TriangleAlert, UserRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DesignedForm } from "@/api/forms";
import { type FormAttempt, tryForm } from "@/api/forms";
import { toBody } from "@/core/forms/body";
import { FormFiller } from "@/core/forms/FormFiller";
import type { Values } from "@/core/forms/types";
import { OptionSelect } from "@/core/resource/inputs/OptionSelect";
import { useSession } from "@/core/session/session";
import { Failure } from "@/core/shell/Failure";
import { Avatar } from "@/ui/Avatar";
import { Blank } from "@/ui/Blank";
import { Panel } from "@/ui/Panel";
import type { useDesign } from "./use-design";

interface Props {
  desk: ReturnType<typeof useDesign>;
  form: DesignedForm;
}

const EMPLOYEES = { key: "org.employee", path: "/api/v1/org/employees" };

/** 试运行: fill the draft in for anybody and see who would be asked in turn. Nothing is kept. */
export default function TryStep({ desk, form }: Props) {
  const { t } = useTranslation("designers");
  const { me } = useSession();
  const [values, setValues] = useState<Values>({});
  const [who, setWho] = useState({ id: me.employee.id, label: me.employee.name });
  const run = useMutation({
    mutationFn: async () => {
      if (desk.draft && desk.dirty) await desk.save(desk.draft);
      return tryForm(form.id, who.id, desk.draft ? toBody(desk.draft.design, values) : {});
    },
  });
  if (!desk.draft) return null;
  return (
    <div className="dg-try">
      <Panel title={t("try.form")}>
        <label className="dg-field" htmlFor="dg-who">
          <span>{t("try.who")}</span>
          <OptionSelect
            id="dg-who"
            target={EMPLOYEES}
            value={who.id}
            known={[who]}
            onChange={(_, [chosen]) => chosen && setWho({ id: chosen.id, label: chosen.label })}
          />
        </label>
        <FormFiller
          design={desk.draft.design}
          values={values}
          onChange={setValues}
          errors={run.data?.errors ?? []}
          modes={{}}
          editing
          initiator={{ id: who.id, name: who.label, department: null, post: null }}
        />
        <Button type="primary" icon={<Play size={15} />} loading={run.isPending} onClick={() => run.mutate()}>
          {t("try.go")}
        </Button>
      </Panel>
      <Panel title={t("try.path")}>
        {run.isError ? <Failure error={run.error} /> : null}
        {run.data ? <Way attempt={run.data} who={who.label} /> : null}
        {!run.data && !run.isError ? <Blank title={t("try.none")} hint={t("try.noneHint")} /> : null}
      </Panel>
    </div>
  );
}

function Way({ attempt, who }: { attempt: FormAttempt; who: string }) {
  const { t } = useTranslation("designers");
  if (attempt.errors.length)
    return <Blank title={t("try.refused")} hint={t("try.refusedHint", { count: attempt.errors.length })} />;
  return (
    <ol className="dg-way">
      <li>
        <UserRound size={16} aria-hidden="true" />
        <div>
          <strong>{t("try.submits")}</strong>
          <span className="hy-muted">{who}</span>
        </div>
      </li>
      {attempt.steps.map((step) => (
        <li key={step.node} data-empty={step.empty}>
          {step.empty ? <TriangleAlert size={16} aria-hidden="true" /> : <UserRound size={16} aria-hidden="true" />}
          <div>
            <strong>{step.name || step.node}</strong>
            <span className="dg-people">
              {step.people.map((person) => (
                <span key={person.id}>
                  <Avatar name={person.label} size={20} /> {person.label}
                </span>
              ))}
              {step.empty ? <span className="dg-warn">{t("try.empty")}</span> : null}
            </span>
          </div>
        </li>
      ))}
      <li>
        <Flag size={16} aria-hidden="true" />
        <div>
          <strong>{t("try.ends")}</strong>
          <span className="hy-muted">{t(`try.end.${attempt.ends}`, { defaultValue: attempt.ends })}</span>
        </div>
      </li>
    </ol>
  );
}
