import { ListPage } from "@/core/resource/ListPage";
import { useResourceAt } from "@/core/resource/use-resource";
import { Forecast } from "../parts/Forecast";
import { OpportunityCard } from "../parts/OpportunityCard";
import "../crm.css";

/** Opportunities start as a board; the list is one click away and shares the address's filters. */
export function Component() {
  const resource = useResourceAt("crm", "opportunities");
  return (
    <ListPage
      resource={resource}
      firstMode="kanban"
      above={(state) => <Forecast resource={resource} state={state} />}
      renderCard={(row) => <OpportunityCard resource={resource} row={row} />}
    />
  );
}
