import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, data, type Schemas } from "@/api/http";
import { aggregate } from "@/api/resources";
import type { Bucket, Resource } from "@/api/types";
import { useLanes } from "@/core/resource/lanes";
import type { ListState } from "@/core/resource/list-state";
import { pick } from "@/core/resource/lookup";
import { useAppearance } from "@/core/session/appearance";
import { approximate } from "@/kit/decimal";
import { shortMoney } from "@/kit/money";

const CLOSED = new Set(["green", "red", "void"]);

/** The whole pipeline in one bar: each open stage by its share of the money. */
export function Forecast({ resource, state }: { resource: Resource; state: ListState }) {
  const { t } = useTranslation("crm");
  const { language } = useAppearance();
  const board = resource.kanban;
  const sum = board?.sum ?? undefined;
  const stage = pick(resource, board?.group ?? "stage");
  const { choices } = useLanes(stage ?? { name: "", kind: "choice", label: "" });
  const closed = new Set(choices.filter((c) => CLOSED.has(c.tone ?? "")).map((c) => c.value));
  const query = useQuery({
    queryKey: ["aggregate", resource.key, board?.group, sum, state],
    queryFn: () => aggregate(resource, { group: board?.group ?? "stage", sum, filter: state.filter, q: state.q }),
    enabled: Boolean(board && sum),
  });
  const told = useQuery({
    queryKey: ["aggregate", resource.key, "forecast"],
    queryFn: () => data(api.GET("/api/v1/crm/forecast")),
  });
  const rows = query.data?.rows ?? [];
  const currencies = [...new Set(rows.map((r) => r.currency ?? ""))];
  const currency = currencies[0];
  const base = told.data ? <Base told={told.data} /> : null;
  if (!board || !sum || rows.length === 0 || currencies.length > 1) return <div className="fo">{base}</div>;
  const order = choices.map((c) => c.value);
  const open = rows
    .filter((r) => !closed.has(String(r.key)))
    .sort((a, b) => order.indexOf(String(a.key)) - order.indexOf(String(b.key)));
  const total = open.reduce((all, r) => all + approximate(r.sum), 0);
  const toneOf = (r: Bucket) => choices.find((c) => c.value === String(r.key))?.tone ?? "neutral";
  return (
    <div className="fo">
      <span>
        <span className="hy-faint">{t("pipeline.total")}</span>{" "}
        <b className="hy-num">{shortMoney(String(total), currency ?? null, language)}</b>
      </span>
      <div className="fo-bar" role="img" aria-label={open.map((r) => `${r.label} ${r.sum ?? 0}`).join(", ")}>
        {open.map((r, index) => (
          <i
            key={String(r.key)}
            data-tone={toneOf(r)}
            style={{ flexGrow: approximate(r.sum), opacity: 0.45 + (0.55 * (index + 1)) / open.length }}
            title={`${r.label} ${shortMoney(r.sum, currency ?? null, language)}`}
          />
        ))}
      </div>
      {base}
    </div>
  );
}

/** All currencies together, at today's rates: what is likely, what is past its date, what was won this month. */
function Base({ told }: { told: Schemas["Forecast"] }) {
  const { t } = useTranslation("crm");
  const { language } = useAppearance();
  const { base } = told;
  const figures = [
    ["weighted", base.months.weighted, "neutral"],
    ["overdue", base.overdue.amount, "red"],
    ["won", base.won.amount, "green"],
  ] as const;
  return (
    <span className="fo-base">
      {figures.map(([name, value, tone]) =>
        approximate(value) > 0 ? (
          <span key={name}>
            <span className="hy-faint">{t(`pipeline.${name}`)}</span>{" "}
            <b className="hy-num hy-toned" data-tone={tone}>
              {shortMoney(value, base.currency, language)}
            </b>
          </span>
        ) : null,
      )}
      {base.without_rate.length ? (
        <span className="hy-faint">{t("pipeline.norate", { codes: base.without_rate.join(", ") })}</span>
      ) : null}
    </span>
  );
}
