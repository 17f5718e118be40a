import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { useTranslation } from "react-i18next";
import { why } from "@/api/workflow";
import { Failure } from "@/core/shell/Failure";
import { Person } from "@/ui/Avatar";
import { Skeleton } from "@/ui/Blank";

/** How the system found this approver, step by step. */
export default function WhyMe({ task, onClose }: { task: number; onClose: () => void }) {
  const { t } = useTranslation("inbox");
  const query = useQuery({ queryKey: ["why", task], queryFn: () => why(task) });
  return (
    <Drawer open onClose={onClose} size={400} title={t("why.title")}>
      {query.isPending ? <Skeleton rows={5} /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data ? (
        <div className="hy-stack">
          <p style={{ fontSize: 15, fontWeight: 500 }}>{query.data.sentence}</p>
          <ol className="wy">
            {query.data.steps.map((step) => (
              <li key={step.title}>
                <span className="hy-faint">{step.title}</span>
                <div>{step.detail}</div>
              </li>
            ))}
          </ol>
          <div>
            <div className="hy-faint">{t("why.result")}</div>
            {query.data.result.map((person) => (
              <Person key={person.id} name={person.label} />
            ))}
          </div>
        </div>
      ) : null}
    </Drawer>
  );
}
