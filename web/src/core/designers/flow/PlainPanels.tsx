import { useTranslation } from "react-i18next";
import type { CallStep, EndStep, Step } from "@/api/flow";
import { CodeSelect } from "./CodeSelect";
import { useFlow } from "./context";
import { changeStep } from "./model";
import { Labelled, NameInput, Pick, Toggle } from "./parts";

function useSet(step: Step) {
  const { words, commit } = useFlow();
  return <T extends Step>(change: Partial<T>, about = "") =>
    commit(
      changeStep(words.tree, step.id, (one) => ({ ...one, ...change }) as Step),
      about && `${step.id} ${about}`,
    );
}

/** Another process begins here. */
export function CallPanel({ step }: { step: CallStep }) {
  const { t } = useTranslation("flow");
  const set = useSet(step);
  return (
    <>
      <NameInput label={t("name")} value={step.name} onChange={(name) => set({ name }, "name")} />
      <Labelled label={t("call.process")}>
        <CodeSelect
          kind="process"
          label={t("choose.call")}
          value={step.process}
          onChange={(process) => set<CallStep>({ process })}
        />
      </Labelled>
      <Toggle
        label={t("call.async")}
        hint={t("call.asyncHint")}
        value={step.async ?? false}
        onChange={(next) => set<CallStep>({ async: next })}
      />
    </>
  );
}

/** The case ends here. */
export function EndPanel({ step }: { step: EndStep }) {
  const { t } = useTranslation("flow");
  const set = useSet(step);
  return (
    <>
      <NameInput label={t("name")} value={step.name} onChange={(name) => set({ name }, "name")} />
      <Pick
        label={t("end.outcome")}
        value={step.outcome || "none"}
        options={(["approved", "rejected", "none"] as const).map((value) => ({ value, label: t(`outcome.${value}`) }))}
        onChange={(value) => set<EndStep>({ outcome: value === "none" ? "" : value })}
      />
      <Toggle
        label={t("end.terminates")}
        hint={t("end.terminatesHint")}
        value={step.terminates ?? false}
        onChange={(terminates) => set<EndStep>({ terminates })}
      />
    </>
  );
}
