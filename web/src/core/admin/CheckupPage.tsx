import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { Check, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { type Checkup, checkup } from "@/api/admin";
import { Failure } from "@/core/shell/Failure";
import { useVisit } from "@/core/shell/recent";
import { minute } from "@/kit/dates";
import { Blank, Skeleton } from "@/ui/Blank";
import { Panel } from "@/ui/Panel";
import { Tag } from "@/ui/Tag";
import { When } from "@/ui/When";
import { BrokenRule } from "./BrokenRule";
import "./admin.css";
import "./checkup.css";

/** What the nightly check found: whether all rules hold, and if not, which records break them and since when. */
export function Component() {
  const { t } = useTranslation("admin");
  const [params, setParams] = useSearchParams();
  useVisit(t("checkup.title"), { path: "/audit/checkup" });
  const gone = params.get("gone") === "1";
  const found = useQuery({ queryKey: ["checkup", gone], queryFn: () => checkup(gone), placeholderData: (old) => old });
  const last = found.data?.last;
  return (
    <div className="ad-page">
      <header className="ad-head">
        <div className="hy-grow">
          <h1>{t("checkup.title")}</h1>
          <p className="hy-muted">{t("checkup.hint")}</p>
        </div>
        {last ? (
          <Segmented
            aria-label={t("checkup.view")}
            value={gone ? "gone" : "open"}
            options={[
              { value: "open", label: t("checkup.open") },
              { value: "gone", label: t("checkup.gone") },
            ]}
            onChange={(value) => setParams(value === "gone" ? { gone: "1" } : {}, { replace: true })}
          />
        ) : null}
      </header>
      {found.isPending ? <Skeleton rows={6} /> : null}
      {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
      {found.data && !last ? (
        <Panel>
          <Blank title={t("checkup.none")} hint={t("checkup.noneHint", { at: minute(found.data.next_at) })} />
        </Panel>
      ) : null}
      {found.data && last ? <Verdict data={found.data} last={last} /> : null}
      {found.data && last && gone && !found.data.rules.length ? (
        <Panel>
          <Blank title={t("checkup.nothingGone")} hint={t("checkup.nothingGoneHint")} />
        </Panel>
      ) : null}
      {last ? found.data?.rules.map((rule) => <BrokenRule key={rule.code} rule={rule} gone={gone} />) : null}
      {found.data && last ? <Runs runs={found.data.runs} /> : null}
    </div>
  );
}

type Run = Checkup["runs"][number];

function Verdict({ data, last }: { data: Checkup; last: Run }) {
  const { t } = useTranslation("admin");
  const holds = last.broken === 0;
  const seconds = (Date.parse(last.ended_at) - Date.parse(last.started_at)) / 1000;
  return (
    <section className="ck-verdict" data-holds={holds}>
      <div className="ck-say" role="status">
        {holds ? <Check size={26} aria-hidden="true" /> : <TriangleAlert size={26} aria-hidden="true" />}
        <div className="hy-grow">
          <strong>{t(holds ? "checkup.hold" : "checkup.broken", { rules: last.rules, broken: last.broken })}</strong>
          <p className="hy-muted">{t(holds ? "checkup.calm" : "checkup.act")}</p>
        </div>
      </div>
      {data.late ? (
        <p className="ck-late">
          <TriangleAlert size={16} aria-hidden="true" />
          <span>{t("checkup.late")}</span>
        </p>
      ) : null}
      <dl className="ck-facts">
        <div>
          <dt>{t("checkup.checked")}</dt>
          <dd>
            <When at={last.started_at} /> <span className="hy-faint">{t(`checkup.${last.trigger}`)}</span>
          </dd>
        </div>
        <div>
          <dt>{t("checkup.took")}</dt>
          <dd className="hy-num">{t("checkup.seconds", { seconds: seconds.toFixed(1) })}</dd>
        </div>
        <div>
          <dt>{t("checkup.asked")}</dt>
          <dd className="hy-num">{last.rules}</dd>
        </div>
        <div>
          <dt>{t("checkup.next")}</dt>
          <dd className="hy-num">{minute(data.next_at)}</dd>
        </div>
      </dl>
    </section>
  );
}

function Runs({ runs }: { runs: Run[] }) {
  const { t } = useTranslation("admin");
  return (
    <Panel title={t("checkup.runs")}>
      <ul className="ck-runs">
        {runs.map((run) => (
          <li key={run.started_at}>
            <span className="hy-num">{minute(run.started_at)}</span>
            <span className="hy-faint hy-grow">{t(`checkup.${run.trigger}`)}</span>
            <Tag tone={run.broken ? "red" : "green"}>
              {run.broken ? t("checkup.runBroken", { count: run.broken }) : t("checkup.runHolds")}
            </Tag>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
