import { useTranslation } from "react-i18next";
import { type CallStep, type EndStep, isFork, isTask, type Step, type TaskStep } from "@/api/flow";
import { AddButton } from "./AddButton";
import { Card } from "./Card";
import { useFlow } from "./context";
import { Fork } from "./Fork";
import { ends } from "./model";
import { Sign, TONES } from "./signs";
import { say } from "./texts";
import { peopleWords, taskMarks } from "./wording";

/** One after the other, with a place for something new behind each. */
export function Steps({ steps, list }: { steps: Step[]; list: string }) {
  return (
    <>
      <AddButton list={list} index={0} last={steps.length === 0} />
      {steps.map((step, index) => (
        <div key={step.id} className="fl-step">
          {isFork(step) ? <Fork step={step} /> : isTask(step) ? <Task step={step} /> : <Plain step={step} />}
          {ends([step]) ? null : <AddButton list={list} index={index + 1} last={index === steps.length - 1} />}
        </div>
      ))}
    </>
  );
}

function Task({ step }: { step: TaskStep }) {
  const { t } = useTranslation("flow");
  const { words } = useFlow();
  const people = peopleWords(step.approval, words);
  return (
    <Card
      id={step.id}
      tone={TONES[step.type]}
      sign={<Sign type={step.type} />}
      kind={t(`type.${step.type}`)}
      name={say(step.name, words.language)}
      marks={taskMarks(step, words.t)}
    >
      {people ? people : <span className="fl-lacking">{t(`choose.${step.type}`)}</span>}
    </Card>
  );
}

const OUTCOMES = { approved: "green", rejected: "red" };

function Plain({ step }: { step: CallStep | EndStep }) {
  const { t } = useTranslation("flow");
  const { words } = useFlow();
  const call = step.type === "call";
  const outcome = call ? "" : step.outcome;
  return (
    <Card
      id={step.id}
      className={call ? "" : "fl-ending"}
      tone={outcome ? OUTCOMES[outcome] : TONES[step.type]}
      sign={<Sign type={step.type} />}
      kind={t(`type.${step.type}`)}
      name={say(step.name, words.language)}
      marks={call && step.async ? [t("call.asyncMark")] : !call && step.terminates ? [t("end.terminatesMark")] : []}
    >
      {call ? (
        step.process ? (
          words.names.coded("process", step.process)
        ) : (
          <span className="fl-lacking">{t("choose.call")}</span>
        )
      ) : (
        t(`outcome.${outcome || "none"}`)
      )}
    </Card>
  );
}
