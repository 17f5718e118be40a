import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import type { Branch, ForkStep } from "@/api/flow";
import { ConditionEditor } from "./ConditionEditor";
import { useFlow } from "./context";
import { changeBranch } from "./model";
import { Labelled, NameInput } from "./parts";

interface Props {
  branch: Branch;
  fork: ForkStep;
  index: number;
}

/** When a branch is taken. */
export function BranchPanel({ branch, fork, index }: Props) {
  const { t } = useTranslation("flow");
  const { words, commit } = useFlow();
  const set = (change: Partial<Branch>, about: string) =>
    commit(
      changeBranch(words.tree, branch.id, (one) => ({ ...one, ...change })),
      `${branch.id} ${about}`,
    );
  return (
    <>
      <NameInput label={t("name")} value={branch.name} onChange={(name) => set({ name }, "name")} />
      {fork.type === "parallel" ? <p className="hy-muted">{t("ruleLong.parallel")}</p> : null}
      {branch.default ? <Alert type="info" showIcon title={t("branch.defaultHint")} /> : null}
      {fork.type !== "parallel" && !branch.default ? (
        <Labelled
          label={t("condition")}
          hint={fork.type === "choice" ? t("branch.order", { number: index + 1 }) : t("branch.several")}
        >
          <ConditionEditor value={branch.condition ?? ""} onChange={(condition) => set({ condition }, "condition")} />
        </Labelled>
      ) : null}
    </>
  );
}
