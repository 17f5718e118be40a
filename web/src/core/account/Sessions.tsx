import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { Laptop, Smartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { endSessions, type SessionRow, sessions } from "@/api/account";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import { Panel } from "@/ui/Panel";
import { Tag } from "@/ui/Tag";
import { When } from "@/ui/When";

const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, "微信"],
  [/DingTalk/, "钉钉"],
  [/Edg\//, "Edge"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS/, "macOS"],
  [/Linux/, "Linux"],
];
const named = (agent: string, names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(agent))?.[1];

export function Sessions() {
  const { t } = useTranslation("account");
  const client = useQueryClient();
  const found = useQuery({ queryKey: ["sessions"], queryFn: sessions });
  const end = useMutation({
    mutationFn: endSessions,
    onSettled: () => void client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  const others = (found.data ?? []).filter((row) => !row.is_current);
  return (
    <Panel
      title={t("sessions.title")}
      extra={
        others.length ? (
          <Button size="small" danger loading={end.isPending} onClick={() => end.mutate(others.map((row) => row.id))}>
            {t("sessions.endOthers")}
          </Button>
        ) : null
      }
    >
      {found.isPending ? <Skeleton rows={3} /> : null}
      {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
      <ul className="ac-list">
        {(found.data ?? []).map((row) => (
          <Device key={row.id} row={row} busy={end.isPending} onEnd={() => end.mutate([row.id])} />
        ))}
      </ul>
    </Panel>
  );
}

function Device({ row, busy, onEnd }: { row: SessionRow; busy: boolean; onEnd: () => void }) {
  const { t } = useTranslation("account");
  const phone = /Mobile|Android|iPhone/.test(row.user_agent);
  const name = [named(row.user_agent, BROWSERS), named(row.user_agent, SYSTEMS)].filter(Boolean).join(" · ");
  return (
    <li>
      {phone ? <Smartphone size={18} aria-hidden="true" /> : <Laptop size={18} aria-hidden="true" />}
      <span className="hy-grow">
        <b className="hy-ellipsis">{name || t("sessions.unknown")}</b>
        <span className="hy-faint hy-ellipsis">
          {row.ip} · <When at={new Date(row.created_at * 1000).toISOString()} />
        </span>
      </span>
      {row.is_current ? (
        <Tag tone="green">{t("sessions.this")}</Tag>
      ) : (
        <Button size="small" disabled={busy} onClick={onEnd}>
          {t("sessions.end")}
        </Button>
      )}
    </li>
  );
}
