import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { Labelled, Toggle } from "./parts";
import type { TaskProps } from "./TaskPanel";
import { ACTIONS } from "./usual";

/** What people may do here besides approving. What is handled is not rejected. */
export function ActionsTab({ step, approval, set }: TaskProps) {
  const { t } = useTranslation("flow");
  const offered = ACTIONS.filter((one) => step.type === "approve" || !["reject", "abstain"].includes(one));
  const toggle = (name: string, on: boolean) =>
    set({ actions: on ? [...approval.actions, name] : approval.actions.filter((one) => one !== name) });
  return (
    <div className="fl-panel">
      <Labelled label={t("actions")} hint={t(`actionsHint.${step.type}`)}>
        <div className="fl-checks">
          {offered.map((name) => (
            <Checkbox
              key={name}
              checked={approval.actions.includes(name)}
              onChange={(event) => toggle(name, event.target.checked)}
            >
              {t(`action.${name}`)}
            </Checkbox>
          ))}
        </div>
      </Labelled>
      <Toggle
        label={t("signature")}
        hint={t("signatureHint")}
        value={approval.signature}
        onChange={(signature) => set({ signature })}
      />
    </div>
  );
}
