import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Resource, Row } from "@/api/types";
import { useVisit } from "@/core/shell/recent";
import { BulkBar } from "./BulkBar";
import { Kanban } from "./Kanban";
import { ListToolbar } from "./ListToolbar";
import { type ListState, useListState } from "./list-state";
import { beside } from "./lookup";
import { ResourceTable } from "./ResourceTable";
import { useRouteResource } from "./use-resource";
import { useRows } from "./use-rows";
import { ViewTabs } from "./ViewTabs";
import "./list.css";

const PAGE = 80;

export function Component() {
  const resource = useRouteResource();
  return <ListPage key={resource.key} resource={resource} />;
}

interface Props {
  resource: Resource;
  firstMode?: ListState["mode"];
  /** A hand-written page's own cards, and what stands above the board. */
  renderCard?: (row: Row) => ReactNode;
  takeDrop?: (row: Row, to: string) => boolean;
  above?: (state: ListState) => ReactNode;
}

export function ListPage({ resource, firstMode, renderCard, takeDrop, above }: Props) {
  const { t } = useTranslation("resource");
  const { state, change, openView } = useListState(resource, firstMode);
  const [selected, setSelected] = useState(new Set<number>());
  useVisit(resource.label_plural);
  const columns = [...new Set([resource.title_field, ...state.columns, ...beside(resource, state.columns)])];
  const query = { q: state.q, filter: state.filter, sort: state.sort, columns, limit: PAGE };
  const rows = useRows(resource, query, state.mode === "list");

  return (
    <div className="rl">
      <header className="rl-head">
        <div className="rl-title">
          <h1>{resource.label_plural}</h1>
          {state.mode === "list" && rows.count !== null ? (
            <span className="hy-faint hy-num">{t("list.count", { count: rows.count })}</span>
          ) : null}
          <span className="hy-grow" />
          <ListToolbar.Actions resource={resource} state={state} change={change} />
        </div>
        <ViewTabs resource={resource} state={state} openView={openView} />
        <ListToolbar.Filters resource={resource} state={state} change={change} />
      </header>
      {state.mode === "kanban" && resource.kanban ? (
        <>
          {above?.(state)}
          <Kanban resource={resource} state={state} renderCard={renderCard} takeDrop={takeDrop} />
        </>
      ) : (
        <ResourceTable
          resource={resource}
          state={state}
          result={rows}
          change={change}
          selected={selected}
          onSelect={resource.verbs.some((v) => v.bulk) ? setSelected : undefined}
        />
      )}
      {selected.size > 0 ? (
        <BulkBar resource={resource} rows={rows.rows} selected={selected} onClear={() => setSelected(new Set())} />
      ) : null}
    </div>
  );
}
