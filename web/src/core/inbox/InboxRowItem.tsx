import { AlarmClock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Box, InboxRow } from "@/api/workflow";
import { relative } from "@/kit/dates";
import { Avatar } from "@/ui/Avatar";
import { When } from "@/ui/When";
import { StateTag } from "./CaseView";

export function InboxRowItem({ row, box, current }: { row: InboxRow; box: Box; current: boolean }) {
  const { t } = useTranslation("inbox");
  const late = row.due_at !== null && row.due_at !== undefined && new Date(row.due_at).getTime() < Date.now();
  const said = row.summary
    .filter((one) => !row.title.includes(one.value) && one.value !== row.initiator.label)
    .slice(0, 2);
  return (
    <Link
      to={`/inbox/${row.case_id}?box=${box}`}
      replace
      className="ib-row"
      aria-current={current ? "true" : undefined}
    >
      <Avatar name={row.initiator.label} size={32} />
      <span className="hy-grow">
        <span className="hy-row">
          <b className="hy-grow hy-ellipsis">{row.title}</b>
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
    </Link>
  );
}
