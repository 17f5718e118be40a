import { useParams } from "react-router";
import { CaseView } from "./CaseView";

export function Component() {
  return (
    <div className="ib" data-phone="true">
      <CaseView id={Number(useParams().caseId)} />
    </div>
  );
}
