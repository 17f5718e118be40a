import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { history } from "@/api/resources";
import type { Entry, Resource } from "@/api/types";
import { Failure } from "@/core/shell/Failure";
import { Avatar } from "@/ui/Avatar";
import { Blank, Skeleton } from "@/ui/Blank";
import { When } from "@/ui/When";
import { textOf } from "./field-value";
import { fieldOf } from "./use-resource";
import "./record.css";

/** Who changed what and when, from the audit, as far as the reader may see it. */
export function History({ resource, record }: { resource: Resource; record: Entry }) {
  const { t, i18n } = useTranslation("resource");
  const query = useQuery({
    queryKey: ["history", resource.key, record.id],
    queryFn: () => history(resource, record.id),
  });
  if (query.isPending) return <Skeleton rows={5} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data.rows.length === 0) return <Blank title={t("history.none")} />;
  const verbLabel = (name: string) =>
    i18n.exists(`resource:history.${name}`)
      ? t(`history.${name}`)
      : (resource.verbs.find((v) => v.name === name)?.label ?? name);
  return (
    <ol className="tl">
      {query.data.rows.map((row, index) => (
        <li key={`${row.at} ${index}`}>
          <Avatar name={row.by?.label ?? "·"} size={26} />
          <div className="hy-grow">
            <div className="hy-row">
              <b>{row.by?.label ?? t("history.system")}</b>
              <span className="hy-muted">{verbLabel(row.verb)}</span>
              <span className="hy-grow" />
              <span className="hy-faint">
                <When at={row.at} />
              </span>
            </div>
            {row.changes.length ? (
              <ul>
                {row.changes.map((change) => {
                  const field = fieldOf(resource, change.field);
                  return (
                    <li key={change.field}>
                      <span className="hy-faint">{change.label}</span>{" "}
                      <del>{textOf(field, change.old, record) || "—"}</del> → {textOf(field, change.new, record) || "—"}
                    </li>
                  );
                })}
              </ul>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
