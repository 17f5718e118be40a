import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { type Approval, isTask, type TaskStep } from "@/api/flow";
import { ActionsTab } from "./ActionsTab";
import { ApproversTab } from "./ApproversTab";
import { CopiesEditor } from "./CopiesEditor";
import { useFlow } from "./context";
import { changeStep } from "./model";
import { NameInput } from "./parts";
import { RightsTab } from "./RightsTab";
import { TimeTab } from "./TimeTab";
import { type FullApproval, fullApproval, trimApproval } from "./usual";

export interface TaskProps {
  step: TaskStep;
  approval: FullApproval;
  /** `about` names what is being typed, so that it is undone as a whole. */
  set: (change: Partial<Approval>, about?: string) => void;
}

/** Who decides, what they see and may do, how long it may take, who reads along. */
export function TaskPanel({ step }: { step: TaskStep }) {
  const { t } = useTranslation("flow");
  const { words, commit } = useFlow();
  const set: TaskProps["set"] = (change, about) =>
    commit(
      changeStep(words.tree, step.id, (one) =>
        isTask(one) ? { ...one, approval: trimApproval({ ...one.approval, ...change }) } : one,
      ),
      about && `${step.id} ${about}`,
    );
  const props = { step, approval: fullApproval(step.approval), set };
  const items = [
    { key: "people", label: t(`tab.people_${step.type}`), children: <ApproversTab {...props} /> },
    { key: "rights", label: t("tab.rights"), children: <RightsTab {...props} /> },
    ...(step.type === "inform"
      ? []
      : [
          { key: "actions", label: t("tab.actions"), children: <ActionsTab {...props} /> },
          { key: "time", label: t("tab.time"), children: <TimeTab {...props} /> },
          {
            key: "copies",
            label: t("tab.copies"),
            children: (
              <CopiesEditor
                moments={["arrival", "approval", "end"]}
                within={step.id}
                copies={props.approval.copies}
                onChange={(copies, about) => set({ copies }, about)}
              />
            ),
          },
        ]),
  ];
  return (
    <>
      <NameInput
        label={t("name")}
        value={step.name}
        onChange={(name) =>
          commit(
            changeStep(words.tree, step.id, (one) => ({ ...one, name })),
            `${step.id} name`,
          )
        }
      />
      <Tabs items={items} />
    </>
  );
}
