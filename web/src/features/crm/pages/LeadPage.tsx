import { Button } from "antd";
import { CheckCircle2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { Entry, Resource } from "@/api/types";
import { ActionBar } from "@/core/resource/ActionBar";
import { RecordHead, RecordTabs, Sections, Summary } from "@/core/resource/DetailPage";
import { FieldValue, isLabel } from "@/core/resource/field-value";
import { pick, useLookup } from "@/core/resource/lookup";
import { useRecord } from "@/core/resource/use-record";
import { useResourceAt } from "@/core/resource/use-resource";
import { useSession } from "@/core/session/session";
import { Failure } from "@/core/shell/Failure";
import { recordPath } from "@/core/shell/paths";
import { Skeleton } from "@/ui/Blank";
import { When } from "@/ui/When";
import { Composer } from "../parts/Composer";
import { ConvertDialog } from "../parts/ConvertDialog";
import { FollowUps } from "../parts/FollowUps";
import { moot } from "../parts/moot";
import "../crm.css";

export function LeadPage() {
  const resource = useResourceAt("crm", "leads");
  const id = Number(useParams().id);
  const query = useRecord(resource, id);
  if (query.isPending) return <Skeleton rows={10} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Shown key={id} resource={resource} lead={query.data} />;
}

function Shown({ resource, lead }: { resource: Resource; lead: Entry }) {
  const { t } = useTranslation("crm");
  const [converting, setConverting] = useState(false);
  const status = pick(resource, "status");
  const followUps = useLookup("crm", "follow-ups");
  const open = lead.status !== "converted" && lead.status !== "invalid";
  return (
    <div className="hy-page">
      <RecordHead
        resource={resource}
        record={lead}
        extra={status ? <FieldValue field={status} value={lead.status} row={lead} /> : null}
        actions={
          <ActionBar
            resource={resource}
            record={lead}
            hide={["move", ...moot(lead)]}
            special={{ convert: () => setConverting(true) }}
          />
        }
      />
      {lead.status === "converted" ? <Became lead={lead} /> : <Summary resource={resource} record={lead} />}
      <RecordTabs
        resource={resource}
        record={lead}
        skip={["follow_ups"]}
        first={{
          key: "overview",
          label: t("customer.overview"),
          children: (
            <div className="cu">
              <div className="hy-stack">
                {followUps?.permissions.create && open ? (
                  <Composer target={followUps} record={lead} link="lead" />
                ) : null}
                {followUps ? <FollowUps target={followUps} record={lead} link="lead" /> : null}
              </div>
              <div className="cu-side">
                <Sections resource={resource} record={lead} sections={resource.detail.sections} />
              </div>
            </div>
          ),
        }}
      />
      {converting ? (
        <ConvertDialog
          resource={resource}
          lead={lead}
          onClose={() => setConverting(false)}
          onDone={() => setConverting(false)}
        />
      ) : null}
    </div>
  );
}

const PLACES = [
  ["customer", "crm.customer"],
  ["contact", "masterdata.contact"],
  ["opportunity", "crm.opportunity"],
] as const;

/** What the lead has become, each one click away. */
function Became({ lead }: { lead: Entry }) {
  const { t } = useTranslation("crm");
  const { resource } = useSession();
  return (
    <section className="be" data-tone="green">
      <CheckCircle2 size={18} aria-hidden="true" />
      <span>
        {t("convert.became")} <When at={lead.converted_at as string} />
      </span>
      {PLACES.map(([name, key]) => {
        const target = resource(key);
        const value = lead[name];
        return target && isLabel(value) ? (
          <Link key={name} to={recordPath(target, value.id)}>
            <Button size="small">
              {target.label}: {value.label}
            </Button>
          </Link>
        ) : null;
      })}
    </section>
  );
}
