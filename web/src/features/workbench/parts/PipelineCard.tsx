import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { aggregate } from "@/api/resources";
import { useLanes } from "@/core/resource/lanes";
import { useResourceAt } from "@/core/resource/use-resource";
import { useAppearance } from "@/core/session/appearance";
import { listPath } from "@/core/shell/paths";
import { approximate } from "@/kit/decimal";
import { shortMoney } from "@/kit/money";
import { Card, type CardProps } from "./Card";

/** The pipeline as a funnel of bars; each opens its list. */
export function PipelineCard({ grip }: CardProps) {
  const { t } = useTranslation("workbench");
  const { language } = useAppearance();
  const resource = useResourceAt("crm", "opportunities");
  const group = resource.kanban?.group ?? "stage";
  const sum = resource.kanban?.sum ?? undefined;
  const field = resource.fields.find((f) => f.name === group);
  const { choices } = useLanes(field ?? { name: "", kind: "choice", label: "" });
  const query = useQuery({
    queryKey: ["aggregate", resource.key, group, sum, "workbench"],
    queryFn: () => aggregate(resource, { group, sum }),
  });
  const rows = (query.data?.rows ?? []).filter((r) => choices.find((c) => c.value === String(r.key))?.tone !== "red");
  rows.sort(
    (a, b) => choices.findIndex((c) => c.value === String(a.key)) - choices.findIndex((c) => c.value === String(b.key)),
  );
  const most = Math.max(1, ...rows.map((r) => approximate(r.sum ?? String(r.count))));
  return (
    <Card
      grip={grip}
      title={t("pipeline.title")}
      query={query}
      empty={rows.length === 0 && t("pipeline.none")}
      to={{ path: listPath(resource), label: t("pipeline.board") }}
    >
      <ul className="wb-bars">
        {rows.map((row) => {
          const tone = choices.find((c) => c.value === String(row.key))?.tone ?? "neutral";
          const filter = encodeURIComponent(JSON.stringify([group, "eq", row.key]));
          return (
            <li key={`${row.key} ${row.currency ?? ""}`} data-tone={tone === "neutral" ? "primary" : tone}>
              <Link to={`${listPath(resource)}?mode=list&filter=${filter}`}>
                <span className="wb-name hy-ellipsis">{row.label}</span>
                <span className="wb-track">
                  <i style={{ width: `${(approximate(row.sum ?? String(row.count)) / most) * 100}%` }} />
                </span>
                <span className="hy-num wb-value">
                  {row.sum ? shortMoney(row.sum, row.currency ?? null, language) : row.count}
                </span>
                <span className="hy-faint hy-num wb-small">{t("pipeline.count", { count: row.count })}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
