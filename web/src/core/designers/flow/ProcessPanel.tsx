import { Collapse } from "antd";
import { useTranslation } from "react-i18next";
import type { Policy } from "@/api/flow";
import { CodeSelect } from "./CodeSelect";
import { CopiesEditor } from "./CopiesEditor";
import { useFlow } from "./context";
import { Labelled, NameInput, NumberInput, Pick, Toggle } from "./parts";
import { fullPolicy, trimPolicy } from "./usual";

/** What holds for the whole process. */
export function ProcessPanel() {
  const { t } = useTranslation("flow");
  const { words, commit } = useFlow();
  const { tree } = words;
  const policy = fullPolicy(tree.policy);
  const set = (change: Partial<Policy>, about = "") =>
    commit({ ...tree, policy: trimPolicy({ ...tree.policy, ...change }) }, about && `policy ${about}`);
  return (
    <>
      <NameInput
        label={t("process.name")}
        value={tree.name}
        onChange={(name) => commit({ ...tree, name }, "process name")}
      />
      <Pick
        label={t("process.withdraw")}
        value={tree.withdraw ?? "before_decision"}
        options={(["before_decision", "running", "never"] as const).map((value) => ({
          value,
          label: t(`withdraw.${value}`),
        }))}
        onChange={(withdraw) => commit({ ...tree, withdraw })}
      />
      <Labelled label={t("process.copies")}>
        <CopiesEditor
          moments={["approved", "rejected", "any"]}
          copies={policy.copies}
          onChange={(copies, about) => set({ copies }, about)}
        />
      </Labelled>
      <Collapse
        ghost
        size="small"
        items={[{ key: "more", label: t("more"), children: <Rarer policy={policy} set={set} /> }]}
      />
    </>
  );
}

interface RarerProps {
  policy: Required<Policy>;
  set: (change: Partial<Policy>, about?: string) => void;
}

function Rarer({ policy, set }: RarerProps) {
  const { t } = useTranslation("flow");
  return (
    <div className="fl-panel">
      <div className="fl-two">
        <NumberInput
          label={t("process.revertDays")}
          min={0}
          max={3650}
          value={policy.revert_days}
          onChange={(revert_days) => set({ revert_days }, "revert")}
        />
        <Labelled label={t("process.reversal")}>
          <CodeSelect
            kind="process"
            label={t("process.reversalHint")}
            value={policy.reversal}
            onChange={(reversal) => set({ reversal })}
          />
        </Labelled>
        <NumberInput
          label={t("process.circulate")}
          min={0}
          max={10}
          value={policy.circulate}
          onChange={(circulate) => set({ circulate }, "circulate")}
        />
        <NumberInput
          label={t("process.circulatePeople")}
          max={200}
          value={policy.circulate_people}
          onChange={(circulate_people) => set({ circulate_people }, "circulate people")}
        />
      </div>
      <Toggle
        label={t("process.twoPerson")}
        hint={t("process.twoPersonHint")}
        value={policy.two_person}
        onChange={(two_person) => set({ two_person })}
      />
      <Toggle
        label={t("process.mention")}
        hint={t("process.mentionHint")}
        value={policy.mention}
        onChange={(mention) => set({ mention })}
      />
    </div>
  );
}
