/** The whole state of a list lives in its address: back, reload and sharing keep it. */
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Resource, SavedView } from "@/api/types";
import { type Filter, parseFilter } from "@/kit/filters";
import { load, save } from "@/kit/storage";

export interface ListState {
  q: string;
  filter: Filter | undefined;
  sort: string[];
  columns: string[];
  mode: "list" | "kanban";
  view: number | null;
}

const words = (text: string | null): string[] | undefined => text?.split(",").filter(Boolean);

function write(params: URLSearchParams, part: Partial<ListState>): void {
  const put = (name: string, value: string | undefined) => (value ? params.set(name, value) : params.delete(name));
  if ("q" in part) put("q", part.q);
  if ("filter" in part) put("filter", part.filter && JSON.stringify(part.filter));
  if ("sort" in part) put("sort", part.sort?.join(","));
  if ("columns" in part) put("columns", part.columns?.join(","));
  if ("mode" in part) put("mode", part.mode === "kanban" ? "kanban" : part.mode && "list");
  if ("view" in part) put("view", part.view ? String(part.view) : undefined);
}

export function useListState(resource: Resource, firstMode: ListState["mode"] = "list") {
  const [params, setParams] = useSearchParams();
  const state = useMemo<ListState>(() => {
    const kept = load<string[] | undefined>(`columns.${resource.key}`, undefined);
    const known = new Set(resource.fields.map((f) => f.name));
    const columns = (words(params.get("columns")) ?? kept ?? resource.list.columns).filter((name) => known.has(name));
    return {
      q: params.get("q") ?? "",
      filter: parseFilter(params.get("filter")),
      sort: words(params.get("sort")) ?? resource.list.sort,
      columns: columns.length ? columns : resource.list.columns,
      mode: (params.get("mode") ?? firstMode) === "kanban" && resource.kanban ? "kanban" : "list",
      view: Number(params.get("view")) || null,
    };
  }, [params, resource, firstMode]);

  const change = useCallback(
    (part: Partial<ListState>) => {
      if (part.columns) save(`columns.${resource.key}`, part.columns);
      setParams(
        (now) => {
          const next = new URLSearchParams(now);
          write(next, part);
          return next;
        },
        { replace: true },
      );
    },
    [setParams, resource.key],
  );

  const openView = useCallback(
    (view: SavedView | null) => {
      const next = new URLSearchParams();
      if (view) {
        const { filter, sort, columns, q, mode } = view.query;
        write(next, { filter, sort, columns, q, mode: mode === "kanban" ? "kanban" : undefined, view: view.id });
      }
      setParams(next);
    },
    [setParams],
  );

  return { state, change, openView };
}
