import { App, Button, Dropdown, Tooltip } from "antd";
import { Ellipsis, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Action, Entry, Resource } from "@/api/types";
import { editPath, listPath } from "@/core/shell/paths";
import { usePhone } from "@/ui/useWide";
import { useVerb } from "./use-record";
import { VerbDialog } from "./VerbDialog";

interface Props {
  resource: Resource;
  record: Entry;
  /** Verbs a hand-written page handles by itself. */
  special?: Record<string, () => void>;
  hide?: string[];
}

const EDITS = new Set(["update", "edit", "change"]);
const IN_BAR = 3;

/** What the server lets this person do now; a disabled button says why. */
export function ActionBar({ resource, record, special = {}, hide = [] }: Props) {
  const { t } = useTranslation("resource");
  const { message } = App.useApp();
  const navigate = useNavigate();
  const phone = usePhone();
  const run = useVerb(resource);
  const [chosen, setChosen] = useState<Action | null>(null);
  const actions = (record.actions ?? []).filter((a) => !hide.includes(a.name));
  const edit = actions.find((a) => EDITS.has(a.name));
  const verbs = actions.filter((a) => !EDITS.has(a.name));
  const verbOf = (a: Action) => resource.verbs.find((v) => v.name === a.name);
  const labelOf = (a: Action) => a.label ?? verbOf(a)?.label ?? a.name;
  const simple = (a: Action) => !a.confirm && !verbOf(a)?.confirm && !verbOf(a)?.payload?.length && a.name !== "delete";

  const start = async (action: Action) => {
    const own = special[action.name];
    if (own) return own();
    if (!simple(action)) return setChosen(action);
    try {
      await run(record, action.name);
      void message.success(t("verb.done", { label: labelOf(action) }));
    } catch (error) {
      void message.error((error as Error).message);
    }
  };
  const ranked = [...verbs].sort((a, b) => rank(b) - rank(a));
  // What cannot be done now waits in the menu with its reason; where nothing can be done, the main act shows it.
  const able = ranked.filter((a) => a.enabled);
  const inBar = (able.length ? able : ranked.filter((a) => a.tone === "primary")).slice(0, phone ? 1 : IN_BAR);
  const inMenu = ranked.filter((a) => !inBar.includes(a));
  return (
    <div className="hy-row hy-noprint">
      {edit ? (
        <Tooltip title={edit.enabled ? undefined : edit.reason}>
          <Button
            icon={<Pencil size={14} />}
            disabled={!edit.enabled}
            onClick={() => navigate(editPath(resource, record.id))}
          >
            {edit.label ?? t("form.editShort")}
          </Button>
        </Tooltip>
      ) : null}
      {inBar.map((action) => (
        <Tooltip key={action.name} title={action.enabled ? undefined : action.reason}>
          <Button
            type={action.tone === "primary" ? "primary" : "default"}
            danger={action.tone === "danger"}
            disabled={!action.enabled}
            onClick={() => void start(action)}
          >
            {labelOf(action)}
          </Button>
        </Tooltip>
      ))}
      {inMenu.length ? (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: inMenu.map((a) => ({
              key: a.name,
              label: a.enabled ? labelOf(a) : <Tooltip title={a.reason}>{labelOf(a)}</Tooltip>,
              danger: a.tone === "danger",
              disabled: !a.enabled,
            })),
            onClick: ({ key }) => {
              const action = inMenu.find((a) => a.name === key);
              if (action) void start(action);
            },
          }}
        >
          <Button icon={<Ellipsis size={16} />} aria-label={t("verb.more")} />
        </Dropdown>
      ) : null}
      {chosen ? (
        <VerbDialog
          verb={{
            ...verbOf(chosen),
            name: chosen.name,
            label: labelOf(chosen),
            tone: chosen.tone ?? "neutral",
            confirm: chosen.confirm ?? verbOf(chosen)?.confirm ?? null,
            payload: verbOf(chosen)?.payload ?? [],
          }}
          subject={record.label}
          onClose={() => setChosen(null)}
          run={async (payload) => {
            if ((await run(record, chosen.name, payload)) === null) navigate(listPath(resource));
          }}
        />
      ) : null}
    </div>
  );
}

const rank = (a: Action): number => (a.tone === "primary" ? 2 : a.tone === "danger" ? 0 : 1) + (a.enabled ? 0.5 : 0);
