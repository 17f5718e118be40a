import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { startable } from "@/api/forms";
import { Failure } from "@/core/shell/Failure";
import { useVisit } from "@/core/shell/recent";
import { Blank, Skeleton } from "@/ui/Blank";
import { Grouped } from "./Grouped";
import { CardFace, matches, Wanted } from "./parts";
import "./forms.css";

/** 发起申请: every form that the person may fill in, by what it is about. */
export function Component() {
  const { t } = useTranslation("designers");
  const [wanted, setWanted] = useState("");
  useVisit(t("start.title"), { path: "/forms/start" });
  const found = useQuery({ queryKey: ["forms", "start"], queryFn: startable });
  const rows = (found.data?.rows ?? []).filter((row) => matches(wanted, row.name, row.about));
  return (
    <div className="fm-page">
      <header className="fm-head">
        <div className="hy-grow">
          <h1>{t("start.title")}</h1>
          <p className="hy-muted">{t("start.hint")}</p>
        </div>
        <Wanted value={wanted} onChange={setWanted} />
      </header>
      {found.isPending ? <Skeleton rows={6} /> : null}
      {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
      {found.data && !rows.length ? (
        <Blank title={wanted ? t("nothingFound") : t("start.none")} hint={wanted ? undefined : t("start.noneHint")} />
      ) : null}
      <Grouped rows={rows} keyOf={(row) => row.resource}>
        {(row) => (
          <Link className="fm-card" to={`${row.page}/new`}>
            <CardFace icon={row.icon} category={row.category} name={row.name}>
              <span className="hy-muted">{row.about}</span>
            </CardFace>
          </Link>
        )}
      </Grouped>
    </div>
  );
}
