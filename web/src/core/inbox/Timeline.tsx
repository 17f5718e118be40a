import { Paperclip } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type Case, caseFileAddress, type TimelineEntry } from "@/api/workflow";
import { Avatar } from "@/ui/Avatar";
import { Tag } from "@/ui/Tag";
import { When } from "@/ui/When";
import { Say } from "./Say";
import "@/core/resource/record.css";

/** What has happened, the latest first, and a line to say something to everybody concerned. */
export function Timeline({ data }: { data: Case }) {
  const { t, i18n } = useTranslation("inbox");
  const said = (e: TimelineEntry) => {
    const word = i18n.exists(`inbox:decision.${e.action}`) ? t(`decision.${e.action}` as never) : e.action;
    return e.node ? `${word} · ${e.name}` : word;
  };
  return (
    <>
      {data.actions.some((a) => a.name === "comment" && a.enabled) ? <Say data={data} /> : null}
      <ol className="tl">
        {[...data.timeline].reverse().map((entry, index) => (
          <li key={`${entry.at} ${index}`}>
            <Avatar name={entry.by?.label ?? "·"} size={26} />
            <div className="hy-grow">
              <div className="hy-row">
                <b>{entry.by?.label ?? t("system")}</b>
                <span className="hy-muted hy-ellipsis">
                  {entry.case ? <Link to={`/inbox/${entry.case}`}>{said(entry)}</Link> : said(entry)}
                </span>
                <span className="hy-grow" />
                <span className="hy-faint cv-when">
                  <When at={entry.at} />
                </span>
              </div>
              {entry.on_behalf_of ? (
                <div className="hy-faint">{t("onBehalf", { name: entry.on_behalf_of.label })}</div>
              ) : null}
              {entry.opinion ? <p className="cv-said">{entry.opinion}</p> : null}
              <Attached entry={entry} id={data.id} />
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Files that came with the words, and whether they came after one had decided. */
function Attached({ entry, id }: { entry: TimelineEntry; id: number }) {
  const { t } = useTranslation("inbox");
  if (!entry.files?.length && !entry.secret) return null;
  return (
    <div className="hy-row hy-wrap">
      {entry.files?.map((file) => (
        <a key={file.id} href={caseFileAddress(id, file.id)} className="hy-row cv-file" download>
          <Paperclip size={14} /> {file.name}
        </a>
      ))}
      {entry.secret ? <Tag tone="red">{t("attached.secret")}</Tag> : null}
      {entry.after_you ? <Tag tone="orange">{t("attached.afterYou")}</Tag> : null}
    </div>
  );
}
