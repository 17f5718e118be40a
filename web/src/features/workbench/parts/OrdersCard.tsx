import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { FieldValue, isLabel, textOf } from "@/core/resource/field-value";
import { pick, present } from "@/core/resource/lookup";
import { useResourceAt } from "@/core/resource/use-resource";
import { useRows } from "@/core/resource/use-rows";
import { listPath, recordPath } from "@/core/shell/paths";
import { Card, type CardProps } from "./Card";

const SHOWN = 6;

export function OrdersCard({ grip }: CardProps) {
  const { t } = useTranslation(["workbench", "resource"]);
  const resource = useResourceAt("sales", "orders");
  const total = pick(resource, "total", "gross_total", "gross", "amount");
  const status = pick(resource, "status", "document_status", "state");
  const query = useRows(resource, {
    sort: resource.list.sort,
    columns: present(resource, [
      resource.title_field,
      "customer",
      "party",
      "currency",
      total?.name ?? "",
      status?.name ?? "",
    ]),
    limit: SHOWN,
  });
  return (
    <Card
      grip={grip}
      title={t("orders.title")}
      query={query}
      empty={query.rows.length === 0 && t("orders.none")}
      to={{ path: listPath(resource), label: t("all") }}
    >
      <ul className="wb-list">
        {query.rows.map((row) => {
          const customer = row.customer ?? row.party;
          return (
            <li key={row.id}>
              <Link to={recordPath(resource, row.id)}>
                <span className="hy-grow">
                  <b className="hy-ellipsis">
                    {textOf(undefined, row[resource.title_field]) || t("resource:list.unnumbered")}
                  </b>
                  <span className="hy-faint hy-ellipsis">{isLabel(customer) ? customer.label : ""}</span>
                </span>
                <span className="wb-right">
                  <span className="hy-num">{total ? textOf(total, row[total.name], row) : ""}</span>
                  {status ? <FieldValue field={status} value={row[status.name]} /> : null}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
