import { useState } from "react";
import { useNavigate } from "react-router";
import type { Entry, Resource, Row } from "@/api/types";
import { ListPage } from "@/core/resource/ListPage";
import { useRecord, useVerb } from "@/core/resource/use-record";
import { useResourceAt } from "@/core/resource/use-resource";
import { VerbDialog } from "@/core/resource/VerbDialog";
import { recordPath } from "@/core/shell/paths";
import { ConvertDialog } from "../parts/ConvertDialog";
import { LeadCard } from "../parts/LeadCard";
import "../crm.css";

export { LeadPage } from "./LeadPage";

/** Leads on a board; a card dropped on "converted" or "invalid" asks for what that step needs. */
export function Component() {
  const resource = useResourceAt("crm", "leads");
  const [asked, setAsked] = useState<{ id: number; to: string } | null>(null);
  const takeDrop = (row: Row, to: string) => {
    if (to !== "converted" && to !== "invalid") return false;
    setAsked({ id: row.id, to });
    return true;
  };
  return (
    <>
      <ListPage
        resource={resource}
        firstMode="kanban"
        takeDrop={takeDrop}
        renderCard={(row) => <LeadCard resource={resource} row={row} />}
      />
      {asked ? <Step resource={resource} id={asked.id} to={asked.to} onClose={() => setAsked(null)} /> : null}
    </>
  );
}

function Step({ resource, id, to, onClose }: { resource: Resource; id: number; to: string; onClose: () => void }) {
  const navigate = useNavigate();
  const run = useVerb(resource);
  const { data: lead } = useRecord(resource, id);
  const discard = resource.verbs.find((verb) => verb.name === "discard");
  if (!lead) return null;
  const done = (entry: Entry | null) => {
    onClose();
    if (entry) navigate(recordPath(resource, entry.id));
  };
  return to === "converted" ? (
    <ConvertDialog resource={resource} lead={lead} onClose={onClose} onDone={done} />
  ) : discard ? (
    <VerbDialog
      verb={discard}
      subject={lead.label}
      onClose={onClose}
      run={(payload) => run(lead, "discard", payload)}
    />
  ) : null;
}
