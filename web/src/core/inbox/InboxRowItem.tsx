import { Checkbox, Tooltip } from "antd";
import { AlarmClock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Box, InboxRow } from "@/api/workflow";
import { relative } from "@/kit/dates";
import { Avatar } from "@/ui/Avatar";
import { When } from "@/ui/When";
import { StateTag } from "./CaseView";

interface Props {
  row: InboxRow;
  box: Box;
  current: boolean;
  /** The tasks chosen so far; absent while one is opened at a time. */
  picked?: Set<number>;
  onPick: (tasks: Set<number>) => void;
}

/** One row: a link to its document; while several are chosen, a box to tick before it. */
export function InboxRowItem({ row, box, current, picked, onPick }: Props) {
  const { t } = useTranslation("inbox");
  const link = (
    <Link
      to={`/inbox/${row.case_id}?box=${box}`}
      replace
      className="ib-row"
      aria-current={current ? "true" : undefined}
    >
      {picked ? null : <Avatar name={row.initiator.label} size={32} />}
      <RowWords row={row} box={box} />
    </Link>
  );
  if (!picked) return link;
  const task = row.task_id ?? 0;
  const able = row.kind === "approve";
  const toggle = () => {
    const next = new Set(picked);
    if (!next.delete(task)) next.add(task);
    onPick(next);
  };
  return (
    <div className="ib-pick" data-current={current}>
      <Tooltip title={able ? undefined : t("batch.open")}>
        <Checkbox
          className="hy-touch"
          aria-label={t("batch.pick", { title: row.title })}
          checked={picked.has(task)}
          disabled={!able}
          onChange={toggle}
        />
      </Tooltip>
      {link}
    </div>
  );
}

function RowWords({ row, box }: { row: InboxRow; box: Box }) {
  const { t } = useTranslation("inbox");
  const late = row.due_at !== null && row.due_at !== undefined && new Date(row.due_at).getTime() < Date.now();
  const said = row.summary
    .filter((one) => !row.title.includes(one.value) && one.value !== row.initiator.label)
    .slice(0, 2);
  return (
    <span className="hy-grow">
      <span className="hy-row">
        <b className="hy-grow ib-title">{row.title}</b>
        <span className="hy-faint">
          <When at={row.arrived_at} />
        </span>
      </span>
      <span className="ib-sum">
        {said.map((item) => (
          <span key={item.label} className="hy-num" title={item.label}>
            {item.value}
          </span>
        ))}
      </span>
      <span className="hy-row hy-faint">
        <span className="hy-grow hy-ellipsis">
          {row.initiator.label} · {row.process}
          {row.node ? ` · ${row.node}` : ""}
        </span>
        {box !== "todo" ? <StateTag state={row.state} /> : null}
        {box === "todo" && row.urged ? (
          <span className="hy-toned" data-tone="orange">
            {t("urged")}
          </span>
        ) : null}
        {box === "todo" && row.due_at ? (
          <span className={late ? "hy-toned ib-due" : "ib-due"} data-tone="red">
            <AlarmClock size={12} aria-hidden="true" /> {relative(row.due_at)}
          </span>
        ) : null}
      </span>
    </span>
  );
}
