import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useSession } from "@/core/session/session";
import { recordPath } from "@/core/shell/paths";
import { daysUntil } from "@/kit/dates";
import { money } from "@/kit/money";
import { Icon } from "@/ui/Icon";
import { Panel } from "@/ui/Panel";
import type { Overview, Promise_ } from "./use-overview";

const ICONS: Record<string, string> = {
  follow_up: "phone",
  delivery: "truck",
  instalment: "receivables",
  close: "target",
};

/** All that was promised to or by the customer, by date; what is late is red and comes first by itself. */
export function Promises({ overview }: { overview?: Overview }) {
  const { t } = useTranslation("crm");
  const rows = overview?.promises ?? [];
  const late = rows.filter((row) => row.late).length;
  return (
    <Panel
      title={t("promises.title")}
      extra={
        late ? (
          <span className="hy-toned" data-tone="red">
            {t("promises.late", { count: late })}
          </span>
        ) : null
      }
    >
      {rows.length === 0 ? <p className="hy-faint">{t("promises.none")}</p> : null}
      <ol className="pm">
        {rows.map((row) => (
          <Line key={`${row.kind} ${row.resource} ${row.id} ${row.on}`} row={row} />
        ))}
      </ol>
    </Panel>
  );
}

function Line({ row }: { row: Promise_ }) {
  const { t } = useTranslation("crm");
  const { resource } = useSession();
  const target = row.kind === "follow_up" ? undefined : resource(row.resource);
  const days = daysUntil(row.on) ?? 0;
  const when =
    days === 0
      ? t("promises.today")
      : days < 0
        ? t("promises.ago", { count: -days })
        : t("promises.in", { count: days });
  return (
    <li data-tone={row.late ? "red" : days <= 3 ? "orange" : "neutral"}>
      <Icon name={ICONS[row.kind] ?? ""} size={15} />
      <div className="hy-grow">
        <div className="hy-row">
          <span className="pm-kind">{t(`promises.kind.${row.kind}`, { defaultValue: row.kind })}</span>
          <span className="hy-grow" />
          <time dateTime={row.on} title={row.on} className="pm-when hy-num">
            {when}
          </time>
        </div>
        <div className="hy-row">
          {target ? (
            <Link to={recordPath(target, row.id)} className="hy-ellipsis hy-grow">
              {row.label}
            </Link>
          ) : (
            <span className="hy-ellipsis hy-grow hy-muted">{row.label}</span>
          )}
          {row.amount ? <b className="hy-num">{money(row.amount, row.currency ?? undefined, 0)}</b> : null}
        </div>
      </div>
    </li>
  );
}
