import { Button } from "antd";
import { ArrowDown, ArrowUp, ChevronRight, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ForkStep } from "@/api/flow";
import { useFlow } from "./context";
import { canMove, changeStep } from "./model";
import { Labelled, NameInput } from "./parts";
import { say } from "./texts";

/** The branches of a fork in the order in which they are asked. */
export function ForkPanel({ step }: { step: ForkStep }) {
  const { t } = useTranslation("flow");
  const { words, commit, open, move, remove, addBranch, readOnly } = useFlow();
  const { tree, language } = words;
  return (
    <>
      <NameInput
        label={t("name")}
        value={step.name}
        onChange={(name) =>
          commit(
            changeStep(tree, step.id, (one) => ({ ...one, name })),
            `${step.id} name`,
          )
        }
      />
      <p className="hy-muted">{t(`ruleLong.${step.type}`)}</p>
      <Labelled label={t(`branches.${step.type}`)}>
        <ol className="fl-ways">
          {step.branches.map((branch) => (
            <li key={branch.id}>
              <button type="button" className="hy-plain hy-touch hy-grow" onClick={() => open(branch.id)}>
                <span className="hy-ellipsis">{say(branch.name, language)}</span>
                <ChevronRight size={14} aria-hidden="true" />
              </button>
              {readOnly ? null : (
                <>
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowUp size={14} />}
                    aria-label={t("act.up")}
                    disabled={!canMove(tree, branch.id, -1)}
                    onClick={() => move(branch.id, -1)}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowDown size={14} />}
                    aria-label={t("act.down")}
                    disabled={!canMove(tree, branch.id, 1)}
                    onClick={() => move(branch.id, 1)}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<Trash2 size={14} />}
                    aria-label={t("act.remove")}
                    disabled={branch.default}
                    onClick={() => remove(branch.id)}
                  />
                </>
              )}
            </li>
          ))}
        </ol>
      </Labelled>
      {readOnly ? null : (
        <Button type="dashed" block icon={<Plus size={14} />} onClick={() => addBranch(step.id)}>
          {step.type === "parallel" ? t("branch.addWay") : t("branch.add")}
        </Button>
      )}
    </>
  );
}
