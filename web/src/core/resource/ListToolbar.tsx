import { Button, Input, Segmented } from "antd";
import { Columns3, KanbanSquare, List, Plus, Search } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Resource } from "@/api/types";
import { newPath } from "@/core/shell/paths";
import { usePhone } from "@/ui/useWide";
import { ColumnChooser } from "./ColumnChooser";
import { ExportButton } from "./ExportButton";
import { FilterButton } from "./FilterBuilder";
import type { ListState } from "./list-state";
import { QuickFilters } from "./QuickFilters";

interface Props {
  resource: Resource;
  state: ListState;
  change: (part: Partial<ListState>) => void;
}

function Actions({ resource, state, change }: Props) {
  const { t } = useTranslation("resource");
  const navigate = useNavigate();
  const phone = usePhone();
  return (
    <>
      {resource.kanban ? (
        <Segmented
          aria-label={t("list.mode")}
          value={state.mode}
          onChange={(mode) => change({ mode })}
          options={[
            {
              value: "list" as const,
              icon: <List size={15} />,
              label: phone ? undefined : t("list.table"),
              title: t("list.table"),
            },
            {
              value: "kanban" as const,
              icon: <KanbanSquare size={15} />,
              label: phone ? undefined : t("list.kanban"),
              title: t("list.kanban"),
            },
          ]}
        />
      ) : null}
      {resource.permissions.export ? <ExportButton resource={resource} state={state} /> : null}
      {resource.permissions.create ? (
        <Button
          type="primary"
          icon={<Plus size={16} />}
          aria-label={t("list.new", { label: resource.label })}
          onClick={() => navigate(newPath(resource))}
        >
          {phone ? null : t("list.new", { label: resource.label })}
        </Button>
      ) : null}
    </>
  );
}

const PAUSE = 250;

function Filters({ resource, state, change }: Props) {
  const { t } = useTranslation("resource");
  const phone = usePhone();
  return (
    <div className="rl-filters">
      {resource.list.search ? <SearchBox value={state.q} onChange={(q) => change({ q })} /> : null}
      <QuickFilters resource={resource} filter={state.filter} onChange={(filter) => change({ filter })} />
      <FilterButton resource={resource} filter={state.filter} onChange={(filter) => change({ filter })} />
      <span className="hy-grow" />
      {phone || state.mode === "kanban" ? null : (
        <ColumnChooser resource={resource} columns={state.columns} onChange={(columns) => change({ columns })}>
          <Button type="text" icon={<Columns3 size={15} />}>
            {t("list.columns")}
          </Button>
        </ColumnChooser>
      )}
    </div>
  );
}

/** Asks when typing pauses; the address follows, so "back" is not filled with letters. */
function SearchBox({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const { t } = useTranslation("resource");
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <Input
      className="rl-search"
      allowClear
      prefix={<Search size={15} aria-hidden="true" />}
      placeholder={t("list.search")}
      aria-label={t("list.search")}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

export const ListToolbar = { Actions, Filters };
