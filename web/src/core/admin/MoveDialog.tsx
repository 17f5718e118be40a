import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, DatePicker, Modal, TreeSelect } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { impact, type Unit } from "@/api/admin";
import { act } from "@/api/resources";
import { childrenOf, subtree } from "./units";

interface Props {
  units: Unit[];
  id: number;
  to?: number;
  onClose: () => void;
}
interface Node {
  value: number;
  title: string;
  children: Node[];
}

const nodes = (units: Unit[], parent: number | null, without: Set<number>): Node[] =>
  childrenOf(units, parent)
    .filter((unit) => !without.has(unit.department_id))
    .map((unit) => ({
      value: unit.department_id,
      title: unit.name,
      children: nodes(units, unit.department_id, without),
    }));

/** Where to, from which day, and what it changes for whom, before it is done. */
export function MoveDialog({ units, id, to, onClose }: Props) {
  const { t } = useTranslation("admin");
  const { message } = App.useApp();
  const client = useQueryClient();
  const unit = units.find((one) => one.department_id === id);
  const [parent, setParent] = useState<number | undefined>(to);
  const [since, setSince] = useState(dayjs());
  const [busy, setBusy] = useState(false);
  const effect = useQuery({
    queryKey: ["org-impact", id, parent],
    queryFn: () => impact(id, parent ?? 0),
    enabled: parent !== undefined,
  });
  const move = async () => {
    setBusy(true);
    try {
      await act({ path: "/api/v1/org/departments" }, id, "move", { parent, since: since.format("YYYY-MM-DD") });
      await client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => String(kind).startsWith("org-") });
      void message.success(t("move.done", { name: unit?.name }));
      onClose();
    } catch (error) {
      void message.error((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t("move.title", { name: unit?.name })}
      okText={t("org.move")}
      okButtonProps={{ disabled: parent === undefined || parent === unit?.parent_id, loading: busy }}
      onOk={() => void move()}
      onCancel={onClose}
    >
      <div className="ad-form">
        <label htmlFor="ad-move-to">{t("move.to")}</label>
        <TreeSelect
          id="ad-move-to"
          treeDefaultExpandAll
          showSearch={{ treeNodeFilterProp: "title" }}
          value={parent}
          treeData={nodes(units, null, subtree(units, id))}
          onChange={setParent}
          style={{ width: "100%" }}
        />
        <label htmlFor="ad-move-since">{t("move.since")}</label>
        <DatePicker
          id="ad-move-since"
          allowClear={false}
          value={since}
          disabledDate={(day) => day.isAfter(dayjs(), "day")}
          onChange={(day) => day && setSince(day)}
          style={{ width: "100%" }}
        />
      </div>
      {effect.data ? (
        <ul className="ad-impact">
          <li>{t("move.along", { departments: effect.data.departments, people: effect.data.people })}</li>
          {effect.data.gain.length ? <li>{t("move.gain", { names: effect.data.gain.join(t("comma")) })}</li> : null}
          {effect.data.lose.length ? <li>{t("move.lose", { names: effect.data.lose.join(t("comma")) })}</li> : null}
          {effect.data.roles.length ? <li>{t("move.roles", { names: effect.data.roles.join(t("comma")) })}</li> : null}
        </ul>
      ) : (
        <p className="hy-faint">{effect.isError ? (effect.error as Error).message : t("move.choose")}</p>
      )}
    </Modal>
  );
}
