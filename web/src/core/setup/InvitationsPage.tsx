import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Invited, invite, revokeInvitation, type Uninvited, uninvited } from "@/api/setup";
import { Failure } from "@/core/shell/Failure";
import { useVisit } from "@/core/shell/recent";
import { Avatar } from "@/ui/Avatar";
import { Blank, Skeleton } from "@/ui/Blank";
import { Tag } from "@/ui/Tag";
import { When } from "@/ui/When";
import { Links } from "./Links";
import "./invitations.css";

/** Everybody who works here and cannot sign in yet. */
export function Component() {
  const { t } = useTranslation("setup");
  const client = useQueryClient();
  useVisit(t("invitations.title"));
  const [typed, setTyped] = useState("");
  const [links, setLinks] = useState<Invited[]>([]);
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ["uninvited", q],
    queryFn: () => uninvited(q),
    placeholderData: keepPreviousData,
  });
  const again = () => void client.invalidateQueries({ queryKey: ["uninvited"] });
  const send = useMutation({ mutationFn: invite, onSuccess: setLinks, onSettled: again });
  const end = useMutation({ mutationFn: revokeInvitation, onSettled: again });
  const rows = found.data?.rows ?? [];
  const fresh = rows.filter((row) => row.state !== "open");
  const fault = send.error ?? end.error;
  return (
    <div className="hy-page">
      <header className="hy-page-head">
        <div className="hy-grow">
          <h1>{t("invitations.title")}</h1>
          <p className="hy-muted">{found.data?.mail ? t("invitations.mailHint") : t("invitations.hint")}</p>
        </div>
        {fresh.length > 1 ? (
          <Button type="primary" loading={send.isPending} onClick={() => send.mutate(fresh.map((row) => row.id))}>
            {t("invitations.all", { count: fresh.length })}
          </Button>
        ) : null}
      </header>
      {fault ? <Alert type="error" showIcon title={fault.message} role="alert" /> : null}
      {links.length ? <Links links={links} /> : null}
      <Input
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder={t("invitations.search")}
        aria-label={t("invitations.search")}
        allowClear
        style={{ maxWidth: 280 }}
      />
      <section className="hy-panel">
        {found.isPending ? <Skeleton rows={6} /> : null}
        {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
        {found.isSuccess && !rows.length ? (
          <Blank title={t("invitations.none")} hint={t("invitations.noneHint")} />
        ) : null}
        <ul className="iv">
          {rows.map((row) => (
            <Person
              key={row.id}
              row={row}
              busy={send.isPending || end.isPending}
              onInvite={() => send.mutate([row.id])}
              onEnd={() => end.mutate(row.id)}
            />
          ))}
        </ul>
        {found.data?.more ? <p className="hy-faint iv-more">{t("invitations.more", { count: rows.length })}</p> : null}
      </section>
    </div>
  );
}

function Person({
  row,
  busy,
  onInvite,
  onEnd,
}: {
  row: Uninvited;
  busy: boolean;
  onInvite: () => void;
  onEnd: () => void;
}) {
  const { t } = useTranslation("setup");
  const open = row.state === "open";
  return (
    <li>
      <Avatar name={row.name} size={32} />
      <span className="hy-grow iv-who">
        <b className="hy-ellipsis">{row.name}</b>
        <span className="hy-faint hy-ellipsis">
          {[row.department, row.post, row.email].filter(Boolean).join(" · ")}
        </span>
      </span>
      {row.state === "none" ? null : (
        <Tag tone={open ? "blue" : "orange"}>{open ? t("invitations.open") : t("invitations.closed")}</Tag>
      )}
      {open && row.until ? (
        <span className="hy-faint iv-until">
          {t("invitations.until")} <When at={row.until} />
        </span>
      ) : null}
      {open ? (
        <Button size="small" disabled={busy} onClick={onEnd}>
          {t("invitations.end")}
        </Button>
      ) : null}
      <Button size="small" type={open ? "default" : "primary"} ghost={!open} disabled={busy} onClick={onInvite}>
        {open ? t("invitations.again") : t("invitations.invite")}
      </Button>
    </li>
  );
}
