import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Resource, Row } from "@/api/types";
import { isLabel, textOf } from "@/core/resource/field-value";
import { pick, present, useLookup } from "@/core/resource/lookup";
import { useResourceAt } from "@/core/resource/use-resource";
import { useRows } from "@/core/resource/use-rows";
import { recordPath } from "@/core/shell/paths";
import { daysUntil } from "@/kit/dates";
import { all } from "@/kit/filters";
import { Card, type CardProps } from "./Card";

const SHOWN = 6;
const NEXT = "next_follow_up_at";
const SOON = "today+2d";

/** Mine of one kind that are due: those of the first page, and how many there are; none where one may not see the kind. */
function useDue(known: Resource | undefined, otherwise: Resource) {
  const resource = known ?? otherwise;
  const able = Boolean(known && pick(known, NEXT) && pick(known, "owner"));
  const query = useRows(
    resource,
    {
      filter: all([NEXT, "lt", SOON], ["owner", "eq", "me"]),
      sort: [NEXT],
      columns: present(resource, [resource.title_field, NEXT]),
      limit: SHOWN,
    },
    able,
  );
  return { ...query, able, due: query.rows.map((row) => ({ resource, row, at: row[NEXT] as string })) };
}

/** What was said when the promise was given, by the record that it was given to. */
function useWhy(otherwise: Resource): (resource: Resource, row: Row) => string {
  const known = useLookup("crm", "follow-ups");
  const resource = known ?? otherwise;
  const columns = present(resource, ["customer", "lead", "content"]);
  const filter = all(["next_at", "lt", SOON], ["next_outcome", "empty", true]);
  const { rows } = useRows(
    resource,
    { filter, sort: ["next_at"], columns, limit: 100 },
    Boolean(known && pick(known, "next_at")),
  );
  return ({ key }, { id }) => {
    const side = key === "crm.lead" ? "lead" : "customer";
    const said = rows.find((row) => isLabel(row[side]) && row[side].id === id);
    return said ? textOf(undefined, said.content) : "";
  };
}

/** Whom I promised to call, customers and leads alike: overdue first, then today and tomorrow, each with what was said. */
export function FollowUpsCard({ grip }: CardProps) {
  const { t } = useTranslation("workbench");
  const customer = useResourceAt("crm", "customers");
  const customers = useDue(customer, customer);
  const leads = useDue(useLookup("crm", "leads"), customer);
  const whyOf = useWhy(customer);
  const asked = [customers, leads].filter((one) => one.able);
  if (asked.length === 0) return null;
  const due = asked
    .flatMap((one) => one.due)
    .sort((a, b) => a.at.localeCompare(b.at))
    .slice(0, SHOWN);
  const words = (days: number | null) =>
    days === null
      ? ""
      : days < 0
        ? t("followUps.late", { count: -days })
        : days === 0
          ? t("followUps.today")
          : t("followUps.tomorrow");
  const filter = JSON.stringify(
    all(["next_at", "lt", SOON], ["next_outcome", "empty", true], ["created_by", "eq", "me"]),
  );
  return (
    <Card
      grip={grip}
      title={t("followUps.title")}
      count={asked.reduce((sum, one) => sum + (one.count ?? 0), 0)}
      query={{
        isPending: asked.some((one) => one.isPending),
        isError: asked.some((one) => one.isError),
        error: asked.find((one) => one.error)?.error,
        refetch: () => asked.map((one) => one.refetch()),
      }}
      empty={due.length === 0 && t("followUps.none")}
      to={{ path: `/crm/follow-ups?filter=${encodeURIComponent(filter)}&sort=next_at`, label: t("all") }}
    >
      <ul className="wb-list">
        {due.map(({ resource, row, at }) => {
          const days = daysUntil(at);
          const why = whyOf(resource, row);
          return (
            <li key={`${resource.key} ${row.id}`}>
              <Link to={recordPath(resource, row.id)}>
                <span className="hy-grow">
                  <b className="hy-ellipsis">{textOf(undefined, row[resource.title_field])}</b>
                  <span className="hy-faint hy-ellipsis" title={why}>
                    {resource.label}
                    {why ? ` · ${why}` : ""}
                  </span>
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
