import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Label } from "@/api/types";
import { useLookup } from "@/core/resource/lookup";
import { useRows } from "@/core/resource/use-rows";
import { Person } from "@/ui/Avatar";
import { Blank, Skeleton } from "@/ui/Blank";
import { Panel } from "@/ui/Panel";

/** Who holds a role, and until when. */
export function Holders({ role }: { role: number }) {
  const target = useLookup("access", "role-assignments");
  return target ? <List role={role} target={target} /> : null;
}

function List({ role, target }: { role: number; target: NonNullable<ReturnType<typeof useLookup>> }) {
  const { t } = useTranslation("admin");
  const rows = useRows(target, { filter: ["role", "eq", role], columns: ["employee", "valid_to"], limit: 50 } as never);
  return (
    <Panel
      title={t("role.holders", { count: rows.count ?? rows.rows.length })}
      extra={<Link to={`/access/role-assignments/new?role=${role}`}>{t("role.give")}</Link>}
    >
      {rows.isPending ? <Skeleton rows={3} /> : null}
      {rows.isSuccess && !rows.rows.length ? (
        <Blank title={t("role.noHolders")} hint={t("role.noHoldersHint")} />
      ) : null}
      <ul className="ad-lines">
        {rows.rows.map((row) => (
          <li key={row.id} className="hy-row">
            <Link className="hy-grow hy-ellipsis" to={`/access/role-assignments/${row.id}`}>
              <Person name={(row.employee as unknown as Label | null)?.label ?? ""} />
            </Link>
            {row.valid_to ? <span className="hy-faint">{t("role.until", { day: row.valid_to })}</span> : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
