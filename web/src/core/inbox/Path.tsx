import { Check, CircleDashed, CircleDot, CornerUpLeft, Flag, SkipForward, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Step } from "@/api/workflow";
import { Avatar } from "@/ui/Avatar";
import { When } from "@/ui/When";

const DECISIONS: Record<string, string> = {
  approve: "green",
  approved: "green",
  reject: "red",
  rejected: "red",
  return: "orange",
  returned: "orange",
};

function Sign({ step }: { step: Step }) {
  const decision = step.people.find((p) => p.decision)?.decision ?? "";
  if (DECISIONS[decision] === "red") return <X size={13} />;
  if (DECISIONS[decision] === "orange") return <CornerUpLeft size={13} />;
  if (step.state === "done") return <Check size={13} />;
  if (step.state === "skipped") return <SkipForward size={13} />;
  if (step.state === "current") return <CircleDot size={13} />;
  return step.kind === "end" ? <Flag size={13} /> : <CircleDashed size={13} />;
}

/** The way of a document: who decided, whose turn it is, who comes, and by which rule. */
export function Path({ steps }: { steps: Step[] }) {
  const { t, i18n } = useTranslation("inbox");
  const said = (decision: string) => (i18n.exists(`inbox:decision.${decision}`) ? t(`decision.${decision}`) : decision);
  return (
    <ol className="pa">
      {steps.map((step) => (
        <li
          key={step.node}
          data-state={step.state}
          data-tone={
            DECISIONS[step.people.find((p) => p.decision)?.decision ?? ""] ??
            (step.state === "current" ? "blue" : step.state === "done" ? "green" : "neutral")
          }
        >
          <span className="pa-sign" aria-hidden="true">
            <Sign step={step} />
          </span>
          <div className="hy-grow">
            <div className="hy-row hy-wrap">
              <b>{step.name}</b>
              {step.mode && step.mode !== "single" ? <span className="hy-faint">{t(`mode.${step.mode}`)}</span> : null}
              {step.state === "current" ? <span className="hy-faint">{t("path.current")}</span> : null}
              {step.state === "skipped" ? <span className="hy-faint">{t("path.skipped")}</span> : null}
              {step.sure === false ? <span className="hy-faint">{t("path.unsure")}</span> : null}
            </div>
            {step.people.map((person) => (
              <div key={person.id ?? person.label} className="pa-person">
                <span className="hy-row">
                  <Avatar name={person.label} size={20} />
                  <span>{person.label}</span>
                  {person.decision ? (
                    <span className="hy-toned" data-tone={DECISIONS[person.decision] ?? "neutral"}>
                      {said(person.decision)}
                    </span>
                  ) : null}
                  <span className="hy-faint">
                    <When at={person.at} />
                  </span>
                </span>
                {person.opinion ? <q>{person.opinion}</q> : null}
              </div>
            ))}
            {step.rule && step.rule !== step.name && step.state !== "done" ? (
              <div className="hy-faint">{step.rule}</div>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
