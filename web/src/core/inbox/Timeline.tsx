import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "@/api/workflow";
import { Avatar } from "@/ui/Avatar";
import { When } from "@/ui/When";

export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const { t, i18n } = useTranslation("inbox");
  const said = (e: TimelineEntry) =>
    e.label ?? (i18n.exists(`inbox:decision.${e.verb}`) ? t(`decision.${e.verb}` as never) : e.verb);
  return (
    <ol className="tl">
      {[...entries].reverse().map((entry, index) => (
        <li key={`${entry.at} ${index}`}>
          <Avatar name={entry.by?.label ?? "·"} size={26} />
          <div className="hy-grow">
            <div className="hy-row">
              <b>{entry.by?.label ?? t("system")}</b>
              <span className="hy-muted">{said(entry)}</span>
              <span className="hy-grow" />
              <span className="hy-faint">
                <When at={entry.at} />
              </span>
            </div>
            {entry.opinion ? <p style={{ whiteSpace: "pre-wrap" }}>{entry.opinion}</p> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
