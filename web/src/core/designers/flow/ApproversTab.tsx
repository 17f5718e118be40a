import { Collapse, Input, Radio } from "antd";
import { useTranslation } from "react-i18next";
import type { Approval } from "@/api/flow";
import { Labelled, Pick, Toggle } from "./parts";
import { RulesEditor } from "./RulesEditor";
import type { TaskProps } from "./TaskPanel";

const MODES = ["all", "any", "sequential", "ratio"] as const;
const SHARE = /^(\d{1,4}|\d{1,3}%|\d{1,3}\/\d{1,3})$/;

/** What goes with a way to vote, and what cannot. */
function withMode(mode: (typeof MODES)[number], approval: Approval): Partial<Approval> {
  const counts = mode === "all" || mode === "ratio";
  return {
    mode,
    threshold: mode === "ratio" ? approval.threshold || "60%" : "",
    reject: counts ? approval.reject : approval.reject === "majority" ? "veto" : approval.reject,
    claim: mode === "any" && approval.claim,
    blind: mode !== "sequential" && approval.blind,
  };
}

/** Who is asked, how several decide together, and what happens when nobody or the initiator is found. */
export function ApproversTab(props: TaskProps) {
  const { t } = useTranslation("flow");
  const { step, approval, set } = props;
  return (
    <div className="fl-panel">
      <RulesEditor rules={approval.rules} within={step.id} onChange={(rules, about) => set({ rules }, about)} />
      {step.type === "approve" ? <Votes {...props} /> : null}
      {step.type === "inform" ? null : <Exceptions {...props} />}
      {step.type === "inform" ? null : (
        <Collapse ghost size="small" items={[{ key: "more", label: t("more"), children: <Rarer {...props} /> }]} />
      )}
    </div>
  );
}

function Votes({ approval, set }: TaskProps) {
  const { t } = useTranslation("flow");
  const counts = approval.mode === "all" || approval.mode === "ratio";
  const rejects = (["veto", "majority", "wait_all"] as const).filter((one) => counts || one !== "majority");
  return (
    <>
      <Labelled label={t("votes")}>
        <Radio.Group
          className="fl-radios"
          aria-label={t("votes")}
          value={approval.mode}
          onChange={(event) => set(withMode(event.target.value as (typeof MODES)[number], approval))}
        >
          {MODES.map((mode) => (
            <Radio key={mode} value={mode}>
              {t(`mode.${mode}`)} <span className="hy-faint">{t(`modeHint.${mode}`)}</span>
            </Radio>
          ))}
        </Radio.Group>
      </Labelled>
      {approval.mode === "ratio" ? (
        <Labelled label={t("threshold")} hint={t("thresholdHint")}>
          <Input
            aria-label={t("threshold")}
            value={approval.threshold}
            status={SHARE.test(approval.threshold) ? undefined : "error"}
            onChange={(event) => set({ threshold: event.target.value.trim() }, "threshold")}
          />
        </Labelled>
      ) : null}
      <div className="fl-two">
        <Pick
          label={t("reject")}
          value={approval.reject}
          options={rejects.map((value) => ({ value, label: t(`rejects.${value}`) }))}
          onChange={(reject) => set({ reject })}
        />
        <Pick
          label={t("onReject")}
          value={approval.on_reject}
          options={(["end", "continue"] as const).map((value) => ({ value, label: t(`onRejects.${value}`) }))}
          onChange={(on_reject) => set({ on_reject })}
        />
      </div>
    </>
  );
}

function Exceptions({ step, approval, set }: TaskProps) {
  const { t } = useTranslation("flow");
  return (
    <div className="fl-two">
      <Pick
        label={t("empty")}
        value={approval.empty}
        options={(["up", "admin", "pass"] as const).map((value) => ({ value, label: t(`empties.${value}`) }))}
        onChange={(empty) => set({ empty })}
      />
      <Pick
        label={t("self")}
        value={approval.self_rule}
        options={(["manager", "allow", "never"] as const).map((value) => ({ value, label: t(`selves.${value}`) }))}
        onChange={(self_rule) => set({ self_rule })}
      />
      {step.type === "approve" ? (
        <Pick
          label={t("duplicates")}
          value={approval.duplicates}
          options={(["consecutive", "first", "last", "none"] as const).map((value) => ({
            value,
            label: t(`duplicate.${value}`),
          }))}
          onChange={(duplicates) => set({ duplicates })}
        />
      ) : null}
    </div>
  );
}

function Rarer({ step, approval, set }: TaskProps) {
  const { t } = useTranslation("flow");
  const approves = step.type === "approve";
  return (
    <div className="fl-panel">
      <Toggle
        label={t("claim")}
        hint={t("claimHint")}
        value={approval.claim}
        onChange={(claim) => set(claim ? { ...withMode("any", approval), claim } : { claim })}
      />
      {approves ? (
        <Toggle
          label={t("blind")}
          hint={t("blindHint")}
          value={approval.blind}
          disabled={approval.mode === "sequential"}
          onChange={(blind) => set({ blind })}
        />
      ) : null}
      <Toggle
        label={t("delegation")}
        hint={t("delegationHint")}
        value={approval.delegation}
        onChange={(delegation) => set({ delegation })}
      />
      <Pick
        label={t("organization")}
        value={approval.organization}
        options={(["now", "at_start"] as const).map((value) => ({ value, label: t(`organizations.${value}`) }))}
        onChange={(organization) => set({ organization })}
      />
      <Labelled label={t("sod")} hint={t("sodHint")}>
        <Input
          aria-label={t("sod")}
          value={approval.sod}
          maxLength={40}
          onChange={(event) => set({ sod: event.target.value.trim() }, "sod")}
        />
      </Labelled>
    </div>
  );
}
