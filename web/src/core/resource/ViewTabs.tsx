import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Dropdown, Input, Popover } from "antd";
import { BookmarkPlus, Ellipsis, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeView, removeView, saveView, views } from "@/api/resources";
import type { Resource, SavedView } from "@/api/types";
import type { ListState } from "./list-state";

interface Props {
  resource: Resource;
  state: ListState;
  openView: (view: SavedView | null) => void;
}

const queryOf = ({ filter, sort, columns, q, mode }: ListState): SavedView["query"] => ({
  filter,
  sort,
  columns,
  q,
  mode: mode === "list" ? "table" : mode,
});

/** Saved views (filter, sort, columns, mode) as tabs: mine, and those shared with me. */
export function ViewTabs({ resource, state, openView }: Props) {
  const { t } = useTranslation("resource");
  const { message } = App.useApp();
  const client = useQueryClient();
  const found = useQuery({ queryKey: ["views", resource.key], queryFn: () => views(resource.key), staleTime: 60_000 });
  const settled = {
    onSettled: () => client.invalidateQueries({ queryKey: ["views", resource.key] }),
    onError: (error: Error) => void message.error(error.message),
  };
  const remove = useMutation({ mutationFn: removeView, ...settled });
  const change = useMutation({
    mutationFn: (view: SavedView) => changeView(view.id, { query: queryOf(state) }),
    ...settled,
  });
  const add = useMutation({
    mutationFn: (value: { name: string; shared: boolean }) =>
      saveView({ resource: resource.key, query: queryOf(state), ...value }),
    ...settled,
    onSuccess: (view) => openView(view),
  });
  const altered = Boolean(state.filter || state.q);
  const saved = found.data?.rows ?? [];
  if (saved.length === 0 && !altered) return null;
  return (
    <nav className="vt" aria-label={t("views.label")}>
      <button
        type="button"
        className="vt-tab hy-plain"
        aria-current={state.view ? undefined : "true"}
        onClick={() => openView(null)}
      >
        {t("views.all")}
      </button>
      {saved.map((view) => (
        <span key={view.id} className="vt-tab" aria-current={state.view === view.id ? "true" : undefined}>
          <button type="button" className="hy-plain" onClick={() => openView(view)}>
            {view.shared ? <Users size={12} aria-label={t("views.shared")} /> : null} {view.name}
          </button>
          {view.mine && state.view === view.id ? (
            <Dropdown
              trigger={["click"]}
              menu={{
                items: [
                  { key: "update", label: t("views.update") },
                  { key: "remove", label: t("views.remove"), danger: true },
                ],
                onClick: ({ key }) => {
                  if (key === "update") change.mutate(view);
                  else remove.mutate(view.id, { onSuccess: () => openView(null) });
                },
              }}
            >
              <button type="button" className="hy-plain" aria-label={t("views.more", { name: view.name })}>
                <Ellipsis size={14} />
              </button>
            </Dropdown>
          ) : null}
        </span>
      ))}
      {altered ? <SaveAs onSave={(value) => add.mutate(value)} /> : null}
    </nav>
  );
}

function SaveAs({ onSave }: { onSave: (value: { name: string; shared: boolean }) => void }) {
  const { t } = useTranslation("resource");
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const submit = () => {
    if (!name.trim()) return;
    onSave({ name: name.trim(), shared });
    setOpen(false);
    setName("");
  };
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="hy-stack" style={{ width: 240, gap: 10 }}>
          <Input
            autoFocus
            maxLength={60}
            placeholder={t("views.name")}
            aria-label={t("views.name")}
            value={name}
            onChange={(e) => setName(e.target.value)}
            onPressEnter={submit}
          />
          <Checkbox checked={shared} onChange={(e) => setShared(e.target.checked)}>
            {t("views.share")}
          </Checkbox>
          <Button type="primary" onClick={submit}>
            {t("views.save")}
          </Button>
        </div>
      }
    >
      <button type="button" className="vt-save hy-plain">
        <BookmarkPlus size={14} aria-hidden="true" /> {t("views.saveAs")}
      </button>
    </Popover>
  );
}
