import { Button } from "antd";
import { Plus } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Entry, Resource, Row, Tab } from "@/api/types";
import { useSession } from "@/core/session/session";
import { Failure } from "@/core/shell/Failure";
import { listPath, newPath } from "@/core/shell/paths";
import type { Filter } from "@/kit/filters";
import { Blank, Skeleton } from "@/ui/Blank";
import { isLabel } from "./field-value";
import { useColumns } from "./ResourceTable";
import { useRows } from "./use-rows";
import "@/ui/table.css";

const SHOWN = 30;

/** `$record.party.id` in a tab's filter, filled from the record on screen. */
export function resolve(value: unknown, record: Entry): unknown {
  if (typeof value !== "string" || !value.startsWith("$record")) return value;
  return value
    .split(".")
    .slice(1)
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | null)?.[name], record);
}

interface Props {
  tab: Tab;
  record: Entry;
  onCount?: (count: number | null) => void;
}

export function RelatedList({ tab, record, onCount }: Props) {
  const { resource } = useSession();
  const target = resource(tab.resource);
  return target ? <Related target={target} tab={tab} record={record} onCount={onCount} /> : null;
}

function Related({ target, tab, record, onCount }: Props & { target: Resource }) {
  const { t } = useTranslation("resource");
  const navigate = useNavigate();
  const pairs = Object.entries(tab.filter).map(([name, value]) => [name, resolve(value, record)] as const);
  const filter: Filter = { and: pairs.map(([name, value]) => [name, "eq", value]) };
  const fixed = new Set(pairs.map(([name]) => name));
  const names = target.list.columns.filter((name) => !fixed.has(name));
  const query = {
    filter: pairs.length === 1 ? ([pairs[0]![0], "eq", pairs[0]![1]] as Filter) : filter,
    sort: target.list.sort,
    columns: [...new Set([target.title_field, ...names, ...currency(target)])],
    limit: SHOWN,
  };
  const result = useRows(target, query);
  const columns = useColumns(target, names);
  useEffect(() => onCount?.(result.count), [result.count, onCount]);
  if (result.isPending) return <Skeleton rows={4} />;
  if (result.isError) return <Failure error={result.error} retry={() => void result.refetch()} />;

  const preset = Object.fromEntries(
    pairs.map(([name, value]) => {
      const own = Object.values(record).find((v) => isLabel(v) && v.id === value);
      return [name, value === record.id ? { id: record.id, label: record.label } : (own ?? value)];
    }),
  );
  const add = target.permissions.create ? (
    <Button icon={<Plus size={14} />} onClick={() => navigate(newPath(target, preset))}>
      {t("list.new", { label: target.label })}
    </Button>
  ) : null;
  if (result.rows.length === 0) {
    return (
      <Blank
        title={t("related.none", { label: target.label_plural })}
        hint={t("related.noneHint", { name: record.label })}
        action={add}
      />
    );
  }
  return (
    <div className="hy-stack" style={{ gap: 8 }}>
      <div className="hy-row">
        <Link to={`${listPath(target)}?filter=${encodeURIComponent(JSON.stringify(query.filter))}`}>
          {t("related.all")}
        </Link>
        <span className="hy-grow" />
        {add}
      </div>
      <div className="hy-scroll hy-panel">
        <table className="hy-table">
          <thead>
            <tr>
              {columns.map((c) => (
                <th key={c.key} className={c.numeric ? "num" : undefined}>
                  {c.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {result.rows.map((row: Row) => (
              <tr key={row.id}>
                {columns.map((c) => (
                  <td key={c.key} className={c.numeric ? "num" : undefined} style={{ maxWidth: 340 }}>
                    {c.render(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {result.hasNextPage ? <Button onClick={result.more}>{t("list.loadMore")}</Button> : null}
    </div>
  );
}

const currency = (target: Resource): string[] => (target.fields.some((f) => f.name === "currency") ? ["currency"] : []);
