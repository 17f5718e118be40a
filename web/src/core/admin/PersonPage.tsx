import { Button } from "antd";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { Entry, Resource } from "@/api/types";
import { ActionBar } from "@/core/resource/ActionBar";
import { RecordPage } from "@/core/resource/DetailPage";
import { useRecord } from "@/core/resource/use-record";
import { useSession } from "@/core/session/session";
import { Failure } from "@/core/shell/Failure";
import { Skeleton } from "@/ui/Blank";
import { PasswordLinkDialog } from "./PasswordLinkDialog";

/** A person: what every record shows, and a way in again for whoever forgot the password. */
export function Component() {
  const resource = useSession().resource("org.employee");
  const id = Number(useParams().id);
  return resource && Number.isFinite(id) ? <Loaded resource={resource} id={id} /> : <Failure error={null} />;
}

function Loaded({ resource, id }: { resource: Resource; id: number }) {
  const query = useRecord(resource, id);
  if (query.isPending) return <Skeleton rows={10} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Person key={id} resource={resource} record={query.data} />;
}

function Person({ resource, record }: { resource: Resource; record: Entry }) {
  const { t } = useTranslation("admin");
  const { may, me } = useSession();
  const [asking, setAsking] = useState(false);
  const actions = (
    <div className="hy-row hy-wrap hy-noprint">
      {may("accounts.password.give") && record.id !== me.employee?.id ? (
        <Button icon={<KeyRound size={14} />} onClick={() => setAsking(true)}>
          {t("password.give")}
        </Button>
      ) : null}
      <ActionBar resource={resource} record={record} />
    </div>
  );
  return (
    <>
      <RecordPage resource={resource} record={record} actions={actions} />
      {asking ? <PasswordLinkDialog id={record.id} name={record.label} onClose={() => setAsking(false)} /> : null}
    </>
  );
}
