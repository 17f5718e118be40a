import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input } from "antd";
import { SendHorizontal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type Case, caseVerb, type TimelineEntry } from "@/api/workflow";
import { Avatar } from "@/ui/Avatar";
import { When } from "@/ui/When";
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
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

function Say({ data }: { data: Case }) {
  const { t } = useTranslation("inbox");
  const { message } = App.useApp();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const comment = useMutation({
    mutationFn: () => caseVerb(data.id, "comment", { opinion: text.trim() }),
    onSuccess: (next) => {
      setText("");
      client.setQueryData(["case", data.id], next);
    },
    onError: (error) => void message.error(error.message),
  });
  return (
    <form
      className="cv-say hy-noprint"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() && !comment.isPending) comment.mutate();
      }}
    >
      <Input
        aria-label={t("say")}
        placeholder={t("say")}
        maxLength={1000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button
        htmlType="submit"
        icon={<SendHorizontal size={15} />}
        aria-label={t("verb.comment")}
        loading={comment.isPending}
        disabled={!text.trim()}
      />
    </form>
  );
}
