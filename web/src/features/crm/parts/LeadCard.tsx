import { CalendarClock } from "lucide-react";
import { Link } from "react-router";
import type { Resource, Row } from "@/api/types";
import { isLabel, textOf } from "@/core/resource/field-value";
import { recordPath } from "@/core/shell/paths";
import { daysUntil } from "@/kit/dates";
import { Avatar } from "@/ui/Avatar";
import { Tag } from "@/ui/Tag";
import { When } from "@/ui/When";

/** Company, person, where it came from, when to speak next, whose it is. */
export function LeadCard({ resource, row }: { resource: Resource; row: Row }) {
  const owner = isLabel(row.owner) ? row.owner.label : "";
  const next = row.next_follow_up_at as string | null;
  return (
    <>
      <Link to={recordPath(resource, row.id)} className="kb-title">
        {textOf(undefined, row.name)}
      </Link>
      {row.contact_name ? <span className="hy-faint hy-ellipsis">{String(row.contact_name)}</span> : null}
      <div className="hy-row oc-foot">
        {row.source ? <Tag>{String(row.source)}</Tag> : null}
        {next ? (
          <span
            className="hy-toned hy-row"
            data-tone={(daysUntil(next) ?? 0) < 0 ? "red" : "neutral"}
            style={{ gap: 3 }}
          >
            <CalendarClock size={12} aria-hidden="true" /> <When at={next} />
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
