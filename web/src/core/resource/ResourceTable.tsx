import { Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Field, Resource, Row } from "@/api/types";
import { useAppearance } from "@/core/session/appearance";
import { Failure } from "@/core/shell/Failure";
import { newPath, recordPath } from "@/core/shell/paths";
import { Blank, Skeleton } from "@/ui/Blank";
import { type Column, DataTable } from "@/ui/DataTable";
import { usePhone } from "@/ui/useWide";
import { FieldValue, NUMERIC, textOf } from "./field-value";
import type { ListState } from "./list-state";
import type { useRows } from "./use-rows";

interface Props {
  resource: Resource;
  state: ListState;
  result: ReturnType<typeof useRows>;
  change: (part: Partial<ListState>) => void;
  selected: Set<number>;
  onSelect?: (ids: Set<number>) => void;
}

const WIDTHS: Partial<Record<Field["kind"], number>> = {
  text: 180,
  longtext: 320,
  choice: 100,
  person: 130,
  reference: 220,
  department: 150,
  date: 118,
  datetime: 140,
  money: 140,
  integer: 100,
  quantity: 110,
  decimal: 110,
  percent: 100,
  boolean: 80,
  phone: 140,
  email: 200,
};

/** About how wide a text stands in a table: an ideograph takes two letters' room. */
const roomFor = (text: string): number => [...text].reduce((sum, c) => sum + (c > "\u2e7f" ? 13 : 7), 0);

/** Widths by kind, never less than the heading and the longest choice need; the title gets the room that names need. */
export function widthOf(resource: Resource, field: Field): number {
  if (field.name === "number") return 160;
  if (field.name === resource.title_field && field.kind === "text") return 280;
  const usual = /^(code|city|unit)$/.test(field.name) ? 110 : (WIDTHS[field.kind] ?? 160);
  const choices = field.choices?.map((one) => roomFor(one.label) + 46) ?? [];
  return Math.min(260, Math.max(usual, roomFor(field.label) + 40, ...choices));
}

export function useColumns(resource: Resource, names: string[]): Column<Row>[] {
  const { t } = useTranslation("resource");
  return useMemo(
    () =>
      names.flatMap((name, index) => {
        const field = resource.fields.find((f) => f.name === name);
        if (!field) return [];
        const opens = name === resource.title_field || (index === 0 && !names.includes(resource.title_field));
        return {
          key: name,
          title: field.label,
          width: widthOf(resource, field),
          numeric: NUMERIC.has(field.kind),
          sortable: field.sortable ?? false,
          render: (row: Row) =>
            opens ? (
              <Link to={recordPath(resource, row.id)} title={textOf(field, row[name], row)}>
                {textOf(field, row[name], row) || <span className="hy-muted">{t("list.unnumbered")}</span>}
              </Link>
            ) : (
              <FieldValue field={field} value={row[name]} row={row} />
            ),
        };
      }),
    [resource, names, t],
  );
}

export function ResourceTable({ resource, state, result, change, selected, onSelect }: Props) {
  const { t } = useTranslation("resource");
  const navigate = useNavigate();
  const phone = usePhone();
  const { density } = useAppearance();
  const columns = useColumns(resource, state.columns);
  const asked = Boolean(state.q || state.filter);

  if (result.isPending) return <Skeleton rows={12} />;
  if (result.isError) return <Failure error={result.error} retry={() => void result.refetch()} />;
  if (result.rows.length === 0) {
    return asked ? (
      <Blank
        title={t("empty.filtered")}
        hint={t("empty.filteredHint")}
        action={<Button onClick={() => change({ q: "", filter: undefined })}>{t("empty.clear")}</Button>}
      />
    ) : (
      <Blank
        title={t("empty.title", { label: resource.label_plural })}
        hint={resource.permissions.create ? t("empty.hint", { label: resource.label }) : t("empty.readHint")}
        action={
          resource.permissions.create ? (
            <Button type="primary" onClick={() => navigate(newPath(resource))}>
              {t("list.new", { label: resource.label })}
            </Button>
          ) : null
        }
      />
    );
  }
  if (phone) return <Cards resource={resource} state={state} result={result} />;
  return (
    <div className="rl-body" aria-busy={result.isPlaceholderData}>
      <DataTable
        label={resource.label_plural}
        columns={columns}
        rows={result.rows}
        rowKey={(row) => row.id}
        rowHeight={density === "compact" ? 33 : 41}
        sort={state.sort}
        onSort={(sort) => change({ sort })}
        selected={selected}
        onSelect={onSelect}
        selectLabel={t("list.select")}
        onOpen={(row) => navigate(recordPath(resource, row.id))}
        onEnd={result.more}
        footer={result.isFetchingNextPage ? t("list.more") : null}
      />
    </div>
  );
}

const CARD_FIELDS = 5;

/** The same rows on a phone: a card says the title and what matters, without sideways scrolling. */
function Cards({ resource, state, result }: Pick<Props, "resource" | "state" | "result">) {
  const { t } = useTranslation("resource");
  const title = resource.fields.find((f) => f.name === resource.title_field);
  const shown = state.columns
    .filter((name) => name !== resource.title_field)
    .flatMap((name) => resource.fields.find((f) => f.name === name) ?? [])
    .slice(0, CARD_FIELDS);
  return (
    <ul className="rl-cards">
      {result.rows.map((row) => (
        <li key={row.id}>
          <Link to={recordPath(resource, row.id)}>
            <b>{textOf(title, row[resource.title_field], row) || t("list.unnumbered")}</b>
          </Link>
          <dl>
            {shown.map((field) => (
              <div key={field.name}>
                <dt>{field.label}</dt>
                <dd>
                  <FieldValue field={field} value={row[field.name]} row={row} />
                </dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
      {result.hasNextPage ? (
        <li className="rl-cards-more">
          <Button block onClick={result.more} loading={result.isFetchingNextPage}>
            {t("list.loadMore")}
          </Button>
        </li>
      ) : null}
    </ul>
  );
}
