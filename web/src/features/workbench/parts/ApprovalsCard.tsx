import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { inbox } from "@/api/workflow";
import { relative } from "@/kit/dates";
import { Avatar } from "@/ui/Avatar";
import { Card, type CardProps } from "./Card";

const SHOWN = 5;

export function ApprovalsCard({ grip }: CardProps) {
  const { t } = useTranslation("workbench");
  const query = useQuery({ queryKey: ["inbox", "todo", "", "workbench"], queryFn: () => inbox("todo", "") });
  const rows = query.data?.rows ?? [];
  return (
    <Card
      grip={grip}
      title={t("approvals.title")}
      count={rows.length}
      query={query}
      empty={rows.length === 0 && t("approvals.none")}
      to={{ path: "/inbox", label: t("all") }}
    >
      <ul className="wb-list">
        {rows.slice(0, SHOWN).map((row) => (
          <li key={`${row.case_id} ${row.task_id}`}>
            <Link to={`/inbox/${row.case_id}`}>
              <Avatar name={row.initiator.label} size={28} />
              <span className="hy-grow">
                <b className="hy-ellipsis">{row.title}</b>
                <span className="hy-faint hy-ellipsis">
                  {row.initiator.label} · {row.node ?? row.process}
                </span>
              </span>
              <span className="wb-right">
                <span className="hy-num">{row.summary.find((one) => !row.title.includes(one.value))?.value}</span>
                <span className={row.urged ? "hy-toned" : "hy-faint"} data-tone="orange">
                  {row.urged ? t("approvals.urged") : relative(row.arrived_at)}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
