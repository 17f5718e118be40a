import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { DatePicker } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { type Ageing, ageing } from "@/api/receivables";
import { useLookup } from "@/core/resource/lookup";
import { Failure } from "@/core/shell/Failure";
import { listPath } from "@/core/shell/paths";
import { useVisit } from "@/core/shell/recent";
import { today } from "@/kit/dates";
import { approximate } from "@/kit/decimal";
import type { Filter } from "@/kit/filters";
import { money } from "@/kit/money";
import { Blank, Skeleton } from "@/ui/Blank";
import { Figure, Figures } from "@/ui/Figure";
import { AgeingBar, bucketStyle } from "../parts/AgeingBar";
import "../receivables.css";
import "@/ui/table.css";

export function Component() {
  const { t } = useTranslation("receivables");
  const [params, setParams] = useSearchParams();
  const asOf = params.get("as_of") ?? today();
  useVisit(t("ageing.title"), { path: "/receivables/ageing" });
  const query = useQuery({
    queryKey: ["page", "ageing", asOf],
    queryFn: () => ageing(asOf),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="hy-page">
      <header className="hy-page-head">
        <div className="hy-grow">
          <h1>{t("ageing.title")}</h1>
        </div>
        <label className="hy-row">
          <span className="hy-muted">{t("ageing.asOf")}</span>
          <DatePicker
            allowClear={false}
            value={dayjs(asOf)}
            onChange={(day) => setParams(day ? { as_of: day.format("YYYY-MM-DD") } : {}, { replace: true })}
          />
        </label>
      </header>
      {query.isPending ? <Skeleton rows={9} /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data ? (
        query.data.rows.length ? (
          <Table data={query.data} />
        ) : (
          <Blank title={t("ageing.none")} hint={t("ageing.noneHint")} />
        )
      ) : null}
    </div>
  );
}

/** Days late of each bucket, from and to; what is not yet due lies before day 1. */
const LATE: Record<string, [number, number]> = {
  not_due: [-36_500, 0],
  d30: [1, 30],
  d60: [31, 60],
  d90: [61, 90],
  d180: [91, 180],
  older: [181, 36_500],
};

/** The instalments behind a figure: of one customer, due between two days. */
function asked(party: number, asOf: string, range: [number, number] | null): Filter {
  const of: Filter = ["party", "eq", party];
  if (!range) return of;
  const day = (late: number) => dayjs(asOf).subtract(late, "day").format("YYYY-MM-DD");
  return { and: [of, ["due_on", "between", [day(range[1]), day(range[0])]]] };
}

function Table({ data }: { data: Ageing }) {
  const { t, i18n } = useTranslation("receivables");
  const labelOf = (bucket: Ageing["buckets"][number]) =>
    i18n.exists(`receivables:bucket.${bucket.key}`) ? t(`bucket.${bucket.key}` as never) : bucket.key;
  const rows = [...data.rows].sort((a, b) => approximate(b.total) - approximate(a.total));
  const scale = approximate(rows[0]?.total);
  const advances = rows.some((row) => approximate(row.unallocated) !== 0);
  const instalments = useLookup("receivables", "instalments");
  const drill = (id: number, range: [number, number] | null = null) =>
    instalments
      ? `${listPath(instalments)}?filter=${encodeURIComponent(JSON.stringify(asked(id, data.as_of, range)))}`
      : "#";
  const valuesOf = (buckets: Record<string, string>) => data.buckets.map((b) => buckets[b.key] ?? "0");
  return (
    <>
      <Figures>
        <Figure label={t("ageing.total")} big>
          <span className="hy-num">{money(data.totals.total, data.currency)}</span>
        </Figure>
        {data.buckets.map((bucket, index) => (
          <Figure key={bucket.key} label={labelOf(bucket)} big>
            <span
              className="hy-num hy-toned"
              data-tone={approximate(data.totals[bucket.key]) ? bucketStyle(index).tone : "neutral"}
            >
              {money(data.totals[bucket.key] ?? "0", data.currency)}
            </span>
          </Figure>
        ))}
      </Figures>
      <div className="hy-panel hy-scroll">
        <table className="hy-table ag">
          <thead>
            <tr>
              <th>{t("ageing.customer")}</th>
              <th className="ag-wide">{t("ageing.shape")}</th>
              {data.buckets.map((bucket) => (
                <th key={bucket.key} className="num">
                  {labelOf(bucket)}
                </th>
              ))}
              {advances ? <th className="num">{t("ageing.unallocated")}</th> : null}
              <th className="num">{t("ageing.sum")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.customer.id} ${row.currency}`}>
                <td>
                  <Link to={drill(row.customer.id)}>{row.customer.label}</Link>
                </td>
                <td className="ag-wide">
                  <AgeingBar values={valuesOf(row.buckets)} scale={scale} label={money(row.total, row.currency)} />
                </td>
                {data.buckets.map((bucket, index) => (
                  <td key={bucket.key} className="num">
                    {approximate(row.buckets[bucket.key]) ? (
                      <Link
                        to={drill(row.customer.id, LATE[bucket.key])}
                        className={index > 0 ? "hy-toned" : "ag-calm"}
                        data-tone={bucketStyle(index).tone}
                      >
                        {money(row.buckets[bucket.key], row.currency)}
                      </Link>
                    ) : (
                      <span className="hy-faint">—</span>
                    )}
                  </td>
                ))}
                {advances ? (
                  <td className="num">
                    {approximate(row.unallocated) ? (
                      money(row.unallocated, row.currency)
                    ) : (
                      <span className="hy-faint">—</span>
                    )}
                  </td>
                ) : null}
                <td className="num">
                  <b>{money(row.total, row.currency)}</b>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
