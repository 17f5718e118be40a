import { Button, InputNumber, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Rung, RungAct } from "@/api/flow";
import { CodeSelect } from "./CodeSelect";
import { DurationInput, Labelled, Toggle } from "./parts";
import type { TaskProps } from "./TaskPanel";

const ACTS: RungAct[] = ["remind", "escalate", "transfer", "approve", "reject", "return", "skip"];
const DECIDING: ReadonlySet<RungAct> = new Set(["approve", "reject", "return", "skip"]);
const TO_ROLE: ReadonlySet<RungAct> = new Set(["escalate", "transfer"]);

/** How long it may take, and what happens while nobody decides. */
export function TimeTab({ step, approval, set }: TaskProps) {
  const { t } = useTranslation("flow");
  const { ladder } = approval;
  const put = (index: number, rung: Rung | null) =>
    set({ ladder: ladder.toSpliced(index, 1, ...(rung ? [rung] : [])) }, rung ? `rung ${index}` : "");
  const acts = ACTS.filter(
    (act) => !(approval.manual && DECIDING.has(act)) && !(step.type === "handle" && act === "reject"),
  );
  return (
    <div className="fl-panel">
      <Labelled label={t("due")} hint={t("dueHint")}>
        <DurationInput label={t("due")} value={approval.due} onChange={(due) => set({ due }, "due")} />
      </Labelled>
      <Toggle
        label={t("working")}
        hint={t("workingHint")}
        value={approval.working}
        onChange={(working) => set({ working })}
      />
      <Toggle
        label={t("manual")}
        hint={t("manualHint")}
        value={approval.manual}
        onChange={(manual) => set({ manual, ladder: manual ? ladder.filter((one) => !DECIDING.has(one.act)) : ladder })}
      />
      <Labelled label={t("ladder")}>
        {ladder.map((rung, index) => (
          <RungRow key={index} rung={rung} acts={acts} onChange={(next) => put(index, next)} />
        ))}
        <Button
          type="dashed"
          block
          icon={<Plus size={14} />}
          onClick={() => set({ ladder: [...ladder, { after: approval.due || "PT8H", act: "remind" }] })}
        >
          {t("addRung")}
        </Button>
      </Labelled>
    </div>
  );
}

interface RungProps {
  rung: Rung;
  acts: RungAct[];
  onChange: (rung: Rung | null) => void;
}

function RungRow({ rung, acts, onChange }: RungProps) {
  const { t } = useTranslation("flow");
  const times = rung.times ?? 1;
  return (
    <div className="fl-rule">
      <div className="hy-row hy-wrap">
        <span>{t("after")}</span>
        <DurationInput
          label={t("after")}
          value={rung.after}
          onChange={(after) => onChange({ ...rung, after: after || rung.after })}
        />
        <span className="hy-grow" />
        <Button
          type="text"
          size="small"
          icon={<Trash2 size={14} />}
          aria-label={t("act.remove")}
          onClick={() => onChange(null)}
        />
      </div>
      <div className="hy-row hy-wrap">
        <Select
          aria-label={t("ladder")}
          className="hy-grow"
          value={rung.act}
          options={acts.map((value) => ({ value, label: t(`rung.${value}`) }))}
          onChange={(act: RungAct) => onChange({ after: rung.after, act })}
        />
        {TO_ROLE.has(rung.act) ? (
          <CodeSelect
            kind="role"
            label={t("toRole")}
            value={rung.role ?? ""}
            onChange={(role) => onChange({ after: rung.after, act: rung.act, ...(role ? { role } : {}) })}
          />
        ) : null}
      </div>
      {rung.act === "remind" ? (
        <div className="hy-row hy-wrap">
          <span>{t("times")}</span>
          <InputNumber
            aria-label={t("times")}
            min={1}
            max={100}
            precision={0}
            value={times}
            onChange={(next) =>
              onChange(
                next && next > 1
                  ? { ...rung, times: next, every: rung.every || "PT4H" }
                  : { after: rung.after, act: rung.act },
              )
            }
          />
          {times > 1 ? (
            <>
              <span>{t("every")}</span>
              <DurationInput
                label={t("every")}
                value={rung.every ?? ""}
                onChange={(every) => onChange({ ...rung, every: every || "PT1H" })}
              />
            </>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
