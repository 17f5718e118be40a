import { Button } from "antd";
import { CalendarClock } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Entry, Resource } from "@/api/types";
import { FieldValue, isLabel } from "@/core/resource/field-value";
import { pick, present } from "@/core/resource/lookup";
import { useRows } from "@/core/resource/use-rows";
import { Failure } from "@/core/shell/Failure";
import { Avatar } from "@/ui/Avatar";
import { Blank, Skeleton } from "@/ui/Blank";
import { When } from "@/ui/When";

const PAGE = 20;
const NAMES = [
  "method",
  "kind",
  "channel",
  "content",
  "note",
  "summary",
  "text",
  "happened_at",
  "is_back_dated",
  "next_outcome",
  "followed_at",
  "at",
  "next_at",
  "next_follow_up_at",
  "next_on",
  "by",
  "created_by",
  "owner",
  "author",
  "employee",
];

/** What was said, newest first. */
export function FollowUps({ target, record, link = "customer" }: { target: Resource; record: Entry; link?: string }) {
  const { t } = useTranslation("crm");
  const content = pick(target, "content", "note", "summary", "text");
  const method = pick(target, "method", "kind", "channel");
  const when = pick(target, "happened_at", "followed_at", "at", "created_at");
  const next = pick(target, "next_at", "next_follow_up_at", "next_on");
  const by = pick(target, "by", "created_by", "owner", "author", "employee");
  const rows = useRows(target, {
    filter: [link, "eq", record.id],
    sort: when?.sortable ? [`-${when.name}`] : target.list.sort,
    columns: present(target, [...NAMES, "created_at"]),
    limit: PAGE,
  });
  if (rows.isPending) return <Skeleton rows={6} />;
  if (rows.isError) return <Failure error={rows.error} retry={() => void rows.refetch()} />;
  if (rows.rows.length === 0) return <Blank title={t("followUps.none")} hint={t("followUps.noneHint")} />;
  return (
    <>
      <ol className="tl">
        {rows.rows.map((row) => {
          const person = by && isLabel(row[by.name]) ? (row[by.name] as { label: string }).label : "";
          return (
            <li key={row.id}>
              <Avatar name={person || "·"} size={26} />
              <div className="hy-grow">
                <div className="hy-row hy-wrap">
                  <b>{person}</b>
                  {method ? <FieldValue field={method} value={row[method.name]} /> : null}
                  {row.is_back_dated ? <span className="hy-faint">{t("followUps.later")}</span> : null}
                  <span className="hy-grow" />
                  <span className="hy-faint">{when ? <When at={row[when.name] as string} /> : null}</span>
                </div>
                {content ? <p style={{ whiteSpace: "pre-wrap" }}>{String(row[content.name] ?? "")}</p> : null}
                {next && row[next.name] && !row.next_outcome ? (
                  <div className="hy-faint hy-row" style={{ gap: 4 }}>
                    <CalendarClock size={12} aria-hidden="true" /> {next.label} <When at={row[next.name] as string} />
                  </div>
                ) : null}
              </div>
            </li>
          );
        })}
      </ol>
      {rows.hasNextPage ? (
        <Button onClick={rows.more} loading={rows.isFetchingNextPage}>
          {t("followUps.more")}
        </Button>
      ) : null}
    </>
  );
}
