import { Checkbox, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Case } from "@/api/workflow";
import { OptionSelect } from "@/core/resource/inputs/OptionSelect";
import { MUST_SAY, Opinion } from "./Opinion";

interface Props {
  verb: string;
  data: Case;
  opinion: string;
  busy: boolean;
  onClose: () => void;
  onConfirm: (body: Record<string, unknown>) => void;
}

const PEOPLE = { key: "org.employee", path: "/api/v1/org/employees" };

/** What a decision needs besides the will: a reason, a place to return to, a person. */
export function DecisionDialog({ verb, data, opinion, busy, onClose, onConfirm }: Props) {
  const { t } = useTranslation("inbox");
  const [text, setText] = useState(opinion);
  const [people, setPeople] = useState<number[]>([]);
  const targets = data.actions.find((a) => a.name === verb)?.targets ?? [];
  const [chosen, setChosen] = useState<string[]>(["start"]);
  const beside = (node: string) => targets.find((one) => one.node === node)?.together ?? [];
  /** A step that cannot be open together with those chosen before takes their place. */
  const choose = (next: string[]) => {
    const added = next.find((one) => !chosen.includes(one));
    const kept = added ? [...next.filter((one) => one !== added && beside(added).includes(one)), added] : next;
    setChosen(kept.length > 0 ? kept : ["start"]);
  };
  const places = targets.map((one) => ({
    value: one.node,
    label: one.node === "start" ? t("toInitiator", { name: data.initiator.label }) : one.label,
  }));
  const toSeveral = verb === "cc" || verb === "circulate";
  const needsPerson = verb === "transfer" || toSeveral;
  const ready = (!MUST_SAY.has(verb) || text.trim() !== "") && (!needsPerson || people.length > 0);
  const confirm = () => {
    const said = text.trim() ? { opinion: text.trim() } : {};
    if (verb === "transfer") onConfirm({ to: people[0], ...said });
    else if (toSeveral) onConfirm({ to: people, ...said });
    else if (verb === "return")
      onConfirm(chosen.length > 1 ? { targets: chosen, ...said } : { target: chosen[0], ...said });
    else onConfirm(said);
  };
  return (
    <Modal
      open
      title={`${t(`verb.${verb}` as never)} · ${data.title}`}
      okText={t(`verb.${verb}` as never) as string}
      okButtonProps={{ danger: verb === "reject", disabled: !ready, loading: busy }}
      onOk={confirm}
      onCancel={onClose}
    >
      <div className="hy-stack" style={{ gap: 12 }}>
        <p className="hy-muted">{t(`consequence.${verb}` as never)}</p>
        {verb === "return" && targets.length > 1 ? (
          <Checkbox.Group value={chosen} onChange={(next) => choose(next as string[])} options={places} />
        ) : null}
        {verb === "return" && targets.length === 1 ? <p>{places[0]?.label}</p> : null}
        {needsPerson ? (
          <OptionSelect
            multiple={toSeveral}
            autoFocus
            target={PEOPLE}
            placeholder={t("person")}
            style={{ width: "100%" }}
            value={toSeveral ? people : (people[0] ?? null)}
            onChange={(next) => setPeople(Array.isArray(next) ? next : next === null ? [] : [next])}
          />
        ) : null}
        <Opinion verb={verb} value={text} onChange={setText} autoFocus={!needsPerson} />
      </div>
    </Modal>
  );
}
