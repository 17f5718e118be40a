import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Branch, ForkStep, ForkType } from "@/api/flow";
import { Card } from "./Card";
import { useFlow } from "./context";
import { ends } from "./model";
import { Steps } from "./Steps";
import { Sign, TONES } from "./signs";
import { say } from "./texts";
import { conditionWords } from "./wording";

/** Several ways: side by side, or on a phone below each other; joined again behind. */
export function Fork({ step }: { step: ForkStep }) {
  const { t } = useTranslation("flow");
  const { words, addBranch, readOnly } = useFlow();
  const { branches } = step;
  const name = say(step.name, words.language);
  const joins = joinedHalves(branches);
  return (
    <div className="fl-fork" data-type={step.type} data-ends={ends([step])}>
      <Card
        id={step.id}
        className="fl-fork-head"
        tone={TONES[step.type]}
        sign={<Sign type={step.type} />}
        kind={t(`type.${step.type}`)}
        name={name}
      >
        {t(`rule.${step.type}`)}
      </Card>
      <span className="fl-joint">
        {readOnly ? null : (
          <button type="button" className="fl-way hy-touch" onClick={() => addBranch(step.id)}>
            <Plus size={13} aria-hidden="true" /> {step.type === "parallel" ? t("branch.addWay") : t("branch.add")}
          </button>
        )}
      </span>
      <div className="fl-branches">
        {branches.map((branch, index) => (
          <section
            key={branch.id}
            className="fl-branch"
            aria-label={say(branch.name, words.language)}
            data-first={index === 0}
            data-last={index === branches.length - 1}
            data-ends={ends(branch.steps)}
            data-joins={joins[index]}
          >
            <span className="fl-drop" />
            <BranchCard branch={branch} type={step.type} index={index} />
            <Steps steps={branch.steps} list={branch.id} />
            <span className="fl-fill" />
          </section>
        ))}
      </div>
    </div>
  );
}

/**
 * Which halves of the lower line are drawn at each branch: those between the branches that go on, and the middle where
 * the way goes on.
 */
function joinedHalves(branches: Branch[]): string[] {
  const alive = branches.flatMap((one, index) => (ends(one.steps) ? [] : [index]));
  const middle = (branches.length - 1) / 2;
  const from = Math.min(middle, ...alive);
  const to = Math.max(middle, ...alive);
  return branches.map((_, at) => {
    if (!alive.length) return "";
    return `${at - 0.5 >= from && at <= to ? "l" : ""}${at >= from && at + 0.5 <= to ? "r" : ""}`;
  });
}

function BranchCard({ branch, type, index }: { branch: Branch; type: ForkType; index: number }) {
  const { t } = useTranslation("flow");
  const { words } = useFlow();
  const kind =
    type === "parallel"
      ? t("branch.way")
      : branch.default
        ? t("branch.default")
        : t("branch.when", { number: index + 1 });
  return (
    <Card
      id={branch.id}
      className="fl-condition"
      tone={branch.default ? "neutral" : TONES[type]}
      sign={type === "parallel" || branch.default ? null : index + 1}
      kind={kind}
      name={say(branch.name, words.language)}
    >
      {type === "parallel" ? null : <Condition branch={branch} />}
    </Card>
  );
}

function Condition({ branch }: { branch: Branch }) {
  const { t } = useTranslation("flow");
  const { words } = useFlow();
  if (branch.default) return t("branch.otherwise");
  if (!branch.condition) return <span className="fl-lacking">{t("choose.condition")}</span>;
  const said = conditionWords(branch.condition, words);
  return said === null ? <code>{branch.condition}</code> : said;
}
