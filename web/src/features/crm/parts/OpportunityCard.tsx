import { Flame } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Resource, Row } from "@/api/types";
import { FieldValue, isLabel, textOf } from "@/core/resource/field-value";
import { pick } from "@/core/resource/lookup";
import { recordPath } from "@/core/shell/paths";
import { Avatar } from "@/ui/Avatar";

/** Name, customer, money, date, owner; and a mark when nothing has happened for longer than the pipeline allows. */
export function OpportunityCard({ resource, row }: { resource: Resource; row: Row }) {
  const { t } = useTranslation("crm");
  const amount = pick(resource, "amount", "expected_amount", "estimated_amount");
  const close = pick(resource, "expected_close_on", "close_on", "expected_on");
  const probability = pick(resource, "probability", "win_probability");
  const stalled = Number(row.stalled_days ?? 0);
  const owner = isLabel(row.owner) ? row.owner.label : "";
  return (
    <>
      <Link to={recordPath(resource, row.id)} className="kb-title">
        {textOf(undefined, row[resource.kanban?.title ?? resource.title_field])}
      </Link>
      {isLabel(row.customer) ? <span className="hy-faint hy-ellipsis">{row.customer.label}</span> : null}
      <div className="hy-row">
        {amount ? (
          <b className="hy-num hy-grow">{textOf(amount, row[amount.name], row)}</b>
        ) : (
          <span className="hy-grow" />
        )}
        {probability && row[probability.name] ? (
          <span className="hy-faint hy-num">{textOf(probability, row[probability.name], row)}</span>
        ) : null}
      </div>
      <div className="hy-row oc-foot">
        {close ? <FieldValue field={close} value={row[close.name]} row={row} /> : null}
        {stalled > 0 ? (
          <span className="hy-toned hy-row" data-tone="orange" style={{ gap: 2 }}>
            <Flame size={12} aria-hidden="true" /> {t("pipeline.stalled", { count: stalled })}
          </span>
        ) : null}
        <span className="hy-grow" />
        {owner ? (
          <span title={owner}>
            <Avatar name={owner} size={20} />
            <span className="hy-sr">{owner}</span>
          </span>
        ) : null}
      </div>
    </>
  );
}
