import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { FieldValue, textOf } from "@/core/resource/field-value";
import { pick, present } from "@/core/resource/lookup";
import { useResourceAt } from "@/core/resource/use-resource";
import { useRows } from "@/core/resource/use-rows";
import { recordPath } from "@/core/shell/paths";
import { daysUntil } from "@/kit/dates";
import { all } from "@/kit/filters";
import { Card, type CardProps } from "./Card";

const SHOWN = 6;

/** Whom I promised to call: overdue first, then today and tomorrow. */
export function FollowUpsCard({ grip }: CardProps) {
  const { t } = useTranslation("workbench");
  const resource = useResourceAt("crm", "customers");
  const next = pick(resource, "next_follow_up_at", "next_follow_up_on", "next_at");
  const owner = pick(resource, "owner");
  const level = pick(resource, "level");
  const filter = next ? all([next.name, "lt", "today+2d"], owner ? [owner.name, "eq", "me"] : null) : undefined;
  const query = useRows(
    resource,
    {
      filter,
      sort: next ? [next.name] : [],
      columns: present(resource, [resource.title_field, "level", next?.name ?? ""]),
      limit: SHOWN,
    },
    Boolean(next),
  );
  if (!next) return null;
  const words = (days: number | null) =>
    days === null
      ? ""
      : days < 0
        ? t("followUps.late", { count: -days })
        : days === 0
          ? t("followUps.today")
          : t("followUps.tomorrow");
  return (
    <Card
      grip={grip}
      title={t("followUps.title")}
      count={query.count}
      query={query}
      empty={query.rows.length === 0 && t("followUps.none")}
      to={{
        path: `/crm/customers?filter=${encodeURIComponent(JSON.stringify(filter))}&sort=${next.name}`,
        label: t("all"),
      }}
    >
      <ul className="wb-list">
        {query.rows.map((row) => {
          const days = daysUntil(row[next.name] as string);
          return (
            <li key={row.id}>
              <Link to={recordPath(resource, row.id)}>
                <span className="hy-grow hy-row">
                  <b className="hy-ellipsis">{textOf(undefined, row[resource.title_field])}</b>
                  {level ? <FieldValue field={level} value={row.level} /> : null}
                </span>
                <span className={(days ?? 0) < 0 ? "hy-toned" : "hy-faint"} data-tone="orange">
                  {words(days)}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
