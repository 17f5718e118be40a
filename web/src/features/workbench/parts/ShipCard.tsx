import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { isLabel, textOf } from "@/core/resource/field-value";
import { pick, present } from "@/core/resource/lookup";
import { useResourceAt } from "@/core/resource/use-resource";
import { useRows } from "@/core/resource/use-rows";
import { listPath, recordPath } from "@/core/shell/paths";
import { Card, type CardProps } from "./Card";

const SHOWN = 6;

/** Delivery notes that wait for the warehouse. */
export function ShipCard({ grip }: CardProps) {
  const { t } = useTranslation("workbench");
  const resource = useResourceAt("inventory", "deliveries");
  const status = pick(resource, "status", "state");
  const waiting =
    status?.choices?.find((c) => ["draft", "open", "ready", "planned"].includes(c.value))?.value ?? "draft";
  const query = useRows(resource, {
    filter: status ? [status.name, "eq", waiting] : undefined,
    sort: resource.list.sort,
    columns: present(resource, [resource.title_field, "customer", "party", "order", "source_label", "warehouse"]),
    limit: SHOWN,
  });
  return (
    <Card
      grip={grip}
      title={t("ship.title")}
      count={query.count}
      query={query}
      empty={query.rows.length === 0 && t("ship.none")}
      to={{ path: listPath(resource), label: t("all") }}
    >
      <ul className="wb-list">
        {query.rows.map((row) => {
          const customer = row.customer ?? row.party;
          return (
            <li key={row.id}>
              <Link to={recordPath(resource, row.id)}>
                <span className="hy-grow">
                  <b className="hy-ellipsis">{textOf(undefined, row[resource.title_field])}</b>
                  <span className="hy-faint hy-ellipsis">{isLabel(customer) ? customer.label : ""}</span>
                </span>
                <span className="hy-faint">
                  {isLabel(row.order) ? row.order.label : textOf(undefined, row.source_label ?? row.warehouse)}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
