import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Switch } from "antd";
import { CheckCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { markRead, messages } from "@/api/session";
import type { Message } from "@/api/types";
import { Blank, Skeleton } from "@/ui/Blank";
import { When } from "@/ui/When";
import { Failure } from "./Failure";
import "./messages.css";

export default function Messages({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const client = useQueryClient();
  const [unread, setUnread] = useState(false);
  const query = useQuery({ queryKey: ["messages", unread], queryFn: () => messages(unread) });
  const read = useMutation({
    mutationFn: markRead,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["messages"] });
      void client.invalidateQueries({ queryKey: ["message-counts"] });
    },
  });
  const open = (message: Message) => {
    if (!message.read) read.mutate([message.id]);
    if (message.path) {
      navigate(message.path);
      onClose();
    }
  };
  const rows = query.data?.rows ?? [];
  return (
    <Drawer
      open
      onClose={onClose}
      size={400}
      title={t("messages.title")}
      styles={{ body: { padding: 0 } }}
      extra={
        <Button type="text" size="small" icon={<CheckCheck size={15} />} onClick={() => read.mutate("all")}>
          {t("messages.readAll")}
        </Button>
      }
    >
      <label className="ms-only hy-row">
        <Switch size="small" checked={unread} onChange={setUnread} /> {t("messages.unread")}
      </label>
      {query.isPending ? <Skeleton rows={7} /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isSuccess && rows.length === 0 ? <Blank title={t("messages.none")} hint={t("messages.noneHint")} /> : null}
      {rows.map((message) => (
        <button
          type="button"
          key={message.id}
          className="ms-row hy-plain"
          data-read={message.read}
          data-tone="neutral"
          onClick={() => open(message)}
        >
          <i aria-hidden="true" />
          <span className="hy-grow">
            <b>{message.title}</b>
            {message.body ? <span className="hy-muted">{message.body}</span> : null}
          </span>
          <span className="hy-faint">
            <When at={message.at} />
          </span>
        </button>
      ))}
    </Drawer>
  );
}
